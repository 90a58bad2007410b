"""Batches are handed over to the mail house, and its answer for each letter is kept.

A batch that waits is looked up before it is sent, because an earlier try may have ended without its answer.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from activities.mail_batch import UnreadableLetterError, withdraw
from activities.mail_house import BatchFaultError, MailHouse
from activities.mail_printing import print_batch
from activities.mail_quarantine import quarantine_mail
from activities.outside import ServiceAwayError
from activities.services import SYSTEM, Services
from database import mail as mails
from database.connection import transaction
from database.mail import MailBatch, Piece
from rules.mail import is_counted_again
from schemas.mail_house import BatchAnswer, PieceStatus, RowAnswer
from schemas.wire import DailyInput

ASKED_FOR = timedelta(days=30)
"""So long after a batch was made its missing answers are asked for."""
GIVEN_UP = frozenset({PieceStatus.UNANSWERED, PieceStatus.REFUSED, PieceStatus.DROPPED})
"""A letter that is a person's."""
Work = Callable[[MailBatch], Awaitable[None]]


class Sending:
    """One try to hand over what waits, and to read what is answered. One batch keeps no other one waiting."""

    def __init__(self, services: Services, house: MailHouse, given: DailyInput) -> None:
        self.services = services
        self.house = house
        self.given = given
        self.away: ServiceAwayError | None = None

    async def run(self) -> None:
        """Send, read late answers, count again. Raises ServiceAwayError at the end, if the house was away."""
        moment = self.services.pace.case_time(self.given.now)
        async with self.services.pool.acquire() as connection:
            unsent = await mails.list_unsent(connection)
        await self._each(unsent, self._send)
        async with self.services.pool.acquire() as connection:
            unanswered = await mails.list_unanswered(connection, moment - ASKED_FOR)
            uncounted = await mails.list_uncounted(connection)
        await self._each(unanswered, self._read_late)
        await self._each([each for each in uncounted if self._is_due(each)], self._count_again)
        if self.away:
            raise self.away

    async def _each(self, batches: list[MailBatch], work: Work) -> None:
        for batch in batches:
            try:
                await work(batch)
            except ServiceAwayError as fault:
                self.away = fault

    def _is_due(self, batch: MailBatch) -> bool:
        pace, law = self.services.pace, self.services.law(self.services.edition)
        sent = pace.case_time(batch.sent_at) if batch.sent_at else batch.made_at
        return is_counted_again(sent, pace.case_time(self.given.now), law)

    async def _send(self, batch: MailBatch) -> None:
        answer = await self._look_up(batch)
        if answer is None:
            await withdraw(self.services, batch, self.given.now)
            answer = await self._hand_over(batch)
        is_empty = answer is None and not await self._to_send(batch)
        if answer is not None:
            await self._keep(batch, answer)
        async with self.services.pool.acquire() as connection:
            await mails.mark_sent(connection, batch.number, self.given.now)
            if is_empty:
                await mails.mark_counted(connection, batch.number, self.given.now)

    async def _hand_over(self, batch: MailBatch) -> BatchAnswer | None:
        """Print and send what may go out. A letter that cannot be read is left out, and is a person's."""
        while pieces := await self._to_send(batch):
            try:
                printed = await print_batch(self.services, batch, pieces, SYSTEM, self.given.now)
                return await self.house.hand_over(printed, self.given.now)
            except UnreadableLetterError as fault:
                [piece] = [each for each in pieces if each.letter == fault.letter]
                await self._answer(piece, PieceStatus.WITHDRAWN, None)
                await quarantine_mail(
                    self.services, "batch", f"{fault} Write it again or mail a copy.", "", self.given.now
                )
            except BatchFaultError as fault:
                await quarantine_mail(self.services, "batch", str(fault), batch.name, self.given.now)
                return BatchAnswer(batch_id=batch.name, rows=())
        return None

    async def _to_send(self, batch: MailBatch) -> list[Piece]:
        async with self.services.pool.acquire() as connection:
            pieces = await mails.list_pieces(connection, batch.number)
        return [each for each in pieces if each.status is None]

    async def _look_up(self, batch: MailBatch) -> BatchAnswer | None:
        try:
            return await self.house.look_up(batch.name, self.given.now)
        except BatchFaultError as fault:
            await quarantine_mail(self.services, "answer", str(fault), fault.came or batch.name, self.given.now)
            return None

    async def _read_late(self, batch: MailBatch) -> None:
        """A mail house that takes files answers later; any may correct itself."""
        if answer := await self._look_up(batch):
            await self._keep(batch, answer)

    async def _count_again(self, batch: MailBatch) -> None:
        """A mail house may drop a letter that it had taken. One that no longer knows the batch says nothing of it."""
        answer = await self._look_up(batch)
        if answer is None:
            sentence = f"The mail house has no answer for batch {batch.name}. Ask it which letters it has mailed."
            await quarantine_mail(self.services, "answer", sentence, "", self.given.now)
            answer = BatchAnswer(batch_id=batch.name, rows=())
            await self._keep(batch, answer)
        else:
            await self._keep(batch, answer, counting=True)
        async with self.services.pool.acquire() as connection:
            await mails.mark_counted(connection, batch.number, self.given.now)

    async def _keep(self, batch: MailBatch, answer: BatchAnswer, *, counting: bool = False) -> None:
        """Keep what the answer says of each letter of the batch."""
        told = await self._read_rows(batch, answer.rows)
        async with self.services.pool.acquire() as connection:
            pieces = await mails.list_pieces(connection, batch.number)
        for piece in pieces:
            row = told.pop(piece.letter, None)
            status = status_of(piece.status, row, counting=counting)
            if status and (status is not piece.status or (row and row.certified_number != piece.certified_number)):
                await self._answer(piece, status, row.certified_number if row else None)
            await self._tell(piece, row, status)
        for letter, row in told.items():
            await self._quarantine(f"answered for letter {letter}, which is not in batch {batch.name}", row)

    async def _read_rows(self, batch: MailBatch, rows: tuple[Mapping[str, Any], ...]) -> dict[int, RowAnswer]:
        told = dict[int, RowAnswer]()
        for number, raw in enumerate(rows, 1):
            try:
                row = RowAnswer.model_validate(raw)
            except ValidationError:
                sentence = f"Row {number} of the answer for batch {batch.name} cannot be read."
                await quarantine_mail(self.services, "answer", sentence, str(raw), self.given.now)
            else:
                told[row.letter_id] = row
        return told

    async def _answer(self, piece: Piece, status: PieceStatus, number: str | None) -> None:
        async with transaction(self.services.pool) as connection:
            await mails.answer_piece(connection, piece, status, number)

    async def _tell(self, piece: Piece, row: RowAnswer | None, status: PieceStatus | None) -> None:
        """What a person has to know: why a letter was refused, and that one may go out twice."""
        if row is None or status is piece.status:
            return
        if status is PieceStatus.REFUSED:
            await self._quarantine(f"refused letter {piece.letter} of case {piece.case}; a dispatcher mails it", row)
        if status is PieceStatus.LATE:
            twice = "although it was no longer to be mailed there: look whether it went out twice"
            await self._quarantine(f"took letter {piece.letter} of case {piece.case} {twice}", row)

    async def _quarantine(self, what: str, row: RowAnswer) -> None:
        sentence = f"The mail house {what}."
        await quarantine_mail(self.services, "answer", sentence, row.model_dump_json(), self.given.now)


def status_of(known: PieceStatus | None, row: RowAnswer | None, *, counting: bool) -> PieceStatus | None:
    """What becomes of a letter with this row of an answer; None changes nothing."""
    if known is PieceStatus.LATE:
        return None
    if row is None:
        if known is None:
            return PieceStatus.UNANSWERED
        return PieceStatus.DROPPED if counting and known is PieceStatus.TAKEN else None
    if row.status == "taken":
        return PieceStatus.LATE if known in GIVEN_UP or known is PieceStatus.WITHDRAWN else PieceStatus.TAKEN
    return PieceStatus.REFUSED if known in (None, PieceStatus.TAKEN) else None
