"""Wrong links and tokens are answered slowly: the more of them from one source, or from all, the slower.

A right one is neither counted nor delayed, so no one is shut out by the tries of somebody else, not even behind the
same address. Nothing depends on this for secrecy, because no one finds 160 signed bits by trying: it keeps a stranger
from filling the log and from using up the server.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

LONGEST_SECONDS = 8.0
FIRST_SECONDS = 0.25
MOST_SOURCES = 10_000


class TooManyWrongError(Exception):
    """So many wrong links wait for their answer that this one gets it at once."""


@dataclass(frozen=True)
class Allowance:
    """How many wrong tries are answered without delay, after how many seconds one is forgotten, how many may wait."""

    free: int
    forgotten_seconds: float
    most_waiting: int


ONE_SOURCE, ALL_SOURCES = Allowance(5, 60.0, 10), Allowance(100, 1.0, 200)


@dataclass
class Tries:
    """Wrong tries, as of an instant of the clock."""

    allowance: Allowance
    wrong: float = 0.0
    at: float = 0.0
    waiting: int = 0

    def add(self, now: float) -> float:
        """Count one more; returns the seconds for which its answer waits."""
        self.wrong = max(0.0, self.wrong - (now - self.at) / self.allowance.forgotten_seconds) + 1
        self.at = now
        over = self.wrong - self.allowance.free
        return min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** min(over, 10)) if over > 0 else 0.0

    @property
    def is_full(self) -> bool:
        """Whether no further answer may wait."""
        return self.waiting >= self.allowance.most_waiting


@dataclass
class Slowing:
    """Counts wrong tries in this process, by source and in total, and delays their answers."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    total: Tries = field(default_factory=lambda: Tries(ALL_SOURCES))
    sources: OrderedDict[str, Tries] = field(default_factory=OrderedDict)

    async def wrong(self, source: str) -> None:
        """Wait before a wrong try of this source is answered. Raises TooManyWrongError."""
        both = (self.total, self._tries_of(source))
        seconds = max(each.add(self.clock()) for each in both)
        if not seconds:
            return
        if any(each.is_full for each in both):
            raise TooManyWrongError
        await self._wait(seconds, both)

    async def _wait(self, seconds: float, both: tuple[Tries, Tries]) -> None:
        for each in both:
            each.waiting += 1
        try:
            await self.sleep(seconds)
        finally:
            for each in both:
                each.waiting -= 1

    def _tries_of(self, source: str) -> Tries:
        found = self.sources.pop(source, None) or Tries(ONE_SOURCE)
        self.sources[source] = found
        if len(self.sources) > MOST_SOURCES:
            self.sources.popitem(last=False)
        return found
