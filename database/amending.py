"""Pages of open cases under one edition, for an amendment that moves all of them."""

from collections.abc import Sequence

from database.cases import read_case
from database.connection import Connection
from schemas.case import Case


async def list_open_under(connection: Connection, edition: str, beyond: str | None, limit: int) -> Sequence[Case]:
    """Open cases under this edition in number order, after the number `beyond`, at most `limit`."""
    rows = await connection.fetch(
        "select state from vehicle_case where stage <> 'closed' and edition = $1 and id > $2 order by id limit $3",
        edition,
        beyond or "",
        limit,
    )
    return [read_case(row["state"]) for row in rows]


async def count_open_under(connection: Connection, edition: str) -> int:
    """How many open cases are under this edition."""
    count: int = await connection.fetchval(
        "select count(*) from vehicle_case where stage <> 'closed' and edition = $1", edition
    )
    return count
