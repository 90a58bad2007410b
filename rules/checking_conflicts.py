"""Where a floor can end after its ceiling: a fact about the law, named as such and no mistake of the edition."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from rules.calendars import ends
from rules.law import Edition, Period
from rules.law_faults import Fault

DAY, MOMENT = timedelta(days=1), timedelta(seconds=1)
YEAR = 366
LATER = 60
"""For how many days the anchor of a floor is moved behind that of its ceiling, to find an example."""


class Pair(NamedTuple):
    """A floor and a ceiling on the same act. `apart`: they run from different events, the floor from the later one."""

    act: str
    floor: str
    ceiling: str
    apart: bool = False


def conflicts_of(edition: Edition) -> Iterator[Fault]:
    """Each pair that can conflict within the first year of the edition, with the days of an example."""
    for pair in _pairs(edition):
        floor, ceiling = edition.periods[pair.floor], edition.periods[pair.ceiling]
        if floor.amount is not None and ceiling.amount is not None and (found := _conflict(pair, edition)):
            yield Fault(f"periods.{pair.floor}", found, serious=False)


def _pairs(edition: Edition) -> Iterator[Pair]:
    if {"owner_notice", "remove"} <= set(edition.periods):
        apart = not _together(edition.periods["owner_notice"], edition.periods["remove"])
        yield Pair("the tow", "owner_notice", "remove", apart)
    for code, rule in edition.disposal.items():
        for floor, ceiling in ((floor, ceiling) for floor in rule.floors for ceiling in rule.ceilings):
            # A floor from another event can be over before the ceiling begins: the person who waits decides when.
            if _together(edition.periods[floor], edition.periods[ceiling]):
                yield Pair(f"the disposal {code!r}", floor, ceiling)


def _together(floor: Period, ceiling: Period) -> bool:
    return (floor.anchor, floor.notice) == (ceiling.anchor, ceiling.notice)


def _conflict(pair: Pair, edition: Edition) -> str | None:
    days = [edition.effective_from + DAY * number for number in range(YEAR + LATER)]
    over = [ends(edition.periods[pair.floor], _noon(day, edition), edition) for day in days]
    due = [ends(edition.periods[pair.ceiling], _noon(day, edition), edition) for day in days]
    longest = max(end - _noon(day, edition) for day, end in zip(days, over, strict=True))
    shortest = min(end - _noon(day, edition) for day, end in zip(days, due, strict=True))
    if longest <= shortest:
        return None
    for later in range(LATER if pair.apart else 1):
        for start in range(YEAR):
            if over[start + later] > due[start]:
                told = (days[start], days[start + later], over[start + later], due[start])
                return _sentence(pair, edition, longest, shortest, told)
    return None


def _noon(day: date, edition: Edition) -> datetime:
    return datetime.combine(day, time(12), tzinfo=edition.tz)


def _sentence(
    pair: Pair,
    edition: Edition,
    longest: timedelta,
    shortest: timedelta,
    told: tuple[date, date, datetime, datetime],
) -> str:
    start, later, over, due = told
    floor, ceiling = edition.periods[pair.floor], edition.periods[pair.ceiling]
    begins = f"{ceiling.anchor.replace('_', ' ')} on {_day(start)}"
    if pair.apart:
        begins += f", {floor.anchor.replace('_', ' ')} on {_day(later)}"
    lawful, late = over.astimezone(edition.tz).date(), (due - MOMENT).astimezone(edition.tz).date()
    return (
        f"The floor {pair.floor!r} can take {_days(longest)} and the ceiling {pair.ceiling!r} as few as"
        f" {_days(shortest)}, so {pair.act} can be overdue before it is lawful. Example: {begins},"
        f" lawful from {_day(lawful)}, due by {_day(late)}"
        f" ({floor.citation}; {ceiling.citation})."
    )


def _days(length: timedelta) -> str:
    return f"{length // DAY} days" if length >= 2 * DAY else f"{round(length.total_seconds() / 3600)} hours"


def _day(day: date) -> str:
    return f"{day:%A}, {day:%B} {day.day}, {day.year}"
