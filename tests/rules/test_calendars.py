"""Dates worked by hand, from the calendar on the wall, before the code was run on them."""

from datetime import UTC, datetime

import pytest

from rules.calendars import ends
from rules.law import Edition, Period, UnknownEditionError, find_edition, list_editions
from schemas.words import Anchor, Confidence

PHILADELPHIA = find_edition("us-pa-philadelphia.2026-01-01")


def period(amount: int, unit: str) -> Period:
    """A floor of so many of these."""
    return Period.model_validate(
        {
            "text": "x",
            "amount": amount,
            "unit": unit,
            "anchor": Anchor.MAILED,
            "kind": "floor",
            "citation": "x",
            "confidence": Confidence.HIGH,
        }
    )


def local(text: str) -> datetime:
    """An instant by the clock on Philadelphia's wall."""
    return datetime.fromisoformat(text).replace(tzinfo=PHILADELPHIA.tz)


@pytest.mark.parametrize(
    ("why", "amount", "unit", "anchor", "end"),
    [
        # The day of the event does not count; day 10 is Friday the 4th, and it ends at midnight.
        ("ten days from a Tuesday", 10, "calendar_days", "2026-11-24 10:00", "2026-12-05 00:00"),
        ("mailed a minute before midnight", 10, "calendar_days", "2026-11-24 23:59", "2026-12-05 00:00"),
        ("mailed a minute after midnight", 10, "calendar_days", "2026-11-25 00:01", "2026-12-06 00:00"),
        ("a period may end on a Sunday", 5, "calendar_days", "2026-11-24 10:00", "2026-11-30 00:00"),
        ("a leap day is a day", 2, "calendar_days", "2028-02-28 10:00", "2028-03-02 00:00"),
        ("the day of the clocks' change is a day", 1, "calendar_days", "2026-10-31 10:00", "2026-11-02 00:00"),
        # Wed 25, (Thu 26 Thanksgiving, Fri 27 day after: holidays in Pennsylvania), Mon 30, Tue 1, Wed 2, Thu 3.
        ("business days pass over Thanksgiving", 5, "business_days", "2026-11-24 10:00", "2026-12-04 00:00"),
        # Independence Day 2026 is a Saturday, so Friday the 3rd is kept: Thu 2, Mon 6.
        ("a holiday on a Saturday is kept on Friday", 2, "business_days", "2026-07-01 10:00", "2026-07-07 00:00"),
        (
            "asked on Saturday, Sunday does not count",
            1,
            "days_excluding_sunday",
            "2026-11-28 10:00",
            "2026-12-01 00:00",
        ),
        ("asked on Monday, heard on Tuesday", 1, "days_excluding_sunday", "2026-11-23 10:00", "2026-11-25 00:00"),
    ],
)
def test_days_end_at_midnight_on_the_citys_wall(why: str, amount: int, unit: str, anchor: str, end: str) -> None:
    assert ends(period(amount, unit), local(anchor), PHILADELPHIA) == local(end), why


@pytest.mark.parametrize(
    ("anchor", "end"),
    [
        ("2026-11-24 10:00", "2026-11-26 10:00"),
        # Clocks go back on November 1st: 48 elapsed hours end an hour earlier on the wall.
        ("2026-10-31 10:00", "2026-11-02 09:00"),
        # Clocks go forward on March 8th: an hour later.
        ("2026-03-07 10:00", "2026-03-09 11:00"),
    ],
)
def test_hours_are_elapsed_hours_whatever_the_clocks_do(anchor: str, end: str) -> None:
    start = local(anchor).astimezone(UTC)

    assert ends(period(48, "hours"), start, PHILADELPHIA) == local(end)


def test_a_server_in_another_zone_gets_the_same_end() -> None:
    late_evening = local("2026-11-24 23:30")

    assert ends(period(10, "calendar_days"), late_evening.astimezone(UTC), PHILADELPHIA) == local("2026-12-05 00:00")


def test_an_anchor_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="An anchor needs a zone"):
        ends(period(1, "hours"), datetime(2026, 11, 24, 10), PHILADELPHIA)


def test_an_edition_that_is_not_here_is_named_with_those_that_are() -> None:
    with pytest.raises(UnknownEditionError, match=r"no edition 'us-pa-nowhere' here; there are: us-pa-philadelphia"):
        find_edition("us-pa-nowhere")


@pytest.mark.parametrize("code", list_editions())
def test_every_number_of_the_law_has_its_paragraph_and_its_source(code: str) -> None:
    edition: Edition = find_edition(code)

    for provision in (*edition.clauses.values(), *edition.periods.values(), *edition.holds.values()):
        assert provision.citation
    assert all(clause.interval in edition.periods for clause in edition.clauses.values())
    assert all(each.source for each in (*edition.clauses.values(), *edition.periods.values()))
