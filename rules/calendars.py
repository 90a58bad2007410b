"""When a period ends: real calendars in the city's zone. Knows no case and no clock.

The day of the event does not count; a period of days ends at 23:59 of its last day, so the end given here is the
midnight after it. Hours are elapsed hours, also across a clock change; hours on working days
pause from midnight to midnight of every other day. A period of zero ends at its anchor. What has to last for more than
a number ends a minute later, because people's clocks show minutes. Ends are instants in UTC.

A day in doubt (`rules.working_days`) counts in a ceiling and not in a floor, and is the last day of neither. A ceiling
that ends a right is counted like a floor.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rules.law import Edition, Period, Unit
from rules.working_days import (
    SUNDAY,
    Calendar,
    calendar_of,
    is_worked,
    is_worked_beyond_doubt,
    working_days_after,
)

Pause = tuple[datetime, datetime | None]
"""Start and end of a hold; no end while it is on."""

Stretch = tuple[datetime, datetime]
Days = tuple[date, date]
"""First and last, both included."""

NEVER = datetime.max.replace(tzinfo=UTC)
DAY = timedelta(days=1)
MORE = timedelta(minutes=1)


class _Count(NamedTuple):
    """How a period counts, as plain values: hashing the models for the cache is slow."""

    unit: Unit
    amount: int
    generous: bool
    ends_on_working_day: bool
    calendar: Calendar
    zone: str


def ends(period: Period, anchor: datetime, edition: Edition) -> datetime:
    """The instant at which the period ends, without any pause.

    Raises ValueError for an anchor without a zone, and for a period of unknown length.
    """
    return _end(period, _utc(anchor), edition, [])


def ends_with_pauses(period: Period, anchor: datetime, edition: Edition, pauses: Sequence[Pause]) -> datetime | None:
    """The instant at which the period ends if pauses suspend a floor; None while a pause is on.

    Hours are suspended for the time of the pause. A day that a pause touches does not count at all: the owner has whole
    days. No pause suspends a ceiling. Raises ValueError as `ends` does.
    """
    held = _merged(pauses) if period.kind == "floor" else []
    end = _end(period, _utc(anchor), edition, held)
    return None if end == NEVER else end


def ends_after_working_days(amount: int, anchor: datetime, edition: Edition) -> datetime:
    """The midnight after so many business days. Raises ValueError for an anchor without a zone."""
    last = working_days_after(_day(_utc(anchor), edition.zone), amount, edition.holidays)
    return _midnight_after(last, edition.zone)


def _end(period: Period, anchor: datetime, edition: Edition, held: list[Stretch]) -> datetime:
    if period.amount is None:
        raise ValueError(f"The length of this period is unknown ({period.citation}): settle it before counting.")
    if not period.amount:
        return anchor
    end = _counted(period, period.amount, anchor, edition, held)
    return end + MORE if period.more_than and end != NEVER else end


def _counted(period: Period, amount: int, anchor: datetime, edition: Edition, held: list[Stretch]) -> datetime:
    running = _between(anchor, held)
    if period.unit == "hours":
        return _elapsed(amount, running)
    count = _count_of(period, amount, edition)
    if period.unit == "hours_on_working_days":
        return _elapsed(amount, _on_working_days(running, count))
    return _last_midnight(count, _day(anchor, count.zone), tuple(_touched(each, count.zone) for each in held))


def _count_of(period: Period, amount: int, edition: Edition) -> _Count:
    moved, calendar = period.ends_on_working_day, calendar_of(edition.holidays)
    generous = period.kind == "floor" or period.ends_a_right
    return _Count(period.unit, amount, generous, moved, calendar, edition.zone)


def _elapsed(hours: int, running: Iterable[Stretch]) -> datetime:
    """The end of these hours, counted only inside these stretches."""
    left = timedelta(hours=hours)
    for start, stop in running:
        if left <= stop - start:
            return start + left
        left -= stop - start
    return NEVER


def _between(anchor: datetime, held: list[Stretch]) -> Iterator[Stretch]:
    """The stretches from the anchor on that are not paused."""
    for start, stop in held:
        if start > anchor:
            yield anchor, start
        anchor = max(anchor, stop)
    if anchor < NEVER:
        yield anchor, NEVER


def _on_working_days(running: Iterable[Stretch], count: _Count) -> Iterator[Stretch]:
    """The parts of these stretches that lie on working days."""
    works = is_worked_beyond_doubt if count.generous else is_worked
    for start, stop in running:
        now, day = start, _day(start, count.zone)
        while now < stop:
            midnight = min(_midnight_after(day, count.zone), stop)
            if works(day, count.calendar):
                yield now, midnight
            now, day = midnight, day + DAY


@lru_cache(maxsize=2**14)
def _last_midnight(count: _Count, day: date, held: tuple[Days, ...]) -> datetime:
    """The midnight after the last day; `day` is the day of the event."""
    left = count.amount
    while left or _left_out(count, day):
        day = _next_free(day, held)
        if day == date.max:
            return NEVER
        left -= left > 0 and _counts(count, day)
    return _midnight_after(day, count.zone)


def _next_free(day: date, held: tuple[Days, ...]) -> date:
    """The next day that no pause touches."""
    day += DAY
    for first, last in held:
        if first <= day <= last:
            day = min(last, date.max - DAY) + DAY
    return day


def _counts(count: _Count, day: date) -> bool:
    if count.unit == "calendar_days":
        return True
    if count.unit == "days_excluding_sunday":
        return day.weekday() != SUNDAY
    return (is_worked_beyond_doubt if count.generous else is_worked)(day, count.calendar)


def _left_out(count: _Count, day: date) -> bool:
    return count.ends_on_working_day and not is_worked_beyond_doubt(day, count.calendar)


def _merged(pauses: Sequence[Pause]) -> list[Stretch]:
    """The pauses in order and without overlap; empty ones are dropped, and one that is still on never ends."""
    merged: list[Stretch] = []
    for start, stop in sorted((_utc(start), _utc(stop) if stop else NEVER) for start, stop in pauses):
        if stop <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], stop)
        else:
            merged.append((start, stop))
    return merged


def _touched(held: Stretch, zone: str) -> Days:
    start, stop = held
    return _day(start, zone), date.max if stop == NEVER else _day(stop - datetime.resolution, zone)


def _day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=2**14)
def _midnight_after(day: date, zone: str) -> datetime:
    return datetime.combine(day + DAY, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("An instant of a case needs a zone.")
    return instant.astimezone(UTC)
