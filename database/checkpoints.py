"""Checkpoints of the journal: each covers every head that has changed since the one before."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

from database.connection import Connection
from database.journal import GENESIS

LOCK = 3_110_076


@dataclass(frozen=True)
class Head:
    """The last fact of a case at the time of a checkpoint."""

    case_id: str
    number: int
    digest: bytes


@dataclass(frozen=True)
class Checkpoint:
    """One checkpoint; `at` is case time."""

    id: int
    at: datetime
    heads: int
    previous: bytes
    digest: bytes


def digest_of(checkpoint: Checkpoint, heads: list[Head]) -> bytes:
    """SHA-256 over the previous digest, this one's number, time and count, and its heads by case number."""
    at = checkpoint.at.astimezone(UTC).isoformat(timespec="microseconds")
    lines = [f"{each.case_id} {each.number} {each.digest.hex()}" for each in sorted(heads, key=lambda x: x.case_id)]
    text = "\n".join((str(checkpoint.id), at, str(checkpoint.heads), *lines))
    return sha256(checkpoint.previous + text.encode()).digest()


async def last_checkpoint(connection: Connection) -> Checkpoint | None:
    """The newest checkpoint. No other transaction can add one until this one ends."""
    await connection.execute("select pg_advisory_xact_lock($1)", LOCK)
    row = await connection.fetchrow("select id, at, heads, previous, digest from checkpoint order by id desc limit 1")
    return Checkpoint(**row) if row else None


async def take_heads(connection: Connection) -> list[Head]:
    """The heads that no checkpoint covers yet; they are marked as covered.

    A case that is locked right now is left to the next checkpoint.
    """
    rows = await connection.fetch(
        "with changed as (select id from vehicle_case where covered < number order by id for no key update skip locked)"
        " update vehicle_case c set covered = number from changed where c.id = changed.id"
        " returning c.id as case_id, number, digest"
    )
    return [Head(**row) for row in rows]


async def insert_checkpoint(
    connection: Connection, last: Checkpoint | None, heads: list[Head], at: datetime
) -> Checkpoint:
    """Add a checkpoint of these heads after the last one."""
    draft = Checkpoint((last.id if last else 0) + 1, at, len(heads), last.digest if last else GENESIS, b"")
    checkpoint = replace(draft, digest=digest_of(draft, heads))
    await connection.execute(
        "insert into checkpoint (id, at, heads, previous, digest) values ($1, $2, $3, $4, $5)",
        *checkpoint.__dict__.values(),
    )
    await connection.executemany(
        "insert into checkpoint_head (checkpoint, case_id, number, digest) values ($1, $2, $3, $4)",
        [(checkpoint.id, each.case_id, each.number, each.digest) for each in heads],
    )
    return checkpoint


async def list_checkpoints(connection: Connection) -> list[Checkpoint]:
    """Every checkpoint, in order."""
    rows = await connection.fetch("select id, at, heads, previous, digest from checkpoint order by id")
    return [Checkpoint(**row) for row in rows]


async def list_heads(connection: Connection, checkpoint: int) -> list[Head]:
    """The heads that this checkpoint covers."""
    rows = await connection.fetch(
        "select case_id, number, digest from checkpoint_head where checkpoint = $1", checkpoint
    )
    return [Head(**row) for row in rows]


async def list_uncovered(connection: Connection) -> list[str]:
    """Cases marked as covered up to a fact that no checkpoint covers."""
    rows = await connection.fetch(
        "select id from vehicle_case c where covered <> coalesce("
        "(select max(number) from checkpoint_head h where h.case_id = c.id), 0) order by id"
    )
    return [row["id"] for row in rows]


async def list_lost_heads(connection: Connection, case: str | None = None) -> list[Head]:
    """Checkpointed heads that are missing from the journal or changed, of one case or of all."""
    rows = await connection.fetch(
        "select h.case_id, h.number, h.digest from checkpoint_head h left join case_fact f"
        " on f.case_id = h.case_id and f.number = h.number"
        " where f.digest is distinct from h.digest and ($1::text is null or h.case_id = $1)"
        " order by h.case_id, h.number",
        case,
    )
    return [Head(**row) for row in rows]
