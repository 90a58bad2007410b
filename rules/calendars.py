"""When a period ends: real calendars in the city's zone. Knows no case and no clock.

The day of the event does not count; a period of days ends at 23:59 of its last day, so the end given here is the
midnight after it. Hours are elapsed hours, whatever the clocks on the wall do meanwhile. Ends are instants in UTC.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from rules.law import Edition, Period
from rules.working_days import SUNDAY, is_working_day

Pause = tuple[datetime, datetime | None]
"""From and until when a hold was on; no end while it still is."""


def ends(period: Period, anchor: datetime, edition: Edition) -> datetime:
    """The instant at which the period is over, had nothing stood in its way.

    Raises ValueError for an anchor without a zone.
    """
    start = _utc(anchor)
    if period.unit == "hours":
        return start + timedelta(hours=period.amount)
    day, left = start.astimezone(edition.tz).date(), period.amount
    while left or _left_out(period, day, edition):
        day += timedelta(days=1)
        left -= left > 0 and _counts(period.unit, day, edition)
    return _midnight_after(day, edition)


def ends_with_pauses(period: Period, anchor: datetime, edition: Edition, pauses: Sequence[Pause]) -> datetime | None:
    """The instant at which the period is over if a floor stands still in the pauses; None if one of them is still on.

    Hours stand still for the time of the pause. A day in any moment of which a pause was on does not count at all: the
    owner has whole days. A ceiling runs on whatever is held. Raises ValueError for an instant without a zone.
    """
    if period.kind == "ceiling":
        return ends(period, anchor, edition)
    later = _hours_later if period.unit == "hours" else _days_later
    return later(period, _utc(anchor), edition, _merged(pauses))


def _hours_later(period: Period, anchor: datetime, edition: Edition, pauses: Sequence[Pause]) -> datetime | None:
    end = ends(period, anchor, edition)
    for start, stop in pauses:
        if start >= end:
            break
        if stop is None:
            return None
        end += max(stop - max(start, anchor), timedelta())
    return end


def _days_later(period: Period, anchor: datetime, edition: Edition, pauses: Sequence[Pause]) -> datetime | None:
    day, left = anchor.astimezone(edition.tz).date(), period.amount
    morning = _midnight_after(day, edition)
    held = False
    while left or held or _left_out(period, day, edition):
        day += timedelta(days=1)
        midnight = _midnight_after(day, edition)
        on = [stop for start, stop in pauses if start < midnight and (stop is None or stop > morning)]
        if None in on:
            return None
        held = bool(on)
        left -= left > 0 and not held and _counts(period.unit, day, edition)
        morning = midnight
    return morning


def _merged(pauses: Sequence[Pause]) -> list[Pause]:
    """In order and without overlap; a pause that took no time is none."""
    merged: list[Pause] = []
    told = [(_utc(start), stop and _utc(stop)) for start, stop in pauses]
    for start, stop in sorted(told, key=lambda each: each[0]):
        if stop is not None and stop <= start:
            continue
        if not merged or (merged[-1][1] is not None and merged[-1][1] < start):
            merged.append((start, stop))
        elif (until := merged[-1][1]) is not None:
            merged[-1] = (merged[-1][0], max(until, stop) if stop else None)
    return merged


def _counts(unit: str, day: date, edition: Edition) -> bool:
    if unit == "calendar_days":
        return True
    if unit == "days_excluding_sunday":
        return day.weekday() != SUNDAY
    return is_working_day(day, edition.holidays)


def _left_out(period: Period, day: date, edition: Edition) -> bool:
    return period.ends_on_working_day and not is_working_day(day, edition.holidays)


def _midnight_after(day: date, edition: Edition) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=edition.tz).astimezone(UTC)


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("An instant of a case needs a zone.")
    return instant.astimezone(UTC)
