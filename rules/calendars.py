"""When a period ends: real calendars in the city's zone. Knows no case and no clock.

The day of the event does not count; a period of days ends at 23:59 of its last day, so the end given here is the
midnight after it. Hours are elapsed hours, whatever the clocks on the wall do meanwhile.
"""

from datetime import date, datetime, time, timedelta
from functools import cache

import holidays

from rules.law import Edition, Period

SATURDAY, SUNDAY = 5, 6


def ends(period: Period, anchor: datetime, edition: Edition) -> datetime:
    """The instant at which the period is over.

    Raises ValueError for an anchor without a zone.
    """
    if anchor.tzinfo is None:
        raise ValueError("An anchor needs a zone.")
    if period.unit == "hours":
        return anchor + timedelta(hours=period.amount)
    last = _last_day(period, anchor.astimezone(edition.tz).date(), edition)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=edition.tz)


def _last_day(period: Period, start: date, edition: Edition) -> date:
    day, left = start, period.amount
    while left:
        day += timedelta(days=1)
        left -= _counts(period.unit, day, edition)
    return day


def _counts(unit: str, day: date, edition: Edition) -> bool:
    if unit == "calendar_days":
        return True
    if unit == "days_excluding_sunday":
        return day.weekday() != SUNDAY
    return day.weekday() < SATURDAY and day not in _closed(edition.holidays.country, edition.holidays.subdivision)


@cache
def _closed(country: str, subdivision: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=subdivision)
