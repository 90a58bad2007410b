"""The nearest ceiling of every open duty is the one shown, and no letter shows that of another one."""

from datetime import datetime, timedelta

import pytest

from rules.ceilings import due_of
from rules.library import find_edition
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.waiting_periods import HoldPlaced, OpenGate, StepHasFailed
from schemas.words import Gate, Hold, Notice, Role, Task
from tests.rules import cars
from tests.rules.cars import LAW, SYSTEM, on, refusal_of
from tests.tasks import tasks_of

HOUR = timedelta(hours=1)
HOOKED = on(cars.HAZARD, 10, cars.ORDER, cars.OFFER, cars.ACCEPTED, cars.ON_THE_HOOK)
PARTIES = on(cars.REPORTED, 11, notice.PartiesRecorded(owner=1))


@pytest.mark.parametrize("case", [HOOKED, cars.TOWED, cars.TAKEN_IN, cars.REPORTED, PARTIES])
def test_after_a_hazard_tow_the_twelve_hours_are_the_first_deadline_shown(case: Case) -> None:
    assert case.hooked_up is not None
    first = tasks_of(case, LAW).by_ceiling[0]

    assert first.due_at == case.hooked_up.at + 12 * HOUR


def test_the_truck_of_an_ordinary_tow_has_the_deadline_of_the_report_to_the_state() -> None:
    hooked = cars.HOOKED

    assert hooked.hooked_up is not None
    assert due_of(Task.TOW, hooked, LAW).at == hooked.hooked_up.at + 48 * HOUR


def test_a_correction_shows_no_deadline_of_another_letter() -> None:
    tasks = tasks_of(cars.WON, LAW)

    assert (tasks.next.task, tasks.next.due_at) == (Task.LETTERS, None)


def test_in_california_the_letter_of_the_sale_has_no_deadline_of_the_first_letter() -> None:
    california = find_edition("us-ca.2026-01-01")
    written = on(cars.TOLD, 20, cars.letter(3, Notice.SALE))

    assert california.notices[Notice.SALE].within is None
    assert due_of(Task.MAILING, written, california).at is None


@pytest.mark.parametrize(
    ("hold", "lifted_by"), [(Hold.BANKRUPTCY, Role.SUPERVISOR), (Hold.LITIGATION, Role.SUPERVISOR)]
)
def test_a_gate_that_a_hold_stops_names_the_hold(hold: Hold, lifted_by: Role) -> None:
    held = on(cars.TOLD, 20, HoldPlaced(hold=hold))

    refusal = refusal_of(held, OpenGate(gate=Gate.DISPOSAL), SYSTEM, cars.day(60))

    assert refusal is not None
    assert refusal.reason.endswith(f"; the hold ({hold.value}) suspends this time.")
    assert refusal.remedied_by is lifted_by


@pytest.mark.parametrize(("exempt", "due"), [("hazard", timedelta(hours=24)), (None, None)])
def test_a_car_that_is_removed_at_once_is_due_within_a_day(exempt: str | None, due: timedelta | None) -> None:
    """75 Pa.C.S. 7304.1(b): immediately, where both papers expired long ago; else within ten business days."""
    case = cars.HAZARD if exempt else cars.NOTICED
    assert case.declared is not None
    ten_business_days = due_of(Task.TOW_ORDER, cars.NOTICED, LAW).at

    assert due_of(Task.TOW_ORDER, case, LAW).at == (case.declared.at + due if due else ten_business_days)


def test_a_failed_step_hides_no_other_task_and_keeps_its_own_deadline() -> None:
    """A letter that cannot be printed is still due twelve hours after the hazard tow."""
    before = tasks_of(PARTIES, LAW)
    failed = tasks_of(on(PARTIES, 11, StepHasFailed(step=Task.LETTERS, cause="cannot_print")), LAW)

    assert failed.next.task is Task.FAILED_STEP
    assert failed.next.due_at == due_of(Task.LETTERS, PARTIES, LAW).at == failed.by_ceiling[0].due_at
    assert {*failed.codes} == {*before.codes, Task.FAILED_STEP} - {Task.LETTERS}
    assert len(failed.codes) > 1
    assert (failed.own_act, failed.wake_at) == (None, None)


CHICAGO = find_edition("us-il-chicago.2026-01-01")


@pytest.mark.parametrize(
    ("known", "due"),
    [
        (11, datetime(2026, 12, 19)),
        (24, datetime(2026, 12, 19)),
        (30, datetime(2026, 12, 27)),
    ],
)
def test_in_chicago_a_party_known_after_ten_business_days_is_told_within_two_days(known: float, due: datetime) -> None:
    """625 ILCS 5/4-205(b). Hooked up on Friday, December 4, 2026: ten business days end on Friday, December 18."""
    case = on(cars.REPORTED, known, notice.PartiesRecorded(owner=1))

    assert due_of(Task.LETTERS, case, CHICAGO).at == due.replace(tzinfo=CHICAGO.tz)
