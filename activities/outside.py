"""What every outside system has in common: when it counts as away, and since when it refuses.

A service that does not answer opens a circuit breaker, so that it is not asked again and again; since when it refuses
stands in the database, where every process and page sees it. Knows no port and no address.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import uniform

import structlog
from pybreaker import CircuitBreaker, CircuitBreakerError
from temporalio import activity

from database import outside
from database.connection import Pool
from schemas.outside import AwayCause, Port

FAILURES, PAUSE_SECONDS = 5, 30.0
"""After how many failures in a row a service is left alone, and for how long."""
WRITTEN_EACH = timedelta(minutes=1)
"""How often a state that has not changed is written down again: another process may have written another one."""

BEAT_SECONDS = 2.0

log = structlog.get_logger()


class ServiceAwayError(Exception):
    """The service did not answer, or not so that it can be read. It may later: `again_in` is in real seconds."""

    def __init__(self, port: Port, cause: AwayCause, again_in: float | None = None) -> None:
        super().__init__(f"The {port} service is away: {cause}.")
        self.cause = cause
        self.again_in = again_in


@asynccontextmanager
async def beating() -> AsyncIterator[None]:
    """Tell Temporal that this activity is alive, while it waits for an answer: else the end of its worker is noticed
    only when the whole time of the activity is over.
    """

    async def beat() -> None:
        while True:
            # First the pause: each heartbeat is a transaction of Temporal's, and most answers come before it is due.
            await asyncio.sleep(BEAT_SECONDS)
            activity.heartbeat()

    beats = asyncio.create_task(beat())
    try:
        yield
    finally:
        beats.cancel()


@dataclass
class Call:
    """One call of a service; `cause` is why its answer does not count as one, if it came and does not."""

    cause: AwayCause | None = None


@dataclass
class Circuit:
    """The circuit breaker of one port in this process."""

    port: Port
    pool: Pool
    _breaker: CircuitBreaker = field(init=False)
    _written: tuple[AwayCause | None, datetime] | None = None
    """What this process has last written down, and when."""

    def __post_init__(self) -> None:
        self._breaker = CircuitBreaker(
            fail_max=FAILURES,
            reset_timeout=PAUSE_SECONDS,
            # A call that was given up says nothing about the service.
            exclude=[asyncio.CancelledError],
            throw_new_error_on_trip=False,
        )

    @asynccontextmanager
    async def closed(self, now: datetime) -> AsyncIterator[Call]:
        """Call the service inside, at the real instant `now`.

        Raises ServiceAwayError, and at once while the service is left alone.
        """
        call = Call()
        try:
            with self._breaker.calling():
                yield call
        except CircuitBreakerError as fault:
            # Those that were turned away together do not come back together.
            raise ServiceAwayError(self.port, AwayCause.LEFT_ALONE, PAUSE_SECONDS * uniform(1, 2)) from fault
        except ServiceAwayError as fault:
            await self._write(fault.cause, now)
            raise
        await self._write(call.cause, now)

    async def _write(self, cause: AwayCause | None, now: datetime) -> None:
        """Write down that the service refuses, or answers, if that is news or was not written for a while."""
        before, when = self._written or (None, None)
        if when and before is cause and now - when < WRITTEN_EACH:
            return
        async with self.pool.acquire() as connection:
            await outside.note_state(connection, self.port, cause, now)
        self._written = (cause, now)
        if cause and before is None:
            log.warning("service refuses", port=self.port.value, cause=cause.value)
        elif before and cause is None:
            log.info("service answers again", port=self.port.value)
