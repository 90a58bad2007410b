"""In Washington the owner of a car with current plates is called before the car is taken (RCW 46.55.085(2))."""

from datetime import timedelta

import pytest

from rules.library import find_edition, list_editions
from rules.next_task import list_tasks
from rules.offers import list_offers
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.messages import Actor
from schemas.owner_notice import CallResult, RecordOwnerCall
from schemas.words import Finding, Registration, Role, Task
from tests.rules import cars
from tests.rules.cars import DESK, OFFICER, on
from tests.schemas.lives import go_on, inspected, live, records_checked, reported
from tests.tasks import tasks_of

WASHINGTON = find_edition("us-wa.2026-01-01")
CODE = "us-wa.2026-01-01"


def declared(registration: Registration) -> Case:
    """Declared abandoned on day 2, with the notice on the car; the records say this of the registration."""
    checked = records_checked(registration=registration)
    seen = live(reported(), checked, inspected(Finding.STILL_THERE), inspected(Finding.ABANDONED, clause="unattended"))
    return on(go_on(seen, notice.PartiesRecorded(owner=1)), 2, notice.StickerPosted())


CURRENT = declared(Registration.VALID)
CALLED = on(CURRENT, 2.5, notice.OwnerCalled(result=CallResult.NOT_REACHED))


def test_the_owner_of_a_car_with_current_plates_is_called_within_the_time_of_the_notice() -> None:
    call = next(each for each in tasks_of(CURRENT, WASHINGTON, cars.day(2)).tasks if each.task is Task.OWNER_CALL)

    assert (call.by, call.citation) == (Role.DISPATCHER, "RCW 46.55.085(2)")
    assert call.due_at == cars.day(2) + timedelta(hours=24)


def test_the_owners_time_does_not_end_before_the_attempt_is_on_record() -> None:
    late = cars.day(9)

    assert tasks_of(CURRENT, WASHINGTON, late).own_act is None
    assert tasks_of(CALLED, WASHINGTON, late).own_act is Task.NOTICE_PERIOD
    assert Task.OWNER_CALL not in tasks_of(CALLED, WASHINGTON, late).codes


@pytest.mark.parametrize("registration", [Registration.EXPIRED, Registration.NOT_FOUND])
def test_no_call_is_due_about_a_car_without_current_plates(registration: Registration) -> None:
    tasks = tasks_of(declared(registration), WASHINGTON, cars.day(9))

    assert Task.OWNER_CALL not in tasks.codes
    assert tasks.own_act is Task.NOTICE_PERIOD


@pytest.mark.parametrize("code", list_editions())
@pytest.mark.parametrize("actor", [DESK, OFFICER])
def test_a_call_can_be_recorded_everywhere_and_is_a_task_in_washington_only(code: str, actor: Actor) -> None:
    law, at = find_edition(code), cars.day(2)

    assert RecordOwnerCall in {each.request for each in list_offers(CURRENT, law, actor, at)}
    assert (Task.OWNER_CALL in list_tasks(CURRENT, law, at).codes) == (code == CODE)


def test_a_car_that_was_gone_and_is_back_is_a_new_reason_to_call() -> None:
    gone = on(CALLED, 3, inspected(Finding.GONE))
    back = on(gone, 4, inspected(Finding.ABANDONED, clause="unattended"))

    assert (CALLED.called is not None, back.called) == (True, None)
