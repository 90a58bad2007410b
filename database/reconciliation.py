"""What monitoring compares: the position of every open case, its next act, and how far its workflow was notified."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection


@dataclass(frozen=True)
class RunStatus:
    """A case as monitoring sees it; times are case time."""

    id: str
    closed: bool
    number: int
    notified_number: int
    own_act: str | None
    wake_at: datetime | None
    changed_at: datetime


SELECT = (
    "select id, stage = 'closed' as closed, number, notified_number, own_act, wake_at, changed_at from vehicle_case"
)


LONG_UNCHANGED = (
    "stage <> 'closed' and changed_at <= $1 and not (changed_at > $2 and exists (select from outbox o"
    " where o.case_id = c.id and o.attempts = 0 and o.kind in ('start', 'restart', 'replace')))"
)
"""A start that waits for its turn since `$2`, as many do behind an import, is nothing wrong, unless it failed."""
LATE = "case when wake_at is null then own_act = any($3) else wake_at <= $1 end"


async def list_wrong(
    connection: Connection,
    runs: Collection[str],
    before: datetime,
    own_acts: Collection[str],
    queued: datetime,
    case: str | None = None,
) -> list[RunStatus]:
    """Open cases that have not changed since `before`, in case time, and that are none of `runs`, or whose workflow is
    behind its journal, or is late: it should have woken by then, or does one of these acts at once.

    A start that waits for its turn since `queued` is nothing wrong, unless it failed.
    """
    # Many thousand numbers are passed on as one text: as a list they take longer than the statement.
    rows = await connection.fetch(
        f"{SELECT} c where {LONG_UNCHANGED} and ($5::text is null or id = $5)"
        f" and (id not in (select unnest(string_to_array($4, ','))) or notified_number < number or {LATE}) order by id",
        before,
        queued,
        list(own_acts),
        ",".join(runs),
        case,
    )
    return [RunStatus(**row) for row in rows]


async def list_late(
    connection: Connection, before: datetime, own_acts: Collection[str], queued: datetime, limit: int
) -> list[str]:
    """The same of cases that are late alone, whether a workflow runs or not; the first of them by number."""
    rows = await connection.fetch(
        f"select id from vehicle_case c where {LONG_UNCHANGED} and {LATE} order by id limit $4",
        before,
        queued,
        list(own_acts),
        limit,
    )
    return [row["id"] for row in rows]


async def count_to_run(connection: Connection) -> int:
    """How many open cases should have a running workflow: a start in the outbox is still to come."""
    count: int = await connection.fetchval(
        "select count(*) from vehicle_case c where stage <> 'closed' and not exists"
        " (select from outbox o where o.case_id = c.id and o.kind in ('start', 'restart', 'replace'))"
    )
    return count


async def list_not_open(connection: Connection, cases: Collection[str]) -> list[str]:
    """Those of these numbers that are of no open case."""
    rows = await connection.fetch(
        "select unnest(string_to_array($1, ',')) as id except select id from vehicle_case where stage <> 'closed'"
        " order by id",
        ",".join(cases),
    )
    return [row["id"] for row in rows]


async def list_open_after(connection: Connection, beyond: str | None, limit: int) -> list[str]:
    """Open cases in number order, after the number `beyond`."""
    rows = await connection.fetch(
        "select id from vehicle_case where stage <> 'closed' and ($1::text is null or id > $1) order by id limit $2",
        beyond,
        limit,
    )
    return [row["id"] for row in rows]


async def list_numbers(connection: Connection, cases: Sequence[str]) -> dict[str, int]:
    """The newest fact of each of these cases that is open."""
    rows = await connection.fetch(
        "select id, number from vehicle_case where id = any($1) and stage <> 'closed' order by id", list(cases)
    )
    return {row["id"]: row["number"] for row in rows}


async def by_due_time(connection: Connection, cases: Sequence[str], limit: int) -> list[str]:
    """The most urgent of these cases, the nearest ceiling first. One whose run is queued already is left out."""
    rows = await connection.fetch(
        "select id from vehicle_case c where id = any($1) and not exists"
        " (select from outbox o where o.case_id = c.id and o.kind in ('start', 'restart', 'replace'))"
        " order by due_at nulls last, id limit $2",
        list(cases),
        limit,
    )
    return [row["id"] for row in rows]


async def find_standing(connection: Connection, case: str) -> RunStatus | None:
    """This case, open or closed; None if there is none."""
    row = await connection.fetchrow(f"{SELECT} where id = $1", case)
    return RunStatus(**row) if row else None


async def notify_where_behind(connection: Connection, limit: int = 5000) -> int:
    """Queue a notification for workflows that are behind their journal, at most `limit`; returns how many.

    Skips cases that have a notification queued already. Includes closed cases: their workflows have to end. Skips
    locked cases: the transaction that holds the lock queues its own notification.
    """
    done: str = await connection.execute(
        "with behind as (select id, number from vehicle_case c where notified_number < number"
        " and not exists (select from outbox o where o.case_id = c.id) order by id limit $1"
        " for no key update skip locked)"
        " insert into outbox (case_id, kind, number) select id, 'signal', number from behind"
        " on conflict (case_id, kind) do nothing",
        limit,
    )
    return int(done.rpartition(" ")[2])
