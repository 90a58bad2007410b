"""The clocks of the machines: while they differ no fact is recorded, because its periods would run by a wrong clock.

Case time still comes from the `now` of each request. The machine's clock is only compared.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from database.clock import read_clock
from database.connection import Connection

BOUND = timedelta(seconds=30)
"""More than machines that are set by NTP differ, and less than any period of the law; a request may wait that long."""

log = structlog.get_logger()


class ClockError(Exception):
    """A clock differs from that of the database; the message says whose, and by how much."""

    def __init__(self, whose: str, off: timedelta) -> None:
        seconds = round(off.total_seconds())
        way = "ahead of" if seconds > 0 else "behind"
        super().__init__(f"The clock of {whose} is {abs(seconds)} seconds {way} that of the database.")


@dataclass(frozen=True)
class ClockCheck:
    """Compares the machine's clock, and the instant of a request, with the database's clock."""

    machine: Callable[[], datetime]
    bound: timedelta = BOUND

    async def compare(self, connection: Connection, now: datetime | None = None) -> None:
        """Raises ClockError if this machine's clock is off, or if the real instant `now` is in the future.

        `now` comes from Temporal's clock in activities. It may be long ago there: an activity can start late.
        """
        right = await read_clock(connection)
        self._judge("this machine", self.machine() - right)
        if now is not None:
            self._judge("Temporal", max(now - right, timedelta()))

    def _judge(self, whose: str, off: timedelta) -> None:
        if abs(off) > self.bound:
            log.error("clock is wrong", whose=whose, seconds=round(off.total_seconds()))
            raise ClockError(whose, off)
