"""An activity of the system that comes late does nothing; and the system wakes at the next instant that counts."""

import pytest

from rules.next_task import out_of_turn
from schemas.case import Case
from schemas.casework import CloseCase
from schemas.messages import Request
from schemas.owner_notice import WriteLetter
from schemas.tow_dispatch import LapseOffer, OfferTow, ReportDone, TowOffered
from schemas.waiting_periods import OpenGate, StepFailed
from schemas.words import FailureCause, Gate, Notice, Outcome, Party, Task, TowResult
from tests.city_law import law_here
from tests.rules import cars
from tests.rules.allowed import GONE
from tests.rules.cars import LATER, LAW, day, on
from tests.rules.test_checks_in_time import until_the_end_of
from tests.schemas.lives import EDITION
from tests.tasks import tasks_of

LETTER = WriteLetter(notice=Notice.PRE_TOW, party=Party.OWNER, addressee=1)
ACTS: dict[Task, tuple[Case, Request]] = {
    Task.LETTERS: (cars.KNOWN, LETTER),
    Task.NOTICE_PERIOD: (cars.NOTICED, OpenGate(gate=Gate.TOW)),
    Task.OFFER: (cars.ORDERED, OfferTow()),
    Task.ANSWER: (cars.OFFERED, LapseOffer(order=1)),
    Task.TOW: (cars.TAKEN, ReportDone(order=1, result=TowResult.NO_SHOW)),
    Task.RECLAIM_PERIOD: (cars.TOLD, OpenGate(gate=Gate.DISPOSAL)),
    Task.CLOSING: (GONE, CloseCase(outcome=Outcome.GONE_ON_ARRIVAL)),
}
"""For each act of the system a case in which it is due, and its request."""


def failed(step: Task) -> StepFailed:
    """This step of the system has failed."""
    return StepFailed(step=step, cause=FailureCause.FAULT)


def in_turn(case: Case, request: Request) -> bool:
    """Whether the system has this to do now."""
    return out_of_turn(case, LAW, request, LATER) is None


@pytest.mark.parametrize("due", ACTS)
def test_the_system_does_what_is_due_and_nothing_else(due: Task) -> None:
    case, _ = ACTS[due]

    assert {task for task, (_, request) in ACTS.items() if in_turn(case, request)} == {due}
    assert {task for task in ACTS if in_turn(case, failed(task))} == {due}


def test_while_people_have_to_act_the_system_does_nothing() -> None:
    refusals = [out_of_turn(cars.READY, LAW, request, LATER) for _, request in ACTS.values()]

    assert {each.code for each in refusals if each} == {"out_of_turn"}
    assert all(refusals)


def test_at_the_instant_at_which_a_check_grows_old_an_offer_still_lapses_at_its_time() -> None:
    """Philadelphia's check of day 20 counts for thirty days; the offer can be answered until day 60."""
    law, until = law_here(EDITION), day(60)
    offered = on(cars.ORDERED, 20, TowOffered(order=1, contractor="north-salvage", answer_by=until))

    tasks = tasks_of(offered, law, until_the_end_of(day(20), 30))

    assert (tasks.own_act, tasks.wake_at) == (Task.ANSWER, until)
