"""Quarantined rows of imported files: as sent, as corrected, and the case they became. Their texts are encrypted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from database.connection import Connection
from database.data_keys import with_key
from schemas.importing import Format, QuarantineReport


@dataclass(frozen=True)
class QuarantinedRow:
    """A row that is or was in quarantine. `field` and `reason` refer to its newest text: `corrected`, or else `raw`."""

    number: int
    format: Format
    file: str
    line: int
    field: str | None
    reason: str
    raw: str
    header: str | None
    corrected: str | None
    received_by: str
    received_at: datetime
    settled_by: str | None
    settled_at: datetime | None
    case: str | None


SELECT = """
select q.id as number, format, file, line, field, reason, raw, header, corrected, received_by, received_at, settled_by,
       settled_at, settled_case as case, k.wrapped
  from quarantined_row q join data_key k on k.kind = 'quarantined_row' and k.id = q.id
"""

INSERT = with_key(
    "quarantined_row",
    "insert into quarantined_row (digest, format, file, line, field, reason, raw, header, received_by, received_at)"
    " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (digest) do nothing",
    "$11",
)


@dataclass(frozen=True)
class NewText:
    """The text of a row, encrypted, the key of the row, and the keyed hashes of format, header and text by each key."""

    encrypted: str
    key: bytes
    hashes: Sequence[bytes]


async def quarantine(
    connection: Connection, row: QuarantineReport, text: NewText, account: str, now: datetime
) -> QuarantinedRow:
    """Store a row that could not be imported; a row that is there already stays as it is."""
    known = await connection.fetchrow(f"{SELECT} where digest = any($1)", text.hashes)
    if known is None:
        await connection.execute(
            INSERT,
            text.hashes[0],
            row.format,
            row.file,
            row.line,
            row.field,
            row.reason,
            text.encrypted,
            row.header,
            account,
            now,
            text.key,
        )
        known = await connection.fetchrow(f"{SELECT} where digest = $1", text.hashes[0])
    return _kept(known)[0]


def _kept(row: Any) -> tuple[QuarantinedRow, bytes | None]:
    found = dict(row)
    key = found.pop("wrapped")
    return QuarantinedRow(**found), key


async def lock_row(connection: Connection, number: int) -> tuple[QuarantinedRow, bytes | None] | None:
    """This row, its texts encrypted, with its key; locked until the end of the transaction. None if there is none."""
    row = await connection.fetchrow(f"{SELECT} where q.id = $1 for update of q", number)
    return _kept(row) if row else None


async def list_rows(
    connection: Connection, *, settled: bool, after: int, limit: int
) -> list[tuple[QuarantinedRow, bytes | None]]:
    """Rows that wait, or settled rows, oldest first, their texts encrypted, each with its key.

    `after` is the last number of the page before.
    """
    rows = await connection.fetch(
        f"{SELECT} where (settled_at is not null) = $1 and q.id > $2 order by q.id limit $3", settled, after, limit
    )
    return [_kept(row) for row in rows]


async def keep_attempt(connection: Connection, number: int, text: str, field: str | None, reason: str) -> None:
    """Store a correction that still cannot be read, and what is wrong with it; the row stays in quarantine."""
    await connection.execute(
        "update quarantined_row set corrected = $2, field = $3, reason = $4, settled_by = null, settled_at = null"
        " where id = $1",
        number,
        text,
        field,
        reason,
    )


async def settle_row(
    connection: Connection, number: int, text: str, case: str | None, account: str, now: datetime
) -> None:
    """Settle a row that was read as this text: it has come to a case, or is rightly skipped."""
    await connection.execute(
        "update quarantined_row set corrected = $2, settled_case = $3, settled_by = $4, settled_at = $5 where id = $1",
        number,
        text,
        case,
        account,
        now,
    )
