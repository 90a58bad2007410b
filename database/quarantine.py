"""What outside systems sent that could not be used, until a person has settled it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from database.connection import Connection
from database.data_keys import EncryptedRow, with_key
from schemas.outside import Port

QUARANTINE = with_key(
    "outside_quarantine",
    "insert into outside_quarantine (port, source, sentence, content, at, digest)"
    " select $1, $2, $3, $4, $5::timestamptz, $7 where not exists"
    " (select from outside_quarantine where digest = any ($8))",
    "$6",
)


async def insert_quarantined(
    connection: Connection,
    port: Port,
    source: str,
    sentence: str,
    encrypted: EncryptedRow,
    now: datetime,
    digests: Sequence[bytes],
) -> None:
    """Keep what could not be used, with the reason, until a person has settled it; nothing if one with one of these
    `digests` was kept before. The first of them is its own.
    """
    own = digests[0] if digests else None
    content, key = encrypted.content, encrypted.key
    await connection.fetchval(QUARANTINE, port.value, source, sentence, content, now, key, own, list(digests))


async def count_quarantined(connection: Connection) -> dict[Port, int]:
    """How much waits for a person to settle it, by outside system."""
    rows = await connection.fetch(
        "select port, count(*) as waits from outside_quarantine where settled_at is null group by port"
    )
    return {Port(row["port"]): row["waits"] for row in rows}


@dataclass(frozen=True)
class QuarantinedAnswer:
    """Something that could not be used, in a sentence."""

    id: int
    source: str
    sentence: str
    at: datetime


async def list_quarantined(connection: Connection, port: Port, limit: int) -> list[QuarantinedAnswer]:
    """What waits for a person to settle it, the oldest first."""
    rows = await connection.fetch(
        "select id, source, sentence, at from outside_quarantine where port = $1 and settled_at is null"
        " order by id limit $2",
        port.value,
        limit,
    )
    return [QuarantinedAnswer(**each) for each in rows]


async def read_quarantined(connection: Connection, port: Port, row: int) -> EncryptedRow | None:
    """What was quarantined, encrypted; None if there is nothing of this number."""
    found = await connection.fetchrow(
        "select q.content, k.wrapped from outside_quarantine q join data_key k"
        " on k.kind = 'outside_quarantine' and k.id = q.id where q.port = $1 and q.id = $2",
        port.value,
        row,
    )
    return EncryptedRow(*found) if found else None


async def settle_quarantined(connection: Connection, port: Port, row: int, account: str, now: datetime) -> bool:
    """A person has seen to it; False if there is nothing of this number that waits."""
    settled = await connection.fetchval(
        "update outside_quarantine set settled_by = $3, settled_at = $4"
        " where port = $1 and id = $2 and settled_at is null returning id",
        port.value,
        row,
        account,
        now,
    )
    return settled is not None
