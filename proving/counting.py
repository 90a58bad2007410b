"""Counts days and hours one by one on the city's calendar, without those under a hold.

Independent of `rules.calendars`, so that a fault there is not repeated here.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from rules.law import Edition, Period
from schemas.case import Case

DAY, HOUR, MOMENT = timedelta(days=1), timedelta(hours=1), timedelta.resolution


def has_run(case: Case, law: Edition, code: str, since: datetime | None, now: datetime) -> bool:
    """Whether this period has passed since then, without the time of holds that suspend it."""
    if since is None:
        return False
    period, held = law.periods[code], _held(case, law, code, now)
    amount = _amount(case, period, code)
    if amount is None:
        return False
    if "hours" in period.unit:
        lost = sum((min(end, now) - max(start, since) for start, end in held if end > since), timedelta())
        stood = now - since - max(lost, timedelta())
        return stood > amount * HOUR if period.more_than else stood >= amount * HOUR
    return _whole_days(law, since, now, held) >= amount


def is_too_late(case: Case, law: Edition, code: str, since: datetime, now: datetime) -> bool:
    """Whether the last instant of this ceiling has passed; that instant is in time, and no hold suspends a ceiling."""
    amount, moment_ago = _amount(case, law.periods[code], code), now - MOMENT
    if amount is None:
        return False
    if "hours" in law.periods[code].unit:
        return moment_ago - since >= amount * HOUR
    return _whole_days(law, since, moment_ago, ()) >= amount


def _amount(case: Case, period: Period, code: str) -> int | None:
    said = (each.amount for each in case.settled if each.provision == f"periods.{code}")
    return period.amount if period.amount is not None else next(said, None)


def _held(case: Case, law: Edition, code: str, now: datetime) -> list[tuple[datetime, datetime]]:
    return [(each.at, each.released_at or now) for each in case.holds if code in law.holds[each.hold].stands_still]


def _whole_days(law: Edition, since: datetime, now: datetime, held: Iterable[tuple[datetime, datetime]]) -> int:
    """The days between the day of the event and today, both excluded, that no hold touches."""
    day, last = since.astimezone(law.tz).date() + DAY, now.astimezone(law.tz).date()
    stopped = [(_day(start, law), _day(end - MOMENT, law)) for start, end in held if end > start]
    count = 0
    while day < last:
        count += not any(first <= day <= until for first, until in stopped)
        day += DAY
    return count


def _day(instant: datetime, law: Edition) -> date:
    return instant.astimezone(law.tz).date()
