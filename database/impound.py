"""Stays in a lot, bills as paid, and the links for owners."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from database.case_lists import Listed, listed
from database.cases import SELECT
from database.connection import Connection
from schemas.impound import FeeLine


@dataclass(frozen=True)
class LinkRow:
    """A link for one party of one case; times are case time."""

    id: int
    case_id: str
    party: int
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    def opens(self, now: datetime) -> bool:
        """Whether the link is valid at this instant of case time."""
        return self.revoked_at is None and now < self.expires_at


async def insert_stay(connection: Connection, case: str, lot: str, at: datetime) -> None:
    """Record that the vehicle is in this lot."""
    await connection.execute("insert into lot_stay (case_id, lot, arrived_at) values ($1, $2, $3)", case, lot, at)


async def end_stay(connection: Connection, case: str, at: datetime) -> None:
    """Record that the vehicle has left the lot."""
    await connection.execute("update lot_stay set left_at = $2 where case_id = $1 and left_at is null", case, at)


async def list_stays(connection: Connection, lot: str, after: str | None = None, limit: int = 50) -> Listed:
    """The cases of the vehicles in this lot, the longest stay first; `after` is the last id seen."""
    rows = await connection.fetch(
        f"{SELECT} join lot_stay s on s.case_id = c.id where s.lot = $1 and s.left_at is null and ($2::text is null"
        " or (s.arrived_at, s.case_id) > (select max(arrived_at), $2 from lot_stay where case_id = $2 and lot = $1))"
        " order by s.arrived_at, s.case_id limit $3",
        lot,
        after,
        limit + 1,
    )
    return listed(rows, limit)


async def list_hearings(connection: Connection, limit: int) -> Listed:
    """The first `limit` open cases with a requested hearing that is not decided, the longest wait first."""
    rows = await connection.fetch(
        f"{SELECT} where c.stage <> 'closed' and c.hearing_requested_at is not null"
        " order by c.hearing_requested_at, c.id limit $1",
        limit + 1,
    )
    return listed(rows, limit)


async def insert_bill(connection: Connection, case: str, fact: int, lines: Sequence[FeeLine]) -> None:
    """Store the bill of a release, item by item."""
    await connection.executemany(
        "insert into fee (case_id, fact, code, cents, days, waived) values ($1, $2, $3, $4, $5, $6)",
        [(case, fact, line.code, line.cents, line.days, line.waived) for line in lines],
    )


async def next_link(connection: Connection) -> int:
    """Reserve the next id of a link: it is printed on the letter."""
    number: int = await connection.fetchval("select nextval(pg_get_serial_sequence('owner_link', 'id'))")
    return number


async def insert_link(connection: Connection, link: int, case: str, party: int, now: datetime, until: datetime) -> None:
    """Insert a new link for a party under its id."""
    await connection.execute(
        "insert into owner_link (id, case_id, party, issued_at, expires_at) overriding system value"
        " values ($1, $2, $3, $4, $5)",
        link,
        case,
        party,
        now,
        until,
    )


async def find_link(connection: Connection, link: int) -> LinkRow | None:
    """The link with this id; None if there is none."""
    row = await connection.fetchrow(
        "select id, case_id, party, issued_at, expires_at, revoked_at from owner_link where id = $1", link
    )
    return LinkRow(**row) if row else None


async def list_links(connection: Connection, case: str) -> list[LinkRow]:
    """Every link of this case, oldest first."""
    rows = await connection.fetch(
        "select id, case_id, party, issued_at, expires_at, revoked_at from owner_link where case_id = $1 order by id",
        case,
    )
    return [LinkRow(**row) for row in rows]


async def revoke_links(connection: Connection, case: str, party: int, now: datetime) -> int:
    """Revoke the valid links of this party; returns how many there were."""
    done: str = await connection.execute(
        "update owner_link set revoked_at = $3 where case_id = $1 and party = $2 and revoked_at is null",
        case,
        party,
        now,
    )
    return int(done.removeprefix("UPDATE "))
