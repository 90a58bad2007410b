"""Which days a city works."""

from datetime import date

import pytest

from rules.law import Holidays
from rules.working_days import easter_sunday, is_working_day

CITY = Holidays(country="US", subdivision="PA", easter={"good_friday": -2})
STATE = Holidays(country="US", subdivision="PA")


@pytest.mark.parametrize(
    "day",
    [date(2000, 4, 23), date(2011, 4, 24), date(2024, 3, 31), date(2026, 4, 5), date(2038, 4, 25), date(2285, 3, 22)],
)
def test_easter_is_where_the_church_tables_have_it(day: date) -> None:
    assert easter_sunday(day.year) == day


def test_good_friday_is_the_citys_and_not_the_states() -> None:
    assert not is_working_day(date(2026, 4, 3), CITY)
    assert is_working_day(date(2026, 4, 3), STATE)


@pytest.mark.parametrize("day", [date(2026, 6, 6), date(2026, 6, 7), date(2026, 6, 19), date(2027, 12, 31)])
def test_nobody_works_on_weekends_and_holidays(day: date) -> None:
    assert not is_working_day(day, CITY)


@pytest.mark.parametrize("day", [date(2026, 6, 18), date(2026, 11, 3), date(2028, 2, 29)])
def test_any_other_day_is_a_working_day(day: date) -> None:
    assert is_working_day(day, CITY)
