"""Which days a city works, and which of them are in doubt. Knows no case and no clock.

A day is in doubt where some law or some office keeps it and the city's offices work: a Friday before a holiday on a
Saturday, the day after Thanksgiving, a legal holiday that nobody keeps. No doubt is ever held against an owner.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import holidays

from rules.law import Holidays

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
NOVEMBER = 11


class Calendar(NamedTuple):
    """Whose holidays are kept, as plain values: to hash the model would take longer than the answer."""

    country: str
    subdivision: str
    easter: tuple[int, ...]


def calendar_of(closed: Holidays) -> Calendar:
    """The calendar of an edition."""
    return Calendar(closed.country, closed.subdivision, tuple(closed.easter.values()))


def is_working_day(day: date, closed: Holidays) -> bool:
    """Whether the city's offices work on this day."""
    return is_worked(day, calendar_of(closed))


def is_worked(day: date, calendar: Calendar) -> bool:
    """Whether the city's offices work on this day: what the city must do goes on."""
    return day.weekday() < SATURDAY and day not in _kept(calendar, day.year)


def is_worked_beyond_doubt(day: date, calendar: Calendar) -> bool:
    """Whether nobody keeps this day: it may count against an owner."""
    return day.weekday() < SATURDAY and day not in _kept_or_in_doubt(calendar, day.year)


@cache
def _kept(calendar: Calendar, year: int) -> frozenset[date]:
    named, also_observed = _public(calendar, year)
    observed = {day for day in also_observed if day.weekday() != FRIDAY}
    return frozenset({day for day in named if not _follows_thanksgiving(day)} | observed | _of_easter(calendar, year))


@cache
def _kept_or_in_doubt(calendar: Calendar, year: int) -> frozenset[date]:
    named, also_observed = _public(calendar, year)
    return named | also_observed | _of_easter(calendar, year) | frozenset(_legal(calendar, year))


def _public(calendar: Calendar, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """The holidays themselves, and the days on which those of a weekend are observed."""
    named, told = (
        frozenset(
            holidays.country_holidays(
                calendar.country, subdiv=calendar.subdivision or None, years=year, observed=observed
            )
        )
        for observed in (False, True)
    )
    return named, told - named


def _follows_thanksgiving(day: date) -> bool:
    return day.month == NOVEMBER and day.weekday() == FRIDAY and 23 <= day.day <= 29


def _of_easter(calendar: Calendar, year: int) -> frozenset[date]:
    return frozenset(easter_sunday(year) + timedelta(days=days) for days in calendar.easter)


def _legal(calendar: Calendar, year: int) -> Iterator[date]:
    """44 P.S. 11 names Flag Day and Election Day too: the city works, but no period of a statute ends on them."""
    if (calendar.country, calendar.subdivision) == ("US", "PA"):
        yield date(year, 6, 14)
        yield from (date(year, NOVEMBER, day) for day in range(2, 9) if date(year, NOVEMBER, day).weekday() == 1)


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
