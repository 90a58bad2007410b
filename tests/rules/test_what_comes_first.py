"""What blocks a case comes first, the system waits for it, and what else can be done already is listed beside it."""

import pytest

from schemas import impound, mail, waiting_periods
from schemas.case import Case
from schemas.messages import Fact
from schemas.words import Hold, Notice, Stolen, Task, VehicleStatus
from tests.rules import cars
from tests.rules.cars import LATER, LAW, day, on
from tests.rules.made_up_laws import law_with
from tests.rules.test_laws_of_other_places import PRICED, WASHINGTON, told
from tests.schemas.lives import records_checked
from tests.tasks import next_task, tasks_of

HEARING_ASKED = impound.HearingRequested(party=1)
EVIDENCE = waiting_periods.HoldPlaced(hold=Hold.POLICE_EVIDENCE)
STOLEN = records_checked(Stolen.STOLEN)
IMPOUND_TOLD = told(PRICED, Notice.IMPOUND)
CORRECTED = on(cars.WON, 17, cars.letter(9, Notice.CORRECTION), mail.LetterMailed(letter=9))


@pytest.mark.parametrize("case", [cars.NOTICED, cars.READY, cars.ORDERED, cars.AGREED, cars.ALLOWED])
def test_an_owner_who_asks_for_a_hearing_is_heard_before_the_tow_and_before_the_sale(case: Case) -> None:
    asked = on(case, 63, HEARING_ASKED)

    assert next_task(asked, LAW, LATER).task is Task.HEARING
    assert tasks_of(asked, LAW, LATER).own_act is None


def test_a_car_that_was_seen_once_and_is_reported_stolen_is_a_task_for_the_police_alone() -> None:
    assert tasks_of(cars.SEEN_ONCE, LAW).codes == (Task.SECOND_OBSERVATION,)
    assert tasks_of(on(cars.SEEN_ONCE, 2, STOLEN), LAW).codes == (Task.POLICE,)


@pytest.mark.parametrize(("blocks", "first"), [(EVIDENCE, Task.HOLD), (STOLEN, Task.POLICE)])
def test_no_later_letter_about_a_car_in_the_lot_is_written_while_it_is_held_or_stolen(
    blocks: Fact, first: Task
) -> None:
    """In Washington the notice of the sale comes after 120 hours of custody; the first letter waits for nothing."""
    held = tasks_of(on(IMPOUND_TOLD, 6, blocks), WASHINGTON, LATER)

    assert tasks_of(IMPOUND_TOLD, WASHINGTON, LATER).own_act is Task.LATER_LETTERS
    assert (held.codes[:2], held.own_act) == ((first, Task.LATER_LETTERS), None)
    assert tasks_of(on(PRICED, 6, blocks), WASHINGTON, LATER).own_act is Task.LETTERS


def test_the_records_of_a_car_in_the_lot_are_checked_again_while_its_owner_is_searched_for() -> None:
    checked = on(cars.REPORTED, 12, records_checked())

    assert tasks_of(cars.REPORTED, LAW).codes[:2] == (Task.PARTIES, Task.RECORDS_CHECK)
    assert Task.RECORDS_CHECK not in tasks_of(checked, LAW).codes


def test_a_car_in_the_lot_that_the_officer_has_classified_waits_for_the_salvor() -> None:
    named = on(cars.REPORTED, 12, cars.named(VehicleStatus.SALVAGE, by_salvor=False))
    agreed = cars.classified(cars.REPORTED, 12, VehicleStatus.SALVAGE)
    by_whom = {Task.OFFICER_STATUS, Task.SALVOR_STATUS}

    open_tasks = [by_whom & set(tasks_of(case, LAW).codes) for case in (cars.REPORTED, named, agreed)]

    assert open_tasks == [{Task.OFFICER_STATUS}, {Task.SALVOR_STATUS}, set()]


def test_a_car_that_was_wrongly_towed_is_not_fetched_while_it_is_held() -> None:
    assert tasks_of(CORRECTED, LAW).codes == (Task.FREE_RETRIEVAL,)
    assert tasks_of(on(CORRECTED, 18, EVIDENCE), LAW).codes == (Task.HOLD,)


def test_where_the_letter_about_a_wrong_tow_has_a_time_to_wait_it_is_written_after_it() -> None:
    """No edition lets it wait; a made-up law does."""
    correction = LAW.notices[Notice.CORRECTION].model_copy(update={"not_before": "free_retrieval"})
    law = law_with(notices={Notice.CORRECTION: correction})

    early = tasks_of(cars.WON, law, day(16))

    assert (early.codes, early.own_act) == ((Task.LATER_LETTERS,), Task.LATER_LETTERS)
    assert early.wake_at == early.next.not_before
    assert early.wake_at is not None
    assert tasks_of(cars.WON, law, early.wake_at).wake_at is None
