"""The fold of facts into a case: whole lives, fact by fact."""

from datetime import date, timedelta

import pytest

from schemas import disposal, impound, mail, owner_notice, reporting, tow_dispatch, waiting_periods
from schemas.after import FOLDS, after
from schemas.after_the_order import ImpossibleFactError
from schemas.case import Case
from schemas.casework import CaseClosed, CaseReopened
from schemas.facts import FACT
from schemas.mail import FurtherStep, MailReturn
from schemas.messages import Fact, Place, by_of, fact_of
from schemas.words import (
    Channel,
    DeclineReason,
    Finding,
    Gate,
    Hold,
    Notice,
    OrderState,
    Outcome,
    Paper,
    Party,
    Registration,
    ReleaseTo,
    Route,
    Stage,
    Stolen,
    TowResult,
    VehicleStatus,
    WithdrawReason,
)
from tests.schemas.lives import START, go_on, inspected, live, recorded, records_checked, reported

HERE = Place(lat=39.95, lon=-75.16)
DECLARED = (
    reported(),
    records_checked(),
    inspected(Finding.STILL_THERE),
    inspected(Finding.ABANDONED, clause="inoperable"),
)
NOTICED = (
    owner_notice.PartiesRecorded(owner=1, lienholders=(2,)),
    owner_notice.LetterWritten(letter=1, notice=Notice.PRE_TOW, party=Party.OWNER, addressee=1),
    owner_notice.LetterWritten(letter=2, notice=Notice.PRE_TOW, party=Party.LIENHOLDER, addressee=2),
    mail.LetterMailed(letter=1),
    mail.LetterMailed(letter=2),
    waiting_periods.GateOpened(gate=Gate.TOW),
)
TOWED = (
    tow_dispatch.TowOrdered(),
    tow_dispatch.TowOffered(order=1, contractor="north-salvage"),
    tow_dispatch.OfferAccepted(order=1, contractor="north-salvage"),
    tow_dispatch.VehicleHookedUp(order=1, place=HERE),
    tow_dispatch.VehicleDroppedAtLot(order=1, lot="river-lot", place=HERE),
    tow_dispatch.TowEnded(order=1, contractor="north-salvage", result=TowResult.TOWED),
)
HELD = (impound.IntakeRecorded(lot="river-lot", inventory=7), impound.StateReported())


def test_every_fact_but_the_first_has_its_fold_and_survives_the_journal() -> None:
    kinds = {model.model_fields["kind"].default for model in FOLDS}

    assert kinds | {"vehicle_reported"} == set(FACT.json_schema()["discriminator"]["mapping"])
    for fact in (*DECLARED, *NOTICED, *TOWED, *HELD):
        assert FACT.validate_json(fact.model_dump_json()) == fact


@pytest.mark.parametrize(("known", "stage"), [(True, Stage.REPORTED), (False, Stage.VERIFICATION)])
def test_a_car_without_plate_and_vin_skips_the_records_check(known: bool, stage: Stage) -> None:
    assert live(reported(known=known)).stage is stage


def test_a_declared_car_waits_for_its_owner_to_be_notified() -> None:
    case = live(*DECLARED)

    assert (case.stage, fact_of(case.declared), by_of(case.declared)) == (Stage.NOTICE, 4, "officer-1")
    assert case.tow_gate is None


def test_a_hazard_goes_to_the_tow_at_once() -> None:
    case = live(reported(known=False), inspected(Finding.ABANDONED, hazard=True, exempt="hazard"))

    assert (case.stage, fact_of(case.tow_gate), case.hazard_order) == (Stage.TOW, 2, True)


@pytest.mark.parametrize(("exempt", "stage"), [("both_expired", Stage.TOW), (None, Stage.NOTICE)])
def test_only_an_exempt_car_skips_the_notice(exempt: str | None, stage: Stage) -> None:
    look = inspected(Finding.ABANDONED, inspection_expired=date(2025, 6, 30), exempt=exempt)

    case = live(reported(), records_checked(registration=Registration.EXPIRED), look)

    assert (case.stage, case.exempt, case.tow_gate is None) == (stage, exempt, stage is Stage.NOTICE)


def test_a_car_is_towed_kept_and_sold() -> None:
    case = live(*DECLARED, *NOTICED, *TOWED, *HELD)
    assert (case.stage, case.lot, case.towed_by, case.in_custody) == (Stage.IMPOUND, "river-lot", "north-salvage", True)
    assert [fact_of(letter.mailed) for letter in case.letters_of(Notice.PRE_TOW)] == [8, 9]

    case = go_on(
        case,
        waiting_periods.GateOpened(gate=Gate.DISPOSAL),
        disposal.VehicleClassified(status=VehicleStatus.WITH_VALUE, by_salvor=False),
        disposal.VehicleClassified(status=VehicleStatus.WITH_VALUE, by_salvor=True),
        disposal.AuthorityRecorded(route=Route.AUCTION, reference=3),
        disposal.VehicleSold(price=90_000, auction_costs=0, reimbursed=50_000, held_for_owner=40_000),
        disposal.DisposalReported(),
        CaseClosed(outcome=Outcome.AUCTIONED, evidence=23),
    )

    assert (case.stage, case.outcome, case.in_custody) == (Stage.CLOSED, Outcome.AUCTIONED, False)
    assert (case.officer_status, case.salvor_status) == (VehicleStatus.WITH_VALUE, VehicleStatus.WITH_VALUE)
    assert (case.authority_route, fact_of(case.disposal_reported)) == (Route.AUCTION, case.number - 1)


def test_a_car_is_crushed_with_its_certificate() -> None:
    case = live(*DECLARED, *NOTICED, *TOWED, *HELD, disposal.VehicleDestroyed(route=Route.CRUSH, reference=1))

    assert (case.destroyed and case.destroyed.route, case.in_custody) == (Route.CRUSH, False)


def test_a_hearing_holds_the_disposal_until_it_is_decided() -> None:
    case = live(*DECLARED, *NOTICED, *TOWED, impound.HearingRequested())
    assert (case.hearing_open, [hold.hold for hold in case.open_holds]) == (True, [Hold.HEARING])

    case = go_on(case, impound.HearingDecided(requested=case.number, lawful=False))

    assert (case.hearing_open, case.wrongly_towed, case.open_holds) == (False, True, ())


def test_of_two_hearings_the_decision_belongs_to_the_one_that_was_heard() -> None:
    case = live(*DECLARED, *NOTICED, *TOWED, impound.HearingRequested())
    first = case.number
    case = go_on(case, impound.HearingDecided(requested=first, lawful=True), impound.HearingRequested())

    assert [hearing.lawful for hearing in case.hearings] == [True, None]


def test_a_reclaimed_car_is_no_longer_in_custody() -> None:
    released = impound.VehicleReleased(to=ReleaseTo.OWNER, papers=(Paper.TITLE,), paid=100, owed=100)

    case = live(*DECLARED, *NOTICED, *TOWED, *HELD, released)

    assert (case.in_custody, fact_of(case.released)) == (False, case.number)
    case = live(*DECLARED, *TOWED, impound.VehicleSurrendered(papers=(Paper.TITLE,)))
    assert fact_of(case.surrendered) == 11


def test_offers_go_on_until_a_contractor_accepts() -> None:
    case = live(
        *DECLARED,
        *NOTICED,
        tow_dispatch.TowOrdered(),
        tow_dispatch.TowOffered(order=1, contractor="a-towing"),
        tow_dispatch.OfferDeclined(order=1, contractor="a-towing", reason=DeclineReason.NO_TRUCK),
        tow_dispatch.TowOffered(order=2, contractor="b-towing"),
        tow_dispatch.OfferLapsed(order=2, contractor="b-towing"),
        tow_dispatch.TowOffered(order=3, contractor="c-towing"),
        tow_dispatch.OfferAccepted(order=3, contractor="c-towing"),
        tow_dispatch.TowEnded(order=3, contractor="c-towing", result=TowResult.NO_SHOW),
    )

    states = [order.state for order in case.orders]
    assert states == [OrderState.DECLINED, OrderState.LAPSED, OrderState.NO_SHOW]
    assert (case.order, case.stage) == (None, Stage.TOW)


def test_a_car_that_the_truck_did_not_find_is_recorded_as_gone() -> None:
    gone = tow_dispatch.TowEnded(order=1, contractor="north-salvage", result=TowResult.GONE)

    case = live(*DECLARED, *NOTICED, *TOWED[:3], gone)

    assert (fact_of(case.tow_gone), case.ordered, case.stage) == (case.number, None, Stage.TOW)


def test_a_withdrawn_order_leaves_nothing_ordered() -> None:
    withdrawn = tow_dispatch.TowWithdrawn(order=1, contractor="north-salvage", reason=WithdrawReason.HOLD)

    case = live(*DECLARED, *NOTICED, *TOWED[:3], withdrawn)

    assert (case.order, case.ordered) == (None, None)


def test_an_extension_takes_the_car_back_to_its_waiting() -> None:
    case = live(*DECLARED, *NOTICED, waiting_periods.ExtensionAsked())
    refused = go_on(case, waiting_periods.ExtensionDecided())
    granted = go_on(case, waiting_periods.ExtensionDecided(until=START + timedelta(days=30)))

    assert (refused.stage, refused.extension_asked) == (Stage.TOW, None)
    assert (granted.stage, granted.tow_gate, granted.extended_until) == (Stage.NOTICE, None, START + timedelta(days=30))


def test_a_reported_move_is_answered_by_the_next_inspection() -> None:
    case = live(*DECLARED, waiting_periods.MoveClaimed())
    assert fact_of(case.move_claimed) == 5

    assert go_on(case, inspected(Finding.ABANDONED)).move_claimed is None


@pytest.mark.parametrize(("hours_before_the_hook", "holds"), [(1, [Hold.GROUND_LOST]), (-1, [])])
def test_a_move_reported_after_the_hook_up_counts_only_if_it_happened_before(
    hours_before_the_hook: int, holds: list[Hold]
) -> None:
    case = live(*DECLARED, *NOTICED, *TOWED)
    assert case.towed is not None
    at = case.towed.hooked_up.at - timedelta(hours=hours_before_the_hook)

    case = after(case, recorded(case.number + 1, waiting_periods.MoveClaimed(), at))

    assert [hold.hold for hold in case.open_holds] == holds


def test_a_letter_that_came_back_remembers_what_was_done_about_it() -> None:
    case = live(
        *DECLARED,
        *NOTICED,
        mail.LetterReturned(letter=1, reason=MailReturn.UNCLAIMED),
        mail.FurtherStepTaken(letter=1, step=FurtherStep.REGULAR_MAIL),
        mail.FurtherStepTaken(letter=1, step=FurtherStep.POSTED_ON_VEHICLE),
        owner_notice.StickerPosted(),
    )

    steps = case.letters[0].steps
    assert [each.step for each in steps] == [FurtherStep.REGULAR_MAIL, FurtherStep.POSTED_ON_VEHICLE]
    assert [each.returned and each.returned.reason for each in case.letters] == [MailReturn.UNCLAIMED, None]
    assert fact_of(case.sticker) == case.number


def test_a_hold_is_on_until_it_is_lifted_and_others_stay() -> None:
    case = live(
        reported(),
        waiting_periods.HoldPlaced(hold=Hold.LITIGATION),
        waiting_periods.HoldPlaced(hold=Hold.BANKRUPTCY),
        waiting_periods.HoldReleased(placed=2, hold=Hold.LITIGATION),
    )

    assert [hold.hold for hold in case.open_holds] == [Hold.BANKRUPTCY]


def test_a_failed_step_is_on_the_desk_until_it_is_tried_again() -> None:
    case = live(reported(), waiting_periods.StepHasFailed(step="closing", cause="fault"))
    assert (fact_of(case.failed), case.failed and case.failed.step) == (2, "closing")

    assert go_on(case, waiting_periods.StepRetried()).failed is None


@pytest.mark.parametrize(
    "again", [CaseReopened(stage=Stage.VERIFICATION), reporting.CaseSplit(of="26-000002")], ids=["reopened", "split"]
)
def test_a_reopened_case_needs_a_new_inspection(again: Fact) -> None:
    case = live(*DECLARED, CaseClosed(outcome=Outcome.DUPLICATE, of="26-000002"), again)

    assert (case.stage, case.outcome, case.inspections) == (Stage.VERIFICATION, None, ())


def test_a_reopened_case_of_a_stolen_car_reads_from_its_json_as_it_was() -> None:
    stolen = reporting.RecordsChecked(stolen=Stolen.STOLEN, registration=Registration.EXPIRED)

    case = live(
        reported(), stolen, CaseClosed(outcome=Outcome.DUPLICATE, of="26-000002"), reporting.CaseSplit(of="26-000002")
    )

    assert case.found_stolen is not None
    assert Case.model_validate_json(case.model_dump_json()) == case


def test_a_case_reopened_in_the_lot_keeps_what_was_seen() -> None:
    case = live(*DECLARED, CaseReopened(stage=Stage.IMPOUND))

    assert (case.stage, len(case.inspections)) == (Stage.IMPOUND, 2)


def test_reports_are_counted() -> None:
    joined = reporting.ReportJoined(report=2, channel=Channel.PHONE)

    assert live(reported(), joined, joined).reports == 3


@pytest.mark.parametrize(
    "fact",
    [
        tow_dispatch.VehicleDroppedAtLot(order=1, lot="river-lot", place=HERE),
        tow_dispatch.TowEnded(order=1, contractor="north-salvage", result=TowResult.TOWED),
    ],
)
def test_no_case_has_a_car_in_a_lot_that_nobody_hooked_up(fact: Fact) -> None:
    with pytest.raises(ImpossibleFactError):
        go_on(live(reported()), fact)
