"""New runs for open cases whose workflow is gone: how often a case had one, and when it may have the next."""

from database.connection import Connection

LONGEST_PAUSE_SECONDS = 3600.0


async def count_recovery(connection: Connection, case: str) -> int | None:
    """Count a new run of an open case; returns its newest fact. None if the case is closed or locked, a run is still to
    be started, or the last recovery is too recent: a minute, twice as long each time, up to an hour. A day without one
    starts the count anew.
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
