"""The outbox: notifications of workflows that are still to be sent. Several workers share it."""

from dataclasses import dataclass

from database.connection import Connection


@dataclass(frozen=True)
class Unsent:
    """One notification in the outbox, not sent yet. `attempts` are those that failed."""

    id: int
    case_id: str
    kind: str
    number: int
    attempts: int = 0


async def put_in_outbox(connection: Connection, case: str, kind: str, number: int) -> None:
    """Queue a notification of the workflow up to this fact: `start`, `restart`, `replace`, `signal` or `tow`."""
    await connection.execute(
        "insert into outbox (case_id, kind, number) values ($1, $2, $3) on conflict (case_id, kind)"
        " do update set number = excluded.number, attempts = 0, not_before = '-infinity', fault = null",
        case,
        kind,
        number,
    )


async def list_outbox(connection: Connection, *, case: str | None = None, limit: int = 100) -> list[Unsent]:
    """Notifications not sent yet, oldest first; of one case, or of all."""
    rows = await connection.fetch(
        "select id, case_id, kind, number, attempts from outbox where $1::text is null or case_id = $1"
        " order by id limit $2",
        case,
        limit,
    )
    return [Unsent(**row) for row in rows]


async def claim_from_outbox(
    connection: Connection, seconds: float, *, case: str | None, limit: int, starts: int
) -> list[Unsent]:
    """Notifications that are due, oldest first, and no one else's for these seconds; of one case, or of all.

    At most `limit`, and in addition at most `starts` starts of new cases.
    """
    due = "not_before <= clock_timestamp() and ($2::text is null or case_id = $2)"
    rows = await connection.fetch(
        f"with first as (select id from outbox where kind <> 'start' and {due}"
        "  order by id limit $3 for update skip locked),"
        f" new as (select id from outbox where kind = 'start' and {due} order by id limit $4 for update skip locked)"
        " update outbox set not_before = clock_timestamp() + make_interval(secs => $1)"
        " where id in (select id from first union all select id from new)"
        " returning id, case_id, kind, number, attempts",
        seconds,
        case,
        limit,
        starts,
    )
    return sorted((Unsent(**row) for row in rows), key=lambda each: each.id)


async def take_from_outbox(connection: Connection, unsent: Unsent) -> None:
    """Remove a notification that was sent, unless a newer one has replaced it."""
    await connection.execute("delete from outbox where id = $1 and number = $2", unsent.id, unsent.number)


async def release_in_outbox(connection: Connection, unsent: Unsent) -> None:
    """Give a claimed notification back: nothing was tried."""
    await connection.execute("update outbox set not_before = '-infinity' where id = $1", unsent.id)


async def postpone_in_outbox(connection: Connection, unsent: Unsent, seconds: float, fault: str) -> None:
    """Try a notification that failed again after these seconds, unless a newer one has replaced it."""
    await connection.execute(
        "update outbox set attempts = attempts + 1, not_before = clock_timestamp() + make_interval(secs => $3),"
        " fault = $4 where id = $1 and number = $2",
        unsent.id,
        unsent.number,
        seconds,
        fault,
    )
