"""Since when an outside system refuses, and how many cases wait for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection
from schemas.outside import AwayCause, Port
from schemas.words import Task


@dataclass(frozen=True)
class Refusing:
    """A service that refuses: since when (a real instant), and why."""

    port: Port
    since: datetime
    cause: AwayCause


async def note_state(connection: Connection, port: Port, cause: AwayCause | None, now: datetime) -> None:
    """Note that a service refuses, from `now` unless it did before; without a cause, that it answers."""
    await connection.execute(
        """insert into service_state (port, refusing_since, cause, noted_at)
           values ($1, case when $2::text is not null then $3::timestamptz end, $2, $3)
           on conflict (port) do update set
               refusing_since = case when $2 is not null then coalesce(service_state.refusing_since, $3) end,
               cause = $2, noted_at = $3""",
        port.value,
        cause.value if cause else None,
        now,
    )


async def list_refusing(connection: Connection) -> list[Refusing]:
    """The services that refuse."""
    rows = await connection.fetch(
        "select port, refusing_since, cause from service_state where refusing_since is not null order by port"
    )
    return [Refusing(Port(row["port"]), row["refusing_since"], AwayCause(row["cause"])) for row in rows]


async def count_open(connection: Connection, task: Task) -> int:
    """How many open cases have this task, whoever does it."""
    count: int = await connection.fetchval(
        "select count(*) from vehicle_case where stage <> 'closed' and open_tasks @> array[$1::text]", task.value
    )
    return count


async def count_waiting(connection: Connection, tasks: Iterable[Task]) -> int:
    """How many open cases wait for a service to be asked for one of these tasks, now or later."""
    count: int = await connection.fetchval(
        "select count(*) from vehicle_case where stage <> 'closed' and open_tasks && $1::text[] and own_act = any ($1)",
        list(tasks),
    )
    return count
