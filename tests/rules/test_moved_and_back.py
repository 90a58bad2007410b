"""A car that was seen gone or in use and stands there again starts over: interval, declaration and notice."""

from datetime import timedelta

import pytest

from schemas import impound, mail, tow_dispatch, waiting_periods
from schemas.case import Case
from schemas.words import Condition, Finding, Gate, Hold, Notice, Stage, Task
from tests.rules import cars
from tests.rules.cars import DESK, LAW, OFFICER, SYSTEM, look, on, reason, refusal_of
from tests.schemas.lives import inspected
from tests.tasks import next_task

AWAY = [Finding.GONE, Finding.NOT_ABANDONED]
ABANDONED = look()
HAZARD = look(hazard=True, conditions=(Condition.LEAKING,))
AGAIN = inspected(Finding.ABANDONED, clause="inoperable")
"""An officer who found it again could only look once more; the guard refuses this before the interval."""


def back(finding: Finding = Finding.GONE, case: Case = cars.NOTICED) -> Case:
    """A hold keeps the case open; the car was away on the sixth day and stands there on the tenth."""
    held = on(case, 5, waiting_periods.HoldPlaced(hold=Hold.LITIGATION))
    away = on(held, 6, inspected(finding))
    return on(away, 10, cars.STILL_THERE, waiting_periods.HoldReleased(hold=Hold.LITIGATION, placed=case.number + 1))


@pytest.mark.parametrize("finding", AWAY)
def test_the_old_notice_ends_and_the_case_is_verified_again(finding: Finding) -> None:
    case = back(finding)

    assert (case.stage, case.declared, [each.lapsed for each in case.letters]) == (Stage.VERIFICATION, None, [True])
    assert next_task(case, LAW).task is Task.SECOND_OBSERVATION
    assert refusal_of(case, waiting_periods.OpenGate(gate=Gate.TOW), SYSTEM, cars.day(30)) is not None


def test_the_interval_runs_from_the_day_on_which_it_was_back() -> None:
    case, over = back(), cars.day(12)

    early = refusal_of(case, ABANDONED, OFFICER, over - timedelta(minutes=1))

    assert early is not None
    assert early.guard == "interval"
    assert refusal_of(case, ABANDONED, OFFICER, over + timedelta(minutes=1)) is None


def test_the_first_one_who_sees_it_back_cannot_declare_it_at_once() -> None:
    away = on(cars.NOTICED, 6, inspected(Finding.GONE))

    assert reason(away, ABANDONED, OFFICER, cars.day(10)) == "A second inspection more than 48 hours after the first"
    assert refusal_of(away, HAZARD, OFFICER, cars.day(10)) is None


def test_a_new_notice_is_owed_and_the_owner_has_the_whole_time_again() -> None:
    declared = on(back(), 12.1, AGAIN)
    written = on(declared, 12.2, cars.letter(2, Notice.PRE_TOW), mail.LetterMailed(letter=2))

    assert next_task(declared, LAW).task is Task.LETTERS
    assert refusal_of(written, waiting_periods.OpenGate(gate=Gate.TOW), SYSTEM, cars.day(22)) is not None
    assert refusal_of(written, waiting_periods.OpenGate(gate=Gate.TOW), SYSTEM, cars.day(24)) is None


def test_a_look_that_is_recorded_late_counts_by_the_day_on_which_it_was_made() -> None:
    seen = on(cars.NOTICED, 10, cars.STILL_THERE)
    late = on(seen, 6, inspected(Finding.GONE))

    assert (seen.stage, late.stage, late.declared) == (Stage.NOTICE, Stage.VERIFICATION, None)


def test_a_car_that_was_gone_before_it_was_declared_begins_nothing_again() -> None:
    late = on(cars.NOTICED, -1, inspected(Finding.GONE))

    assert (late.stage, late.declared) == (Stage.NOTICE, cars.NOTICED.declared)


def test_a_car_that_the_contractor_found_gone_begins_again_too() -> None:
    gone = on(cars.TAKEN, 21, tow_dispatch.TowEnded(order=1, contractor="north-salvage", result="gone"))
    seen = on(gone, 25, cars.STILL_THERE)

    assert (seen.stage, seen.declared, seen.tow_gone) == (Stage.VERIFICATION, None, None)
    assert refusal_of(seen, tow_dispatch.OrderTow(), DESK, cars.day(26)) is not None


def test_a_car_that_was_towed_is_not_begun_again_by_a_look_recorded_late() -> None:
    late = on(on(cars.IN_LOT, 18, inspected(Finding.GONE)), 19, cars.STILL_THERE)

    assert (late.stage, late.declared) == (cars.IN_LOT.stage, cars.IN_LOT.declared)


def test_after_a_new_beginning_the_owner_can_be_heard_again() -> None:
    asked = on(cars.NOTICED, 3, impound.HearingRequested(party=1))
    heard = on(asked, 4, impound.HearingDecided(requested=asked.number, lawful=True))
    declared = on(back(case=heard), 12.1, AGAIN)

    assert reason(heard, impound.RequestHearing(), DESK, cars.day(5)) == "No hearing has decided this before"
    assert refusal_of(declared, impound.RequestHearing(), DESK, cars.day(13)) is None
