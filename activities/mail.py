"""The daily work of the mail: batches are handed over, each letter's answer is noted, and events are collected."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.mail_answers import note_answers, note_due_while_away, note_overdue, note_too_old, report_fault
from activities.mail_batch import make_batch
from activities.mail_house import MailHouse
from activities.mail_news import collect_news
from activities.mail_sending import Sending
from activities.outside import ServiceAwayError, beating
from activities.services import Mail, SystemActor
from schemas import names
from schemas.mail import MailFault
from schemas.wire import DailyInput


@dataclass(frozen=True)
class MailRoom:
    """The activities that hand letters over and collect what became of them."""

    system: SystemActor

    @activity.defn(name=names.HAND_OVER_LETTERS)
    async def hand_over_letters(self, given: DailyInput) -> None:
        """Make the batch that is due, hand over what was not, and note the answers.

        Whatever of it was done before, by a run that ended, is not done again.
        """
        if mail := self.system.services.mail:
            await self._with_the_house(lambda: self._hand_over(mail, given))

    @activity.defn(name=names.COLLECT_MAIL_EVENTS)
    async def collect_mail_events(self, given: DailyInput) -> None:
        """Read the new events, and record what they say of each letter."""
        mail = self.system.services.mail
        if mail and (house := mail.house):
            await self._with_the_house(lambda: self._collect(house, given))

    async def _with_the_house(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            async with beating():
                await work()
        except ServiceAwayError as fault:
            pause = timedelta(seconds=fault.again_in) if fault.again_in else None
            raise ApplicationError(str(fault), type=names.SERVICE_AWAY, next_retry_delay=pause) from fault

    async def _hand_over(self, mail: Mail, given: DailyInput) -> None:
        """What needs no mail house comes first: one that is away keeps nothing from being noted."""
        for fault in await make_batch(self.system.services, mail, given.now):
            await report_fault(self.system, fault.case, fault.letter, MailFault.UNREADABLE, given)
        if mail.house:
            await note_answers(self.system, given)
            await note_overdue(self.system, given)
            await self._send(mail.house, given)
            await note_answers(self.system, given)
        await note_too_old(self.system, given)

    async def _collect(self, house: MailHouse, given: DailyInput) -> None:
        async with house.for_a_round() as reached:
            await collect_news(self.system, reached, given)

    async def _send(self, house: MailHouse, given: DailyInput) -> None:
        try:
            async with house.for_a_round() as reached:
                await Sending(self.system.services, reached, given).run()
        except ServiceAwayError:
            await note_answers(self.system, given)
            await note_due_while_away(self.system, given)
            raise
