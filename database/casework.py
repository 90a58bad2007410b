"""Statements, idempotency keys and the outbox."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection


@dataclass(frozen=True)
class Given:
    """A stored answer, with the digest of its request."""

    asked: bytes
    answer: str


@dataclass(frozen=True)
class Unsent:
    """One notification in the outbox, not sent yet."""

    id: int
    case_id: str
    kind: str
    number: int


async def insert_statement(connection: Connection, case: str, account: str, words: str, now: datetime) -> int:
    """Insert a person's free text; returns its id."""
    row: int = await connection.fetchval(
        "insert into statement (case_id, account, words, recorded_at) values ($1, $2, $3, $4) returning id",
        case,
        account,
        words,
        now,
    )
    return row


async def list_statements(connection: Connection, case: str) -> dict[int, str]:
    """The statements of a case, by id."""
    rows = await connection.fetch("select id, words from statement where case_id = $1", case)
    return {row["id"]: row["words"] for row in rows}


async def find_answer(connection: Connection, account: str, key: str) -> Given | None:
    """The answer stored for this account and key. Waits while another request with the same key is in progress."""
    await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 1))", f"{account} {key}")
    row = await connection.fetchrow("select asked, answer from request where account = $1 and key = $2", account, key)
    return Given(**row) if row else None


async def insert_answer(
    connection: Connection, account: str, key: str, asked: bytes, answer: str, now: datetime
) -> None:
    """Store an answer under its idempotency key."""
    await connection.execute(
        "insert into request (account, key, asked, answer, recorded_at) values ($1, $2, $3, $4, $5)",
        account,
        key,
        asked,
        answer,
        now,
    )


async def put_in_outbox(connection: Connection, case: str, kind: str, number: int) -> None:
    """Queue a notification of the workflow up to this fact: `start`, `restart` or `knock`."""
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
