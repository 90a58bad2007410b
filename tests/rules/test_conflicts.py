"""A floor that ends after its ceiling: which stages show it, and by when the letters should have been mailed.

The car is declared abandoned on Tuesday, November 24, 2026, at 1 p.m.; the tenth business day after it ends with
Wednesday, December 9 (Thanksgiving is none, and the Friday after it is worked by the city).
"""

from datetime import date, datetime
from typing import Any

import pytest

from rules.conflicts import CONCERNED, conflict_of
from rules.law import Edition
from rules.rulings import standing_rulings
from schemas.case import Case
from schemas.mail import LetterMailed
from schemas.owner_notice import StickerPosted
from schemas.words import Anchor, Notice
from tests.rules import cars
from tests.rules.cars import LAW, letter, on
from tests.rules.made_up_laws import law_with

LATE = on(cars.KNOWN, 12, letter(1, Notice.PRE_TOW), LetterMailed(letter=1))
"""The letter is mailed on Sunday, December 6."""


def counted(**other: Any) -> Edition:
    """A law whose owner's time is otherwise."""
    return law_with(periods={"owner_notice": LAW.periods["owner_notice"].model_copy(update=other)})


def mail_by(case: Case, law: Edition = LAW) -> date | None:
    """The last day on which the mailing would have been in time."""
    conflict = conflict_of(case, law)
    assert conflict is not None
    assert conflict.by == datetime(2026, 12, 10, tzinfo=LAW.tz)
    return conflict.mail_by


def test_the_letters_are_mailed_in_time_if_the_owners_last_day_is_that_of_the_removal() -> None:
    """From Sunday, November 29, the tenth day is December 9; from Monday it is December 10."""
    assert mail_by(LATE) == date(2026, 11, 29)


def test_a_short_time_for_the_owner_can_begin_on_the_day_before_the_last() -> None:
    """24 hours from December 8, at 1 p.m., end before December 9 does."""
    assert mail_by(on(LATE, 30, LetterMailed(letter=1)), counted(amount=24, unit="hours")) == date(2026, 12, 8)


def test_a_law_that_leaves_too_little_time_for_every_mailing_has_no_such_day() -> None:
    assert mail_by(LATE, counted(amount=30)) is None


def test_no_letter_is_called_late_where_the_time_runs_from_the_notice_on_the_car() -> None:
    posted = on(cars.KNOWN, 12, StickerPosted())

    assert mail_by(posted, counted(anchor=Anchor.POSTED, notice=None)) is None


@pytest.mark.parametrize(("case", "shown"), [(LATE, True), (on(LATE, 30, cars.GATE), True), (cars.TOWED, False)])
def test_a_conflict_is_shown_until_the_hook_up(case: Case, *, shown: bool) -> None:
    late = case.with_(letters=LATE.letters, parties=LATE.parties)

    assert (conflict_of(late, LAW) is not None) is shown


def test_a_conflict_concerns_the_rulings_on_a_page_that_wait_for_the_owners_time() -> None:
    ruled = standing_rulings(LATE, LAW, cars.LATER)

    assert {each.question for each in ruled if any(part.guard == "owner_time" for part in each.proof)} == set(CONCERNED)
