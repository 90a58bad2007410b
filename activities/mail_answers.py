"""What the journal has to have of letters on their way: that they were taken, or that a person has to mail them."""

from collections.abc import AsyncIterator
from datetime import timedelta

import structlog

from activities.mail_batch import cases_with_mail, list_too_old
from activities.services import SystemActor
from database import mail as mails
from database.cases import UnreadableCaseError
from database.mail import Piece
from rules.mail import cannot_wait, is_overdue, to_put_into_batch
from schemas.mail import HandOverLetter, MailFault, ReportMailFault
from schemas.mail_house import PieceStatus
from schemas.messages import Request
from schemas.wire import ActivityInput, DailyInput

AT_ONCE = 500
NEXT_ROUND = timedelta(hours=2)
"""A round that was not yet possible may be possible again after this time of the case."""

FAULTS = {
    PieceStatus.REFUSED: MailFault.REFUSED,
    PieceStatus.UNANSWERED: MailFault.UNANSWERED,
    PieceStatus.DROPPED: MailFault.DROPPED,
}
"""Which answer gives a letter to a person."""

log = structlog.get_logger()


async def note_answers(system: SystemActor, given: DailyInput) -> None:
    """Note each answer of the mail house once. A letter whose case cannot be read now is left for a later round."""
    beyond = (0, 0)
    while pieces := await _unnoted(system, beyond):
        for piece in pieces:
            request = _news(piece)
            if request is None or await _ask(system, piece.case, request, _key(piece), given):
                async with system.services.pool.acquire() as connection:
                    await mails.mark_piece_noted(connection, piece)
        beyond = (pieces[-1].batch, pieces[-1].row)


async def _unnoted(system: SystemActor, beyond: tuple[int, int]) -> list[Piece]:
    async with system.services.pool.acquire() as connection:
        return await mails.list_unnoted(connection, beyond, AT_ONCE)


def _news(piece: Piece) -> Request | None:
    """What the journal has to say of a letter after the mail house has answered for it."""
    if piece.status is PieceStatus.TAKEN:
        return HandOverLetter(letter=piece.letter, batch=piece.batch, certified_number=piece.certified_number)
    fault = FAULTS.get(piece.status) if piece.status else None
    return ReportMailFault(letter=piece.letter, fault=fault) if fault else None


def _key(piece: Piece) -> str:
    """The same answer for a letter is noted once; a number that comes later is another answer."""
    return f"mail-{piece.letter}-{piece.status}-{piece.certified_number}"


async def note_overdue(system: SystemActor, given: DailyInput) -> None:
    """A letter that the postal service has not accepted in time is a person's."""
    services = system.services
    moment = services.pace.case_time(given.now)
    async for piece in _taken(system):
        row = await system.find(piece.case)
        letter = (
            next((each for each in row.case.letters if each.letter == piece.letter), None) if row.is_readable else None
        )
        if letter and is_overdue(letter, moment, services.law(row.edition)):
            await report_fault(system, piece.case, piece.letter, MailFault.NOT_ACCEPTED, given)


async def _taken(system: SystemActor) -> AsyncIterator[Piece]:
    beyond = (0, 0)
    while True:
        async with system.services.pool.acquire() as connection:
            pieces = await mails.list_taken(connection, beyond, AT_ONCE)
        if not pieces:
            return
        for piece in pieces:
            yield piece
        beyond = (pieces[-1].batch, pieces[-1].row)


async def note_too_old(system: SystemActor, given: DailyInput) -> None:
    """A letter that did not go out while its dates were right is written again."""
    for case, letter in await list_too_old(system.services, given.now):
        await report_fault(system, case, letter, MailFault.TOO_OLD, given)


async def note_due_while_away(system: SystemActor, given: DailyInput) -> None:
    """While the mail house is away, a letter whose deadline comes is a person's to mail."""
    services = system.services
    moment = services.pace.case_time(given.now)
    async for row in cases_with_mail(services):
        law = services.law(row.edition)
        if cannot_wait(row.case, law, moment + NEXT_ROUND):
            for letter in to_put_into_batch(row.case, law, moment):
                await report_fault(system, row.id, letter.letter, MailFault.HOUSE_AWAY, given)


async def report_fault(system: SystemActor, case: str, letter: int, fault: MailFault, given: DailyInput) -> None:
    """Record that a letter was not mailed, once for each reason."""
    await _ask(system, case, ReportMailFault(letter=letter, fault=fault), f"mail-{letter}-{fault}", given)


async def _ask(system: SystemActor, case: str, request: Request, key: str, given: DailyInput) -> bool:
    """Record it; False if the case cannot be read. A letter that was mailed, lapsed or closed meanwhile needs no more:
    the guard says so.
    """
    try:
        answer = await system.ask(ActivityInput(case=case, now=given.now), request, key=key)
    except UnreadableCaseError:
        log.warning("case cannot be read", case=case)
        return False
    if answer.refusal:
        log.info("mail not noted", case=case, key=key, code=answer.refusal.code)
    return True
