"""Worlds that must not be merged, and worlds that must be: what complete explorations found wrong in the key."""

from datetime import datetime, timedelta

import pytest

from proving.likeness import key_of
from proving.worlds import World, every_day_alike, if_lifted, later
from rules.waiting_periods import floor
from schemas import mail
from schemas import owner_notice as notice
from schemas.after import after
from schemas.case import Case
from schemas.mail import MailReturn
from schemas.waiting_periods import HoldPlaced
from schemas.words import Hold, Notice
from tests.rules import cars
from tests.rules.test_laws_of_other_places import CHICAGO, KNOWN, PRICED
from tests.schemas.lives import recorded

LAW = every_day_alike(cars.LAW)
IN_CHICAGO = every_day_alike(CHICAGO)
MINUTE = timedelta(minutes=1)
BANK = 2


def reissued(day: int) -> World:
    """The bank's second letter was mailed before its first one; all that comes after was mailed on this day."""
    parties = notice.PartiesRecorded(owner=1, lienholders=(BANK,))
    first, second = cars.letter(1, Notice.IMPOUND), cars.letter(2, Notice.SECOND, BANK)
    case = cars.on(KNOWN, 3, parties, first, second, mail.LetterMailed(letter=1), mail.LetterMailed(letter=2))
    rest = (cars.letter(3, Notice.SECOND), cars.letter(4, Notice.IMPOUND, BANK))
    mailed = (mail.LetterMailed(letter=3), mail.LetterMailed(letter=4))
    return World(cars.on(case.with_(appraised=PRICED.appraised), day, *rest, *mailed), cars.day(day) + MINUTE)


def test_while_a_notice_must_be_reissued_the_deadlines_of_mailed_letters_distinguish_worlds() -> None:
    keys = [key_of(reissued(day), IN_CHICAGO) for day in (4, 10)]

    assert len(set(keys)) == 2


def taken_home(day: int) -> World:
    """The car was released, and on this day a letter is mailed that was printed before."""
    first, second = cars.letter(1, Notice.IMPOUND), cars.letter(2, Notice.SECOND)
    told = (notice.PartiesRecorded(owner=1), first, mail.LetterMailed(letter=1), second, cars.HOME)
    case = cars.on(KNOWN, 3, *told)
    return World(cars.on(case, day, mail.LetterMailed(letter=2)), cars.LATER)


def test_once_the_car_is_gone_a_letter_that_missed_its_deadline_distinguishes_no_worlds() -> None:
    assert key_of(taken_home(4), IN_CHICAGO) == key_of(taken_home(40), IN_CHICAGO)


def to_the_bank(reason: MailReturn | None) -> World:
    """A letter to the bank came back for this reason; without one, it was never written.

    A letter to somebody who is no longer on record was mailed; the owner's is not.
    """
    before = (notice.PartiesRecorded(owner=9), cars.letter(3, Notice.IMPOUND, 9), mail.LetterMailed(letter=3))
    parties = notice.PartiesRecorded(owner=1, lienholders=(BANK,))
    case = cars.on(KNOWN, 3, *before, parties, cars.letter(1, Notice.IMPOUND))
    if reason:
        letter = (cars.letter(2, Notice.IMPOUND, BANK), mail.LetterMailed(letter=2))
        case = cars.on(case, 3, *letter, mail.LetterReturned(letter=2, reason=reason))
    return World(case, cars.day(3) + MINUTE)


def test_a_letter_that_the_mail_has_lost_is_not_one_that_was_never_written() -> None:
    assert key_of(to_the_bank(MailReturn.LOST), IN_CHICAGO) != key_of(to_the_bank(None), IN_CHICAGO)


def held(minutes: int) -> World:
    """A hold was placed so many minutes after midnight."""
    at = cars.day(2).astimezone(LAW.tz).replace(hour=0, minute=minutes)
    fact = recorded(cars.NOTICED.number + 1, HoldPlaced(hold=Hold.POLICE_EVIDENCE), at, "supervisor-1")
    return World(after(cars.NOTICED, fact), at)


@pytest.mark.parametrize("minutes", [0, 1, 59])
def test_a_hold_of_midnight_and_one_of_later_in_that_hour_take_the_same_days(minutes: int) -> None:
    passed = later(held(minutes), LAW)

    assert passed is not None
    assert ends(if_lifted(passed)) == ends(cars.NOTICED) + timedelta(days=4)


def ends(case: Case) -> datetime:
    over = floor(case, LAW, "owner_notice")
    assert over is not None
    return over
