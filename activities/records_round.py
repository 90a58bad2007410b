"""The round of records checks by file: the questions of a day go out once, and answers that came in are recorded."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.outside import ServiceAwayError, beating
from activities.records_files import RecordsFiles
from activities.records_news import read_answers
from activities.records_questions import put_out_what_is_due
from activities.services import SystemActor
from database.records import alone
from schemas import names
from schemas.wire import DailyInput

log = structlog.get_logger()
Work = Callable[[SystemActor, RecordsFiles, DailyInput], Awaitable[None]]


@dataclass(frozen=True)
class RecordsRound:
    """The activities of a round. Beside another round they do nothing: it does the same."""

    system: SystemActor

    @activity.defn(name=names.PUT_OUT_QUESTIONS)
    async def put_out_questions(self, given: DailyInput) -> None:
        """Put out the file of the day, and what earlier rounds left."""
        await self._does(put_out_what_is_due, given)

    @activity.defn(name=names.READ_ANSWERS)
    async def read_answers(self, given: DailyInput) -> None:
        """Read the files that came in, and record what they say."""
        await self._does(read_answers, given)

    async def _does(self, work: Work, given: DailyInput) -> None:
        by_files = self.system.services.records_files
        if by_files is None:
            return
        try:
            async with beating(), alone(self.system.services.pool) as is_free:
                if is_free:
                    await work(self.system, by_files, given)
                else:
                    log.info("another round of records checks is under way")
        except ServiceAwayError as fault:
            raise ApplicationError(str(fault), type=names.SERVICE_AWAY) from fault
