"""The daily work of the mail: batches are handed over, each letter's answer is noted, and events are collected."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.mail_batch import UnlikeTheManifestError, list_too_old, make_batch, print_batch
from activities.mail_house import BatchFaultError
from activities.mail_news import collect_news
from activities.mail_quarantine import quarantine_mail
from activities.outside import ServiceAwayError, beating
from activities.services import SYSTEM, Mail, Services, SystemActor
from database import mail as mails
from database.cases import UnreadableCaseError
from database.connection import transaction
from database.mail import MailBatch, Piece
from rules.mail import ACCEPTANCE_DAYS, is_overdue
from schemas import names
from schemas.mail import HandOverLetter, MailFault, ReportMailFault
from schemas.mail_house import BatchAnswer, PieceStatus, RowAnswer
from schemas.messages import Request
from schemas.wire import ActivityInput, DailyInput

COUNTED_AFTER = timedelta(days=1)
"""A batch is counted again so long after it was made: a mail house may drop a letter that it had taken."""
NOTED_AT_ONCE = 500

FAULTS = {
    PieceStatus.REFUSED: MailFault.REFUSED,
    PieceStatus.UNANSWERED: MailFault.UNANSWERED,
    PieceStatus.DROPPED: MailFault.DROPPED,
}
"""Which answer gives a letter to a person."""

log = structlog.get_logger()


@dataclass(frozen=True)
class MailRoom:
    """The activities that hand letters over and collect what became of them."""

    system: SystemActor

    @property
    def _services(self) -> Services:
        return self.system.services

    @activity.defn(name=names.HAND_OVER_LETTERS)
    async def hand_over_letters(self, given: DailyInput) -> None:
        """Make the batch that is due, hand over what was not, and note the answers.

        Whatever of it was done before, by a run that ended, is not done again.
        """
        await self._with_the_house(self._hand_over, given)

    @activity.defn(name=names.COLLECT_MAIL_EVENTS)
    async def collect_mail_events(self, given: DailyInput) -> None:
        """Read the new events, and record what they say of each letter."""
        await self._with_the_house(lambda mail, given: collect_news(self.system, mail, given), given)

    async def _with_the_house(self, work: Callable[[Mail, DailyInput], Awaitable[None]], given: DailyInput) -> None:
        if self._services.mail is None:
            return
        try:
            async with beating():
                await work(self._services.mail, given)
        except ServiceAwayError as fault:
            pause = timedelta(seconds=fault.again_in) if fault.again_in else None
            raise ApplicationError(str(fault), type=names.SERVICE_AWAY, next_retry_delay=pause) from fault

    async def _hand_over(self, mail: Mail, given: DailyInput) -> None:
        for case, letter in await list_too_old(self._services, given.now):
            fault = ReportMailFault(letter=letter, fault=MailFault.TOO_OLD)
            await self._ask(case, fault, f"mail-{letter}-old", given)
        await make_batch(self._services, mail, given.now)
        async with self._services.pool.acquire() as connection:
            unsent = await mails.list_unsent(connection)
        for batch in unsent:
            await self._send(mail, batch, given)
        if mail.answers:
            await self._read_late_answers(mail, given)
            for batch in await self._uncounted(given):
                await self._count_again(mail, batch, given)
            await self._note_answers(given)
            await self._note_overdue(given)

    async def _read_late_answers(self, mail: Mail, given: DailyInput) -> None:
        """A mail house that takes files answers later."""
        async with self._services.pool.acquire() as connection:
            unanswered = await mails.list_unanswered(connection)
        for batch in unanswered:
            if answer := await self._look_up(mail, batch, given):
                await self._keep_answer(batch, answer, given)

    async def _look_up(self, mail: Mail, batch: MailBatch, given: DailyInput) -> BatchAnswer | None:
        try:
            return await mail.house.look_up(batch.name, given.now)
        except BatchFaultError as fault:
            await quarantine_mail(self._services, "answer", str(fault), batch.name, given.now)
            return None

    async def _send(self, mail: Mail, batch: MailBatch, given: DailyInput) -> None:
        """Hand a batch over, unless the mail house has it: an earlier try may have ended without its answer."""
        answer = await self._look_up(mail, batch, given)
        if answer is None:
            try:
                printed = await print_batch(self._services, batch, SYSTEM, given.now)
                answer = await mail.house.hand_over(printed, given.now)
            except (BatchFaultError, UnlikeTheManifestError) as fault:
                await quarantine_mail(self._services, "batch", str(fault), batch.name, given.now)
                answer = BatchAnswer(batch_id=batch.name, rows=())
        if answer is not None:
            await self._keep_answer(batch, answer, given)
        async with self._services.pool.acquire() as connection:
            await mails.mark_sent(connection, batch.number, given.now)

    async def _keep_answer(self, batch: MailBatch, answer: BatchAnswer, given: DailyInput) -> None:
        """Keep the answer for each row. A row without one is a person's; one that we did not send is quarantined."""
        told = {each.letter_id: each for each in answer.rows}
        async with transaction(self._services.pool) as connection:
            pieces = await mails.list_pieces(connection, batch.number)
            for piece in pieces:
                status, number, reason = _answered(piece, told.get(piece.letter))
                await mails.answer_piece(connection, piece, status, number, reason)
        for letter in sorted(told.keys() - {each.letter for each in pieces}):
            sentence = f"The mail house answered for letter {letter}, which is not in batch {batch.name}."
            await quarantine_mail(self._services, "answer", sentence, told[letter].model_dump_json(), given.now)

    async def _uncounted(self, given: DailyInput) -> list[MailBatch]:
        before = self._services.pace.case_time(given.now) - COUNTED_AFTER
        async with self._services.pool.acquire() as connection:
            return await mails.list_uncounted(connection, before)

    async def _count_again(self, mail: Mail, batch: MailBatch, given: DailyInput) -> None:
        """A day later the mail house is asked for the batch again."""
        answer = await self._look_up(mail, batch, given) or BatchAnswer(batch_id=batch.name, rows=())
        await self._keep_answer(batch, answer, given)
        async with self._services.pool.acquire() as connection:
            await mails.mark_counted(connection, batch.number, given.now)

    async def _note_answers(self, given: DailyInput) -> None:
        """A letter whose case cannot be read now is left for a later round, and keeps no other one waiting."""
        beyond = (0, 0)
        while pieces := await self._unnoted(beyond):
            for piece in pieces:
                if await self._ask(piece.case, _news(piece), _key(piece), given):
                    async with self._services.pool.acquire() as connection:
                        await mails.mark_piece_noted(connection, piece)
            beyond = (pieces[-1].batch, pieces[-1].row)

    async def _unnoted(self, beyond: tuple[int, int]) -> list[Piece]:
        async with self._services.pool.acquire() as connection:
            return await mails.list_unnoted(connection, beyond, NOTED_AT_ONCE)

    async def _note_overdue(self, given: DailyInput) -> None:
        """A letter that the postal service has not accepted in time is a person's."""
        moment = self._services.pace.case_time(given.now)
        async with self._services.pool.acquire() as connection:
            pieces = await mails.list_taken_before(connection, moment - timedelta(days=ACCEPTANCE_DAYS))
        for piece in pieces:
            row = await self.system.find(piece.case)
            if not row.is_readable:
                continue
            letter = next((each for each in row.case.letters if each.letter == piece.letter), None)
            if letter and is_overdue(letter, moment, self._services.law(row.edition)):
                fault = ReportMailFault(letter=piece.letter, fault=MailFault.NOT_ACCEPTED)
                await self._ask(piece.case, fault, f"mail-{piece.letter}-overdue", given)

    async def _ask(self, case: str, request: Request, key: str, given: DailyInput) -> bool:
        """Record it; False if the case cannot be read. A letter that was mailed, lapsed or closed meanwhile needs no
        more: the guard says so.
        """
        try:
            answer = await self.system.ask(ActivityInput(case=case, now=given.now), request, key=key)
        except UnreadableCaseError:
            log.warning("case cannot be read", case=case)
            return False
        if answer.refusal:
            log.info("mail not noted", case=case, key=key, code=answer.refusal.code)
        return True


def _key(piece: Piece) -> str:
    """The same answer for a letter is noted once; a number that comes later is another answer."""
    return f"mail-{piece.letter}-{piece.status}-{piece.certified_number}"


def _answered(piece: Piece, told: RowAnswer | None) -> tuple[PieceStatus, str | None, str | None]:
    if told is None:
        status = PieceStatus.DROPPED if piece.status is PieceStatus.TAKEN else PieceStatus.UNANSWERED
        return status, None, None
    return PieceStatus(told.status), told.certified_number, told.reason


def _news(piece: Piece) -> Request:
    """What the journal has to say of a letter after the mail house has answered for it."""
    if piece.status in FAULTS:
        return ReportMailFault(letter=piece.letter, fault=FAULTS[piece.status])
    return HandOverLetter(letter=piece.letter, batch=piece.batch, certified_number=piece.certified_number)
