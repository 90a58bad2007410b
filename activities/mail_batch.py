"""The batch of letters of a day: which ones go into it, and which of them may still go out."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO

import pikepdf

from activities.encryption import WrongKeyError
from activities.services import Mail, Services
from database import mail as mails
from database import owner_notice as letters
from database.cases import CaseRow, find_case
from database.connection import Connection, transaction
from database.mail import MailBatch, Piece
from rules.certified_numbers import certified_number
from rules.mail import cannot_wait, grown_old, last_batch, service_of, to_put_into_batch
from schemas.mail_house import MailService, PieceStatus
from schemas.words import Stage

AT_ONCE = 200
"""How many cases are read at a time."""


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


class UnreadableLetterError(Exception):
    """A stored letter cannot be read, or is not the one that was put into its batch."""

    def __init__(self, case: str, letter: int) -> None:
        super().__init__(f"Letter {letter} of case {case} cannot be read.")
        self.case = case
        self.letter = letter


async def make_batch(services: Services, mail: Mail, now: datetime) -> list[UnreadableLetterError]:
    """Make a batch of the letters that were written by the hour of the last one, and of those that cannot wait for the
    next, if there are any. `now` is a real instant. Every letter is in one batch, ever.

    Returns a fault for each letter that cannot be read.
    """
    moment, law = services.pace.case_time(now), services.law(services.edition)
    due = last_batch(moment, mail.hour, law)
    waiting = [each async for each in _waiting(services, moment, due + timedelta(days=1))]
    chosen = await _not_in_batches(services, [each for each in waiting if each.urgent or each.written <= due])
    faults, counted = list[UnreadableLetterError](), list[Measured]()
    for each in chosen:
        try:
            counted.append(await _measured(services, each))
        except UnreadableLetterError as fault:
            faults.append(fault)
    if counted:
        await _keep(services, mail, counted, moment, due)
    return faults


async def _not_in_batches(services: Services, chosen: Sequence[Waiting]) -> list[Waiting]:
    async with services.pool.acquire() as connection:
        taken = await mails.list_in_batches(connection, [each.letter for each in chosen])
    return [each for each in chosen if each.letter not in taken]


async def _keep(services: Services, mail: Mail, counted: Sequence[Measured], moment: datetime, due: datetime) -> None:
    """Write the batch: that of the day, once, else one at once; nothing if somebody else made it meanwhile."""
    async with transaction(services.pool) as connection:
        await mails.lock_mail(connection)
        taken = await mails.list_in_batches(connection, [each.waiting.letter for each in counted])
        free = [each for each in counted if each.waiting.letter not in taken]
        if not free:
            return
        made = await mails.has_batch_of(connection, due.date())
        at_once = made or all(each.waiting.written > due for each in free)
        day = moment.astimezone(due.tzinfo).date() if at_once else due.date()
        batch = await mails.insert_batch(connection, day, moment, urgent=at_once)
        await mails.insert_pieces(connection, [each async for each in _pieces(connection, batch, free, mail.mailer_id)])


async def _waiting(services: Services, moment: datetime, until: datetime) -> AsyncIterator[Waiting]:
    """Every letter that may go into a batch, by case."""
    async for row in cases_with_mail(services):
        law = services.law(row.edition)
        urgent = cannot_wait(row.case, law, until)
        for letter in to_put_into_batch(row.case, law, moment):
            yield Waiting(row.id, letter.letter, service_of(letter, law), letter.written.at, urgent)


async def cases_with_mail(services: Services) -> AsyncIterator[CaseRow]:
    """The open cases in which letters wait to be mailed; one that cannot be read is left out, and told elsewhere."""
    beyond = ""
    while numbers := await _some_cases(services, beyond):
        beyond = numbers[-1]
        for number in numbers:
            async with services.pool.acquire() as connection:
                row = await find_case(connection, number)
            if row and row.is_readable:
                yield row


async def _some_cases(services: Services, beyond: str) -> list[str]:
    async with services.pool.acquire() as connection:
        return await mails.list_cases_with_mail(connection, beyond, AT_ONCE)


async def list_too_old(services: Services, now: datetime) -> list[tuple[str, int]]:
    """The letters, each with its case, that nobody has mailed, that are in no batch on its way, and whose dates are
    wrong by now.
    """
    moment = services.pace.case_time(now)
    found = [
        (row.id, each.letter)
        async for row in cases_with_mail(services)
        for each in grown_old(row.case, services.law(row.edition), moment)
    ]
    async with services.pool.acquire() as connection:
        out = await mails.list_on_their_way(connection, [letter for _, letter in found])
    return [(case, letter) for case, letter in found if letter not in out]


async def withdraw(services: Services, batch: MailBatch, now: datetime) -> None:
    """Leave out of a batch that was not sent what must not go out any more: letters that somebody has mailed, that no
    longer count or have grown too old, and those of closed cases.
    """
    moment = services.pace.case_time(now)
    async with services.pool.acquire() as connection:
        pieces = await mails.list_pieces(connection, batch.number)
        for piece in pieces:
            if piece.status is None and not await _may_go_out(services, connection, piece, moment):
                await mails.answer_piece(connection, piece, PieceStatus.WITHDRAWN, None)


async def _may_go_out(services: Services, connection: Connection, piece: Piece, moment: datetime) -> bool:
    row = await find_case(connection, piece.case)
    if row is None or not row.is_readable or row.case.stage is Stage.CLOSED:
        return False
    free = to_put_into_batch(row.case, services.law(row.edition), moment)
    return any(each.letter == piece.letter for each in free)


async def _measured(services: Services, waiting: Waiting) -> Measured:
    paper = await read_paper(services, waiting.case, waiting.letter)
    try:
        pages = await asyncio.to_thread(_count_pages, paper)
    except pikepdf.PdfError as fault:
        raise UnreadableLetterError(waiting.case, waiting.letter) from fault
    return Measured(waiting, pages, sha256(paper).hexdigest())


async def read_paper(services: Services, case: str, letter: int) -> bytes:
    """The PDF of a letter. Raises UnreadableLetterError."""
    async with services.pool.acquire() as connection:
        kept = await letters.find_letter(connection, case, letter)
    try:
        paper = services.encryption.read(kept) if kept else None
    except WrongKeyError as fault:
        raise UnreadableLetterError(case, letter) from fault
    if paper is None:
        raise UnreadableLetterError(case, letter)
    return paper


async def _pieces(
    connection: Connection, batch: MailBatch, free: Sequence[Measured], mailer: str | None
) -> AsyncIterator[Piece]:
    """The rows of the batch, with a number for each certified letter if we give them."""
    for row, each in enumerate(free, start=1):
        letter, number = each.waiting, None
        if mailer and letter.service is MailService.CERTIFIED:
            number = certified_number(mailer, await mails.next_serial(connection))
        yield Piece(batch.number, row, letter.letter, letter.case, letter.service, number, each.pages, each.digest)


def _count_pages(paper: bytes) -> int:
    with pikepdf.open(BytesIO(paper)) as pdf:
        return len(pdf.pages)
