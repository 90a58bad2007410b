"""Which days a city works, and which of them are in doubt. Knows no case and no clock.

A day is in doubt if some law or office observes it and the city's offices work: a Friday before a holiday on a
Saturday, the day after Thanksgiving, a legal holiday that no one observes. A doubt never counts against an owner.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import holidays

from rules.law import Holidays

TUESDAY, FRIDAY, SATURDAY, SUNDAY = 1, 4, 5, 6
NOVEMBER = 11


class Calendar(NamedTuple):
    """The holidays to observe, as plain values: hashing the model takes longer than the answer."""

    country: str
    subdivision: str
    easter: tuple[int, ...]
    in_doubt: tuple[str, ...]


def calendar_of(closed: Holidays) -> Calendar:
    """The calendar of an edition."""
    return Calendar(closed.country, closed.subdivision, tuple(closed.easter.values()), closed.in_doubt)


def is_working_day(day: date, closed: Holidays) -> bool:
    """Whether the city's offices work on this day."""
    return is_worked(day, calendar_of(closed))


def is_worked(day: date, calendar: Calendar) -> bool:
    """Whether the city's offices work on this day: what the city must do goes on."""
    return day.weekday() < SATURDAY and day not in _kept(calendar, day.year)


def working_days_after(day: date, days: int, closed: Holidays) -> date:
    """The last of so many working days after this day."""
    calendar = calendar_of(closed)
    for _ in range(days):
        day += timedelta(days=1)
        while not is_worked(day, calendar):
            day += timedelta(days=1)
    return day


def is_worked_beyond_doubt(day: date, calendar: Calendar) -> bool:
    """Whether no one observes this day as a holiday, so that it may count against an owner."""
    return day.weekday() < SATURDAY and day not in _kept_or_in_doubt(calendar, day.year)


@cache
def _kept(calendar: Calendar, year: int) -> frozenset[date]:
    return (_public(calendar, year, observed=True) - _in_doubt(calendar, year)) | _of_easter(calendar, year)


@cache
def _kept_or_in_doubt(calendar: Calendar, year: int) -> frozenset[date]:
    return _kept(calendar, year) | _in_doubt(calendar, year)


def _public(calendar: Calendar, year: int, *, observed: bool) -> frozenset[date]:
    """The holidays; `observed` adds the days on which those of a weekend are kept."""
    subdivision = calendar.subdivision or None
    told = holidays.country_holidays(calendar.country, subdiv=subdivision, years=year, observed=observed)
    return frozenset(told)


def _in_doubt(calendar: Calendar, year: int) -> frozenset[date]:
    return frozenset(day for name in calendar.in_doubt for day in DOUBTS[name](calendar, year))


def _of_easter(calendar: Calendar, year: int) -> frozenset[date]:
    return frozenset(easter_sunday(year) + timedelta(days=days) for days in calendar.easter)


def _fridays_before_a_saturday(calendar: Calendar, year: int) -> Iterator[date]:
    """The list of holidays answers for employees who have that Friday off; a holiday of its own may fall on it too."""
    named = _public(calendar, year, observed=False)
    observed = _public(calendar, year, observed=True) - named
    return (day for day in observed if day.weekday() == FRIDAY)


def _weekday_between(year: int, weekday: int, first: int) -> date:
    """The day of this weekday among the seven days of November that begin with `first`."""
    return next(day for day in (date(year, NOVEMBER, first + more) for more in range(7)) if day.weekday() == weekday)


DOUBTS: dict[str, Callable[[Calendar, int], Iterable[date]]] = {
    "friday_before_a_saturday": _fridays_before_a_saturday,
    "day_after_thanksgiving": lambda _, year: (_weekday_between(year, FRIDAY, 23),),
    "flag_day": lambda _, year: (date(year, 6, 14),),
    "election_day": lambda _, year: (_weekday_between(year, TUESDAY, 2),),
}
"""The days that an edition can name as being in doubt."""


@cache
def easter_sunday(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar (the rule of Meeus, Jones and Butcher)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    lunar = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - lunar + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    return date(year, 3, 22) + timedelta(days=epact + weekday - 7 * late)
