"""The batch of letters of a day: which ones go into it, its manifest, and its PDF."""

import asyncio
import csv
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO, StringIO

import pikepdf

from activities.mail_house import PrintedBatch
from activities.services import Mail, Services
from database import mail as mails
from database import owner_notice as letters
from database.cases import CaseRow, find_case
from database.connection import Connection, transaction
from database.mail import MailBatch, Piece
from rules.certified_numbers import certified_number
from rules.mail import cannot_wait, grown_old, last_batch, service_of, to_put_into_batch
from schemas.mail_house import MailService, ManifestRow
from schemas.messages import Actor

AT_ONCE = 200
"""How many cases are read at a time."""
REPLY_WITHIN = timedelta(days=1)
PURPOSE = "mailing"
"""For what a letter is read, as the access log says it."""


@dataclass(frozen=True)
class Waiting:
    """A letter that waits for a batch, and whether it is due before the next one of a day."""

    case: str
    letter: int
    service: MailService
    written: datetime
    urgent: bool


@dataclass(frozen=True)
class Measured:
    """A letter that waits, with its pages and the digest of its PDF."""

    waiting: Waiting
    pages: int
    digest: str


class UnlikeTheManifestError(Exception):
    """A letter is not what was put into the batch; it is not handed over."""

    def __init__(self, piece: Piece) -> None:
        super().__init__(f"Letter {piece.letter} of batch {piece.batch} is not the one that was put into it.")


async def make_batch(services: Services, mail: Mail, now: datetime) -> MailBatch | None:
    """A batch of the letters that were written by the hour of the last one, and of those that cannot wait for the
    next. None if there are none. `now` is a real instant. Every letter is in one batch, ever.
    """
    moment, law = services.pace.case_time(now), services.law(services.edition)
    due = last_batch(moment, mail.hour, law)
    waiting = [each async for each in _waiting(services, moment, due + timedelta(days=1))]
    chosen = [each for each in waiting if each.urgent or each.written <= due]
    counted = [each for waits in chosen if (each := await _measured(services, waits))]
    return await _kept(services, mail, counted, moment, due) if counted else None


async def _kept(
    services: Services, mail: Mail, counted: Sequence[Measured], moment: datetime, due: datetime
) -> MailBatch | None:
    """Write the batch: that of the day, once, else one at once. None if somebody else made it meanwhile."""
    async with transaction(services.pool) as connection:
        await mails.lock_mail(connection)
        taken = await mails.list_in_batches(connection, [each.waiting.letter for each in counted])
        free = [each for each in counted if each.waiting.letter not in taken]
        if not free:
            return None
        made = await mails.has_batch_of(connection, due.date())
        at_once = made or all(each.waiting.written > due for each in free)
        day = moment.astimezone(due.tzinfo).date() if at_once else due.date()
        batch = await mails.insert_batch(connection, day, moment, urgent=at_once)
        await mails.insert_pieces(connection, [each async for each in _pieces(connection, batch, free, mail.mailer_id)])
    return batch


async def _waiting(services: Services, moment: datetime, until: datetime) -> AsyncIterator[Waiting]:
    """Every letter that may go into a batch, by case."""
    async for row in _cases_with_mail(services):
        law = services.law(row.edition)
        urgent = cannot_wait(row.case, law, until)
        for letter in to_put_into_batch(row.case, law, moment):
            yield Waiting(row.id, letter.letter, service_of(letter, law), letter.written.at, urgent)


async def _cases_with_mail(services: Services) -> AsyncIterator[CaseRow]:
    """The open cases in which letters wait to be mailed; one that cannot be read is left out, and told elsewhere."""
    beyond = ""
    while numbers := await _some_cases(services, beyond):
        beyond = numbers[-1]
        for number in numbers:
            async with services.pool.acquire() as connection:
                row = await find_case(connection, number)
            if row and row.is_readable:
                yield row


async def list_too_old(services: Services, now: datetime) -> list[tuple[str, int]]:
    """The letters, each with its case, that nobody has mailed or put into a batch, and whose dates are wrong by now."""
    moment = services.pace.case_time(now)
    found = [
        (row.id, each.letter)
        async for row in _cases_with_mail(services)
        for each in grown_old(row.case, services.law(row.edition), moment)
    ]
    async with services.pool.acquire() as connection:
        out = await mails.list_in_batches(connection, [letter for _, letter in found])
    return [(case, letter) for case, letter in found if letter not in out]


async def _some_cases(services: Services, beyond: str) -> list[str]:
    async with services.pool.acquire() as connection:
        return await mails.list_cases_with_mail(connection, beyond, AT_ONCE)


async def _measured(services: Services, waiting: Waiting) -> Measured | None:
    """The letter with its pages; None if it was removed on the records schedule."""
    paper = await _paper(services, waiting.case, waiting.letter)
    if paper is None:
        return None
    return Measured(waiting, await asyncio.to_thread(_count_pages, paper), sha256(paper).hexdigest())


async def _paper(services: Services, case: str, letter: int) -> bytes | None:
    async with services.pool.acquire() as connection:
        kept = await letters.find_letter(connection, case, letter)
    return services.encryption.read(kept) if kept else None


async def _pieces(
    connection: Connection, batch: MailBatch, free: Sequence[Measured], mailer: str | None
) -> AsyncIterator[Piece]:
    """The rows of the batch, with a number for each certified letter if we give them."""
    page = 1
    for row, each in enumerate(free, start=1):
        letter, last = each.waiting, page + each.pages - 1
        number = None
        if mailer and letter.service is MailService.CERTIFIED:
            number = certified_number(mailer, await mails.next_serial(connection))
        yield Piece(batch.number, row, letter.letter, letter.case, letter.service, number, page, last, each.digest)
        page = last + 1


async def print_batch(services: Services, batch: MailBatch, actor: Actor, now: datetime) -> PrintedBatch:
    """The batch for the mail house, the same bytes each time; the log of accesses names who reads the letters.

    Raises UnlikeTheManifestError.
    """
    async with services.pool.acquire() as connection:
        pieces = await mails.list_pieces(connection, batch.number)
    papers = [await _checked(services, each) for each in pieces]
    moment = services.pace.case_time(now)
    async with transaction(services.pool) as connection:
        for each in pieces:
            await letters.log_access(connection, actor.account, each.case, f"letter {each.letter}", PURPOSE, moment)
    return PrintedBatch(batch.name, manifest_of(batch, pieces), await asyncio.to_thread(_joined, papers))


async def _checked(services: Services, piece: Piece) -> bytes:
    paper = await _paper(services, piece.case, piece.letter)
    if paper is None or sha256(paper).hexdigest() != piece.sha256:
        raise UnlikeTheManifestError(piece)
    return paper


def manifest_of(batch: MailBatch, pieces: Sequence[Piece]) -> str:
    """One row for each letter, in the order of the PDF, and a last row that counts them. Names nobody."""
    written = StringIO()
    rows = csv.DictWriter(written, tuple(ManifestRow.model_fields), lineterminator="\r\n")
    rows.writeheader()
    rows.writerows(row_of(batch, each).model_dump(mode="json") for each in pieces)
    written.write(f"END,{len(pieces)}\r\n")
    return written.getvalue()


def row_of(batch: MailBatch, piece: Piece) -> ManifestRow:
    """The row of a letter."""
    return ManifestRow(
        batch_id=batch.name,
        row=piece.row,
        letter_id=piece.letter,
        certified_number=piece.certified_number,
        service=piece.service,
        page_from=piece.first_page,
        page_to=piece.last_page,
        sha256=piece.sha256,
        reply_by=batch.day + REPLY_WITHIN,
    )


def _count_pages(paper: bytes) -> int:
    with pikepdf.open(BytesIO(paper)) as pdf:
        return len(pdf.pages)


def _joined(papers: Sequence[bytes]) -> bytes:
    """All letters one behind the other."""
    whole, written = pikepdf.new(), BytesIO()
    for paper in papers:
        whole.pages.extend(pikepdf.open(BytesIO(paper)).pages)
    whole.save(written, deterministic_id=True)
    return written.getvalue()
