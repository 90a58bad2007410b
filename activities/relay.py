"""The relay: sends the notifications of the outbox, and gives a case that has lost its workflow a new one.

Each notification is sent by itself. One that fails waits, longer each time, and stops no other. While Temporal is
unavailable, nothing counts as failed.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from random import uniform

import structlog

from activities.notifying import TemporalClient, TemporalUnavailableError, deliver, is_available
from activities.recovery import start_missing_run
from activities.services import Services
from database.cases import count_opened
from database.connection import Failing
from database.outbox import Unsent, claim_from_outbox, postpone_in_outbox, release_in_outbox

BATCH, AT_ONCE = 100, 8
"""How many notifications one round claims, and to how many cases it sends at a time."""
STARTS, STARTS_MEANWHILE = 30, 2
"""How many new cases one round starts, at other times and while a file is imported: what people do goes first."""
IMPORT_CASES, IMPORT_SECONDS = 100, 5
"""More new cases in these real seconds come from a file: nobody reports so fast."""
CLAIM_SECONDS = 60.0
"""After this time a claimed notification is free again: its worker has died."""
LONGEST_PAUSE_SECONDS = 600.0

log = structlog.get_logger()


async def starts_of_round(services: Services, now: datetime) -> int:
    """How many new cases a round that begins at the real instant `now` starts."""
    since = services.pace.case_time(now - timedelta(seconds=IMPORT_SECONDS))
    async with services.pool.acquire() as connection:
        is_import = await count_opened(connection, since, IMPORT_CASES) == IMPORT_CASES
    return STARTS_MEANWHILE if is_import else STARTS


async def notify_workflows(
    services: Services, temporal_client: TemporalClient, *, case: str | None = None, starts: int = STARTS
) -> int:
    """Send the notifications that are due, of one case or of all; returns how many were delivered.

    Those that start a new case come after all others, and are at most `starts`. Temporal being unreachable is no error:
    what was not delivered stays in the outbox.
    """
    async with services.pool.acquire() as connection:
        claimed = await claim_from_outbox(connection, CLAIM_SECONDS, case=case, limit=BATCH, starts=starts)
    sending = Round(services, temporal_client)
    by_case = (list(rows) for _, rows in groupby(sorted(claimed, key=attrgetter("case_id")), attrgetter("case_id")))
    ended = await asyncio.gather(*(sending.send(rows) for rows in by_case), return_exceptions=True)
    for fault in ended:
        if isinstance(fault, BaseException):
            raise fault
    return sending.delivered


@dataclass
class Round:
    """One round of the relay."""

    services: Services
    temporal_client: TemporalClient
    delivered: int = 0
    is_away: bool = False
    """Temporal did not answer in this round, so the rest of it is given back."""

    def __post_init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def send(self, unsent: Iterable[Unsent]) -> None:
        """Send the notifications of one case in their order. Raises one of `Failing` if the database fails."""
        async with self._turn:
            for each in sorted(unsent, key=attrgetter("id")):
                await self._send_one(each)

    async def _send_one(self, unsent: Unsent) -> None:
        if self.is_away:
            await self._give_back(unsent)
            return
        try:
            heard = await deliver(self.services, self.temporal_client, unsent)
        except TemporalUnavailableError as fault:
            await self._unanswered(unsent, fault.__cause__ or fault)
        except Failing:
            raise
        except Exception as fault:  # Whatever is wrong with one case must not stop the others.
            await self._postpone(unsent, fault)
        else:
            self.delivered += heard
            if not heard:
                await start_missing_run(self.services, unsent.case_id)

    async def _unanswered(self, unsent: Unsent, fault: BaseException) -> None:
        """Temporal refused this call alone, or it is away."""
        if await is_available(self.temporal_client):
            await self._postpone(unsent, fault)
            return
        if not self.is_away:
            log.warning("temporal unavailable", case=unsent.case_id, fault=type(fault).__name__)
        self.is_away = True
        await self._give_back(unsent)

    async def _give_back(self, unsent: Unsent) -> None:
        async with self.services.pool.acquire() as connection:
            await release_in_outbox(connection, unsent)

    async def _postpone(self, unsent: Unsent, fault: BaseException) -> None:
        seconds = min(2.0**unsent.attempts, LONGEST_PAUSE_SECONDS) * uniform(0.5, 1.0)
        name = type(fault).__name__
        log.warning("workflow not notified", case=unsent.case_id, fault=name, attempts=unsent.attempts + 1)
        async with self.services.pool.acquire() as connection:
            await postpone_in_outbox(connection, unsent, seconds, name)
