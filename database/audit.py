"""What an audit reads in addition to the journal: the list columns of a case, and its tow orders."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection


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


async def list_numbers(connection: Connection, after: str | None, limit: int) -> list[str]:
    """Case numbers in order, starting after the number `after`."""
    rows = await connection.fetch(
        "select id from vehicle_case where $1::text is null or id > $1 order by id limit $2", after, limit
    )
    return [row["id"] for row in rows]
