"""Seals over the journal: each covers every head that has changed since the one before it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from database.connection import Connection
from database.journal import GENESIS

LOCK = 3_110_076


@dataclass(frozen=True)
class Head:
    """The last fact of a case at the moment of a seal."""

    case_id: str
    number: int
    digest: bytes


@dataclass(frozen=True)
class Seal:
    """One seal; `at` is case time."""

    id: int
    at: datetime
    heads: int
    previous: bytes
    digest: bytes


def digest_of(previous: bytes, heads: list[Head]) -> bytes:
    """SHA-256 over the seal before and the heads, in the order of their case numbers."""
    lines = (f"{each.case_id} {each.number} {each.digest.hex()}\n" for each in sorted(heads, key=lambda x: x.case_id))
    return sha256(previous + "".join(lines).encode()).digest()


async def last_seal(connection: Connection) -> Seal | None:
    """The newest seal. Nobody else seals until the end of the transaction."""
    await connection.execute("select pg_advisory_xact_lock($1)", LOCK)
    row = await connection.fetchrow("select id, at, heads, previous, digest from journal_seal order by id desc limit 1")
    return Seal(**row) if row else None


async def take_heads(connection: Connection) -> list[Head]:
    """The heads that no seal covers yet; they count as sealed from now on."""
    rows = await connection.fetch(
        "update vehicle_case set sealed = number where sealed < number returning id as case_id, number, digest"
    )
    return [Head(**row) for row in rows]


async def insert_seal(connection: Connection, last: Seal | None, heads: list[Head], at: datetime) -> Seal:
    """Seal these heads after the seal before."""
    previous = last.digest if last else GENESIS
    seal = Seal((last.id if last else 0) + 1, at, len(heads), previous, digest_of(previous, heads))
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
    """Every seal, in order."""
    rows = await connection.fetch("select id, at, heads, previous, digest from journal_seal order by id")
    return [Seal(**row) for row in rows]


async def list_heads(connection: Connection, seal: int) -> list[Head]:
    """The heads that this seal covers."""
    rows = await connection.fetch("select case_id, number, digest from sealed_head where seal = $1", seal)
    return [Head(**row) for row in rows]


async def list_lost_heads(connection: Connection, case: str | None = None) -> list[Head]:
    """Sealed heads that the journal no longer has as they were, of one case or of all."""
    rows = await connection.fetch(
        "select h.case_id, h.number, h.digest from sealed_head h left join case_fact f"
        " on f.case_id = h.case_id and f.number = h.number"
        " where f.digest is distinct from h.digest and ($1::text is null or h.case_id = $1)"
        " order by h.case_id, h.number",
        case,
    )
    return [Head(**row) for row in rows]
