"""Where time stopped: in the middle of every period that ran, and under holds."""

from dataclasses import dataclass, field
from datetime import timedelta

from proving.exploring import Explored
from proving.worlds import HOUR, if_lifted, middle_of, turning_points


@dataclass
class TimeStops:
    """The periods that ran, those in whose middle time stopped, and how often time passed under a hold."""

    ran: set[str] = field(default_factory=set)
    halfway: set[str] = field(default_factory=set)
    held_still: int = 0
    """Steps of time under a hold that suspended something."""
    held_running: int = 0
    """Steps of time under a hold while something ran on."""

    @property
    def missed(self) -> list[str]:
        """The periods in whose middle time never stopped."""
        return sorted(self.ran - self.halfway)


def stops_in(found: Explored) -> TimeStops:
    """Where time stopped in the explored worlds."""
    stops = TimeStops()
    for key, world in found.worlds.items():
        points = turning_points(world.case, found.law)
        running = {name: end for name, end in points.items() if end > world.now}
        stops.ran |= running.keys()
        middles = {name: middle_of(world.case, found.law, name, end) for name, end in running.items()}
        stops.halfway |= {name for name, middle in middles.items() if timedelta() <= world.now - middle < HOUR}
        if world.case.open_holds and key in found.passed:
            stopped = turning_points(if_lifted(world), found.law).keys() - points.keys()
            stops.held_still += bool(stopped)
            stops.held_running += bool(running)
    return stops
