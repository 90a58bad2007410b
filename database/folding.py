"""Which kept cases are not what today's fold makes of their journals, and are to be folded anew."""

from database.connection import Connection


async def count_stale(connection: Connection) -> int:
    """How many cases are to be folded anew."""
    count: int = await connection.fetchval("select count(*) from vehicle_case where folded < number")
    return count


async def list_stale(connection: Connection, beyond: str | None, limit: int) -> list[str]:
    """The next of them in order, from the one after this."""
    rows = await connection.fetch(
        "select id from vehicle_case where folded < number and ($1::text is null or id > $1) order by id limit $2",
        beyond,
        limit,
    )
    return [row["id"] for row in rows]


async def mark_folded(connection: Connection, case: str) -> None:
    """The case has been made anew from all its facts."""
    await connection.execute("update vehicle_case set folded = number where id = $1", case)
