"""What an audit reads in addition to the journal: the list columns of a case, and its tow orders."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection
from database.row_versions import AUDIT_SECONDS


@dataclass(frozen=True)
class Shown:
    """The columns by which lists, queues and monitoring find a case, in addition to its state and its tasks."""

    stage: str
    number: int
    outcome: str | None
    district: str
    edition: str
    opened_at: datetime
    closed_at: datetime | None
    open_tasks: list[str]
    not_before: datetime | None
    due_at: datetime | None
    own_act: str | None
    wake_at: datetime | None
    duplicate_of: str | None
    hearing_requested_at: datetime | None


async def find_shown(connection: Connection, case: str) -> Shown | None:
    """The list columns of a case; None if there is no such case."""
    row = await connection.fetchrow(
        "select stage, number, outcome, district, edition, opened_at, closed_at, open_tasks, not_before, due_at,"
        " own_act, wake_at, duplicate_of, hearing_requested_at from vehicle_case where id = $1",
        case,
    )
    return Shown(**row) if row else None


async def list_orders(connection: Connection, case: str) -> list[tuple[int, str]]:
    """The numbers of a case's tow orders, in order, with their states."""
    orders = await connection.fetch("select number, state from tow_order where case_id = $1 order by number", case)
    return [(row["number"], row["state"]) for row in orders]


async def list_missing_cases(connection: Connection, limit: int) -> list[str]:
    """Numbers that were given, after the first case of their year, and that no case has. A number is given in the
    transaction of its case, so that none is left out.
    """
    rows = await connection.fetch(
        """select id from (
               select to_char(year % 100, 'FM00') as year, last,
                      (select min(id) from vehicle_case where id like to_char(year % 100, 'FM00') || '-%') as first
                 from case_counter) given
             cross join lateral (
               select given.year || '-' || to_char(n, 'FM000000') as id
                 from generate_series(right(given.first, 6)::integer, given.last) n) numbers
            where not exists (select from vehicle_case c where c.id = numbers.id) order by id limit $1""",
        limit,
        timeout=AUDIT_SECONDS,
    )
    return [row["id"] for row in rows]


async def list_numbers(connection: Connection, after: str | None, limit: int) -> list[str]:
    """Case numbers in order, starting after the number `after`."""
    rows = await connection.fetch(
        "select id from vehicle_case where $1::text is null or id > $1 order by id limit $2", after, limit
    )
    return [row["id"] for row in rows]
