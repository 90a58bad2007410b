"""Reads dates that were worked by hand: one row a line, to be compared with a paper calendar.

A row says its period, the event, what stood in the way if anything did, the end, and how the days were counted. Every
instant carries its weekday, which is checked. 24:00 is the midnight after a day; Z is UTC, else it is the city's clock.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from rules.calendars import Pause


@dataclass(frozen=True)
class Row:
    """One date worked by hand."""

    period: str
    anchor: str
    pauses: str
    end: str
    why: str

    def __str__(self) -> str:
        return f"{self.period} {self.anchor}: {self.why}"


def rows(paper: str, *, with_pauses: bool = False) -> list[Row]:
    """The rows of a table."""
    told = [[each.strip() for each in line.split("|")] for line in paper.strip().splitlines()]
    return [Row(*each) if with_pauses else Row(each[0], each[1], "", each[2], each[3]) for each in told]


def instant(text: str, zone: ZoneInfo) -> datetime:
    """The instant of a row; checks its weekday, which comes from a paper calendar."""
    weekday, day, clock = text.split()
    midnight = datetime.fromisoformat(day)
    assert f"{midnight:%a}" == weekday, f"{day} is no {weekday}"
    hours, minutes = (int(each) for each in clock.removesuffix("Z").split(":"))
    told = midnight + timedelta(hours=hours, minutes=minutes)
    return told.replace(tzinfo=UTC if clock.endswith("Z") else zone).astimezone(UTC)


def pauses(text: str, zone: ZoneInfo) -> list[Pause]:
    """Start and end of holds; `...` means that a hold is still open."""
    told = [each.split(" to ") for each in text.split(";") if each.strip()]
    return [
        (instant(start.strip(), zone), None if stop.strip() == "..." else instant(stop.strip(), zone))
        for start, stop in told
    ]
