"""Which guards a named person may override, for which act and how long, and which nobody may."""

import pytest

from rules.authorization import authorize
from rules.guards import GUARDS
from rules.rulings import right_lost
from schemas import disposal, waiting_periods
from schemas.case import Case
from schemas.casework import CaseReopened, CloseCase
from schemas.mail import RecordMailing
from schemas.messages import Actor
from schemas.rulings import Refusal, Ruling
from schemas.tow_dispatch import AcceptOffer, OfferTow, OrderTow
from schemas.verification import RecordInspection
from schemas.words import Finding, Notice, Outcome, Role, Stage, Task, VehicleStatus, WithdrawReason
from tests.rules import cars
from tests.rules.cars import DESK, GATED, LATER, LAW, NORTH, OFFICER, READY, SUPERVISOR, SYSTEM, refusal_of, ruling
from tests.schemas.lives import changed, go_on, inspected, records_checked, tow_order
from tests.tasks import next_task, tasks_of

WHY = "The captain stands beside the car and sees it."
NAMED = "Towpath's own rule: an override has a named person and a reason, and stays on record"
UNSEEN = go_on(GATED, records_checked())
"""Everything is met but the inspection after the notice period."""

SET_ASIDE = tuple((name, question) for name, guard in GUARDS.items() for question in guard.asks)


def aside(guard: str = "seen_again", question: str = "may_tow") -> waiting_periods.OverrideGuard:
    """Override this guard for this question."""
    return waiting_periods.OverrideGuard(guard=guard, question=question, note=WHY)


def overridden(case: Case, guard: str = "seen_again", question: str = "may_tow") -> Case:
    """The case after a supervisor overrode it."""
    return go_on(case, waiting_periods.GuardOverridden(guard=guard, question=question))


@pytest.mark.parametrize(("guard", "question"), SET_ASIDE)
def test_no_absolute_guard_can_be_overridden_and_every_other_one_can(guard: str, question: str) -> None:
    refusal = refusal_of(READY, aside(guard, question), SUPERVISOR)

    assert (refusal is not None) is GUARDS[guard].absolute
    if refusal is not None:
        assert (refusal.code, refusal.guard, refusal.citation) == ("may_override", "override", NAMED)
        assert refusal.reason == f"Required: A person may override the safeguard {guard}."


def test_the_list_of_guards_that_can_be_overridden_is_short() -> None:
    free = {name for name, guard in GUARDS.items() if not guard.absolute}

    assert free == {"G15", "own_lot", "seen_again", "papers", "nothing_unsent"}


@pytest.mark.parametrize(
    "own",
    [READY.with_(tow_order=tow_order(by=SUPERVISOR.account)), changed(READY, "declared", by=SUPERVISOR.account)],
    ids=["ordered", "declared"],
)
@pytest.mark.parametrize("guard", [name for name, each in GUARDS.items() if not each.absolute])
def test_no_person_overrides_a_guard_for_their_own_tow(guard: str, own: Case) -> None:
    question = next(iter(GUARDS[guard].asks))

    refusal = refusal_of(own, aside(guard, question), SUPERVISOR)

    assert refusal is not None
    assert (refusal.guard, refusal.citation, refusal.remedied_by) == ("override", NAMED, Role.SUPERVISOR)
    assert "neither declared the car abandoned nor ordered the tow" in refusal.reason
    assert refusal_of(READY, aside(guard, question), SUPERVISOR) is None


@pytest.mark.parametrize(
    ("guard", "question"),
    [("seen_again", "may_dispose"), ("no_such_guard", "may_tow"), ("seen_again", "may_sing")],
)
def test_only_a_guard_of_the_question_is_overridden(guard: str, question: str) -> None:
    refusal = refusal_of(READY, aside(guard, question), SUPERVISOR)

    assert refusal is not None
    assert refusal.reason == f"Required: The safeguard {guard} applies to the action {question}."


@pytest.mark.parametrize("actor", [DESK, OFFICER, SYSTEM])
def test_only_a_supervisor_overrides_a_guard(actor: Actor) -> None:
    refusal = refusal_of(READY, aside(), actor)

    assert refusal is not None
    assert (refusal.code, refusal.reason) == ("not_your_part", "Only a supervisor may do this.")


def test_an_overridden_guard_is_still_in_the_proof_with_the_person() -> None:
    case = overridden(UNSEEN)

    ruled = authorize(case, OrderTow(), DESK, LAW, LATER)

    assert isinstance(ruled, Ruling)
    guard_result = next(each for each in ruled.proof if each.guard == "seen_again")
    assert (guard_result.overridden, guard_result.met) == (case.number, True)
    assert [each.met for each in guard_result.requirements] == [False]
    assert ruled.missing == ()
    assert [each.guard for each in ruled.proof if each.overridden] == ["seen_again"]


def test_an_override_applies_to_its_question_and_to_no_other() -> None:
    ordered = go_on(overridden(UNSEEN), cars.ORDER)
    offered = go_on(ordered, cars.OFFER)

    assert refusal_of(UNSEEN, OrderTow(), DESK) is not None
    assert refusal_of(overridden(UNSEEN), OrderTow(), DESK) is None
    for case, request, actor in ((ordered, OfferTow(), SYSTEM), (offered, AcceptOffer(order=1), NORTH)):
        refusal = refusal_of(case, request, actor)
        assert refusal is not None
        assert refusal.guard == "seen_again"


def test_an_overridden_inspection_is_not_awaited_but_may_still_be_made() -> None:
    assert next_task(UNSEEN, LAW).task is Task.REINSPECTION

    case = overridden(UNSEEN)

    assert (next_task(case, LAW).task, next_task(case, LAW).by) == (Task.TOW_ORDER, Role.DISPATCHER)
    assert refusal_of(case, OrderTow(), DESK) is None
    assert refusal_of(case, RecordInspection(finding=Finding.STILL_THERE), OFFICER) is None


def test_the_stolen_vehicle_check_is_awaited_whatever_was_overridden() -> None:
    assert next_task(overridden(GATED), LAW).task is Task.RECORDS_CHECK


def test_each_act_of_a_tow_waits_for_the_inspection_until_it_is_made_or_overridden_for_that_act() -> None:
    ordered = go_on(overridden(UNSEEN), cars.ORDER)
    free_to_offer = overridden(ordered, question="may_offer")
    offered = go_on(free_to_offer, cars.OFFER)

    waits = [
        tasks_of(each, LAW) for each in (ordered, free_to_offer, offered, overridden(offered, question="may_accept"))
    ]

    assert [each.next.task for each in waits] == [Task.REINSPECTION, Task.OFFER, Task.REINSPECTION, Task.ANSWER]
    assert [each.own_act for each in waits] == [None, Task.OFFER, Task.ANSWER, Task.ANSWER]
    assert next_task(go_on(ordered, cars.STILL_THERE), LAW).task is Task.OFFER
    assert next_task(go_on(offered, cars.STILL_THERE), LAW).task is Task.ANSWER


@pytest.mark.parametrize("finding", [Finding.GONE, Finding.NOT_ABANDONED])
def test_a_contrary_inspection_ends_the_tow_even_if_it_was_not_required(finding: Finding) -> None:
    ordered = go_on(overridden(UNSEEN), cars.ORDER)
    look = inspected(finding)
    refuted = go_on(ordered, look)

    refusal = refusal_of(go_on(overridden(UNSEEN), look), OrderTow(), DESK)

    assert right_lost(refuted, look, LAW, cars.LATER) is WithdrawReason.INSPECTION
    assert refusal is not None
    assert refusal.guard == "found_otherwise"
    assert right_lost(go_on(ordered, cars.STILL_THERE), cars.STILL_THERE, LAW, cars.LATER) is None


def test_a_letter_whose_mailing_was_overridden_keeps_no_case_open() -> None:
    gone = go_on(cars.KNOWN, cars.letter(1, Notice.PRE_TOW), inspected(Finding.GONE))
    aside = overridden(gone, "nothing_unsent", "may_close")

    assert (next_task(gone, LAW).task, next_task(aside, LAW).task) == (Task.MAILING, Task.CLOSING)
    assert refusal_of(aside, CloseCase(outcome=Outcome.GONE_ON_ARRIVAL), SYSTEM) is None
    assert refusal_of(aside, RecordMailing(letter=1), DESK) is None


def test_an_override_applies_in_its_stage_and_in_no_other() -> None:
    before = overridden(cars.NOTICED)
    behind_the_gate = go_on(before, cars.GATE, records_checked())

    assert (before.stage, behind_the_gate.stage) == (Stage.NOTICE, Stage.TOW)
    refusal = refusal_of(behind_the_gate, OrderTow(), DESK)
    assert refusal is not None
    assert refusal.guard == "seen_again"


def test_an_override_overrides_no_other_guard() -> None:
    unasked = overridden(GATED)

    refusal = refusal_of(unasked, OrderTow(), DESK)

    assert refusal is not None
    assert refusal.guard == "G5"


def test_an_absolute_guard_holds_even_against_a_fact_that_would_override_it() -> None:
    occupied = go_on(READY, inspected(Finding.STILL_THERE, occupied=True))

    refusal = refusal_of(overridden(occupied, "G13", "may_tow"), OrderTow(), DESK)

    assert refusal is not None
    assert refusal.guard == "G13"
    assert not ruling("may_tow", overridden(occupied, "G13", "may_tow")).allowed


def test_a_reopened_case_starts_without_overrides() -> None:
    again = go_on(overridden(UNSEEN), CaseReopened(stage=Stage.VERIFICATION))

    assert again.overrides == ()


def test_officer_and_salvor_are_two_persons() -> None:
    both = SUPERVISOR.model_copy(update={"account": "contractor-1", "role": Role.OFFICER})
    salvage = disposal.ClassifyVehicle(status=VehicleStatus.SALVAGE)
    by_salvor = cars.on(cars.CHECKED, 61, cars.named(VehicleStatus.SALVAGE, by_salvor=True), actor="contractor-1")

    authorized = authorize(by_salvor, salvage, both, LAW, LATER)

    assert isinstance(authorized, Refusal)
    assert (authorized.guard, authorized.citation) == ("status", "75 Pa.C.S. 7303.1, 7309")
    assert authorized.reason == "Required: The two parties are different people."
    assert not isinstance(authorize(by_salvor, salvage, OFFICER, LAW, LATER), Refusal)


def test_the_city_keeps_no_officers_word_for_a_salvor_that_did_not_tow_the_car() -> None:
    authorized = authorize(
        cars.CHECKED, disposal.ClassifyVehicle(status=VehicleStatus.SALVAGE), cars.HARBOR, LAW, LATER
    )

    assert isinstance(authorized, Refusal)
    assert authorized.reason == "Required: The contractor that classifies the car is the one that towed it."
