"""New runs for open cases: for one whose workflow is gone, and for all after Temporal's store was lost."""

from datetime import UTC, datetime
from typing import NamedTuple

from database.connection import Connection

LONGEST_PAUSE_SECONDS = 3600.0


async def count_recovery(connection: Connection, case: str) -> int | None:
    """Count a new run of an open case; returns its newest fact. None if the case is closed or locked, a run is still to
    be started, or the last recovery is too recent: a minute, twice as long each time, up to an hour. A day without one
    starts the count again.
    """
    number: int | None = await connection.fetchval(
        "update vehicle_case set run = run + 1, notified_number = 0, recovered_at = clock_timestamp(),"
        " recoveries = case when recovered_at > clock_timestamp() - interval '1 day' then recoveries + 1 else 1 end"
        " where id = (select id from vehicle_case where id = $1 and stage <> 'closed' for no key update skip locked)"
        " and not exists (select from outbox where case_id = $1 and kind in ('start', 'restart', 'replace'))"
        " and coalesce(recovered_at < clock_timestamp()"
        " - make_interval(secs => least(30 * 2.0 ^ recoveries, $2)), true) returning number",
        case,
        LONGEST_PAUSE_SECONDS,
    )
    return number


class PlaceInOrder(NamedTuple):
    """A place in the order of open cases: the nearest ceiling first, then the number."""

    due: datetime
    case: str


BEGINNING = PlaceInOrder(datetime.min.replace(tzinfo=UTC), "")
NO_CEILING = datetime.max.replace(tzinfo=UTC)


async def queue_replacements(
    connection: Connection, account: str, beyond: PlaceInOrder, limit: int, now: datetime
) -> list[PlaceInOrder]:
    """Queue a new run for the next open cases in order, and log who asked for it; returns their places."""
    rows = await connection.fetch(
        "with due as (select id, number, coalesce(due_at, $3) as due from vehicle_case where stage <> 'closed'"
        "  and (coalesce(due_at, $3), id) > ($1, $2) order by due, id limit $4 for no key update),"
        " counted as (update vehicle_case c set run = run + 1, notified_number = 0 from due where c.id = due.id),"
        " logged as (insert into access_log (account, case_id, what, purpose, at)"
        "  select $5, id, 'restart', 'replace', $6 from due),"
        " queued as (insert into outbox (case_id, kind, number) select id, 'replace', number from due order by due, id"
        "  on conflict (case_id, kind) do nothing)"
        " select due, id from due order by due, id",
        beyond.due,
        beyond.case,
        NO_CEILING,
        limit,
        account,
        now,
    )
    return [PlaceInOrder(*row) for row in rows]


async def count_replacements(connection: Connection) -> int:
    """How many new runs are still to be started."""
    waiting: int = await connection.fetchval("select count(*) from outbox where kind <> all('{signal,tow}')")
    return waiting
