"""Stale cases: stored by an older Towpath, to be folded again by the current one."""

from database.connection import Connection
from schemas.words import Task


async def count_stale(connection: Connection) -> int:
    """How many cases are stale."""
    count: int = await connection.fetchval("select count(*) from vehicle_case where folded < number")
    return count


async def list_stale(connection: Connection, beyond: str | None, limit: int) -> list[str]:
    """The next stale cases in number order, after the number `beyond`."""
    rows = await connection.fetch(
        "select id from vehicle_case where folded < number and ($1::text is null or id > $1) order by id limit $2",
        beyond,
        limit,
    )
    return [row["id"] for row in rows]


async def mark_stale(connection: Connection, case: str) -> None:
    """Record that the case must be folded again."""
    await connection.execute("update vehicle_case set folded = 0 where id = $1", case)


async def mark_stale_if_law_is_asked(connection: Connection) -> None:
    """Record that every open case that waits for a number of the law must be folded again."""
    await connection.execute(
        "update vehicle_case set folded = 0 where stage <> 'closed' and open_tasks @> array['law_question']"
    )


async def mark_stale_if_mailing(connection: Connection) -> None:
    """Record that every open case whose letters wait for mailing must be folded again."""
    await connection.execute(
        "update vehicle_case set folded = 0 where stage <> 'closed' and open_tasks @> array[$1::text]",
        Task.MAILING.value,
    )


async def mark_stale_if_otherwise_asked(connection: Connection, task: Task, *, by_system: bool) -> None:
    """Record that every open case in which another one does this task than now must be folded again."""
    await connection.execute(
        "update vehicle_case set folded = 0 where stage <> 'closed' and open_tasks @> array[$1::text]"
        " and (own_act is not distinct from $1) <> $2",
        task.value,
        by_system,
    )


async def mark_folded(connection: Connection, case: str) -> None:
    """Record that the case was folded from all its facts."""
    await connection.execute("update vehicle_case set folded = number where id = $1", case)
