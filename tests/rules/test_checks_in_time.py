"""How old a check may be, when a further step has worked, and how long the loser of a hearing can appeal."""

from datetime import datetime, timedelta

import pytest

from rules.checks_in_time import last_away
from schemas import impound, mail
from schemas.case import Case
from schemas.disposal import ServiceChecked
from schemas.mail import FurtherStep, MailReturn
from schemas.messages import Fact, Request
from schemas.tow_dispatch import OrderTow
from schemas.waiting_periods import HoldPlaced, HoldReleased, OpenGate
from schemas.words import Gate, Hold, MilitaryStatus, Task
from tests.city_law import law_here
from tests.rules import cars
from tests.rules.cars import ALLOWED, DESK, LOST, READY, SALE, SYSTEM, TOLD, day, on
from tests.rules.cars import refusal_of as refused
from tests.schemas.lives import EDITION, records_checked
from tests.tasks import tasks_of

LAW = law_here(EDITION)
"""The edition as it is: a check counts for thirty days."""

BEFORE_THE_TOW, AT_THE_END = (READY, OrderTow()), (ALLOWED, SALE)
GATE = OpenGate(gate=Gate.DISPOSAL)


def reason(case: Case, request: Request, at: datetime, actor: object = DESK) -> str | None:
    """Why this is refused under the edition as it is; None if it is allowed."""
    refusal = refused(case, request, SYSTEM if actor is SYSTEM else DESK, at, LAW)
    return refusal.reason if refusal else None


def until_the_end_of(made: datetime, days: int) -> datetime:
    """The midnight after this many whole days."""
    last = made.astimezone(LAW.tz).date() + timedelta(days=days + 1)
    return datetime(last.year, last.month, last.day, tzinfo=LAW.tz)


def test_a_stolen_vehicle_check_counts_for_thirty_days_before_the_tow() -> None:
    assert READY.records_check is not None
    over = until_the_end_of(READY.records_check.at, 30)

    assert reason(READY, OrderTow(), over) is None
    assert reason(READY, OrderTow(), over + timedelta(minutes=1)) == (
        "Required: The stolen-vehicle check, made after the owner's notice period, is clear,"
        " and was made within the last 30 days."
    )
    again = on(READY, 55, records_checked())
    assert reason(again, OrderTow(), day(56)) is None


def test_before_the_owners_time_is_over_the_check_of_the_report_is_the_one_that_counts() -> None:
    """After it the records are asked again, and the text says so."""
    before, then = (
        next(each for each in cars.ruling("may_tow", case, day(2), law=LAW).requirements if "stolen" in each.text)
        for case in (cars.NOTICED, cars.GATED)
    )

    assert (before.met, before.text) == (True, "The stolen-vehicle check is clear")
    assert (then.met, then.text) == (
        False,
        "The stolen-vehicle check, made after the owner's notice period, is clear",
    )


def test_a_hazard_is_not_kept_waiting_by_an_old_check() -> None:
    assert reason(cars.HAZARD, OrderTow(), day(90)) is None


@pytest.mark.parametrize(
    ("newer", "lacks"),
    [
        ((), "The stolen-vehicle check, made after the reclaim period, is clear"),
        ((records_checked(),), "The military-status check was made after the reclaim period"),
        ((records_checked(), ServiceChecked(service=MilitaryStatus.NONE)), None),
    ],
)  # fmt: skip
def test_nothing_is_sold_on_checks_of_long_ago(newer: tuple[Fact, ...], lacks: str | None) -> None:
    """Checks of January let no sale of May through."""
    assert reason(ALLOWED, SALE, day(64)) is None
    late = on(ALLOWED, 170, *newer)
    told = f"Required: {lacks}, and was made within the last 30 days." if lacks else None
    assert reason(late, SALE, day(171)) == told


def test_the_system_wakes_when_a_check_grows_old_and_asks_for_a_new_one() -> None:
    tasks = tasks_of(READY, LAW, day(21))
    assert READY.records_check is not None
    over = until_the_end_of(READY.records_check.at, 30)

    assert (tasks.next.task, tasks.wake_at) == (Task.TOW_ORDER, over)
    assert tasks_of(READY, LAW, over + timedelta(minutes=1)).next.task is Task.RECORDS_CHECK


BACK = on(TOLD, 40, mail.LetterReturned(letter=2, reason=MailReturn.UNCLAIMED))


def stepped(number: float, step: FurtherStep) -> Case:
    """The returned letter was followed by this step."""
    return on(BACK, number, mail.FurtherStepTaken(letter=2, step=step))


def test_a_further_step_has_ten_whole_days_to_reach_the_owner() -> None:
    sought = stepped(45, FurtherStep.SECOND_ADDRESS)
    over = until_the_end_of(day(45), 10)

    assert reason(sought, GATE, over - timedelta(minutes=1), SYSTEM) == (
        "Required: 10 days have passed since the further step."
    )
    assert reason(sought, GATE, over, SYSTEM) is None
    assert tasks_of(sought, LAW, day(46)).wake_at == over


def test_a_notice_on_a_car_in_storage_reaches_nobody() -> None:
    posted = stepped(41, FurtherStep.POSTED_ON_VEHICLE)

    assert tasks_of(posted, LAW, day(60)).next.task is Task.FURTHER_STEPS
    both = on(posted, 42, mail.FurtherStepTaken(letter=2, step=FurtherStep.SECOND_ADDRESS))
    assert reason(both, GATE, until_the_end_of(day(42), 10), SYSTEM) is None


def test_a_letter_on_which_nothing_rests_keeps_no_step_from_working() -> None:
    """The letter of a hazard tow came back too; no disposal option of Philadelphia requires it."""
    both = on(stepped(45, FurtherStep.SECOND_ADDRESS), 46, mail.LetterReturned(letter=1, reason=MailReturn.UNCLAIMED))

    assert reason(both, GATE, until_the_end_of(day(45), 10), SYSTEM) is None


def test_a_hold_that_stops_the_reclaim_period_stops_the_time_of_a_further_step() -> None:
    sought = stepped(45, FurtherStep.SECOND_ADDRESS)
    held = on(sought, 47, HoldPlaced(hold=Hold.POLICE_EVIDENCE))
    again = on(held, 50, HoldReleased(placed=held.number, hold=Hold.POLICE_EVIDENCE))

    # The hold touches four days: 47, 48, 49 and 50.
    assert reason(again, GATE, until_the_end_of(day(45), 14) - timedelta(minutes=1), SYSTEM) is not None
    assert reason(again, GATE, until_the_end_of(day(45), 14), SYSTEM) is None


def test_the_loser_of_a_hearing_has_thirty_days_to_appeal_before_anything_final() -> None:
    late = on(TOLD, 43, impound.HearingRequested(party=1))
    lost = on(late, 44, impound.HearingDecided(requested=late.number, lawful=True))

    # Day 44 is January 7, 2027: thirty days end on Saturday, February 6; the next working day is Monday the 8th.
    over = datetime(2027, 2, 9, tzinfo=LAW.tz)
    assert reason(lost, GATE, over - timedelta(minutes=1), SYSTEM) == (
        "Required: 30 days have passed since the hearing decision for the city."
    )
    assert reason(lost, GATE, over, SYSTEM) is None
    assert reason(LOST, GATE, day(60), SYSTEM) is None


@pytest.mark.parametrize(
    ("returns", "last"),
    [
        ([(1, MailReturn.UNCLAIMED), (2, MailReturn.VACANT)], 2),
        ([(2, MailReturn.VACANT), (1, MailReturn.UNCLAIMED)], 1),
        ([(2, MailReturn.VACANT), (1, MailReturn.DECEASED)], 2),
        ([(1, MailReturn.LOST)], None),
        ([], None),
    ],
)
def test_of_the_letters_whose_reader_may_be_away_the_one_that_came_back_last_counts(
    returns: list[tuple[int, MailReturn]], last: int | None
) -> None:
    case = on(TOLD, 40, *(mail.LetterReturned(letter=number, reason=why) for number, why in returns))

    away = last_away(case)

    assert (away.letter if away else None) == last
