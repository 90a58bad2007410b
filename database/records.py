"""Records checks by file: the questions that wait, the files in which they went out, and what was answered."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from database.connection import Connection, Pool, transaction
from database.data_keys import EncryptedRow
from schemas.words import Task

LOCK = 7_304_001
"""The advisory lock under which a round puts files out and reads others."""
AWAKE_SECONDS = 15.0
"""Less than `idle_in_transaction_session_timeout`."""


@dataclass(frozen=True)
class FiledInquiry:
    """One question about one case, asked by the fact of this number. `day` is that of its file.

    `asked_at` is in case time; `requests` are its numbers in the file, `car` is a hash of what was asked by.
    """

    case: str
    fact: int
    task: Task
    asked_at: datetime
    day: date | None
    requests: tuple[str, ...]
    car: bytes | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "FiledInquiry":
        """The question of a row of the table."""
        return cls(**{**row, "task": Task(row["task"]), "requests": tuple(row["requests"])})


INQUIRY = "select case_id as case, fact, task, asked_at, day, requests, car from records_inquiry"


@asynccontextmanager
async def alone(pool: Pool) -> AsyncIterator[bool]:
    """Whether no other round is under way; none begins while the context is open.

    The lock is that of a transaction which says again and again that it is used: PostgreSQL ends it soon after a
    process, or its machine, has stopped, while a session without a transaction could hold it for hours.
    """
    over = asyncio.Event()
    async with transaction(pool) as connection:
        is_free: bool = await connection.fetchval("select pg_try_advisory_xact_lock($1)", LOCK)
        awake = asyncio.create_task(_stays_awake(connection, over))
        try:
            yield is_free
        finally:
            over.set()
            await awake


async def _stays_awake(connection: Connection, over: asyncio.Event) -> None:
    """Use the transaction each few seconds, until its work is over."""
    while not over.is_set():
        await connection.execute("select 1")
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), AWAKE_SECONDS)


async def insert_inquiry(connection: Connection, case: str, fact: int, task: Task, now: datetime) -> None:
    """Keep a question for the next file."""
    await connection.execute(
        "insert into records_inquiry (case_id, fact, task, asked_at) values ($1, $2, $3, $4)",
        case,
        fact,
        task.value,
        now,
    )


async def file_waiting(connection: Connection, day: date, now: datetime, asked_by: datetime) -> None:
    """Put every question that waits into the file of this day, unless that was made before, or none of them was asked
    by this instant.
    """
    made = await connection.fetchval(
        "insert into records_file (day, made_at) select $1, $2::timestamptz"
        " where exists (select from records_inquiry where day is null and not settled and asked_at <= $3)"
        " on conflict do nothing returning day",
        day,
        now,
        asked_by,
    )
    if made:
        await connection.execute("update records_inquiry set day = $1 where day is null and not settled", day)


async def list_unsent(connection: Connection) -> list[date]:
    """The days of the files that were not put out, the oldest first."""
    rows = await connection.fetch("select day from records_file where sent_at is null order by day")
    return [row["day"] for row in rows]


async def list_unsettled(connection: Connection) -> list[FiledInquiry]:
    """The questions that wait, as far as this table knows, the oldest first."""
    rows = await connection.fetch(f"{INQUIRY} where not settled order by asked_at, case_id, fact")
    return [FiledInquiry.of(row) for row in rows]


async def list_inquiries(connection: Connection, day: date) -> list[FiledInquiry]:
    """The questions of a file that wait for an answer."""
    rows = await connection.fetch(f"{INQUIRY} where day = $1 and not settled order by case_id, fact", day)
    return [FiledInquiry.of(row) for row in rows]


async def keep_requests(connection: Connection, asked: FiledInquiry, requests: Sequence[str], car: bytes) -> None:
    """Keep the numbers under which a question stands in its file, and by what it was asked."""
    await connection.execute(
        "update records_inquiry set requests = $3, car = $4 where case_id = $1 and fact = $2",
        asked.case,
        asked.fact,
        list(requests),
        car,
    )


async def mark_file_sent(connection: Connection, day: date, now: datetime) -> None:
    """The file was put out."""
    await connection.execute("update records_file set sent_at = $2 where day = $1", day, now)


async def list_answered_files(connection: Connection) -> list[date]:
    """The days of the files that are still out, and of whose questions none waits any more."""
    rows = await connection.fetch(
        "select day from records_file f where sent_at is not null and removed_at is null"
        " and not exists (select from records_inquiry i where i.day = f.day and not i.settled) order by day"
    )
    return [row["day"] for row in rows]


async def mark_file_removed(connection: Connection, day: date, now: datetime) -> None:
    """The file is out no more."""
    await connection.execute("update records_file set removed_at = $2 where day = $1", day, now)


async def settle_inquiry(connection: Connection, case: str, fact: int) -> None:
    """The question waits no more."""
    await connection.execute("update records_inquiry set settled = true where case_id = $1 and fact = $2", case, fact)


async def find_inquiry_of(connection: Connection, request: str) -> FiledInquiry | None:
    """The question with this number in its file."""
    row = await connection.fetchrow(f"{INQUIRY} where requests @> array[$1::text]", request)
    return FiledInquiry.of(row) if row else None


async def insert_answer(
    connection: Connection,
    asked: FiledInquiry,
    request: str,
    digests: Sequence[bytes],
    encrypted: EncryptedRow,
    now: datetime,
) -> None:
    """Keep an answer until it is judged; one that came before, with one of these digests, is not kept again."""
    await connection.execute(
        "insert into records_answer (case_id, fact, request_id, digest, content, key, received_at)"
        " select $1, $2, $3, $4, $5, $6, $7::timestamptz"
        " where not exists (select from records_answer where request_id = $3 and digest = any ($8))"
        " on conflict do nothing",
        asked.case,
        asked.fact,
        request,
        digests[0],
        encrypted.content,
        encrypted.key,
        now,
        list(digests),
    )


async def list_unjudged(connection: Connection) -> list[FiledInquiry]:
    """The questions with an answer that was not judged."""
    rows = await connection.fetch(
        f"{INQUIRY} i where exists (select from records_answer a where (a.case_id, a.fact) = (i.case_id, i.fact)"
        " and a.content is not null) order by case_id, fact"
    )
    return [FiledInquiry.of(row) for row in rows]


async def list_answers(connection: Connection, asked: FiledInquiry) -> list[tuple[int, str, EncryptedRow]]:
    """The answers to a question that were not judged, each with its id and its number in the file, the newest last."""
    rows = await connection.fetch(
        "select id, request_id, content, key from records_answer"
        " where case_id = $1 and fact = $2 and content is not null order by id",
        asked.case,
        asked.fact,
    )
    return [(row["id"], row["request_id"], EncryptedRow(row["content"], row["key"])) for row in rows]


async def empty_answers(connection: Connection, answers: Sequence[int]) -> None:
    """These answers were judged: what they said stands in the note of a fact, or is of no use."""
    await connection.execute("update records_answer set content = null, key = null where id = any ($1)", list(answers))


@dataclass(frozen=True)
class WaitingInquiries:
    """How many questions wait for an answer by file, and since when the oldest does, in case time."""

    count: int
    oldest: datetime | None


async def count_inquiries(connection: Connection) -> WaitingInquiries:
    """The questions that wait now."""
    row = await connection.fetchrow(
        "select count(*) as count, min(asked_at) as oldest from records_inquiry where not settled"
    )
    return WaitingInquiries(**row)
