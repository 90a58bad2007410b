"""Reports: what people said of a car, and to which case it belongs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from database.connection import Connection
from database.data_keys import EncryptedRow, with_key


@dataclass(frozen=True)
class NewReport:
    """One report as received; its description encrypted with the key of its row, with its keyed hash."""

    case_id: str
    source: str
    external_id: str | None
    channel: str
    reported_at: datetime
    received_at: datetime
    address: str
    description: str | None
    plate_raw: str | None
    plate_state_raw: str | None
    vin_raw: str | None
    make: str | None
    model: str | None
    color: str | None
    lat: float | None
    lon: float | None
    corrects: int | None = None
    description_hash: bytes | None = None
    key: bytes | None = None


@dataclass(frozen=True)
class StoredReport:
    """One report as it is shown: when, by which way and of which place it was made, its words, and who has read it."""

    id: int
    reported_at: datetime
    channel: str
    source: str
    external_id: str | None
    address: str
    description: str | None
    plate_raw: str | None
    plate_state_raw: str | None
    vin_raw: str | None
    make: str | None
    model: str | None
    color: str | None
    lat: float | None
    lon: float | None
    moved_from: str | None
    corrects: int | None
    read_by: str | None
    read_at: datetime | None

    @property
    def said_of_the_car(self) -> str:
        """What it says of the car, as it was written; empty if nothing."""
        plate = " ".join(filter(None, (self.plate_raw, self.plate_state_raw)))
        looks = " ".join(filter(None, (self.color, self.make, self.model)))
        return ", ".join(filter(None, (looks, plate and f"plate {plate}", self.vin_raw and f"VIN {self.vin_raw}")))


async def list_reports(connection: Connection, case: str) -> list[tuple[StoredReport, EncryptedRow | None]]:
    """The reports that belong to this case, oldest first, each without its description and with the encrypted one."""
    rows = await connection.fetch(
        "select r.id, reported_at, channel, source, external_id, address, null as description, plate_raw,"
        " plate_state_raw, vin_raw, make, model, color, lat, lon, moved_from, corrects, read_by, read_at,"
        " r.description as encrypted, k.wrapped"
        " from report r left join data_key k on k.kind = 'report' and k.id = r.id"
        " where r.case_id = $1 order by reported_at, r.id",
        case,
    )
    return [_stored(**row) for row in rows]


def _stored(encrypted: str | None, wrapped: bytes | None, **said: Any) -> tuple[StoredReport, EncryptedRow | None]:
    return StoredReport(**said), None if encrypted is None else EncryptedRow(encrypted.encode(), wrapped)


def unread_among(reports: list[StoredReport]) -> frozenset[int]:
    """The reports that came after the first one and that nobody has read."""
    first = min((each.id for each in reports), default=0)
    return frozenset(each.id for each in reports if each.id != first and each.read_at is None)


async def find_report(connection: Connection, source: str, external_id: str) -> tuple[int, str] | None:
    """The id and the case of a report that was received before; None if it was not."""
    row = await connection.fetchrow(
        "select id, case_id from report where source = $1 and external_id = $2", source, external_id
    )
    return (row["id"], row["case_id"]) if row else None


async def is_repeated(
    connection: Connection, report: int, new: NewReport, words: str | None, hashes: Sequence[bytes]
) -> bool:
    """Whether this report, or one that corrects it, says just the same.

    `hashes` are those of its `words`, which reports from before rows had keys have in clear.
    """
    said = ("address", "plate_raw", "plate_state_raw", "vin_raw", "make", "model", "color", "lat", "lon")
    same = " and ".join(f"{name} is not distinct from ${place}" for place, name in enumerate(said, 4))
    found: bool = await connection.fetchval(
        "select exists (select from report where (id = $1 or corrects = $1)"
        f" and (description_hash = any($2) or description is not distinct from $3) and {same})",
        report,
        hashes,
        words,
        *(getattr(new, name) for name in said),
    )
    return found


async def mark_read(connection: Connection, case: str, report: int, account: str, now: datetime) -> bool:
    """This person has read the report. False if the case has no such report; the first reader stays on record."""
    done: str = await connection.execute(
        "update report set read_by = coalesce(read_by, $3), read_at = coalesce(read_at, $4)"
        " where id = $2 and case_id = $1",
        case,
        report,
        account,
        now,
    )
    return done == "UPDATE 1"


async def move_reports(connection: Connection, case: str, to: str) -> int:
    """Move the reports of a case to another one; returns how many.

    A report that moves again still names its first case in `moved_from`.
    """
    done: str = await connection.execute(
        "update report set case_id = $2, moved_from = coalesce(moved_from, case_id) where case_id = $1", case, to
    )
    return int(done.removeprefix("UPDATE "))


async def bring_reports_back(connection: Connection, case: str, holder: str) -> int:
    """Move back to this case the reports that had moved from it to `holder`; returns how many.

    The reports of cases closed as its duplicates come too, and those of their duplicates.
    """
    done: str = await connection.execute(
        """with recursive given (id) as (
               select $1
               union
               select c.id from vehicle_case c join given on c.duplicate_of = given.id
                where c.id in (select moved_from from report where case_id = $2)
           )
           update report set case_id = $1, moved_from = nullif(moved_from, $1)
            where case_id = $2 and moved_from in (select id from given)""",
        case,
        holder,
    )
    return int(done.removeprefix("UPDATE "))


INSERT = (
    "insert into report (case_id, source, external_id, channel, reported_at, received_at, address, description,"
    " plate_raw, plate_state_raw, vin_raw, make, model, color, lat, lon, corrects, description_hash)"
    " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
)
INSERT_WITH_KEY = with_key("report", INSERT, "$19")


async def insert_report(connection: Connection, new: NewReport) -> int:
    """Insert a report; returns its id. One without a description has no key."""
    *said, key = new.__dict__.values()
    row: int = (
        await connection.fetchval(f"{INSERT} returning id", *said)
        if key is None
        else await connection.fetchval(INSERT_WITH_KEY, *said, key)
    )
    return row
