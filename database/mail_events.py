"""What became of each letter, as the mail house told it; and what it told that could not be used."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from database.connection import Connection
from database.data_keys import EncryptedRow, with_key
from database.mail import Piece
from schemas.mail import MailReturn
from schemas.mail_house import MailEventKind, MailNews, MailSource


@dataclass(frozen=True)
class MailEvent:
    """An event of a letter as it was kept. `fact` is what it led to; `why` says why it led to nothing."""

    id: int
    letter: int
    case: str
    event: MailEventKind
    reason: MailReturn | None
    occurred_at: datetime
    local_date: date
    raw_code: str | None
    source: MailSource
    received_at: datetime
    noted: bool
    fact: int | None
    why: str | None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "MailEvent":
        """The event of a row of the table."""
        reason = MailReturn(row["reason"]) if row["reason"] else None
        kinds = {"event": MailEventKind(row["event"]), "source": MailSource(row["source"]), "reason": reason}
        return cls(**{**row, **kinds})


EVENT = (
    "select id, letter, case_id as case, event, reason, occurred_at, local_date, raw_code, source, received_at, noted,"
    " fact, why from mail_event"
)


async def insert_event(connection: Connection, piece: Piece, news: MailNews, now: datetime) -> bool:
    """Keep an event; False if it was kept before."""
    row = await connection.fetchval(
        "insert into mail_event (letter, case_id, event_id, event, reason, occurred_at, local_date, raw_code, source,"
        " received_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing returning id",
        piece.letter,
        piece.case,
        news.event_id,
        news.event.value,
        news.reason.value if news.reason else None,
        news.occurred_at,
        news.local_date,
        news.raw_code,
        news.source.value,
        now,
    )
    return row is not None


async def list_unnoted_events(connection: Connection, beyond: tuple[datetime, int], limit: int) -> list[MailEvent]:
    """The next events that were not judged for good, in the order in which they happened."""
    rows = await connection.fetch(
        f"{EVENT} where not noted and (occurred_at, id) > ($1, $2) order by occurred_at, id limit $3", *beyond, limit
    )
    return [MailEvent.of(row) for row in rows]


async def list_events_of(connection: Connection, case: str) -> list[MailEvent]:
    """Every event of the letters of a case, in the order in which they happened."""
    return [
        MailEvent.of(row)
        for row in await connection.fetch(f"{EVENT} where case_id = $1 order by occurred_at, id", case)
    ]


async def note_event(
    connection: Connection, event: int, *, fact: int | None = None, why: str | None = None, noted: bool = True
) -> None:
    """Keep what an event led to: a fact, or why there is none. Without `noted` it is judged again."""
    await connection.execute(
        "update mail_event set noted = $4, fact = $2, why = $3 where id = $1", event, fact, why, noted
    )


async def find_cursor(connection: Connection) -> str | None:
    """Up to where the events have been read; None before the first ones."""
    cursor: str | None = await connection.fetchval("select cursor from mail_cursor")
    return cursor


async def move_cursor(connection: Connection, cursor: str) -> None:
    """The events have been read up to here."""
    await connection.execute(
        "insert into mail_cursor (cursor) values ($1) on conflict (id) do update set cursor = $1", cursor
    )


QUARANTINE = with_key(
    "mail_quarantine",
    "insert into mail_quarantine (source, sentence, content, at) select $1, $2, $3, $4::timestamptz"
    " where not $6 or not exists (select from mail_quarantine where source = $1 and sentence = $2)",
    "$5",
)


async def quarantine_mail(
    connection: Connection, source: str, sentence: str, encrypted: bytes, key: bytes, now: datetime, *, once: bool
) -> None:
    """Keep what could not be used, with the reason, until a person has settled it; `once` for each sentence."""
    await connection.fetchval(QUARANTINE, source, sentence, encrypted, now, key, once)


@dataclass(frozen=True)
class QuarantinedMail:
    """Something that could not be used, in a sentence."""

    id: int
    source: str
    sentence: str
    at: datetime


async def list_quarantined_mail(connection: Connection, limit: int) -> list[QuarantinedMail]:
    """What waits for a person to settle it, the oldest first."""
    rows = await connection.fetch(
        "select id, source, sentence, at from mail_quarantine where settled_at is null order by id limit $1", limit
    )
    return [QuarantinedMail(**each) for each in rows]


async def read_quarantined_mail(connection: Connection, row: int) -> EncryptedRow | None:
    """What was quarantined, encrypted; None if there is nothing of this number."""
    found = await connection.fetchrow(
        "select q.content, k.wrapped from mail_quarantine q join data_key k"
        " on k.kind = 'mail_quarantine' and k.id = q.id where q.id = $1",
        row,
    )
    return EncryptedRow(*found) if found else None


async def settle_quarantined_mail(connection: Connection, row: int, account: str, now: datetime) -> bool:
    """A person has seen to it; False if there is nothing of this number that waits."""
    settled = await connection.fetchval(
        "update mail_quarantine set settled_by = $2, settled_at = $3 where id = $1 and settled_at is null returning id",
        row,
        account,
        now,
    )
    return settled is not None
