"""Pages of open cases under one edition, for an amendment that moves all of them."""

from database.case_lists import Listed, listed
from database.cases import SELECT
from database.connection import Connection


async def list_open_under(connection: Connection, edition: str, beyond: str | None, limit: int) -> Listed:
    """Open cases under this edition in number order, after the number `beyond`, at most `limit`."""
    rows = await connection.fetch(
        f"{SELECT} where c.stage <> 'closed' and c.edition = $1 and c.id > $2 order by c.id limit $3",
        edition,
        beyond or "",
        limit + 1,
    )
    return listed(rows, limit)


async def count_open_under(connection: Connection, edition: str) -> int:
    """How many open cases are under this edition."""
    count: int = await connection.fetchval(
        "select count(*) from vehicle_case where stage <> 'closed' and edition = $1", edition
    )
    return count
