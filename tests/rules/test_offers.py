"""What a person is offered: the forms that miss nothing final, each with the choices of this case."""

from datetime import datetime

import pytest

from rules.law import Edition
from rules.offers import Offer, list_offers
from schemas.case import Case
from schemas.casework import CloseCase
from schemas.impound import ReleaseVehicle
from schemas.mail import RecordMailing
from schemas.messages import Actor, Request
from schemas.verification import RecordInspection
from schemas.waiting_periods import HoldPlaced, ReleaseHold
from schemas.words import Finding, Hold, Outcome, ReleaseTo, Task
from tests.rules import cars
from tests.rules.cars import DESK, KEEPER, LATER, LAW, OFFICER, SUPERVISOR
from tests.schemas.lives import changed, go_on, inspected, live, reported

GONE = go_on(cars.NOTICED, inspected(Finding.GONE))
ALWAYS_SAID = {Outcome.WITHDRAWN, Outcome.DUPLICATE_ELSEWHERE}
"""Outcomes that rest on a person's statement."""


def offer(case: Case, request: type[Request], actor: Actor, law: Edition = LAW, at: datetime = LATER) -> Offer | None:
    """The offer of this request; None if there is none."""
    return next((each for each in list_offers(case, law, actor, at) if each.request is request), None)


def chosen(found: Offer | None, field: str) -> set[object]:
    """The choices of this field."""
    assert found is not None
    return {getattr(form, field) for form in found.forms}


def test_an_officer_can_record_whatever_they_find() -> None:
    for case in (live(reported()), cars.SEEN_ONCE, cars.NOTICED):
        assert chosen(offer(case, RecordInspection, OFFICER), "finding") == set(Finding)


@pytest.mark.parametrize(
    ("case", "shown"), [(live(reported()), set()), (GONE, {Outcome.GONE_ON_ARRIVAL, Outcome.MOVED_BY_OWNER})]
)
def test_a_case_can_be_closed_only_as_what_its_facts_show(case: Case, shown: set[Outcome]) -> None:
    assert chosen(offer(case, CloseCase, DESK), "outcome") == ALWAYS_SAID | shown


def test_what_waits_for_a_task_is_offered_with_that_task() -> None:
    held = go_on(GONE, HoldPlaced(hold=Hold.LITIGATION))

    waiting = offer(held, CloseCase, DESK)

    assert waiting is not None
    assert waiting.missing is not None
    assert (waiting.missing.task, waiting.missing.text) == (Task.HOLD, "The hold (litigation) is lifted")


def test_what_nothing_can_bring_is_not_offered() -> None:
    assert offer(live(reported()), RecordMailing, DESK) is None
    assert offer(cars.NOTICED, ReleaseHold, SUPERVISOR) is None
    assert offer(cars.IN_LOT, CloseCase, DESK) is None


def test_a_car_is_handed_to_a_lienholder_only_if_one_is_on_record() -> None:
    alone, with_bank = changed(cars.TOLD, "parties", lienholders=()), changed(cars.TOLD, "parties", lienholders=(2,))

    assert chosen(offer(alone, ReleaseVehicle, KEEPER), "to") == {ReleaseTo.OWNER}
    assert chosen(offer(with_bank, ReleaseVehicle, KEEPER), "to") == set(ReleaseTo)
