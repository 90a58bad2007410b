"""Which days a city works, and which are in doubt."""

from datetime import date

import pytest

from rules.law import Holidays
from rules.library import find_edition
from rules.working_days import calendar_of, easter_sunday, is_worked_beyond_doubt, is_working_day, working_days_after
from schemas.words import Confidence

TOLD = {"citation": "44 P.S. 11", "confidence": Confidence.MEDIUM, "source": "the state's list"}
CITY = find_edition("us-pa-philadelphia.2026-01-01").holidays
STATE = Holidays(country="US", subdivision="PA", **TOLD)
ENGLAND = Holidays(country="GB", subdivision="ENG", **TOLD)


EASTERS = """
    1700-04-11 1707-04-24 1859-04-24 1886-04-25 3165-04-18 3192-04-19
    1954-04-18 1981-04-19 2049-04-18 2076-04-19 2106-04-18 2133-04-19 2201-04-19 2299-04-16
    2437-03-22 2501-04-10 2605-03-31 2712-04-14 2001-04-15 2002-03-31 2003-04-20 2004-04-11
    2005-03-27 2006-04-16 2007-04-08 2008-03-23 2009-04-12 2010-04-04 2011-04-24 2012-04-08
    2013-03-31 2014-04-20 2015-04-05 2016-03-27 2017-04-16 2018-04-01 2019-04-21 2020-04-12
    2021-04-04 2022-04-17 2023-04-09 2024-03-31 2025-04-20 2026-04-05 2027-03-28 2028-04-16
    2029-04-01 2030-04-21 2031-04-13 2032-03-28 2033-04-17 2034-04-09 2035-03-25 2036-04-13
    2037-04-05 2038-04-25
"""
"""In 1954, 1981, 2049 and 2076 the tables have it a week earlier than the moon by itself; from 2100 on they shift."""


@pytest.mark.parametrize("day", EASTERS.split())
def test_easter_of_each_year_is_where_the_tables_have_it(day: str) -> None:
    assert easter_sunday(int(day[:4])).isoformat() == day


@pytest.mark.parametrize(
    "day",
    [date(2000, 4, 23), date(2011, 4, 24), date(2024, 3, 31), date(2026, 4, 5), date(2038, 4, 25), date(2285, 3, 22)],
)
def test_easter_is_where_the_church_tables_have_it(day: date) -> None:
    assert easter_sunday(day.year) == day


def test_good_friday_is_a_day_of_the_city_because_its_edition_says_so() -> None:
    assert not is_working_day(date(2026, 4, 3), CITY)
    assert is_working_day(date(2026, 4, 3), STATE)


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2026, 6, 6), id="a Saturday"),
        pytest.param(date(2026, 6, 7), id="a Sunday"),
        pytest.param(date(2026, 1, 1), id="New Year"),
        pytest.param(date(2026, 1, 19), id="Dr. King's day"),
        pytest.param(date(2026, 2, 16), id="Presidents' Day"),
        pytest.param(date(2026, 5, 25), id="Memorial Day"),
        pytest.param(date(2026, 6, 19), id="Juneteenth"),
        pytest.param(date(2027, 7, 5), id="the Fourth, a Sunday, kept on Monday"),
        pytest.param(date(2026, 9, 7), id="Labor Day"),
        pytest.param(date(2026, 10, 12), id="the second Monday of October"),
        pytest.param(date(2026, 11, 11), id="Veterans Day"),
        pytest.param(date(2029, 11, 12), id="Veterans Day, a Sunday, kept on Monday"),
        pytest.param(date(2026, 11, 26), id="Thanksgiving"),
        pytest.param(date(2026, 12, 25), id="Christmas on a Friday"),
        pytest.param(date(2022, 12, 26), id="Christmas, a Sunday, kept on Monday"),
        pytest.param(date(2023, 1, 2), id="New Year, a Sunday, kept on Monday"),
    ],
)
def test_weekends_and_holidays_are_not_working_days(day: date) -> None:
    assert not is_working_day(day, CITY)
    assert not is_worked_beyond_doubt(day, calendar_of(CITY))


@pytest.mark.parametrize(
    "day",
    [
        pytest.param(date(2026, 7, 3), id="before the Fourth on a Saturday"),
        pytest.param(date(2027, 6, 18), id="before Juneteenth on a Saturday"),
        pytest.param(date(2028, 11, 10), id="before Veterans Day on a Saturday"),
        pytest.param(date(2027, 12, 24), id="before Christmas on a Saturday"),
        pytest.param(date(2027, 12, 31), id="before New Year on a Saturday, in the year before"),
        pytest.param(date(2026, 11, 27), id="after Thanksgiving"),
        pytest.param(date(2029, 11, 23), id="after Thanksgiving at its earliest"),
        pytest.param(date(2030, 11, 29), id="after Thanksgiving at its latest"),
        pytest.param(date(2027, 6, 14), id="Flag Day"),
        pytest.param(date(2026, 11, 3), id="Election Day"),
        pytest.param(date(2027, 11, 2), id="Election Day at its earliest"),
        pytest.param(date(2022, 11, 8), id="Election Day at its latest, for the first is a Tuesday"),
    ],
)
def test_a_day_in_doubt_is_a_working_day_of_the_city_and_never_counts_against_an_owner(day: date) -> None:
    assert is_working_day(day, CITY)
    assert not is_worked_beyond_doubt(day, calendar_of(CITY))


@pytest.mark.parametrize(
    "day",
    [date(2026, 6, 18), date(2029, 11, 30), date(2027, 11, 9), date(2022, 11, 1), date(2028, 2, 29), date(2026, 4, 6)],
)
def test_any_other_day_is_worked_beyond_doubt(day: date) -> None:
    assert is_working_day(day, CITY)
    assert is_worked_beyond_doubt(day, calendar_of(CITY))


def test_a_legal_holiday_of_one_state_is_none_elsewhere() -> None:
    assert is_worked_beyond_doubt(date(2027, 6, 14), calendar_of(ENGLAND))


@pytest.mark.parametrize(
    ("day", "days", "last"),
    [
        pytest.param(
            date(2026, 11, 25), 1, date(2026, 11, 27), id="over Thanksgiving to the Friday, which is in doubt"
        ),
        pytest.param(date(2026, 11, 25), 2, date(2026, 11, 30), id="over the weekend too"),
        pytest.param(date(2026, 12, 1), 5, date(2026, 12, 8), id="a week"),
        pytest.param(date(2026, 12, 5), 1, date(2026, 12, 7), id="from a Saturday"),
        pytest.param(date(2026, 12, 4), 0, date(2026, 12, 4), id="the day itself"),
    ],
)
def test_the_last_of_some_working_days_is_the_first_that_the_city_works(day: date, days: int, last: date) -> None:
    assert working_days_after(day, days, CITY) == last
