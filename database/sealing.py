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
class Seal:
    """One checkpoint; `at` is case time."""

    id: int
    at: datetime
    heads: int
    previous: bytes
    digest: bytes


def digest_of(seal: Seal, heads: list[Head]) -> bytes:
    """SHA-256 over the previous digest, this one's number, time and count, and its heads by case number."""
    at = seal.at.astimezone(UTC).isoformat(timespec="microseconds")
    lines = [f"{each.case_id} {each.number} {each.digest.hex()}" for each in sorted(heads, key=lambda x: x.case_id)]
    text = "\n".join((str(seal.id), at, str(seal.heads), *lines))
    return sha256(seal.previous + text.encode()).digest()


async def last_seal(connection: Connection) -> Seal | None:
    """The newest checkpoint. No other transaction can add one until this one ends."""
    await connection.execute("select pg_advisory_xact_lock($1)", LOCK)
    row = await connection.fetchrow("select id, at, heads, previous, digest from journal_seal order by id desc limit 1")
    return Seal(**row) if row else None


async def take_heads(connection: Connection) -> list[Head]:
    """The heads that no checkpoint covers yet; they are marked as covered.

    A case that is locked right now is left to the next checkpoint.
    """
    rows = await connection.fetch(
        "with changed as (select id from vehicle_case where sealed < number order by id for no key update skip locked)"
        " update vehicle_case c set sealed = number from changed where c.id = changed.id"
        " returning c.id as case_id, number, digest"
    )
    return [Head(**row) for row in rows]


async def insert_seal(connection: Connection, last: Seal | None, heads: list[Head], at: datetime) -> Seal:
    """Add a checkpoint of these heads after the last one."""
    draft = Seal((last.id if last else 0) + 1, at, len(heads), last.digest if last else GENESIS, b"")
    seal = replace(draft, digest=digest_of(draft, heads))
    await connection.execute(
        "insert into journal_seal (id, at, heads, previous, digest) values ($1, $2, $3, $4, $5)",
        *seal.__dict__.values(),
    )
    await connection.executemany(
        "insert into sealed_head (seal, case_id, number, digest) values ($1, $2, $3, $4)",
        [(seal.id, each.case_id, each.number, each.digest) for each in heads],
    )
    return seal


async def list_seals(connection: Connection) -> list[Seal]:
    """Every checkpoint, in order."""
    rows = await connection.fetch("select id, at, heads, previous, digest from journal_seal order by id")
    return [Seal(**row) for row in rows]


async def list_heads(connection: Connection, seal: int) -> list[Head]:
    """The heads that this checkpoint covers."""
    rows = await connection.fetch("select case_id, number, digest from sealed_head where seal = $1", seal)
    return [Head(**row) for row in rows]


async def list_unsealed(connection: Connection) -> list[str]:
    """Cases marked as covered up to a fact that no checkpoint covers."""
    rows = await connection.fetch(
        "select id from vehicle_case c where sealed <> coalesce("
        "(select max(number) from sealed_head h where h.case_id = c.id), 0) order by id"
    )
    return [row["id"] for row in rows]


async def list_lost_heads(connection: Connection, case: str | None = None) -> list[Head]:
    """Checkpointed heads that are missing from the journal or changed, of one case or of all."""
    rows = await connection.fetch(
        "select h.case_id, h.number, h.digest from sealed_head h left join case_fact f"
        " on f.case_id = h.case_id and f.number = h.number"
        " where f.digest is distinct from h.digest and ($1::text is null or h.case_id = $1)"
        " order by h.case_id, h.number",
        case,
    )
    return [Head(**row) for row in rows]
