"""No case closes while the city has the car or money to refund, with an open hearing, or on outdated evidence."""

import pytest

from rules.casework import ON_EVIDENCE, outcome_due
from rules.fees import owed
from schemas import mail, reporting
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.casework import CaseClosed, CaseReopened, CloseCase
from schemas.impound import FeesRefunded, HearingDecided, RefundFees, SurrenderVehicle
from schemas.law import Duty
from schemas.messages import Actor
from schemas.reporting import RecordsChecked
from schemas.tow_dispatch import TowEnded
from schemas.waiting_periods import HoldPlaced, HoldReleased, ReleaseHold, StepHasFailed
from schemas.words import Finding, Hold, Notice, Outcome, Paper, Role, Stage, Stolen, Task, TowResult
from tests.rules.cars import (
    ARRIVED,
    ASKED,
    CHECKED,
    DESK,
    DONE,
    HEARS,
    HOME,
    HOOKED,
    KEEPER,
    LAW,
    NOTICED,
    ON_THE_HOOK,
    STILL_THERE,
    SUPERVISOR,
    TAKEN,
    TAKEN_IN,
    TOLD,
    UNCLAIMED,
    WON,
    day,
    letter,
    on,
    refusal_of,
    ruling,
)
from tests.rules.keeping import allowed, keeps, refused
from tests.rules.test_due_process_money import release
from tests.schemas.lives import at_fact, inspected, records_checked
from tests.tasks import next_task, tasks_of

CORRECTION = (letter(3, Notice.CORRECTION), mail.LetterMailed(letter=3))
WITHDRAWN = CloseCase(outcome=Outcome.WITHDRAWN, authority="City solicitor", note="Settled")
ELSEWHERE = CloseCase(outcome=Outcome.DUPLICATE_ELSEWHERE, elsewhere="101004179695")
MOVED = CloseCase(outcome=Outcome.MOVED_BY_OWNER)
ON_ARRIVAL = CloseCase(outcome=Outcome.GONE_ON_ARRIVAL)
GIVE_UP = SurrenderVehicle(papers=(Paper.IDENTITY, Paper.TITLE))
RECLAIMED = CloseCase(outcome=Outcome.RECLAIMED)
RECOVERED = CloseCase(outcome=Outcome.STOLEN_RECOVERED, authority="Major Auto Squad")
WRONGLY_TOWED = CloseCase(outcome=Outcome.WRONGLY_TOWED)
STOLEN_IN_THE_LOT = on(TOLD, 13, records_checked(Stolen.STOLEN))


@pytest.mark.parametrize("case", [TAKEN_IN, TOLD, WON, CHECKED, STOLEN_IN_THE_LOT], ids=lambda case: case.stage)
@pytest.mark.parametrize("end", [WITHDRAWN, ELSEWHERE], ids=lambda asked: asked.outcome)
def test_no_word_of_anybody_closes_a_case_whose_car_is_in_the_lot(case: Case, end: CloseCase) -> None:
    refusal = refused(case, end, SUPERVISOR, by="custody", cites=ON_EVIDENCE.citation)

    assert refusal.reason == "Required: The car is no longer in the city's custody."
    assert refusal.remedied_by is Role.LOT_KEEPER


@keeps("custody")
def test_a_case_whose_car_is_hooked_up_or_in_the_lot_is_not_withdrawn() -> None:
    ended = HOOKED.with_(orders=())

    for case in (ended, TOLD, WON):
        refused(case, WITHDRAWN, SUPERVISOR, by="custody", cites=ON_EVIDENCE.citation)


@keeps("custody")
def test_a_case_whose_car_is_hooked_up_is_not_a_duplicate() -> None:
    duplicate = reporting.CloseAsDuplicate(of="26-000000")

    refused(HOOKED.with_(orders=()), duplicate, DESK, by="custody", cites=ON_EVIDENCE.citation)


@keeps("custody")
def test_a_stolen_car_is_recovered_once_its_owner_has_it() -> None:
    refused(STOLEN_IN_THE_LOT, RECOVERED, DESK, by="custody", cites=ON_EVIDENCE.citation)

    assert allowed(STOLEN_IN_THE_LOT, release(0), KEEPER)
    assert allowed(on(STOLEN_IN_THE_LOT, 14, HOME), RECOVERED, DESK)


@pytest.mark.parametrize("case", [STOLEN_IN_THE_LOT, on(UNCLAIMED, 60, records_checked(Stolen.STOLEN))])
def test_a_stolen_car_in_the_lot_waits_for_its_owner_until_the_check_is_clear(case: Case) -> None:
    waits = next_task(case, LAW)

    assert (waits.task, waits.by, tasks_of(case, LAW).own_act) == (Task.POLICE, Role.SUPERVISOR, None)
    assert waits.citation == LAW.waivers["stolen"].citation
    assert next_task(on(case, 61, records_checked()), LAW).task is not Task.POLICE


def test_a_car_whose_owner_won_the_hearing_waits_until_it_is_picked_up() -> None:
    told = on(WON, 17, *CORRECTION)

    assert (told.stage, next_task(told, LAW).task) == (Stage.IMPOUND, Task.FREE_RETRIEVAL)
    assert ruling("must_release", told).allowed
    assert allowed(told, release(0), KEEPER)


@keeps("G4")
def test_the_hold_of_a_hearing_is_not_lifted_before_the_decision() -> None:
    lift = ReleaseHold(placed=ASKED.number, note="Settled on the telephone")

    refusal = refused(ASKED, lift, HEARS, by="G4", cites=LAW.duties[Duty.HEARING].citation)

    assert refusal.reason == "Required: The hearing that this hold protects is decided."
    assert on(ASKED, 16, HearingDecided(requested=ASKED.number, lawful=True)).open_holds == ()


def test_a_hearing_hold_that_was_placed_by_hand_is_lifted_while_another_hearing_is_open() -> None:
    by_hand = on(ASKED, 16, HoldPlaced(hold=Hold.HEARING))

    assert allowed(by_hand, ReleaseHold(placed=by_hand.number), HEARS)


@keeps("nothing_open")
def test_no_case_closes_while_a_hearing_is_open() -> None:
    paid = on(ASKED, 16, HOME, HoldReleased(placed=ASKED.number, hold=Hold.HEARING))

    refusal = refused(paid, RECLAIMED, DESK, by="nothing_open", cites=ON_EVIDENCE.citation)

    assert (refusal.reason, refusal.remedied_by) == ("Required: No hearing is open.", Role.HEARING_OFFICER)
    assert next_task(paid, LAW).task is Task.HEARING


@pytest.mark.parametrize("hold", Hold)
def test_a_case_that_is_ready_to_close_waits_for_the_role_that_may_lift_its_hold(hold: Hold) -> None:
    held = on(NOTICED, 5, HoldPlaced(hold=hold), inspected(Finding.GONE))
    rule = LAW.holds[hold]

    waits, refusal = next_task(held, LAW), refusal_of(held, MOVED, DESK)

    assert (waits.task, waits.by, waits.citation) == (Task.HOLD, rule.lifted_by[0], rule.citation)
    assert refusal is not None
    assert refusal.remedied_by is rule.lifted_by[0]
    lifts = Actor(account="somebody", role=waits.by)
    assert allowed(held, ReleaseHold(placed=held.holds[-1].fact, note="Settled in writing"), lifts)


NOT_THERE = TowEnded(order=1, contractor="north-salvage", result=TowResult.GONE)


def test_a_truck_that_found_an_empty_place_ends_the_case() -> None:
    gone = on(TAKEN, 21, NOT_THERE)

    assert outcome_due(gone) is Outcome.GONE_ON_ARRIVAL
    assert allowed(gone, ON_ARRIVAL, DESK)


@keeps("evidence")
def test_a_car_that_was_seen_after_a_truck_had_not_found_it_is_not_gone() -> None:
    seen_since = on(TAKEN, 21, NOT_THERE, STILL_THERE)

    refused(seen_since, ON_ARRIVAL, DESK, by="evidence", cites=ON_EVIDENCE.citation)

    assert outcome_due(seen_since) is None
    assert next_task(seen_since, LAW).task is Task.TOW_ORDER


@keeps("evidence")
def test_a_car_that_a_truck_took_after_another_had_not_found_it_was_not_gone() -> None:
    taken_since = on(HOOKED.with_(tow_gone=at_fact(HOOKED.number)), 21, ARRIVED, DONE, HOME)

    refused(taken_since, ON_ARRIVAL, DESK, by="evidence", cites=ON_EVIDENCE.citation)


def test_a_case_that_was_closed_with_a_failed_step_has_no_task() -> None:
    failed = on(NOTICED, 3, StepHasFailed(step=Task.LETTERS, cause="fault"))
    closed = on(failed, 4, CaseClosed(outcome=Outcome.WITHDRAWN))

    assert next_task(failed, LAW).task is Task.FAILED_STEP
    assert (next_task(closed, LAW).task, closed.failed) == (Task.NOTHING, None)


@keeps("G5")
def test_a_car_that_is_reported_stolen_cannot_be_surrendered() -> None:
    refusal = refused(STOLEN_IN_THE_LOT, GIVE_UP, KEEPER, by="G5", cites=LAW.duties[Duty.STOLEN_CHECK].citation)

    assert refusal.reason == "Required: The stolen-vehicle check does not say that the car is stolen."
    assert allowed(on(STOLEN_IN_THE_LOT, 14, records_checked()), GIVE_UP, KEEPER)


@keeps("G5")
def test_no_car_is_surrendered_without_a_stolen_vehicle_check_after_the_tow() -> None:
    old_answer = on(TAKEN_IN, 12, notice.PartiesRecorded(owner=1))

    refused(old_answer, GIVE_UP, KEEPER, by="G5", cites=LAW.duties[Duty.STOLEN_CHECK].citation)

    assert allowed(on(old_answer, 13, records_checked()), GIVE_UP, KEEPER)


def home_and_again(*registers: RecordsChecked) -> Case:
    """A case with this stolen-vehicle result, reopened after the owner picked up the car."""
    return on(TOLD, 13, *registers, HOME, CaseClosed(outcome=Outcome.RECLAIMED), CaseReopened(stage=Stage.VERIFICATION))


def test_a_theft_that_is_over_makes_no_later_tow_free() -> None:
    recovered = home_and_again(records_checked(Stolen.STOLEN), records_checked())

    assert (recovered.stolen, recovered.found_stolen) == (Stolen.CLEAR, None)
    assert owed(on(recovered, 20, ON_THE_HOOK), LAW, day(21)) > 0


def test_a_car_still_reported_stolen_when_its_case_is_reopened_costs_its_owner_nothing() -> None:
    still = home_and_again(records_checked(Stolen.STOLEN))

    assert still.found_stolen
    assert still.records_check
    assert (still.stolen, still.found_stolen.fact) == (Stolen.STOLEN, still.records_check.fact)
    assert owed(on(still, 20, ON_THE_HOOK, records_checked()), LAW, day(21)) == 0


def test_a_stolen_car_that_never_left_the_lot_stays_free_when_its_case_is_reopened() -> None:
    in_the_lot = on(STOLEN_IN_THE_LOT, 14, records_checked(), CaseClosed(outcome=Outcome.WITHDRAWN))

    assert owed(on(in_the_lot, 15, CaseReopened(stage=Stage.IMPOUND)), LAW, day(21)) == 0


def under_protest(paid: int = 500) -> Case:
    """The owner pays for the release while the hearing is open."""
    return on(ASKED, 15.5, HOME.model_copy(update={"paid": paid, "owed": paid}))


def heard(case: Case, *, lawful: bool) -> Case:
    """The hearing is decided."""
    return on(case, 16, HearingDecided(requested=ASKED.number, lawful=lawful))


@keeps("refund")
def test_no_case_ends_while_the_city_has_what_was_paid_under_protest_for_a_wrong_tow() -> None:
    won = heard(under_protest(), lawful=False)

    refusal = refused(won, WRONGLY_TOWED, DESK, by="refund", cites=LAW.duties[Duty.HEARING].citation)
    waits = next_task(won, LAW)

    assert refusal.reason == "Required: What was paid for a tow that a hearing found wrong was refunded."
    assert (waits.task, waits.by, tasks_of(won, LAW).own_act) == (Task.REFUND, Role.DISPATCHER, None)
    assert waits.why == "The owner won the hearing: the $5.00 paid must be refunded."
    back = on(won, 17, FeesRefunded(paid_back=500))
    assert allowed(back, WRONGLY_TOWED, DESK)
    assert next_task(back, LAW).task is Task.CLOSING


@keeps("refund")
def test_what_was_paid_for_a_wrong_tow_is_given_back_whole_and_once() -> None:
    won, cites = heard(under_protest(), lawful=False), LAW.duties[Duty.HEARING].citation

    for cents in (0, 499, 501):
        refused(won, RefundFees(paid_back=cents), DESK, by="refund", cites=cites)
    assert allowed(won, RefundFees(paid_back=500), DESK)
    refused(on(won, 17, FeesRefunded(paid_back=500)), RefundFees(paid_back=500), DESK, by="refund", cites=cites)


@keeps("refund")
def test_nothing_is_given_back_before_the_hearing_is_won_or_of_a_lawful_tow() -> None:
    back, cites = RefundFees(paid_back=500), LAW.duties[Duty.HEARING].citation

    refused(under_protest(), back, DESK, by="refund", cites=cites)
    refused(heard(under_protest(), lawful=True), back, DESK, by="refund", cites=cites)


@pytest.mark.parametrize(
    ("case", "outcome"),
    [
        (heard(under_protest(), lawful=True), Outcome.RECLAIMED),
        (heard(under_protest(0), lawful=False), Outcome.WRONGLY_TOWED),
        (on(heard(ASKED, lawful=False), 17, HOME), Outcome.WRONGLY_TOWED),
    ],
)
def test_where_nothing_is_to_be_given_back_the_case_ends(case: Case, outcome: Outcome) -> None:
    assert (outcome_due(case), next_task(case, LAW).task) == (outcome, Task.CLOSING)
