"""The bill, the hearing, the release and the disposal: what is owed, who decides, and what is required before."""

from dataclasses import replace

import pytest

from rules.authorization import asked_of
from rules.casework import outcome_due
from rules.disposal import divide
from rules.fees import list_fees, owed
from rules.rulings import evaluate
from schemas import disposal, impound, mail, waiting_periods
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.casework import CloseCase
from schemas.mail import FurtherStep, MailReturn
from schemas.messages import Actor, Request
from schemas.words import Hold, Outcome, Paper, ReleaseTo, Role, Route, Stage, Stolen, Task, VehicleStatus
from tests.rules.cars import (
    AGREED,
    ALLOWED,
    ASKED,
    CHECKED,
    DESK,
    HEARS,
    KEEPER,
    LATER,
    LAW,
    LOST,
    OFFICER,
    OTHER_KEEPER,
    PAPERS,
    REPORTED,
    SALE,
    SOLD,
    TAKEN_IN,
    TOLD,
    TOWED,
    UNCLAIMED,
    WON,
    day,
    missing,
    named,
    on,
    reason,
)
from tests.schemas.lives import at_fact, changed, records_checked, tow_order
from tests.tasks import next_task

REGISTER_CLEAR = "The stolen-vehicle check, made after the reclaim period, is clear"
TOWING, STORAGE, STATE = (LAW.fees[code].cents or 0 for code in ("towing", "storage", "state"))


@pytest.mark.parametrize(
    ("case", "at", "cents"),
    [
        (TAKEN_IN, 20, TOWING + STATE),
        (REPORTED, 11, TOWING + STATE),
        (REPORTED, 11.01, TOWING + STATE + STORAGE),
        (REPORTED, 13.5, TOWING + STATE + 3 * STORAGE),
        (on(REPORTED, 12, waiting_periods.HoldPlaced(hold=Hold.POLICE_EVIDENCE)), 40, TOWING + STATE + STORAGE),
        (on(REPORTED, 12, waiting_periods.HoldPlaced(hold=Hold.SERVICEMEMBER)), 13, TOWING + STATE + 2 * STORAGE),
        (WON, 40, 0),
        (LOST, 12, TOWING + STATE + STORAGE),
        (on(REPORTED, 12, records_checked(Stolen.STOLEN)), 40, 0),
        (on(REPORTED, 12, records_checked(Stolen.STOLEN), records_checked(Stolen.CLEAR)), 40, 0),
    ],
)
def test_storage_runs_from_the_report_to_the_state_and_stands_still_under_a_hold_that_stops_billing(
    case: Case, at: float, cents: int
) -> None:
    assert owed(case, LAW, day(at)) == cents


def test_the_time_of_two_holds_at_once_counts_once() -> None:
    first = on(REPORTED, 12, waiting_periods.HoldPlaced(hold=Hold.POLICE_EVIDENCE))
    both = on(first, 13, waiting_periods.HoldPlaced(hold=Hold.BANKRUPTCY))
    lifted = on(both, 14, waiting_periods.HoldReleased(placed=first.number, hold=Hold.POLICE_EVIDENCE))
    free = on(lifted, 15, waiting_periods.HoldReleased(placed=both.number, hold=Hold.BANKRUPTCY))

    assert owed(free, LAW, day(16)) == TOWING + STATE + 2 * STORAGE


def test_a_waived_item_says_by_what() -> None:
    assert {line.waived for line in list_fees(WON, LAW, day(20))} == {
        "The hearing found that the vehicle was not lawfully taken"
    }


def release(**other: object) -> impound.ReleaseVehicle:
    """An owner with all documents who pays what is owed late in the year."""
    said = {"papers": PAPERS, "paid": owed(TOLD, LAW, LATER)} | other
    return impound.ReleaseVehicle.model_validate(said)


@pytest.mark.parametrize(
    ("case", "request_", "actor", "why"),
    [
        (TOWED, impound.RecordIntake(lot="river-lot", inventory="x"), KEEPER, None),
        (TOWED, impound.RecordIntake(lot="moon", inventory="x"), KEEPER, "The car was dropped at the lot moon"),
        (
            TOWED,
            impound.RecordIntake(lot="river-lot", inventory="x"),
            OTHER_KEEPER,
            "The car is in this keeper's own lot",
        ),
        (
            TAKEN_IN,
            impound.RecordIntake(lot="river-lot", inventory="x"),
            KEEPER,
            "The lot has not recorded the intake yet",
        ),
        (REPORTED, impound.ReportToState(), DESK, "The impound was not reported to the state yet"),
        (TOLD, release(), KEEPER, None),
        (TOLD, release(), OTHER_KEEPER, "The car is in this keeper's own lot"),
        (on(TOWED, 11, records_checked()), release(), KEEPER, "The car is in the lot's custody"),
        (TOLD, release(papers=(Paper.TITLE,)), KEEPER, "These documents were shown: identity, registration, insurance"),
        (TOLD, release(paid=1), KEEPER, f"The payment is exactly ${owed(TOLD, LAW, LATER) / 100:,.2f}"),
        (
            TOLD,
            release(to=ReleaseTo.LIENHOLDER, papers=(Paper.IDENTITY, Paper.LIEN)),
            KEEPER,
            "This lienholder is on record",
        ),
        (
            on(TOLD, 13, waiting_periods.HoldPlaced(hold=Hold.LITIGATION)),
            release(),
            KEEPER,
            "The hold (litigation) is lifted",
        ),
        (WON, release(paid=0), KEEPER, None),
        (TOLD, impound.SurrenderVehicle(papers=(Paper.IDENTITY, Paper.TITLE)), KEEPER, None),
        (ASKED, impound.RequestHearing(), DESK, "No hearing is open"),
        (LOST, impound.RequestHearing(), DESK, "No hearing has decided this before"),
        (TOLD, impound.DecideHearing(lawful=True), HEARS, "A hearing was requested"),
        (ASKED, impound.DecideHearing(lawful=True), HEARS, None),
        (
            on(TOLD, 15, impound.HearingRequested(party=1)).with_(tow_order=tow_order(by="hearing-1")),
            impound.DecideHearing(lawful=True),
            HEARS,
            "The hearing officer neither declared the car abandoned nor ordered the tow",
        ),
        (
            UNCLAIMED,
            disposal.ClassifyVehicle(status=VehicleStatus.SALVAGE),
            Actor(account="contractor-2", role=Role.CONTRACTOR, firm="harbor-towing"),
            "The contractor that classifies the car is the one that towed it",
        ),
        (
            UNCLAIMED,
            disposal.RecordAuthority(route=Route.AUCTION, reference="1"),
            DESK,
            "The officer and the contractor classify the car alike",
        ),
        (
            AGREED,
            disposal.RecordAuthority(route=Route.CRUSH, reference="1"),
            DESK,
            "The law allows the route crush for this car",
        ),
        (AGREED, SALE, DESK, "PennDOT has allowed this way of disposal"),
        (ALLOWED, SALE, DESK, None),
        (
            changed(ALLOWED, "records_check", stolen=Stolen.STOLEN),
            SALE,
            DESK,
            REGISTER_CLEAR,
        ),
        (
            on(ALLOWED, 63, impound.HearingRequested(party=1)),
            SALE,
            DESK,
            "The requested hearing is decided",
        ),
        (
            on(ALLOWED, 63, mail.LetterReturned(letter=2, reason=MailReturn.UNCLAIMED)),
            SALE,
            DESK,
            "After letter 2 was returned, this step was taken: a letter by regular mail",
        ),
        (ALLOWED, disposal.ReportDisposal(), DESK, "The car was sold or destroyed"),
    ],
)
def test_what_must_be_shown_before(case: Case, request_: Request, actor: Actor, why: str | None) -> None:
    assert reason(case, request_, actor) == why


def test_nothing_is_sold_before_the_time_to_reclaim_is_over() -> None:
    case = ALLOWED.with_(letters=tuple(replace(x, mailed=at_fact(9, day(60))) for x in ALLOWED.letters))

    assert reason(case, SALE, DESK, day(80)) == "30 days have passed since the last letter was mailed"


def test_a_lienholder_found_at_the_end_brings_the_car_back_to_the_lot_and_gets_all_the_time() -> None:
    found = on(ALLOWED, 63, notice.PartiesRecorded(owner=1, lienholders=(2,)))

    assert (found.stage, next_task(found, LAW).task) == (Stage.IMPOUND, Task.LETTERS)


def test_if_no_party_is_known_a_notice_is_published_before_anything_final() -> None:
    nobody = on(REPORTED, 12, records_checked(), notice.PartiesRecorded())
    published = on(nobody, 13, mail.FurtherStepTaken(step=FurtherStep.PUBLICATION))

    assert next_task(nobody, LAW).task is Task.FURTHER_STEPS
    assert next_task(published, LAW).task is Task.RECLAIM_PERIOD
    assert next_task(published, LAW).not_before is not None


@pytest.mark.parametrize(
    ("case", "thing"),
    [
        (TOWED, Task.INTAKE),
        (TAKEN_IN, Task.STATE_REPORT),
        (REPORTED, Task.PARTIES),
        (on(REPORTED, 12, notice.PartiesRecorded(owner=1)), Task.LETTERS),
        (TOLD, Task.RECLAIM_PERIOD),
        (ASKED, Task.HEARING),
        (WON, Task.LETTERS),
        (on(TOLD, 13, mail.LetterReturned(letter=2, reason=MailReturn.REFUSED)), Task.FURTHER_STEPS),
        (on(TOLD, 13, waiting_periods.HoldPlaced(hold=Hold.BANKRUPTCY)), Task.HOLD),
        (UNCLAIMED, Task.RECORDS_CHECK),
        (on(UNCLAIMED, 60, records_checked()), Task.SERVICE_CHECK),
        (CHECKED, Task.OFFICER_STATUS),
        (on(CHECKED, 61, named(VehicleStatus.SALVAGE, by_salvor=False)), Task.SALVOR_STATUS),
        (on(AGREED, 61, named(VehicleStatus.SALVAGE, by_salvor=True)), Task.SALVOR_STATUS),
        (AGREED, Task.AUTHORITY),
        (ALLOWED, Task.DISPOSAL),
        (SOLD, Task.DISPOSAL_REPORT),
    ],
)
def test_each_task_after_the_tow_has_a_role(case: Case, thing: Task) -> None:
    assert next_task(case, LAW).task is thing


FREED = impound.VehicleReleased(to=ReleaseTo.OWNER, papers=PAPERS, paid=0, owed=0)


@pytest.mark.parametrize(
    ("case", "outcome"),
    [
        (TOLD, None),
        (on(TOLD, 20, FREED), Outcome.RECLAIMED),
        (on(WON, 20, FREED), Outcome.WRONGLY_TOWED),
        (on(TOLD, 20, impound.VehicleSurrendered(papers=())), Outcome.SURRENDERED),
        (on(SOLD, 63, disposal.DisposalReported()), Outcome.AUCTIONED),
        (
            on(
                ALLOWED,
                63,
                disposal.VehicleDestroyed(route=Route.DISMANTLE, reference=1),
                disposal.DisposalReported(),
            ),
            Outcome.DISMANTLED,
        ),
    ],
)
def test_a_case_ends_by_itself_with_the_outcome_that_its_record_bears_out(case: Case, outcome: Outcome | None) -> None:
    assert outcome_due(case) is outcome
    for other in (Outcome.RECLAIMED, Outcome.WRONGLY_TOWED, Outcome.SURRENDERED, Outcome.AUCTIONED, Outcome.CRUSHED):
        assert (reason(case, CloseCase(outcome=other), DESK) is None) is (other is outcome)


CRUSHED = on(ALLOWED, 63, disposal.VehicleDestroyed(route=Route.CRUSH, reference=1))


@pytest.mark.parametrize("gone", [SOLD, CRUSHED], ids=["sold", "crushed"])
@pytest.mark.parametrize(
    ("request_", "actor"),
    [
        (disposal.ClassifyVehicle(status=VehicleStatus.WITH_VALUE), OFFICER),
        (disposal.RecordAuthority(route=Route.AUCTION, reference="2"), DESK),
    ],
    ids=["classified", "authorized"],
)
def test_the_proof_says_why_nothing_more_is_decided_about_a_car_that_was_sold_or_destroyed(
    gone: Case, request_: Request, actor: Actor
) -> None:
    before, after = (evaluate(asked_of(case, request_, LAW, LATER, actor=actor)) for case in (ALLOWED, gone))

    assert before.allowed
    assert missing(after) == ["The car is in the lot's custody", "The car was not sold or destroyed before"]


@pytest.mark.parametrize(("price", "costs"), [(0, 500), (20_000, 500), (5_000_000, 500)])
def test_a_price_pays_the_costs_first_and_the_rest_is_held(price: int, costs: int) -> None:
    paid, held = divide(ALLOWED, LAW, price, costs, day(63))

    assert paid + held == price
    assert paid == min(price, owed(ALLOWED, LAW, day(63)) - STATE + costs)


def test_a_price_pays_only_what_the_law_of_the_proceeds_names() -> None:
    named = LAW.proceeds.model_copy(update={"order": ("towing",)})
    narrow = LAW.model_copy(update={"proceeds": named})

    assert "state" not in LAW.proceeds.order, "75 Pa.C.S. 7306 is a fee of the person who reclaims the car"
    assert divide(ALLOWED, narrow, 5_000_000, 500, day(63)) == (TOWING, 5_000_000 - TOWING)
