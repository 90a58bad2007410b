"""Letters with a period of their own: not before it, not after it. The dates were worked on paper first."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.authorization import asked_of
from rules.calendars import ends
from rules.rulings import evaluate
from rules.waiting_periods import floor
from schemas import mail
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.messages import at_of
from schemas.waiting_periods import OpenGate
from schemas.words import Gate, Notice, Party, Role, Task
from tests.rules import cars
from tests.rules.cars import DESK, SYSTEM, on, refusal_of, ruling
from tests.rules.paper import instant
from tests.rules.test_laws_of_other_places import CHICAGO, KNOWN, PRICED, WASHINGTON, told
from tests.schemas.lives import at_fact, hooked_up
from tests.tasks import next_task, tasks_of

MINUTE = timedelta(minutes=1)
OPEN = OpenGate(gate=Gate.DISPOSAL)

CUSTODY = """
Mon 2026-06-01 10:00 | Sat 2026-06-06 10:00 | Sun 2026-06-07 10:00 | Mon 2026-06-22 24:00 | the 15th is a Sunday
Fri 2026-10-30 12:00 | Wed 2026-11-04 11:00 | Thu 2026-11-05 11:00 | Thu 2026-11-19 24:00 | the hour that Sunday wins
Fri 2026-03-06 12:00 | Wed 2026-03-11 13:00 | Thu 2026-03-12 13:00 | Thu 2026-03-26 24:00 | the hour that Sunday loses
"""
"""Hook-up; notice of custody and sale not before; and by; auction not before, if mailed at the first instant."""


def taken(case: Case, at: str) -> Case:
    """The car was hooked up at this hour in Seattle."""
    return case.with_(towed=hooked_up(9, instant(at, WASHINGTON.tz)))


SALE_LETTER = notice.WriteLetter(notice=Notice.SALE, party=Party.OWNER, addressee=1)


@pytest.mark.parametrize("row", CUSTODY.strip().splitlines())
def test_in_washington_the_notice_of_the_sale_comes_after_the_hours_of_custody_and_the_auction_15_days_after_it(
    row: str,
) -> None:
    at, *ends, _ = (each.strip() for each in row.split("|"))
    first, last, auction = (instant(each, WASHINGTON.tz) for each in ends)
    case = taken(told(PRICED, Notice.IMPOUND), at)

    tasks = tasks_of(case, WASHINGTON, at_of(case.hooked_up))
    waits = tasks.next
    early = evaluate(asked_of(case, SALE_LETTER, WASHINGTON, first - MINUTE, actor=SYSTEM))
    written = on(case, 0, cars.letter(9, Notice.SALE))
    mailed = written.with_(letters=(case.letters[0], replace(written.letters[1], mailed=at_fact(9, first))))

    assert (waits.task, waits.by, tasks.own_act) == (Task.LATER_LETTERS, Role.SYSTEM, Task.LATER_LETTERS)
    assert (waits.not_before, tasks.wake_at, waits.due_at) == (first, first, last)
    assert [each.citation for each in early.missing] == ["RCW 46.55.010, WAC 308-61-135"]
    assert early.ask_again == first
    assert evaluate(asked_of(case, SALE_LETTER, WASHINGTON, first, actor=SYSTEM)).allowed
    assert (next_task(written, WASHINGTON).task, next_task(written, WASHINGTON).due_at) == (Task.MAILING, last)
    assert floor(mailed, WASHINGTON, "reclaim") == auction


def test_in_washington_two_letters_that_are_due_are_written_in_their_order_however_long_one_has_been_due() -> None:
    due = taken(PRICED, "Mon 2026-06-01 10:00")
    custody = instant("Sat 2026-06-06 10:00", WASHINGTON.tz)

    own = [tasks_of(due, WASHINGTON, custody + late).own_act for late in (timedelta(), MINUTE, timedelta(days=9))]

    assert own == [Task.LETTERS] * 3


def test_in_washington_the_letter_of_the_impoundment_waits_for_nothing() -> None:
    tasks = tasks_of(PRICED, WASHINGTON)
    waits = tasks.next
    impound = notice.WriteLetter(notice=Notice.IMPOUND, party=Party.OWNER, addressee=1)

    assert KNOWN.towed is not None
    assert (waits.task, tasks.own_act, tasks.wake_at) == (Task.LETTERS, Task.LETTERS, None)
    assert waits.due_at == KNOWN.towed.hooked_up.at + timedelta(hours=24)
    assert refusal_of(KNOWN, impound, SYSTEM, KNOWN.towed.hooked_up.at + MINUTE, WASHINGTON) is None


SECOND = """
Mon 2027-03-01 10:00 | Mon 2027-03-01 10:00 | | both in one bag
Mon 2027-03-01 10:00 | Mon 2027-03-01 09:59 | second | a minute before the letter that it adds to
Mon 2027-03-01 10:00 | Fri 2027-03-19 23:59 | | 2 March is the first day, 19 March the 18th, over an hour lost
Mon 2027-03-01 10:00 | Sat 2027-03-20 00:00 | impound | the 18th day is over
Mon 2027-03-01 10:00 | Wed 2027-03-31 10:00 | impound | the 30th day
Wed 2027-10-20 23:59 | Sun 2027-11-07 23:59 | | 11 of October, 7 of November: a Sunday of 25 hours counts
Wed 2027-10-20 23:59 | Mon 2027-11-08 00:00 | impound | as the 19th day begins
"""
"""When the impound letter was mailed; when the second one was; which notice must be reissued; why."""
BOTH = told(PRICED, Notice.IMPOUND, Notice.SECOND)


def mailed_at(case: Case, *instants: str) -> Case:
    """The letters were mailed at these hours in Chicago."""
    at = (instant(each, CHICAGO.tz) for each in instants)
    letters = (replace(each, mailed=at_fact(9, when)) for each, when in zip(case.letters, at, strict=True))
    return case.with_(letters=tuple(letters))


@pytest.mark.parametrize("row", SECOND.strip().splitlines())
def test_in_chicago_the_second_notice_counts_if_it_was_sent_in_the_eighteen_days(row: str) -> None:
    first, second, reissued, _ = (each.strip() for each in row.split("|"))
    case = mailed_at(BOTH, first, second)
    after_all = max(instant(first, CHICAGO.tz), instant(second, CHICAGO.tz)) + timedelta(days=90)

    waits, opens = next_task(case, CHICAGO), ruling("may_open_disposal_gate", case, after_all, law=CHICAGO)
    given = {each: refusal_of(case, notice.RenewNotice(notice=each), DESK, after_all, CHICAGO) for each in Notice}

    assert opens.allowed == (not reissued)
    assert [each.citation for each in opens.missing] == (["625 ILCS 5/4-208(a)"] if reissued else [])
    assert [each for each, refusal in given.items() if refusal is None] == ([reissued] if reissued else [])
    assert (waits.task is Task.RENEWAL) == bool(reissued)


def test_in_chicago_a_second_notice_that_came_too_late_is_put_right_step_by_step() -> None:
    """Mailed on the 30th day: the first notice is reissued, then the second, and the owner has 18 days more."""
    late = on(told(PRICED, Notice.IMPOUND), 36, cars.letter(2, Notice.SECOND), mail.LetterMailed(letter=2))
    lapsed = on(late, 37, notice.NoticeLapsed(notice=Notice.IMPOUND))
    first = on(lapsed, 37, cars.letter(3, Notice.IMPOUND), mail.LetterMailed(letter=3))
    again = on(first, 38, notice.NoticeLapsed(notice=Notice.SECOND))
    second = on(again, 38, cars.letter(4, Notice.SECOND))
    corrected = on(second, 38, mail.LetterMailed(letter=4))

    road = (late, lapsed, first, again, second, corrected)
    waits = [next_task(case, CHICAGO) for case in road]
    over = floor(corrected, CHICAGO, "reclaim")

    assert [each.task for each in waits] == [
        Task.RENEWAL, Task.LETTERS, Task.RENEWAL, Task.LETTERS, Task.MAILING, Task.RECLAIM_PERIOD,
    ]  # fmt: skip
    assert waits[0].why == (
        "A second letter was mailed too late: the impound notice is reissued, and the second notice after it."
    )
    assert waits[2].why == "A second letter was mailed before the impound letter that it follows: it is reissued."
    assert {each.by for each in (waits[0], waits[2])} == {Role.DISPATCHER}
    assert waits[4].due_at == ends(CHICAGO.periods["second_notice"], cars.day(37), CHICAGO)
    assert over is not None
    assert over > cars.day(37 + 18)
    assert refusal_of(corrected, OPEN, SYSTEM, over - MINUTE, CHICAGO) is not None
    assert refusal_of(corrected, OPEN, SYSTEM, over, CHICAGO) is None


def test_in_chicago_a_bank_has_its_second_notice_in_the_time_of_its_own_first_one() -> None:
    """The bank was found later: each party's second letter counts from its own first letter."""
    with_bank = on(BOTH, 30, notice.PartiesRecorded(owner=1, lienholders=(2,)))
    told_then = on(with_bank, 30, cars.letter(3, Notice.IMPOUND, 2), mail.LetterMailed(letter=3))
    in_time = on(told_then, 40, cars.letter(4, Notice.SECOND, 2), mail.LetterMailed(letter=4))
    too_late = on(told_then, 50, cars.letter(4, Notice.SECOND, 2), mail.LetterMailed(letter=4))

    refusal = refusal_of(too_late, OPEN, SYSTEM, cars.LATER, CHICAGO)

    assert refusal_of(in_time, OPEN, SYSTEM, cars.LATER, CHICAGO) is None
    assert refusal is not None
    assert (refusal.guard, refusal.reason) == (
        "G3",
        "Required: The second letter to the lienholder was mailed within 18 days of the impound letter.",
    )


def test_a_letter_without_a_period_is_not_reissued_for_lateness() -> None:
    any_time = CHICAGO.notices[Notice.SECOND].model_copy(update={"in_time": False})
    law = CHICAGO.model_copy(update={"notices": {**CHICAGO.notices, Notice.SECOND: any_time}})
    late = mailed_at(BOTH, "Mon 2026-12-07 10:00", "Wed 2027-01-06 10:00")

    refusal = refusal_of(late, notice.RenewNotice(notice=Notice.IMPOUND), DESK, cars.LATER, law)

    assert next_task(late, law).task is Task.RECLAIM_PERIOD
    assert refusal is not None
    assert refusal.reason == "Required: The notice of the impoundment has expired."
