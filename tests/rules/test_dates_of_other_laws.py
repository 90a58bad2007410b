"""Dates of other places, worked by hand: their numbers, their zones, and the hours of California's working days.

What a place says is built here, so that these dates stand whatever its edition says.
"""

from typing import Any, Literal

import pytest

from rules.calendars import ends, ends_with_pauses
from rules.law import Edition, Holidays, Period, Unit
from rules.library import find_edition
from schemas.words import Anchor, Confidence
from tests.rules.paper import Row, instant, pauses, rows

PHILADELPHIA = find_edition("us-pa-philadelphia.2026-01-01")
TOLD = {"citation": "the law of the place", "confidence": Confidence.LOW, "source": "the facts of the domain"}
Kind = Literal["floor", "ceiling"]


def place(zone: str, country: str, subdivision: str) -> Edition:
    doubt = ("friday_before_a_saturday",)
    holidays = Holidays(country=country, subdivision=subdivision, in_doubt=doubt, **TOLD)
    return PHILADELPHIA.model_copy(update={"zone": zone, "holidays": holidays})


def period(amount: int | None, unit: Unit, kind: Kind = "ceiling", **more: Any) -> Period:
    return Period(text="A period", amount=amount, unit=unit, anchor=Anchor.MAILED, kind=kind, **TOLD, **more)


CALIFORNIA = place("America/Los_Angeles", "US", "CA")
CHICAGO = place("America/Chicago", "US", "IL")
ENGLAND = place("Europe/London", "GB", "ENG")
FLORIDA = place("America/New_York", "US", "FL")
NEW_YORK = place("America/New_York", "US", "NY")
TEXAS = place("America/Chicago", "US", "TX")
WASHINGTON = place("America/Los_Angeles", "US", "WA")
CAIRO = place("Africa/Cairo", "US", "PA")
"""A city without an edition. Clocks change on a Friday and a Thursday night, so a working day has 23 or 25 hours."""

LAWS = {
    "California, 48 h": (CALIFORNIA, period(48, "hours_on_working_days")),
    "California, 48 h to wait": (CALIFORNIA, period(48, "hours_on_working_days", "floor")),
    "California, 31 d": (CALIFORNIA, period(31, "calendar_days", "floor")),
    "California, 41 d": (CALIFORNIA, period(41, "calendar_days")),
    "California, 72 h": (CALIFORNIA, period(72, "hours", "floor")),
    "Chicago, 18 d": (CHICAGO, period(18, "calendar_days", "floor")),
    "Washington, 120 h": (WASHINGTON, period(120, "hours", "floor")),
    "Washington, 15 d": (WASHINGTON, period(15, "calendar_days", "floor")),
    "New York, 3 bd": (NEW_YORK, period(3, "business_days")),
    "New York, 96 h": (NEW_YORK, period(96, "hours", "floor")),
    "Florida, 7 bd": (FLORIDA, period(7, "business_days")),
    "Florida, 7 bd to wait": (FLORIDA, period(7, "business_days", "floor")),
    "Texas, 20 d": (TEXAS, period(20, "calendar_days", "floor")),
    "England, 7 d": (ENGLAND, period(7, "calendar_days", "floor")),
    "England, 24 h": (ENGLAND, period(24, "hours", "floor")),
    "England, 2 bd": (ENGLAND, period(2, "business_days")),
    "Cairo, 48 h": (CAIRO, period(48, "hours_on_working_days")),
}

CALIFORNIAN = rows("""
California, 48 h | Mon 2026-06-01 09:00 | Wed 2026-06-03 09:00 | 15 h, 24 h, 9 h
California, 48 h | Thu 2026-06-04 17:00 | Mon 2026-06-08 17:00 | 7 h and 24 h, the weekend stands still, 17 h
California, 48 h | Fri 2026-06-05 17:00 | Tue 2026-06-09 17:00 | 7 h, 24 h of Monday, 17 h
California, 48 h | Sat 2026-06-06 11:00 | Tue 2026-06-09 24:00 | Monday and Tuesday, whole
California, 48 h | Sun 2026-06-07 23:59 | Tue 2026-06-09 24:00 | the same, a minute before Monday
California, 48 h | Mon 2026-06-08 00:00 | Tue 2026-06-09 24:00 | the same, as Monday begins
California, 48 h | Fri 2026-06-05 00:00 | Mon 2026-06-08 24:00 | Friday whole, Monday whole
California, 48 h | Thu 2026-06-04 00:00 | Fri 2026-06-05 24:00 | ends as Saturday begins, not on Monday
California, 48 h | Sat 2026-06-06 06:59Z | Tue 2026-06-09 23:59 | Friday, a minute before midnight: 1 m, 24 h, 23 h 59 m
California, 48 h | Fri 2026-05-22 16:00 | Wed 2026-05-27 16:00 | 8 h, Memorial Day stands still, 24 h of Tuesday, 16 h
California, 48 h | Thu 2026-06-18 12:00 | Tue 2026-06-23 12:00 | 12 h, Juneteenth and a weekend, 24 h, 12 h
California, 48 h | Mon 2026-03-30 12:00 | Thu 2026-04-02 12:00 | 12 h, Cesar Chavez Day on 31 March, 24 h, 12 h
California, 48 h | Thu 2026-04-02 12:00 | Mon 2026-04-06 12:00 | Good Friday is worked: 12 h, 24 h, 12 h
California, 48 h | Fri 2026-03-06 12:00 | Tue 2026-03-10 12:00 | the hour that Sunday loses costs nothing
California, 48 h | Fri 2026-10-30 12:00 | Tue 2026-11-03 12:00 | the hour that Sunday wins gives nothing
California, 48 h | Wed 2026-11-25 12:00 | Tue 2026-12-01 12:00 | 12 h, closed until Monday, 24 h, 12 h
California, 48 h | Thu 2026-07-02 12:00 | Mon 2026-07-06 12:00 | a Friday in doubt is worked by the city: 12 h, 24 h, \
12 h
California, 48 h to wait | Thu 2026-07-02 12:00 | Tue 2026-07-07 12:00 | and costs an owner nothing: 12 h, Monday, 12 h
California, 48 h | Thu 2026-12-24 12:00 | Tue 2026-12-29 12:00 | 12 h, Christmas on a Friday, 24 h of Monday, 12 h
California, 48 h | Fri 2027-07-02 12:00 | Wed 2027-07-07 12:00 | 12 h, Monday is kept for the Fourth, 24 h, 12 h
Cairo, 48 h | Thu 2026-04-23 12:00 | Mon 2026-04-27 13:00 | 12 h, a Friday of 23 h, 13 h of Monday
Cairo, 48 h | Wed 2026-10-28 12:00 | Fri 2026-10-30 11:00 | 12 h, a Thursday of 25 h, 11 h of Friday
""")

OTHERS = rows("""
California, 31 d | Mon 2026-06-01 10:00 | Thu 2026-07-02 24:00 | 29 of June, 2 of July
California, 41 d | Mon 2026-06-01 10:00 | Sun 2026-07-12 24:00 | 29 of June, 12 of July
California, 31 d | Sun 2027-01-31 10:00 | Wed 2027-03-03 24:00 | 28 of February, 3 of March
California, 41 d | Sun 2027-01-31 10:00 | Sat 2027-03-13 24:00 | 28 of February, 13 of March
California, 31 d | Mon 2028-01-31 10:00 | Thu 2028-03-02 24:00 | 29 of February, 2 of March
California, 41 d | Mon 2028-01-31 10:00 | Sun 2028-03-12 24:00 | 29 of February, 12 of March, which has 23 hours
California, 31 d | Tue 2026-12-01 10:00 | Fri 2027-01-01 24:00 | 30 of December, 1 of January
California, 72 h | Thu 2026-03-05 12:00 | Sun 2026-03-08 13:00 | the clock skips an hour at two on Sunday
Chicago, 18 d | Mon 2026-12-21 10:00 | Fri 2027-01-08 24:00 | 10 of December, 8 of January
Chicago, 18 d | Wed 2026-10-21 10:00 | Sun 2026-11-08 24:00 | 10 of October, 8 of November
Chicago, 18 d | Tue 2026-06-02 04:30Z | Fri 2026-06-19 24:00 | half past eleven on Monday in Chicago: 2 to 19 June
Washington, 120 h | Tue 2026-06-02 08:00 | Sun 2026-06-07 08:00 | five days to the hour
Washington, 120 h | Thu 2026-03-05 12:00 | Tue 2026-03-10 13:00 | over the hour that the clock skips
Washington, 120 h | Fri 2026-10-30 12:00 | Wed 2026-11-04 11:00 | over the hour that the clock repeats
Washington, 120 h | Tue 2026-12-29 23:00 | Sun 2027-01-03 23:00 | over the turn of the year
Washington, 15 d | Wed 2026-06-17 10:00 | Thu 2026-07-02 24:00 | 13 of June, 2 of July
New York, 3 bd | Wed 2026-11-25 10:00 | Tue 2026-12-01 24:00 | 27, 30, 1
New York, 3 bd | Fri 2026-01-16 10:00 | Thu 2026-01-22 24:00 | Dr. King's day is the 19th: 20, 21, 22
New York, 96 h | Sat 2026-10-31 06:00 | Wed 2026-11-04 05:00 | over the hour that the clock repeats
Florida, 7 bd | Thu 2026-07-02 10:00 | Mon 2026-07-13 24:00 | the city works on a Friday in doubt: 3, 6 to 10, 13
Florida, 7 bd to wait | Thu 2026-07-02 10:00 | Tue 2026-07-14 24:00 | an owner does not: 6 to 10, 13, 14
Texas, 20 d | Fri 2026-02-13 10:00 | Thu 2026-03-05 24:00 | 15 of February, 5 of March
England, 7 d | Mon 2026-03-23 12:00 | Mon 2026-03-30 24:00 | 24 to 30 March, over the hour lost on the 29th
England, 7 d | Mon 2026-06-01 23:30Z | Tue 2026-06-09 24:00 | half past midnight on the 2nd in summer time: 3 to 9 June
England, 24 h | Sat 2026-03-28 12:00 | Sun 2026-03-29 13:00 | a day of 23 hours
England, 24 h | Sat 2026-10-24 12:00 | Sun 2026-10-25 11:00 | a day of 25 hours
England, 2 bd | Thu 2026-12-24 10:00 | Wed 2026-12-30 24:00 | Boxing Day is a Saturday, kept on Monday, the 28th: 29, 30
""")

HELD = rows(
    """
California, 48 h to wait | Fri 2026-06-05 12:00 | | Tue 2026-06-09 12:00 | no hold: 12 h, 24 h, 12 h
California, 48 h to wait | Fri 2026-06-05 12:00 | Fri 2026-06-05 18:00 to Mon 2026-06-08 06:00 | Tue 2026-06-09 24:00 \
| \
6 h, 18 h, 24 h
California, 48 h to wait | Fri 2026-06-05 12:00 | Sat 2026-06-06 09:00 to Sun 2026-06-07 20:00 | Tue 2026-06-09 12:00 \
| \
a hold on days that stand still anyway
California, 48 h to wait | Fri 2026-06-05 12:00 | Mon 2026-06-08 23:59 to Tue 2026-06-09 00:01 | Tue 2026-06-09 12:02 \
| \
two minutes
California, 48 h to wait | Fri 2026-06-05 12:00 | Sat 2026-06-06 09:00 to ... | never | on since a Saturday
California, 48 h to wait | Fri 2026-06-05 12:00 | Tue 2026-06-09 12:00 to ... | Tue 2026-06-09 12:00 | since the end
California, 48 h to wait | Thu 2026-06-04 00:00 | Sat 2026-06-06 00:00 to ... | Fri 2026-06-05 24:00 | since the end
California, 48 h | Fri 2026-06-05 12:00 | Fri 2026-06-05 18:00 to ... | Tue 2026-06-09 12:00 | a ceiling runs on
Chicago, 18 d | Mon 2026-12-21 10:00 | Wed 2026-12-30 23:59 to Fri 2027-01-01 00:00 | Sun 2027-01-10 24:00 | 9 of \
December without 30 and 31: 22 to 29 are 8, and 10 of January
Washington, 120 h | Tue 2026-12-29 23:00 | Thu 2026-12-31 22:00 to Fri 2027-01-01 02:00 | Mon 2027-01-04 03:00 | four \
hours
""",
    with_pauses=True,
)


@pytest.mark.parametrize("row", [*CALIFORNIAN, *OTHERS, *HELD], ids=str)
def test_a_period_ends_when_it_ends_on_paper(row: Row) -> None:
    edition, counted = LAWS[row.period]
    expected = None if row.end == "never" else instant(row.end, edition.tz)

    found = ends_with_pauses(counted, instant(row.anchor, edition.tz), edition, pauses(row.pauses, edition.tz))
    assert found == expected


UNITS: tuple[Unit, ...] = ("hours", "hours_on_working_days", "calendar_days", "business_days", "days_excluding_sunday")


@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize("kind", ["floor", "ceiling"])
@pytest.mark.parametrize("unit", UNITS)
def test_a_period_of_nothing_ends_at_once_whatever_is_held(unit: Unit, kind: Kind, moved: bool) -> None:
    nothing = period(0, unit, kind, ends_on_working_day=moved)
    saturday = instant("Sat 2026-06-06 11:07", CALIFORNIA.tz)
    held = pauses("Fri 2026-06-05 09:00 to ...", CALIFORNIA.tz)

    assert ends(nothing, saturday, CALIFORNIA) == saturday
    assert ends_with_pauses(nothing, saturday, CALIFORNIA, held) == saturday


@pytest.mark.parametrize("unit", UNITS)
def test_a_period_of_unknown_length_is_not_counted(unit: Unit) -> None:
    unknown = period(None, unit)
    with pytest.raises(ValueError, match=r"The length of this period is unknown \(the law of the place\)"):
        ends(unknown, instant("Mon 2026-06-01 09:00", CALIFORNIA.tz), CALIFORNIA)
