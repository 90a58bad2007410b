"""What became of each letter, as the mail house told it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from database.connection import Connection
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
