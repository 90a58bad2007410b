"""The batches of letters, and the answers of the mail house to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from database.connection import Connection
from schemas.mail_house import MailService, PieceStatus
from schemas.words import Task

LOCK = 7_303_002
"""The advisory lock under which letters are put into batches."""


@dataclass(frozen=True)
class MailBatch:
    """One batch. `day` is the city's; `made_at` is in case time, the others are real instants."""

    number: int
    day: date
    urgent: bool
    made_at: datetime
    sent_at: datetime | None
    counted_at: datetime | None

    @property
    def name(self) -> str:
        """Its number for the mail house: `20270301-12`."""
        return f"{self.day:%Y%m%d}-{self.number:02}"


@dataclass(frozen=True)
class Piece:
    """One letter in a batch, and how many pages it has."""

    batch: int
    row: int
    letter: int
    case: str
    service: MailService
    certified_number: str | None
    pages: int
    sha256: str
    status: PieceStatus | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Piece":
        """The letter of a row of the table."""
        status = PieceStatus(row["status"]) if row["status"] else None
        return cls(**{**row, "service": MailService(row["service"]), "status": status})


BATCH = "select number, day, urgent, made_at, sent_at, counted_at from mail_batch"
PIECE = "select batch, row, letter, case_id as case, service, certified_number, pages, sha256, status from mail_piece"


async def lock_mail(connection: Connection) -> None:
    """Until the end of the transaction nobody else puts letters into batches."""
    await connection.execute("select pg_advisory_xact_lock($1)", LOCK)


async def list_cases_with_mail(connection: Connection, beyond: str, limit: int) -> list[str]:
    """The next open cases in which letters wait to be mailed."""
    rows = await connection.fetch(
        "select id from vehicle_case where stage <> 'closed' and open_tasks @> array[$1::text] and id > $2"
        " order by id limit $3",
        Task.MAILING.value,
        beyond,
        limit,
    )
    return [row["id"] for row in rows]


async def list_in_batches(connection: Connection, letters: Sequence[int]) -> set[int]:
    """Those of these letters that were put into a batch, whether they went out with it or not."""
    rows = await connection.fetch("select letter from mail_piece where letter = any($1)", list(letters))
    return {row["letter"] for row in rows}


async def has_batch_of(connection: Connection, day: date) -> bool:
    """Whether the batch of this day was made."""
    made: bool = await connection.fetchval("select exists (select from mail_batch where day = $1 and not urgent)", day)
    return made


async def insert_batch(connection: Connection, day: date, made_at: datetime, *, urgent: bool) -> MailBatch:
    """Add a batch without letters."""
    row = await connection.fetchrow(
        "insert into mail_batch (day, urgent, made_at) values ($1, $2, $3)"
        " returning number, day, urgent, made_at, sent_at, counted_at",
        day,
        urgent,
        made_at,
    )
    return MailBatch(**row)


async def next_serial(connection: Connection) -> int:
    """The serial part of the next certified number."""
    serial: int = await connection.fetchval("select nextval('certified_number_seq')")
    return serial


async def insert_pieces(connection: Connection, pieces: Sequence[Piece]) -> None:
    """Add the letters of a batch."""
    await connection.executemany(
        "insert into mail_piece (batch, row, letter, case_id, service, certified_number, pages, sha256)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        [tuple(vars(each).values())[:8] for each in pieces],
    )


async def list_batches(connection: Connection, limit: int) -> list[tuple[MailBatch, int, int]]:
    """The newest batches, each with the number of its letters, and of those that wait to be mailed."""
    rows = await connection.fetch(
        f"""select b.*, count(p.letter) as letters,
                   count(p.letter) filter (where c.open_tasks @> array[$2::text]) as waiting
              from ({BATCH} order by number desc limit $1) b
              left join mail_piece p on p.batch = b.number
              left join vehicle_case c on c.id = p.case_id and c.stage <> 'closed'
             group by b.number, b.day, b.urgent, b.made_at, b.sent_at, b.counted_at order by b.number desc""",
        limit,
        Task.MAILING.value,
    )
    return [(MailBatch(*tuple(row)[:6]), row["letters"], row["waiting"]) for row in rows]


async def find_batch(connection: Connection, number: int) -> MailBatch | None:
    """A batch; None if there is none of this number."""
    row = await connection.fetchrow(f"{BATCH} where number = $1", number)
    return MailBatch(**row) if row else None


async def list_unsent(connection: Connection) -> list[MailBatch]:
    """The batches that the mail house has not answered, in order."""
    return [MailBatch(**row) for row in await connection.fetch(f"{BATCH} where sent_at is null order by number")]


async def list_uncounted(connection: Connection) -> list[MailBatch]:
    """The batches that were sent and not counted again, in order."""
    rows = await connection.fetch(f"{BATCH} where counted_at is null and sent_at is not null order by number")
    return [MailBatch(**row) for row in rows]


async def list_unanswered(connection: Connection, made_after: datetime) -> list[MailBatch]:
    """The batches that were sent, made after this instant of case time, with a letter for which no answer came."""
    rows = await connection.fetch(
        f"{BATCH} where sent_at is not null and made_at > $1 and exists (select from mail_piece p"
        " where p.batch = number and (p.status is null or p.status = 'unanswered')) order by number",
        made_after,
    )
    return [MailBatch(**row) for row in rows]


async def mark_sent(connection: Connection, batch: int, now: datetime) -> None:
    """The mail house has answered for the batch, or its files are out."""
    await connection.execute("update mail_batch set sent_at = $2 where number = $1", batch, now)


async def mark_counted(connection: Connection, batch: int, now: datetime) -> None:
    """The letters of the batch were counted again."""
    await connection.execute("update mail_batch set counted_at = $2 where number = $1", batch, now)


async def list_pieces(connection: Connection, batch: int) -> list[Piece]:
    """The letters of a batch, in the order of its PDF."""
    return [Piece.of(row) for row in await connection.fetch(f"{PIECE} where batch = $1 order by row", batch)]


async def list_pieces_of(connection: Connection, case: str) -> list[Piece]:
    """The letters of a case that are in batches."""
    return [Piece.of(row) for row in await connection.fetch(f"{PIECE} where case_id = $1 order by batch, row", case)]


async def list_unnoted(connection: Connection, beyond: tuple[int, int], limit: int) -> list[Piece]:
    """The next letters, after this batch and row, whose answer the journal does not have yet."""
    rows = await connection.fetch(
        f"{PIECE} where not noted and status is not null and (batch, row) > ($1, $2) order by batch, row limit $3",
        *beyond,
        limit,
    )
    return [Piece.of(row) for row in rows]


async def answer_piece(connection: Connection, piece: Piece, status: PieceStatus, number: str | None) -> None:
    """Keep what became of one letter; the journal has to have it, if it is news. A number of another letter is not
    kept.
    """
    await connection.execute(
        """update mail_piece p set status = $3, noted = noted and status is not distinct from $3,
               certified_number = coalesce(certified_number, (select $4 where not exists
                   (select from mail_piece o where o.certified_number = $4)))
           where batch = $1 and row = $2""",
        piece.batch,
        piece.row,
        status.value,
        number,
    )


async def mark_piece_noted(connection: Connection, piece: Piece) -> None:
    """The journal has the answer for this letter."""
    await connection.execute(
        "update mail_piece set noted = true where batch = $1 and row = $2 and status is not distinct from $3",
        piece.batch,
        piece.row,
        piece.status.value if piece.status else None,
    )


async def list_taken(connection: Connection, beyond: tuple[int, int], limit: int) -> list[Piece]:
    """The next letters that the mail house took, in cases in which letters wait for mailing."""
    rows = await connection.fetch(
        f"{PIECE} where status = 'taken' and case_id in (select id from vehicle_case where stage <> 'closed'"
        " and open_tasks @> array[$1::text]) and (batch, row) > ($2, $3) order by batch, row limit $4",
        Task.MAILING.value,
        *beyond,
        limit,
    )
    return [Piece.of(row) for row in rows]


async def find_piece(connection: Connection, letter: int | None, certified_number: str | None) -> Piece | None:
    """The letter that an event names; None if there is none, or if number and certified number are of two letters.

    A certified number that is told for the first time is kept.
    """
    row = await connection.fetchrow(
        f"{PIECE} where letter = coalesce($1, (select letter from mail_piece where certified_number = $2))"
        " and coalesce(certified_number, $2, '') = coalesce($2, certified_number, '')"
        " and not exists (select from mail_piece o where o.certified_number = $2 and o.letter <> mail_piece.letter)",
        letter,
        certified_number,
    )
    if row and certified_number and row["certified_number"] is None:
        await connection.execute(
            "update mail_piece set certified_number = $2 where letter = $1", row["letter"], certified_number
        )
    return Piece.of(row) if row else None


async def find_case_of_letter(
    connection: Connection, letter: int | None, certified_number: str | None
) -> tuple[str, int] | None:
    """The case and the number of a letter, by this number or by that of the certified mail; None if there is none."""
    row = await connection.fetchrow(
        "select case_id, id from letter where id = coalesce($1, (select letter from mail_piece where"
        " certified_number = $2))",
        letter,
        certified_number,
    )
    return (row["case_id"], row["id"]) if row else None


async def list_on_their_way(connection: Connection, letters: Sequence[int]) -> set[int]:
    """Those of these letters that are in a batch and were not left out of it."""
    rows = await connection.fetch(
        "select letter from mail_piece where letter = any($1) and status is distinct from 'withdrawn'", list(letters)
    )
    return {row["letter"] for row in rows}
