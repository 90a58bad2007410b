"""Idempotency keys: which account was answered what under which key."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from database.connection import Connection


@dataclass(frozen=True)
class KeptAnswer:
    """A stored answer, with the keyed hash of its request."""

    asked: bytes
    answer: str


async def find_answer(connection: Connection, account: str, key: str) -> KeptAnswer | None:
    """The answer stored for this account and key. Waits while another request with the same key is in progress."""
    await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 1))", f"{account} {key}")
    row = await connection.fetchrow("select asked, answer from request where account = $1 and key = $2", account, key)
    return KeptAnswer(**row) if row else None


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


KEPT = timedelta(days=366)
"""For how long a repeated request gets its first answer."""
OF_A_ROUND = 1000


async def forget_answers(connection: Connection, now: datetime) -> None:
    """Delete answers that nobody asks for again, some at a time, at the real instant `now`."""
    await connection.execute(
        "delete from request where (account, key) in ("
        "select account, key from request where recorded_at < $1 order by recorded_at limit $2)",
        now - KEPT,
        OF_A_ROUND,
    )
