"""How the outside systems of the training city go wrong, by a seed: the same seed disturbs the same calls."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Disturbance(StrEnum):
    """What goes wrong with one call."""

    SLOW = "slow"
    DOWN = "down"
    OVERLOADED = "overloaded"
    TRUNCATED = "truncated"
    PAGE = "page"
    ENDLESS = "endless"
    ANOTHER = "another"
    REDIRECT = "redirect"


class EventFault(StrEnum):
    """What goes wrong with the news of one letter."""

    LATE = "late"
    OUT_OF_ORDER = "out_of_order"
    TWICE = "twice"
    OF_ANOTHER = "of_another"


def fault_of_event(seed: int | None, event: str, share: float = 0.3) -> EventFault | None:
    """What goes wrong with the news of this name: the same seed disturbs the same news; without one none."""
    chance = Random(f"{seed} {event}")
    return chance.choice(list(EventFault)) if seed is not None and chance.random() < share else None


@dataclass
class Disturbances:
    """A share of all calls goes wrong, from 0 to 1; without a seed none does."""

    seed: int | None = None
    share: float = 0.3
    calls: int = 0

    def next(self) -> Disturbance | None:
        """What happens to the next call."""
        self.calls += 1
        if self.seed is None:
            return None
        chance = Random(f"{self.seed} {self.calls}")
        return chance.choice(list(Disturbance)) if chance.random() < self.share else None
