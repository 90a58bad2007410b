"""Dates of Philadelphia, worked by hand: from the text of the law and a paper calendar, before any code was run.

The day of the event does not count (1 Pa.C.S. 1908). What is counted stands behind each row.
"""

import os
import time
from collections.abc import Iterator

import pytest

from rules import calendars
from rules.calendars import ends, ends_with_pauses
from rules.library import find_edition
from tests.rules.paper import Row, instant, pauses, rows

CITY = find_edition("us-pa-philadelphia.2026-01-01")

DAYS = rows("""
owner_notice | Tue 2026-06-02 10:00 | Fri 2026-06-12 24:00 | 3 June is the first day, 12 June the tenth
owner_notice | Tue 2026-06-02 23:59 | Fri 2026-06-12 24:00 | mailed a minute before midnight, still on the 2nd
owner_notice | Wed 2026-06-03 00:00 | Mon 2026-06-15 24:00 | mailed at midnight, on the 3rd: the tenth is Saturday, 13
owner_notice | Thu 2026-06-04 10:00 | Mon 2026-06-15 24:00 | the tenth is Sunday, 14 June, left out
owner_notice | Wed 2026-06-10 09:00 | Mon 2026-06-22 24:00 | the tenth is Saturday, 20 June; Sunday; Monday
owner_notice | Tue 2026-06-09 09:00 | Mon 2026-06-22 24:00 | the tenth is Juneteenth, a Friday before a weekend
owner_notice | Sun 2026-03-01 12:00 | Wed 2026-03-11 24:00 | 2 to 11 March, over the hour lost on the 8th
owner_notice | Sun 2026-10-25 12:00 | Wed 2026-11-04 24:00 | six days of October, four of November, and an hour won
owner_notice | Sat 2026-10-24 12:00 | Wed 2026-11-04 24:00 | the tenth is 3 November, Election Day: 44 P.S. 11
owner_notice | Fri 2027-06-04 12:00 | Tue 2027-06-15 24:00 | the tenth is 14 June, Flag Day, a Monday: 44 P.S. 11
owner_notice | Sun 2028-02-20 12:00 | Wed 2028-03-01 24:00 | 21 to 29 are nine days in a leap year, 1 March the tenth
owner_notice | Sat 2028-02-19 12:00 | Tue 2028-02-29 24:00 | the tenth is the leap day itself
owner_notice | Sat 2027-02-20 12:00 | Tue 2027-03-02 24:00 | 21 to 28 are eight days, 2 March the tenth
owner_notice | Tue 2026-03-24 10:00 | Mon 2026-04-06 24:00 | the tenth is 3 April, Good Friday; Easter Monday is none
owner_notice | Tue 2027-03-16 10:00 | Mon 2027-03-29 24:00 | the tenth is 26 March, Good Friday of 2027
owner_notice | Tue 2026-12-15 10:00 | Mon 2026-12-28 24:00 | the tenth is Christmas, a Friday
owner_notice | Tue 2026-12-22 10:00 | Mon 2027-01-04 24:00 | nine days of December, the tenth is New Year, a Friday
owner_notice | Tue 2026-06-23 10:00 | Mon 2026-07-06 24:00 | the tenth is Friday, 3 July: in doubt, so not the last
owner_notice | Wed 2026-06-24 10:00 | Mon 2026-07-06 24:00 | the tenth is the Fourth on a Saturday; no Monday for it
owner_notice | Thu 2027-06-24 10:00 | Tue 2027-07-06 24:00 | the tenth is the Fourth on a Sunday, kept on Monday
owner_notice | Tue 2027-06-08 10:00 | Mon 2027-06-21 24:00 | the tenth is Friday, 18 June, before Juneteenth: in doubt
owner_notice | Sun 2026-11-01 10:00 | Thu 2026-11-12 24:00 | the tenth is Veterans Day, a Wednesday
owner_notice | Tue 2028-10-31 10:00 | Mon 2028-11-13 24:00 | the tenth is Friday, 10 November, before Veterans Day
owner_notice | Wed 2026-08-26 10:00 | Tue 2026-09-08 24:00 | the tenth is Saturday, 5; Sunday; Labor Day on Monday
reclaim | Thu 2026-04-23 10:00 | Tue 2026-05-26 24:00 | 7 of April, the 30th is Saturday, 23 May; Memorial Day on Monday
reclaim | Sat 2026-12-05 09:00 | Mon 2027-01-04 24:00 | 26 of December, the 30th is 4 January
reclaim | Wed 2026-12-02 09:00 | Mon 2027-01-04 24:00 | 29 of December, the 30th is New Year, a Friday
reclaim | Fri 2027-01-29 10:00 | Mon 2027-03-01 24:00 | 2 of January, the 30th is Sunday, 28 February
reclaim | Sun 2028-01-30 10:00 | Tue 2028-02-29 24:00 | 1 of January, the 30th is the leap day
ask_hearing | Thu 2026-06-04 10:00 | Mon 2026-07-06 24:00 | 26 of June, the 30th is Saturday, 4 July
ask_hearing | Wed 2026-06-03 10:00 | Mon 2026-07-06 24:00 | 27 of June, the 30th is Friday, 3 July: in doubt
ask_hearing | Tue 2026-10-27 10:00 | Mon 2026-11-30 24:00 | 4 of October, the 30th is Thanksgiving; Friday in doubt
impound_notice | Thu 2026-06-04 10:00 | Sat 2026-07-04 24:00 | the city's own ceiling ends on a Saturday and a holiday
impound_notice | Thu 2026-10-08 10:00 | Sat 2026-11-07 24:00 | 23 of October, 7 of November, and an hour won
proceeds | Mon 2028-01-31 09:00 | Fri 2028-03-31 24:00 | 29 of February, 31 of March
proceeds | Mon 2026-11-02 09:00 | Mon 2027-01-04 24:00 | 28 of November, 31 of December, the 60th is New Year
observation_salvor | Mon 2026-06-01 09:00 | Sun 2026-06-21 24:00 | 2 to 21 June; an interval is not moved
service_tail | Wed 2026-09-30 12:00 | Tue 2026-12-29 24:00 | 31 of October, 30 of November, 29 of December
""")

BUSINESS_DAYS = rows("""
investigate | Mon 2026-06-01 09:00 | Mon 2026-06-08 24:00 | 2, 3, 4, 5, 8
investigate | Fri 2026-06-05 23:59 | Fri 2026-06-12 24:00 | 8 to 12
investigate | Sat 2026-06-06 09:00 | Fri 2026-06-12 24:00 | reported on a Saturday: 8 to 12
investigate | Wed 2026-06-17 09:00 | Thu 2026-06-25 24:00 | 18, not Juneteenth, 22, 23, 24, 25
investigate | Mon 2026-03-30 09:00 | Tue 2026-04-07 24:00 | 31, 1, 2, not Good Friday, 6, 7
investigate | Mon 2026-06-29 09:00 | Mon 2026-07-06 24:00 | 30, 1, 2, 3, 6: the city works on Friday before the Fourth
investigate | Fri 2027-07-02 09:00 | Mon 2027-07-12 24:00 | not the 5th, kept for Sunday; 6, 7, 8, 9, 12
investigate | Mon 2026-11-09 09:00 | Tue 2026-11-17 24:00 | 10, not Veterans Day, 12, 13, 16, 17
investigate | Mon 2028-11-06 09:00 | Mon 2028-11-13 24:00 | 7 is Election Day and 10 a Friday before Veterans Day: \
worked
investigate | Thu 2027-12-23 09:00 | Thu 2027-12-30 24:00 | 24 before Christmas on a Saturday is worked; 27, 28, 29, 30
investigate | Wed 2027-12-29 09:00 | Wed 2028-01-05 24:00 | 30, 31, 3, 4, 5: New Year is a Saturday
remove | Mon 2026-06-01 09:00 | Mon 2026-06-15 24:00 | four, five, and Monday
remove | Mon 2026-11-23 09:00 | Tue 2026-12-08 24:00 | 24, 25, not Thanksgiving, 27, 30, 1 to 4, 7, 8
remove | Thu 2026-11-26 09:00 | Thu 2026-12-10 24:00 | declared on Thanksgiving: 27, 30, 1 to 4, 7 to 10
remove | Thu 2026-12-17 09:00 | Mon 2027-01-04 24:00 | 18, 21 to 24, not Christmas, 28 to 31, not New Year, 4
remove | Wed 2027-12-22 09:00 | Wed 2028-01-05 24:00 | 23, 24, 27 to 31, 3, 4, 5: both feasts are Saturdays
remove | Fri 2027-01-08 09:00 | Mon 2027-01-25 24:00 | 11 to 15, not Dr. King's day on the 18th, 19 to 22, 25
remove | Thu 2027-02-04 09:00 | Fri 2027-02-19 24:00 | 5, 8 to 12, not Presidents' Day on the 15th, 16 to 19
remove | Mon 2028-02-14 09:00 | Tue 2028-02-29 24:00 | 15 to 18, not Presidents' Day on the 21st, 22 to 25, 28, leap day
remove | Fri 2026-10-02 09:00 | Mon 2026-10-19 24:00 | 5 to 9, not the 12th, 13 to 16, 19
""")

HEARINGS = rows("""
hold_hearing | Thu 2026-06-04 16:00 | Fri 2026-06-05 24:00 | asked on Thursday, held on Friday
hold_hearing | Fri 2026-06-05 16:00 | Sat 2026-06-06 24:00 | asked on Friday, held on Saturday
hold_hearing | Fri 2026-06-05 23:59 | Sat 2026-06-06 24:00 | asked a minute before Saturday
hold_hearing | Sat 2026-06-06 00:00 | Mon 2026-06-08 24:00 | asked as Saturday begins, held on Monday
hold_hearing | Sat 2026-06-06 23:59 | Mon 2026-06-08 24:00 | asked a minute before Sunday
hold_hearing | Sun 2026-06-07 00:00 | Mon 2026-06-08 24:00 | asked as Sunday begins
hold_hearing | Sun 2026-06-07 23:59 | Mon 2026-06-08 24:00 | asked a minute before Monday
hold_hearing | Mon 2026-06-08 00:00 | Tue 2026-06-09 24:00 | asked as Monday begins
hold_hearing | Fri 2026-07-03 16:00 | Sat 2026-07-04 24:00 | a holiday is no Sunday
hold_hearing | Sat 2027-07-03 10:00 | Mon 2027-07-05 24:00 | the Fourth is a Sunday; the Monday kept for it is none
hold_hearing | Thu 2026-12-31 20:00 | Fri 2027-01-01 24:00 | New Year is no Sunday
""")

HOURS = rows("""
observation_public | Sat 2026-03-07 12:00 | Mon 2026-03-09 13:01 | more than 48 hours over the one that the clock skips
observation_private | Sat 2026-03-07 02:30 | Sun 2026-03-08 03:31 | half past two does not exist on that Sunday
observation_public | Fri 2026-10-30 01:30 | Sun 2026-11-01 05:31Z | the first of two times half past one
observation_public | Fri 2026-10-30 02:30 | Sun 2026-11-01 06:31Z | the second of two times half past one
observation_public | Sat 2026-10-31 12:00 | Mon 2026-11-02 11:01 | over 48 hours with the one that the clock repeats
hazard_notice | Sat 2026-10-31 22:00 | Sun 2026-11-01 09:00 | twelve hours, of which two are called one o'clock
hazard_notice | Sat 2026-03-07 22:00 | Sun 2026-03-08 11:00 | twelve hours in a night of one hour less
observation_private | Mon 2028-02-28 12:00 | Tue 2028-02-29 12:01 | into the leap day
observation_private | Sun 2027-02-28 12:00 | Mon 2027-03-01 12:01 | a February of 28 days
free_retrieval | Fri 2026-06-05 15:30 | Sun 2026-06-07 15:30 | weekends are hours too
state_report | Wed 2026-12-30 18:00 | Fri 2027-01-01 18:00 | and so are holidays
""")

IN_UTC = rows("""
owner_notice | Wed 2026-06-03 03:59Z | Fri 2026-06-12 24:00 | a minute before Wednesday in the city: mailed on the 2nd
owner_notice | Wed 2026-06-03 04:00Z | Mon 2026-06-15 24:00 | Wednesday begins in the city: the tenth is a Saturday
hold_hearing | Sat 2026-06-06 03:30Z | Sat 2026-06-06 24:00 | Saturday in UTC is still Friday, half past eleven
investigate | Thu 2026-01-08 04:59Z | Wed 2026-01-14 24:00 | in winter midnight is at five: 8, 9, 12, 13, 14
investigate | Thu 2026-01-08 05:00Z | Thu 2026-01-15 24:00 | 9, 12, 13, 14, 15
hazard_notice | Sun 2026-11-01 05:30Z | Sun 2026-11-01 12:30 | the first half past one and twelve hours
""")

HELD = rows(
    """
owner_notice | Mon 2026-06-01 10:00 | | Thu 2026-06-11 24:00 | no hold: 2 to 11
owner_notice | Mon 2026-06-01 10:00 | Thu 2026-06-04 23:59 to Fri 2026-06-05 00:01 | Mon 2026-06-15 24:00 | two \
minutes, two days: 2, 3, 6 to 13, a Saturday
owner_notice | Mon 2026-06-01 10:00 | Thu 2026-06-04 23:59 to Fri 2026-06-05 00:00 | Fri 2026-06-12 24:00 | only the 4th
owner_notice | Mon 2026-06-01 10:00 | Fri 2026-06-05 00:00 to Fri 2026-06-05 00:01 | Fri 2026-06-12 24:00 | only the 5th
owner_notice | Mon 2026-06-01 10:00 | Fri 2026-06-05 17:00 to Mon 2026-06-08 09:00 | Mon 2026-06-15 24:00 | a weekend \
costs four days: 2, 3, 4, 9 to 15
owner_notice | Mon 2026-06-01 10:00 | Sat 2026-06-06 09:00 to Sun 2026-06-07 18:00 | Mon 2026-06-15 24:00 | 2 to 5, 8 \
to 13, a Saturday
owner_notice | Mon 2026-06-01 10:00 | Tue 2026-06-02 12:00 to Thu 2026-06-04 12:00; Wed 2026-06-03 09:00 to Fri \
2026-06-05 09:00 | Mon 2026-06-15 24:00 | two that overlap cost 2, 3, 4, 5: 6 to 15
owner_notice | Mon 2026-06-01 10:00 | Wed 2026-06-03 09:00 to Wed 2026-06-03 10:00; Tue 2026-06-02 12:00 to Fri \
2026-06-05 09:00 | Mon 2026-06-15 24:00 | one within the other, told in the wrong order
owner_notice | Mon 2026-06-01 10:00 | Thu 2026-05-28 09:00 to Tue 2026-06-02 08:00 | Fri 2026-06-12 24:00 | on since \
before: 3 to 12
owner_notice | Mon 2026-06-01 10:00 | Thu 2026-05-28 09:00 to Mon 2026-06-01 09:00 | Thu 2026-06-11 24:00 | over before
owner_notice | Mon 2026-06-01 10:00 | Thu 2026-06-11 23:59 to Fri 2026-06-12 00:00 | Fri 2026-06-12 24:00 | the last \
minute
owner_notice | Mon 2026-06-01 10:00 | Thu 2026-06-11 23:59 to ... | never | still on since the last minute
owner_notice | Mon 2026-06-01 10:00 | Fri 2026-06-12 00:00 to ... | Thu 2026-06-11 24:00 | still on, but since the end
owner_notice | Wed 2026-06-03 10:00 | Mon 2026-06-15 09:00 to Mon 2026-06-15 09:05 | Tue 2026-06-16 24:00 | the day \
to which a Saturday was moved
owner_notice | Wed 2026-06-03 10:00 | Sun 2026-06-14 09:00 to Sun 2026-06-14 10:00 | Mon 2026-06-15 24:00 | on a \
Sunday that is left out anyway
reclaim | Thu 2026-10-01 09:00 | Mon 2026-10-12 09:00 to Wed 2026-10-14 18:00 | Wed 2026-11-04 24:00 | 2 to 11, 15 to \
31, the 30th is 3 November, Election Day
investigate | Mon 2026-06-01 09:00 | Tue 2026-06-02 09:00 to ... | Mon 2026-06-08 24:00 | a ceiling runs on
hold_hearing | Fri 2026-06-05 16:00 | Fri 2026-06-05 09:00 to ... | Sat 2026-06-06 24:00 | a ceiling runs on
free_retrieval | Mon 2026-06-01 12:00 | Tue 2026-06-02 12:00 to Tue 2026-06-02 18:00 | Wed 2026-06-03 18:00 | six hours
free_retrieval | Mon 2026-06-01 12:00 | Mon 2026-06-01 23:59 to Tue 2026-06-02 00:01 | Wed 2026-06-03 12:02 | two \
minutes
free_retrieval | Fri 2026-06-05 09:00 | Fri 2026-06-05 17:00 to Mon 2026-06-08 09:00 | Wed 2026-06-10 01:00 | eight \
hours ran before the weekend, forty after
free_retrieval | Mon 2026-06-01 12:00 | Tue 2026-06-02 12:00 to Tue 2026-06-02 18:00; Tue 2026-06-02 15:00 to Tue \
2026-06-02 19:00 | Wed 2026-06-03 19:00 | two that overlap are seven hours
free_retrieval | Mon 2026-06-01 12:00 | Mon 2026-06-01 08:00 to Mon 2026-06-01 14:00 | Wed 2026-06-03 14:00 | two of \
its six hours came after the anchor
free_retrieval | Mon 2026-06-01 12:00 | Wed 2026-06-03 12:00 to ... | Wed 2026-06-03 12:00 | still on, but since the end
free_retrieval | Mon 2026-06-01 12:00 | Wed 2026-06-03 11:59 to ... | never | still on since the last minute
free_retrieval | Sat 2026-03-07 12:00 | Sun 2026-03-08 01:00 to Sun 2026-03-08 04:00 | Mon 2026-03-09 15:00 | from \
one to four are two hours in March
free_retrieval | Sat 2026-10-31 12:00 | Sun 2026-11-01 00:00 to Sun 2026-11-01 03:00 | Mon 2026-11-02 15:00 | from \
midnight to three are four hours in November
""",
    with_pauses=True,
)

TABLES = [*DAYS, *BUSINESS_DAYS, *HEARINGS, *HOURS, *IN_UTC, *HELD]


@pytest.mark.parametrize("row", TABLES, ids=str)
def test_a_period_ends_when_it_ends_on_paper(row: Row) -> None:
    assert found(row) == on_paper(row)


@pytest.mark.parametrize("row", [row for row in TABLES if not row.pauses], ids=str)
def test_a_period_without_holds_ends_by_itself(row: Row) -> None:
    assert ends(CITY.periods[row.period], instant(row.anchor, CITY.tz), CITY) == on_paper(row)


@pytest.fixture
def tokyo() -> Iterator[None]:
    """The server stands in Tokyo, and remembers nothing."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Asia/Tokyo"
    time.tzset()
    calendars._last_midnight.cache_clear()
    calendars._midnight_after.cache_clear()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("tokyo")
def test_where_the_server_stands_changes_no_date() -> None:
    assert time.localtime(0).tm_hour == 9
    assert [found(row) for row in TABLES] == [on_paper(row) for row in TABLES]


def found(row: Row) -> object:
    zone = CITY.tz
    period = CITY.periods[row.period]
    return ends_with_pauses(period, instant(row.anchor, zone), CITY, pauses(row.pauses, zone))


def on_paper(row: Row) -> object:
    return None if row.end == "never" else instant(row.end, CITY.tz)
