"""Checkpoints: each covers every head of the journal that has changed since the one before, and every new version of a
row.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from database.connection import Connection
from database.journal import GENESIS
from database.row_versions import AUDIT_SECONDS

LOCK = 3_110_076
MOST_VERSIONS = 200_000
"""Versions that one checkpoint covers at most; the others wait for the next day's."""

COLUMNS = "id, at, heads, versions, previous, digest"
ALL_DIGESTS = (
    "sha256(convert_to(string_agg(concat_ws(' ', id, kind, key, case_id, encode(digest, 'hex')), chr(10) order by id),"
    " 'UTF8'))"
)
"""Over the digests of versions, not over their salts: when a row is lawfully removed, its salts go with it."""


@dataclass(frozen=True)
class Head:
    """The last fact of a case at the time of a checkpoint."""

    case_id: str
    number: int
    digest: bytes


@dataclass(frozen=True)
class Checkpoint:
    """One checkpoint; `at` is case time, `heads` and `versions` are how many it covers."""

    id: int
    at: datetime
    heads: int
    versions: int
    previous: bytes
    digest: bytes


class Versions(NamedTuple):
    """The versions of rows that a checkpoint covers: how many, and one digest over all of them, if there are any."""

    total: int
    digest: bytes | None


def digest_of(checkpoint: Checkpoint, heads: list[Head], versions: Versions) -> bytes:
    """SHA-256 over the previous digest, this one's number, time and count, its heads by case number, and its versions.

    Without versions it is what it was before rows had any.
    """
    at = checkpoint.at.astimezone(UTC).isoformat(timespec="microseconds")
    lines = [f"{each.case_id} {each.number} {each.digest.hex()}" for each in sorted(heads, key=lambda x: x.case_id)]
    if versions.digest:
        lines.append(f"versions {checkpoint.versions} {versions.digest.hex()}")
    text = "\n".join((str(checkpoint.id), at, str(checkpoint.heads), *lines))
    return sha256(checkpoint.previous + text.encode()).digest()


async def last_checkpoint(connection: Connection) -> Checkpoint | None:
    """The newest checkpoint. No other transaction can add one until this one ends."""
    await connection.execute("select pg_advisory_xact_lock($1)", LOCK)
    row = await connection.fetchrow(f"select {COLUMNS} from checkpoint order by id desc limit 1")
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


async def take_versions(connection: Connection, checkpoint: int) -> Versions:
    """Cover the oldest versions that no checkpoint covers yet by this one, which the transaction has still to add.

    A version that another transaction has not committed yet is left to the next checkpoint.
    """
    row = await connection.fetchrow(
        "with taken as (update row_version set checkpoint = $1 where id in"
        " (select id from row_version where checkpoint is null order by id limit $2)"
        f" returning id, kind, key, case_id, digest) select count(*) as total, {ALL_DIGESTS} as digest from taken",
        checkpoint,
        MOST_VERSIONS,
        timeout=AUDIT_SECONDS,
    )
    return Versions(**row)


async def find_versions(connection: Connection, checkpoint: int) -> Versions:
    """The versions that this checkpoint covers."""
    row = await connection.fetchrow(
        f"select count(*) as total, {ALL_DIGESTS} as digest from row_version where checkpoint = $1", checkpoint
    )
    return Versions(**row)


async def insert_checkpoint(
    connection: Connection, last: Checkpoint | None, heads: list[Head], versions: Versions, at: datetime
) -> Checkpoint:
    """Add a checkpoint of these heads and versions after the last one."""
    previous = last.digest if last else GENESIS
    draft = Checkpoint(next_id(last), at, len(heads), versions.total, previous, b"")
    checkpoint = replace(draft, digest=digest_of(draft, heads, versions))
    await connection.execute(
        f"insert into checkpoint ({COLUMNS}) values ($1, $2, $3, $4, $5, $6)", *checkpoint.__dict__.values()
    )
    await connection.executemany(
        "insert into checkpoint_head (checkpoint, case_id, number, digest) values ($1, $2, $3, $4)",
        [(checkpoint.id, each.case_id, each.number, each.digest) for each in heads],
    )
    return checkpoint


def next_id(last: Checkpoint | None) -> int:
    """The number of the checkpoint after the last one."""
    return last.id + 1 if last else 1


async def list_checkpoints(connection: Connection) -> list[Checkpoint]:
    """Every checkpoint, in order."""
    rows = await connection.fetch(f"select {COLUMNS} from checkpoint order by id")
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


async def list_missing(connection: Connection) -> list[int]:
    """Checkpoints that are not there, although versions are marked as covered by them."""
    rows = await connection.fetch(
        "select distinct checkpoint from row_version v where checkpoint is not null"
        " and not exists (select from checkpoint c where c.id = v.checkpoint) order by checkpoint"
    )
    return [row["checkpoint"] for row in rows]


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
