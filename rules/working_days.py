"""Which days a city works: not on weekends, not on public holidays. Knows no case and no clock."""

from datetime import date, timedelta
from functools import cache

import holidays

from rules.law import Holidays

SATURDAY, SUNDAY = 5, 6


def is_working_day(day: date, closed: Holidays) -> bool:
    """Whether the city's offices work on this day."""
    if day.weekday() >= SATURDAY or day in _public(closed.country, closed.subdivision, day.year):
        return False
    return (day - easter_sunday(day.year)).days not in closed.easter.values()


@cache
def _public(country: str, subdivision: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))


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
