"""When a period ends. The ends in the tables were worked by hand on a paper calendar."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.calendars import Pause, ends, ends_after_working_days, ends_with_pauses
from rules.library import find_edition

CITY = find_edition("us-pa-philadelphia.2026-01-01")
ZONE = ZoneInfo("America/New_York")
MAILED = "2026-06-02 10:00"
"""A Tuesday. Ten days from it end with Friday, 12 June."""


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def pause(start: str, stop: str | None) -> Pause:
    return local(start), local(stop) if stop else None


@pytest.mark.parametrize(
    ("code", "anchor", "end"),
    [
        pytest.param("owner_notice", MAILED, "2026-06-13 00:00", id="the day of mailing does not count"),
        pytest.param("owner_notice", "2026-06-02 23:59", "2026-06-13 00:00", id="mailed a minute before midnight"),
        pytest.param("owner_notice", "2026-06-01 00:00", "2026-06-12 00:00", id="mailed at midnight"),
        pytest.param("owner_notice", "2026-03-01 12:00", "2026-03-12 00:00", id="over the hour lost in March"),
        pytest.param("owner_notice", "2026-10-25 12:00", "2026-11-05 00:00", id="over the hour won in November"),
        pytest.param("owner_notice", "2028-02-20 12:00", "2028-03-02 00:00", id="over a leap day"),
        pytest.param("owner_notice", "2027-02-20 12:00", "2027-03-03 00:00", id="over a February of 28 days"),
        pytest.param("reclaim", "2026-12-05 09:00", "2027-01-05 00:00", id="thirty days over the turn of the year"),
        pytest.param("proceeds", "2028-01-31 09:00", "2028-04-01 00:00", id="sixty days over a leap day"),
        pytest.param("observation_salvor", "2026-06-01 09:00", "2026-06-22 00:00", id="twenty days with a salvor"),
    ],
)
def test_a_period_of_days_ends_at_the_midnight_after_its_last_day(code: str, anchor: str, end: str) -> None:
    assert ends(CITY.periods[code], local(anchor), CITY) == local(end)


@pytest.mark.parametrize(
    ("code", "anchor", "end"),
    [
        pytest.param("owner_notice", "2026-06-03 10:00", "2026-06-16 00:00", id="a Saturday"),
        pytest.param("owner_notice", "2026-06-04 10:00", "2026-06-16 00:00", id="a Sunday"),
        pytest.param("owner_notice", "2026-03-24 10:00", "2026-04-07 00:00", id="Good Friday before a weekend"),
        pytest.param("owner_notice", "2026-12-15 10:00", "2026-12-29 00:00", id="Christmas on a Friday"),
        pytest.param("owner_notice", "2026-12-22 10:00", "2027-01-05 00:00", id="New Year on a Friday"),
        pytest.param(
            "owner_notice", "2027-06-24 10:00", "2027-07-07 00:00", id="the Fourth on a Sunday, kept on Monday"
        ),
        pytest.param(
            "impound_notice", "2026-06-04 10:00", "2026-07-05 00:00", id="the city's own ceiling is not moved"
        ),
        pytest.param("hold_hearing", "2026-06-05 10:00", "2026-06-07 00:00", id="a hearing may be on a Saturday"),
    ],
)
def test_a_last_day_on_a_weekend_or_holiday_is_left_out_where_the_period_says_so(
    code: str, anchor: str, end: str
) -> None:
    assert ends(CITY.periods[code], local(anchor), CITY) == local(end)


@pytest.mark.parametrize(
    ("pauses", "end"),
    [
        pytest.param([pause("2026-06-14 10:00", "2026-06-14 12:00")], "2026-06-16 00:00", id="on a left-out Sunday"),
        pytest.param([pause("2026-06-15 10:00", "2026-06-15 12:00")], "2026-06-17 00:00", id="on the last Monday"),
        pytest.param([pause("2026-06-15 10:00", None)], None, id="and it is still on"),
    ],
)
def test_a_last_day_that_is_moved_is_a_whole_day_without_a_hold(pauses: list[Pause], end: str | None) -> None:
    expected = local(end) if end else None

    assert ends_with_pauses(CITY.periods["owner_notice"], local("2026-06-03 10:00"), CITY, pauses) == expected


@pytest.mark.parametrize(
    ("code", "anchor", "end"),
    [
        pytest.param("investigate", "2026-06-01 09:00", "2026-06-09 00:00", id="Monday to Monday"),
        pytest.param("investigate", "2026-06-06 09:00", "2026-06-13 00:00", id="reported on a Saturday"),
        pytest.param("investigate", "2026-06-17 09:00", "2026-06-26 00:00", id="Juneteenth is a Friday"),
        pytest.param("investigate", "2026-03-30 09:00", "2026-04-08 00:00", id="Good Friday, a day of the city"),
        pytest.param(
            "investigate", "2026-06-29 09:00", "2026-07-07 00:00", id="the Fourth on a Saturday, Friday is worked"
        ),
        pytest.param(
            "investigate", "2027-07-02 09:00", "2027-07-13 00:00", id="the Fourth on a Sunday, kept on Monday"
        ),
        pytest.param("investigate", "2027-12-28 09:00", "2028-01-05 00:00", id="New Year on a Saturday"),
        pytest.param("remove", "2026-06-01 09:00", "2026-06-16 00:00", id="ten business days"),
        pytest.param("remove", "2026-11-23 09:00", "2026-12-09 00:00", id="Thanksgiving, and not the day after"),
    ],
)
def test_weekends_and_holidays_are_no_business_days(code: str, anchor: str, end: str) -> None:
    assert ends(CITY.periods[code], local(anchor), CITY) == local(end)


@pytest.mark.parametrize(
    ("asked", "end"),
    [
        pytest.param("2026-06-04 16:00", "2026-06-06 00:00", id="asked on Thursday, held on Friday"),
        pytest.param("2026-06-05 16:00", "2026-06-07 00:00", id="asked on Friday, held on Saturday"),
        pytest.param("2026-06-06 16:00", "2026-06-09 00:00", id="asked on Saturday, held on Monday"),
        pytest.param("2026-06-07 16:00", "2026-06-09 00:00", id="asked on Sunday, held on Monday"),
        pytest.param("2026-07-02 16:00", "2026-07-04 00:00", id="a holiday is no Sunday"),
    ],
)
def test_a_hearing_is_held_by_the_next_day_that_is_no_sunday(asked: str, end: str) -> None:
    assert ends(CITY.periods["hold_hearing"], local(asked), CITY) == local(end)


@pytest.mark.parametrize(
    ("code", "anchor", "end"),
    [
        pytest.param("observation_public", "2026-03-07 12:00", "2026-03-09 13:01", id="the clock skips an hour"),
        pytest.param("hazard_notice", "2026-10-31 22:00", "2026-11-01 09:00", id="the clock repeats an hour"),
        pytest.param("observation_private", "2028-02-28 12:00", "2028-02-29 12:01", id="into a leap day"),
        pytest.param("free_retrieval", "2026-06-05 15:30", "2026-06-07 15:30", id="weekends are hours too"),
    ],
)
def test_hours_are_elapsed_hours_whatever_the_clock_on_the_wall_does(code: str, anchor: str, end: str) -> None:
    assert ends(CITY.periods[code], local(anchor), CITY) == local(end).astimezone(UTC)


def test_the_day_of_an_event_is_the_day_in_the_city() -> None:
    """Half past three in UTC is still the evening before in Philadelphia."""
    anchor = datetime(2026, 6, 2, 3, 30, tzinfo=UTC)
    assert ends(CITY.periods["owner_notice"], anchor, CITY) == datetime(2026, 6, 12, 4, tzinfo=UTC)


def test_an_end_is_an_instant_in_utc_so_that_it_may_be_subtracted() -> None:
    assert ends(CITY.periods["owner_notice"], local("2026-03-01 12:00"), CITY).tzinfo is UTC
    assert ends(CITY.periods["observation_public"], local("2026-03-07 12:00"), CITY).tzinfo is UTC


def test_an_anchor_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        ends(CITY.periods["reclaim"], datetime(2026, 6, 2), CITY)


@pytest.mark.parametrize(
    ("pauses", "end"),
    [
        pytest.param([], "2026-06-13 00:00", id="no pause"),
        pytest.param([pause("2026-06-05 09:00", "2026-06-07 08:00")], "2026-06-16 00:00", id="three days are touched"),
        pytest.param([pause("2026-06-05 09:00", "2026-06-05 10:00")], "2026-06-14 00:00", id="an hour costs the day"),
        pytest.param([pause("2026-06-05 09:00", "2026-06-06 00:00")], "2026-06-14 00:00", id="until midnight sharp"),
        pytest.param([pause("2026-06-02 11:00", "2026-06-02 18:00")], "2026-06-13 00:00", id="on the day of mailing"),
        pytest.param([pause("2026-05-20 11:00", "2026-06-04 18:00")], "2026-06-15 00:00", id="on since before"),
        pytest.param([pause("2026-06-12 23:00", "2026-06-12 23:30")], "2026-06-14 00:00", id="on the last evening"),
        pytest.param([pause("2026-06-13 00:00", "2026-06-20 00:00")], "2026-06-13 00:00", id="after the end"),
        pytest.param([pause("2026-06-13 00:00", None)], "2026-06-13 00:00", id="open, but after the end"),
        pytest.param([pause("2026-06-12 23:59", None)], None, id="open, a minute before the end"),
        pytest.param([pause("2026-06-05 09:00", "2026-06-05 09:00")], "2026-06-13 00:00", id="of no time at all"),
        pytest.param(
            [pause("2026-06-05 09:00", "2026-06-04 09:00")], "2026-06-13 00:00", id="told the wrong way round"
        ),
        pytest.param(
            [pause("2026-06-13 12:00", "2026-06-13 13:00"), pause("2026-06-05 09:00", "2026-06-05 10:00")],
            "2026-06-15 00:00",
            id="the second falls on the day that the first has won",
        ),
        pytest.param(
            [pause("2026-06-05 09:00", "2026-06-07 08:00"), pause("2026-06-06 09:00", "2026-06-06 10:00")],
            "2026-06-16 00:00",
            id="a day under two holds is one day",
        ),
        pytest.param(
            [pause("2026-06-05 09:00", "2026-06-05 10:00"), pause("2026-06-08 09:00", None)], None, id="one is still on"
        ),
    ],
)
def test_a_floor_of_days_does_not_count_a_day_on_which_it_stood_still(pauses: list[Pause], end: str | None) -> None:
    period = CITY.periods["owner_notice"].model_copy(update={"ends_on_working_day": False})
    expected = local(end) if end else None
    assert ends_with_pauses(period, local(MAILED), CITY, pauses) == expected


@pytest.mark.parametrize(
    ("pauses", "end"),
    [
        pytest.param([pause("2026-06-02 12:00", "2026-06-02 18:00")], "2026-06-03 18:00", id="six hours"),
        pytest.param([pause("2026-05-01 12:00", "2026-06-01 14:00")], "2026-06-03 14:00", id="on since before"),
        pytest.param([pause("2026-05-01 12:00", "2026-05-02 14:00")], "2026-06-03 12:00", id="over before it began"),
        pytest.param([pause("2026-06-03 12:00", None)], "2026-06-03 12:00", id="open from the end on"),
        pytest.param([pause("2026-06-03 11:59", None)], None, id="open, a minute before the end"),
        pytest.param(
            [pause("2026-06-02 12:00", "2026-06-02 18:00"), pause("2026-06-02 15:00", "2026-06-02 19:00")],
            "2026-06-03 19:00",
            id="an hour under two holds is one hour",
        ),
        pytest.param(
            [pause("2026-06-02 12:00", "2026-06-02 18:00"), pause("2026-06-03 15:00", "2026-06-03 16:00")],
            "2026-06-03 19:00",
            id="the second falls into the hours that the first has won",
        ),
        pytest.param(
            [pause("2026-06-02 12:00", None), pause("2026-06-02 15:00", "2026-06-02 19:00")], None, id="one is still on"
        ),
        pytest.param(
            [pause("2026-06-02 12:00", "2026-06-02 18:00"), pause("2026-06-02 15:00", None)], None, id="one goes on"
        ),
    ],
)
def test_a_floor_of_hours_stands_still_for_as_long_as_the_pause(pauses: list[Pause], end: str | None) -> None:
    expected = local(end) if end else None
    won = local("2026-06-01 12:00")
    assert ends_with_pauses(CITY.periods["free_retrieval"], won, CITY, pauses) == expected


@pytest.mark.parametrize("code", ["investigate", "state_report", "impound_notice", "hold_hearing"])
def test_a_ceiling_runs_on_whatever_is_held(code: str) -> None:
    anchor, held = local(MAILED), [pause("2026-06-01 00:00", None)]
    assert ends_with_pauses(CITY.periods[code], anchor, CITY, held) == ends(CITY.periods[code], anchor, CITY)


INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))
PAUSES = st.lists(st.tuples(INSTANTS, st.timedeltas(timedelta(), timedelta(days=40))), max_size=4)


@given(st.sampled_from(sorted(CITY.periods)), INSTANTS, PAUSES)
def test_a_pause_never_brings_an_end_nearer(
    code: str, anchor: datetime, lengths: list[tuple[datetime, timedelta]]
) -> None:
    period, pauses = CITY.periods[code], [(start, start + length) for start, length in lengths]
    shorter, held = (ends_with_pauses(period, anchor, CITY, some) for some in (pauses[1:], pauses))
    assert shorter is not None
    assert held is not None
    assert held >= shorter >= ends(period, anchor, CITY) > anchor


@given(st.sampled_from(sorted(CITY.periods)), INSTANTS)
def test_a_period_of_days_always_ends_at_midnight_in_the_city(code: str, anchor: datetime) -> None:
    period = CITY.periods[code]
    end = ends(period, anchor, CITY).astimezone(ZONE)
    assert period.unit == "hours" or (end.hour, end.minute, end.second) == (0, 0, 0)


@given(st.sampled_from(sorted(CITY.periods)), INSTANTS)
def test_without_pauses_both_answers_are_one(code: str, anchor: datetime) -> None:
    period = CITY.periods[code]
    assert ends_with_pauses(period, anchor, CITY, []) == ends(period, anchor, CITY)


@pytest.mark.parametrize(
    ("days", "anchor", "end"),
    [
        pytest.param(1, "2026-11-25 10:00", "2026-11-28 00:00", id="the day after Thanksgiving, which is in doubt"),
        pytest.param(2, "2026-11-25 10:00", "2026-12-01 00:00", id="the Monday after that weekend"),
        pytest.param(3, "2026-06-02 23:59", "2026-06-06 00:00", id="Tuesday to Friday"),
        pytest.param(1, "2026-07-02 09:00", "2026-07-04 00:00", id="the Friday before the Fourth, which is in doubt"),
    ],
)
def test_what_the_city_must_do_within_business_days_goes_on_on_a_day_in_doubt(days: int, anchor: str, end: str) -> None:
    assert ends_after_working_days(days, local(anchor), CITY) == local(end)
