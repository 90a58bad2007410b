"""The same ends, computed in the simplest way: minute by minute, and day by day."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules.calendars import Pause, ends, ends_with_pauses
from rules.law import Edition, Holidays, Period, Unit
from rules.library import find_edition
from rules.working_days import calendar_of, is_worked, is_worked_beyond_doubt
from schemas.words import Anchor, Confidence

PHILADELPHIA = find_edition("us-pa-philadelphia.2026-01-01")
TOLD = {"citation": "no law", "confidence": Confidence.LOW, "source": "made up"}
CALIFORNIA = PHILADELPHIA.model_copy(
    update={"zone": "America/Los_Angeles", "holidays": Holidays(country="US", subdivision="CA", **TOLD)}
)
CAIRO = PHILADELPHIA.model_copy(update={"zone": "Africa/Cairo"})
"""Its clocks change on working days."""

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

cities = st.sampled_from([PHILADELPHIA, CALIFORNIA, CAIRO])
kinds = st.sampled_from(["floor", "ceiling"])
days = st.sampled_from(["calendar_days", "business_days", "days_excluding_sunday"])
hours = st.sampled_from(["hours", "hours_on_working_days"])
minutes = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 1), timezones=st.just(UTC)).map(
    lambda instant: instant.replace(second=0, microsecond=0)
)


def period(amount: int, unit: Unit, kind: str, *, moved: bool = False) -> Period:
    told = {"amount": amount, "unit": unit, "kind": kind, "ends_on_working_day": moved}
    return Period.model_validate({"text": "A period", "anchor": Anchor.MAILED, **told, **TOLD})


@st.composite
def events(draw: st.DrawFn, *, reach: int) -> tuple[datetime, list[Pause]]:
    """An anchor, and holds that start within some days of it and last up to three days, or are still open."""
    anchor = draw(minutes)
    about = st.integers(-2 * 1440, reach * 1440).map(lambda after: anchor + after * MINUTE)
    lasting = st.one_of(st.none(), st.integers(0, 3 * 1440))
    told = draw(st.lists(st.tuples(about, lasting), max_size=4))
    return anchor, [(start, None if length is None else start + length * MINUTE) for start, length in told]


def is_held(instant: datetime, pauses: list[Pause]) -> bool:
    return any(start <= instant and (stop is None or instant < stop) for start, stop in pauses)


def is_on_for_good(instant: datetime, pauses: list[Pause]) -> bool:
    return any(start <= instant and stop is None for start, stop in pauses)


def works(day: date, counted: Period, edition: Edition) -> bool:
    calendar = calendar_of(edition.holidays)
    return is_worked_beyond_doubt(day, calendar) if counted.kind == "floor" else is_worked(day, calendar)


def minute_by_minute(counted: Period, anchor: datetime, edition: Edition, pauses: list[Pause]) -> datetime | None:
    now, left = anchor, (counted.amount or 0) * 60
    while left:
        if is_on_for_good(now, pauses):
            return None
        day = now.astimezone(edition.tz).date()
        stands = counted.unit == "hours_on_working_days" and not works(day, counted, edition)
        left -= not stands and not is_held(now, pauses)
        now += MINUTE
    return now


def day_by_day(counted: Period, anchor: datetime, edition: Edition, pauses: list[Pause]) -> datetime | None:
    day, left = anchor.astimezone(edition.tz).date(), counted.amount or 0
    while True:
        day += DAY
        morning, midnight = (datetime(each.year, each.month, each.day, tzinfo=edition.tz) for each in (day, day + DAY))
        on = [(start, stop) for start, stop in pauses if stop is None or start < stop]
        touched = [stop for start, stop in on if start < midnight and (stop is None or stop > morning)]
        if None in touched:
            return None
        if touched:
            continue
        left -= left > 0 and counts(counted, day, edition)
        beyond_doubt = is_worked_beyond_doubt(day, calendar_of(edition.holidays))
        if not left and (beyond_doubt or not counted.ends_on_working_day):
            return midnight.astimezone(UTC)


def counts(counted: Period, day: date, edition: Edition) -> bool:
    return {
        "calendar_days": True,
        "days_excluding_sunday": f"{day:%a}" != "Sun",
        "business_days": works(day, counted, edition),
    }[counted.unit]


@settings(max_examples=150)
@given(cities, kinds, hours, st.integers(1, 72), events(reach=5))
@example(PHILADELPHIA, "floor", "hours", 12, (datetime(2026, 11, 1, 4, 30, tzinfo=UTC), []))
@example(CAIRO, "floor", "hours_on_working_days", 48, (datetime(2026, 4, 23, 10, tzinfo=UTC), []))
def test_hours_are_what_a_patient_clock_counts(
    edition: Edition, kind: str, unit: Unit, amount: int, event: tuple[datetime, list[Pause]]
) -> None:
    counted, (anchor, pauses) = period(amount, unit, kind), event
    held = pauses if kind == "floor" else []

    assert ends(counted, anchor, edition) == minute_by_minute(counted, anchor, edition, [])
    assert ends_with_pauses(counted, anchor, edition, pauses) == minute_by_minute(counted, anchor, edition, held)


@settings(max_examples=400)
@given(cities, kinds, days, st.integers(1, 95), st.booleans(), events(reach=60))
def test_days_are_what_a_patient_clerk_counts(
    edition: Edition, kind: str, unit: Unit, amount: int, moved: bool, event: tuple[datetime, list[Pause]]
) -> None:
    counted, (anchor, pauses) = period(amount, unit, kind, moved=moved), event
    held = pauses if kind == "floor" else []

    assert ends(counted, anchor, edition) == day_by_day(counted, anchor, edition, [])
    assert ends_with_pauses(counted, anchor, edition, pauses) == day_by_day(counted, anchor, edition, held)
