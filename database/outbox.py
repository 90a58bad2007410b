"""The outbox: notifications of workflows that are still to be sent."""

from dataclasses import dataclass

from database.connection import Connection


@dataclass(frozen=True)
class Unsent:
    """One notification in the outbox, not sent yet."""

    id: int
    case_id: str
    kind: str
    number: int


async def put_in_outbox(connection: Connection, case: str, kind: str, number: int) -> None:
    """Queue a notification of the workflow up to this fact: `start`, `restart`, `replace`, `signal` or `tow`."""
    await connection.execute(
        "insert into outbox (case_id, kind, number) values ($1, $2, $3)"
        " on conflict (case_id, kind) do update set number = excluded.number",
        case,
        kind,
        number,
    )


async def list_outbox(connection: Connection, *, case: str | None = None, limit: int = 100) -> list[Unsent]:
    """Notifications not sent yet, oldest first; of one case, or of all."""
    rows = await connection.fetch(
        "select id, case_id, kind, number from outbox where $1::text is null or case_id = $1 order by id limit $2",
        case,
        limit,
    )
    return [Unsent(**row) for row in rows]


async def take_from_outbox(connection: Connection, unsent: Unsent) -> None:
    """Remove a notification that was sent, unless a newer one has replaced it."""
    await connection.execute("delete from outbox where id = $1 and number = $2", unsent.id, unsent.number)
