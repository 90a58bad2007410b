"""Reports, their vehicles, and the rule of one open case per known vehicle."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection


@dataclass(frozen=True)
class NewVehicle:
    """A vehicle as reported: normalized, and as received."""

    plate: str | None = None
    plate_state: str | None = None
    plate_raw: str | None = None
    vin: str | None = None
    vin_raw: str | None = None
    make: str | None = None
    model: str | None = None
    color: str | None = None

    @property
    def keys(self) -> list[str]:
        """The keys that identify this vehicle: its VIN, its plate with state, both, or none."""
        keys = [f"vin:{self.vin}"] if self.vin else []
        return [*keys, f"plate:{self.plate_state or '??'}:{self.plate}"] if self.plate else keys


@dataclass(frozen=True)
class NewReport:
    """One report as received."""

    case_id: str
    source: str
    external_id: str | None
    channel: str
    reported_at: datetime
    received_at: datetime
    address: str
    description: str | None
    plate_raw: str | None
    vin_raw: str | None


@dataclass(frozen=True)
class StoredReport:
    """One report as it is shown: when, by which way and of which place it was made, and its words."""

    id: int
    reported_at: datetime
    channel: str
    address: str
    description: str | None
    plate_raw: str | None
    vin_raw: str | None
    moved_from: str | None


async def list_reports(connection: Connection, case: str) -> list[StoredReport]:
    """The reports that belong to this case, oldest first."""
    rows = await connection.fetch(
        "select id, reported_at, channel, address, description, plate_raw, vin_raw, moved_from from report"
        " where case_id = $1 order by reported_at, id",
        case,
    )
    return [StoredReport(**row) for row in rows]


async def find_report(connection: Connection, source: str, external_id: str) -> str | None:
    """The case of a report that was received before; None if it was not."""
    case: str | None = await connection.fetchval(
        "select case_id from report where source = $1 and external_id = $2", source, external_id
    )
    return case


async def lock_vehicle(connection: Connection, keys: list[str]) -> None:
    """Lock these keys: no other transaction can open a case for them until this one ends."""
    for key in sorted(keys):
        await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", key)


async def find_open_case(connection: Connection, keys: list[str], except_for: str | None = None) -> str | None:
    """The open case of the vehicle with one of these keys; a duplicate leads to the case that holds its reports.

    The keys of the case `except_for` do not count.
    """
    case: str | None = await connection.fetchval(
        "select coalesce((select r.case_id from report r where r.moved_from = o.case_id limit 1), o.case_id) as case_id"
        " from open_vehicle o where o.key = any($1) and o.case_id is distinct from $2 order by 1 limit 1",
        keys,
        except_for,
    )
    return case


async def insert_vehicle(connection: Connection, new: NewVehicle) -> int:
    """Insert a vehicle; returns its id."""
    row: int = await connection.fetchval(
        "insert into vehicle (plate, plate_state, plate_raw, vin, vin_raw, make, model, color)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8) returning id",
        *new.__dict__.values(),
    )
    return row


async def update_vehicle(
    connection: Connection, vehicle: int, plate: str | None, state: str | None, vin: str | None
) -> None:
    """Add what an officer read on the vehicle itself."""
    await connection.execute(
        "update vehicle set plate = coalesce($2, plate), plate_state = coalesce($3, plate_state),"
        " vin = coalesce($4, vin) where id = $1",
        vehicle,
        plate,
        state,
        vin,
    )


async def claim_vehicle(connection: Connection, keys: list[str], case: str) -> None:
    """Make this case the open case of the vehicle with these keys."""
    await connection.executemany(
        "insert into open_vehicle (key, case_id) values ($1, $2) on conflict do nothing", [(key, case) for key in keys]
    )


async def free_vehicle(connection: Connection, case: str) -> None:
    """Free the vehicle of a closed case and of its duplicates: the next report of it opens a new case."""
    await connection.execute(
        "delete from open_vehicle where case_id = $1 or case_id in (select moved_from from report where case_id = $1)",
        case,
    )


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


async def insert_report(connection: Connection, new: NewReport) -> int:
    """Insert a report; returns its id."""
    row: int = await connection.fetchval(
        "insert into report (case_id, source, external_id, channel, reported_at, received_at, address, description,"
        " plate_raw, vin_raw) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id",
        *new.__dict__.values(),
    )
    return row
