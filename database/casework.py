"""What goes with facts: statements, answers already given, and what is still to be told."""

from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection


@dataclass(frozen=True)
class Given:
    """An answer given before: the digest of what was asked, and the answer."""

    asked: bytes
    answer: str


@dataclass(frozen=True)
class Unsent:
    """Something in the outbox."""

    id: int
    case_id: str
    kind: str
    number: int


async def insert_statement(connection: Connection, case: str, account: str, words: str, now: datetime) -> int:
    """Keep somebody's words; answers with their row."""
    row: int = await connection.fetchval(
        "insert into statement (case_id, account, words, recorded_at) values ($1, $2, $3, $4) returning id",
        case,
        account,
        words,
        now,
    )
    return row


async def list_statements(connection: Connection, case: str) -> dict[int, str]:
    """The words said about a case, by row."""
    rows = await connection.fetch("select id, words from statement where case_id = $1", case)
    return {row["id"]: row["words"] for row in rows}


async def find_answer(connection: Connection, account: str, key: str) -> Given | None:
    """What this account was answered under this key. Waits for a twin that is being answered."""
    await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 1))", f"{account} {key}")
    row = await connection.fetchrow("select asked, answer from request where account = $1 and key = $2", account, key)
    return Given(**row) if row else None


async def insert_answer(
    connection: Connection, account: str, key: str, asked: bytes, answer: str, now: datetime
) -> None:
    """Remember an answer under its key."""
    await connection.execute(
        "insert into request (account, key, asked, answer, recorded_at) values ($1, $2, $3, $4, $5)",
        account,
        key,
        asked,
        answer,
        now,
    )


async def put_in_outbox(connection: Connection, case: str, kind: str, number: int) -> None:
    """The engine is to be told of the journal up to this number: `start`, `restart` or `knock`."""
    await connection.execute(
        "insert into outbox (case_id, kind, number) values ($1, $2, $3)"
        " on conflict (case_id, kind) do update set number = excluded.number",
        case,
        kind,
        number,
    )


async def list_outbox(connection: Connection, *, case: str | None = None, limit: int = 100) -> list[Unsent]:
    """What is still to be told, oldest first; of one case, or of all."""
    rows = await connection.fetch(
        "select id, case_id, kind, number from outbox where $1::text is null or case_id = $1 order by id limit $2",
        case,
        limit,
    )
    return [Unsent(**row) for row in rows]


async def take_from_outbox(connection: Connection, unsent: Unsent) -> None:
    """It has been told, unless a newer one has taken its place meanwhile."""
    await connection.execute("delete from outbox where id = $1 and number = $2", unsent.id, unsent.number)
