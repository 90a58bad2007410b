"""A hearing is decided by another person before anything final; and what a hold blocks until it is lifted."""

from rules.fees import list_fees, owed
from rules.waiting_periods import floor
from schemas import disposal, impound, verification, waiting_periods
from schemas.case import Case
from schemas.tow_dispatch import OrderTow
from schemas.waiting_periods import HoldPlaced, HoldReleased, ReleaseHold
from schemas.words import Finding, Gate, Hold, MilitaryStatus, Paper, ReviewSubject, Role, Task
from tests.rules import cars
from tests.rules.cars import (
    ALLOWED,
    ASKED,
    CHECKED,
    DESK,
    HEARS,
    KEEPER,
    LATER,
    LAW,
    LOST,
    PAPERS,
    READY,
    REPORTED,
    SALE,
    SUPERVISOR,
    SYSTEM,
    TOLD,
    UNCLAIMED,
    WON,
    day,
    on,
    ruling,
)
from tests.rules.keeping import allowed, keeps, refused
from tests.schemas.lives import changed, go_on, inspected, records_checked, tow_order
from tests.tasks import next_task

OPEN = waiting_periods.OpenGate(gate=Gate.DISPOSAL)
HEARING = "75 Pa.C.S. 7305(b)(5), Phila. Code 12-2406"
EVIDENCE = "PPD Directive 12.5"
SERVICE = "50 U.S.C. 3958"
STAY = "11 U.S.C. 362; City of Chicago v. Fulton, 592 U.S. 154 (2021)"
LONG = "Seattle v. Long (Wash. 2021); Lavan v. City of Los Angeles (9th Cir. 2012); followed as Towpath's own rule"
LOOK_INTO = "Seattle v. Long (Wash. 2021); followed as Towpath's own rule"
ORDER = OrderTow()
UNLAWFUL = impound.DecideHearing(lawful=False)
CONTENTS = impound.HandOverContents(papers=(Paper.IDENTITY,))


def release(case: Case) -> impound.ReleaseVehicle:
    """The owner shows all documents and pays what is owed."""
    return impound.ReleaseVehicle(papers=PAPERS, paid=owed(case, LAW, LATER))


def held(case: Case, hold: Hold, number: float = 64) -> Case:
    """A hold of this kind is open from this day."""
    return on(case, number, HoldPlaced(hold=hold))


def lift(case: Case, note: str | None = "Captain's letter 12 of today.") -> ReleaseHold:
    """Lift the newest hold."""
    return ReleaseHold(placed=case.number, note=note)


def lifted(case: Case, number: float = 70) -> Case:
    """The newest hold is lifted on this day."""
    newest = case.open_holds[-1]
    return on(case, number, HoldReleased(placed=newest.fact, hold=newest.hold))


@keeps("G4")
def test_the_person_who_ordered_the_tow_does_not_decide_the_hearing() -> None:
    ordered = ASKED.with_(tow_order=tow_order(by=HEARS.account))

    refusal = refused(ordered, UNLAWFUL, HEARS, by="G4", cites=HEARING)

    assert refusal.reason == "Required: The hearing officer neither declared the car abandoned nor ordered the tow."
    assert refusal.remedied_by is Role.HEARING_OFFICER
    assert allowed(ASKED, UNLAWFUL, HEARS)


@keeps("G4")
def test_the_person_who_declared_the_car_abandoned_does_not_decide_the_hearing() -> None:
    refused(changed(ASKED, "declared", by=HEARS.account), UNLAWFUL, HEARS, by="G4", cites=HEARING)


@keeps("G4")
def test_a_wish_to_be_heard_freezes_the_disposal_until_it_is_decided() -> None:
    asked = on(ALLOWED, 63, impound.HearingRequested(party=1))
    refusal = refused(asked, SALE, DESK, by="G4", cites=HEARING)
    assert (refusal.reason, refusal.remedied_by) == (
        "Required: The requested hearing is decided.",
        Role.HEARING_OFFICER,
    )

    decided = on(asked, 64, impound.HearingDecided(requested=asked.number, lawful=True))

    assert allowed(decided, SALE, DESK)


@keeps("G4")
def test_a_wish_to_be_heard_before_the_tow_keeps_the_truck_at_home() -> None:
    refused(go_on(READY, impound.HearingRequested(party=1)), ORDER, DESK, by="G4", cites=HEARING)

    assert allowed(READY, ORDER, DESK)


@keeps("G4")
def test_a_car_whose_owner_won_the_hearing_is_not_disposed_of() -> None:
    refusal = refused(WON, OPEN, SYSTEM, by="G4", cites=HEARING)

    assert refusal.reason == "Required: No hearing was decided for the owner."
    assert allowed(LOST, OPEN, SYSTEM)


@keeps("G4")
def test_one_tow_has_one_hearing_and_none_once_its_time_is_over_after_the_release() -> None:
    again = impound.RequestHearing()
    home = on(TOLD, 20, cars.HOME)

    refused(LOST, again, DESK, by="G4", cites=HEARING)
    refusal = refused(home, again, DESK, by="G4", cites=HEARING)

    assert refusal.reason == "Required: The time to request a hearing has not ended."
    assert allowed(TOLD, again, DESK)


def test_the_hearing_is_held_by_the_next_day_without_sundays() -> None:
    waits = next_task(ASKED, LAW)

    assert (waits.task, waits.by, waits.citation) == (Task.HEARING, Role.HEARING_OFFICER, "Phila. Code 12-2406")
    assert waits.due_at is not None
    assert day(15) < waits.due_at < day(18)


def test_an_owner_who_has_won_takes_the_car_free_of_charge_whatever_was_owed() -> None:
    assert owed(LOST, LAW, LATER) > 0
    assert owed(WON, LAW, LATER) == 0
    assert {line.waived for line in list_fees(WON, LAW, LATER)} == {LAW.waivers["hearing_won"].text}
    assert allowed(WON, impound.ReleaseVehicle(papers=PAPERS, paid=0), KEEPER)
    assert ruling("must_release", WON).allowed
    assert not ruling("must_release", LOST).allowed


@keeps("G6")
def test_police_evidence_is_not_released_until_the_police_release_it_in_writing() -> None:
    kept = held(TOLD, Hold.POLICE_EVIDENCE, 200)
    refusal = refused(kept, release(kept), KEEPER, by="G6", cites=EVIDENCE)
    assert (refusal.reason, refusal.remedied_by) == ("Required: The hold (police evidence) is lifted.", Role.SUPERVISOR)
    refused(kept, CONTENTS, KEEPER, by="G6", cites=EVIDENCE)

    unwritten = refused(kept, lift(kept, note=None), SUPERVISOR, by="G6", cites=EVIDENCE)
    assert unwritten.reason == "Required: The notes name the written release."
    assert allowed(kept, lift(kept), SUPERVISOR)

    free = lifted(kept, 200)
    assert allowed(free, release(free), KEEPER)


@keeps("G6")
def test_police_evidence_is_not_sold() -> None:
    kept = held(ALLOWED, Hold.POLICE_EVIDENCE)

    refused(kept, SALE, DESK, by="G6", cites=EVIDENCE)

    assert allowed(lifted(kept), SALE, DESK)


@keeps("G6")
def test_police_evidence_is_not_billed() -> None:
    kept = held(REPORTED, Hold.POLICE_EVIDENCE, 12)

    billed = ruling("may_bill_storage", kept, day(20))

    assert [(each.text, each.citation) for each in billed.missing] == [
        ("The hold (police evidence) is lifted", EVIDENCE)
    ]
    assert ruling("may_bill_storage", lifted(kept, 20), day(21)).allowed


def test_for_the_time_of_police_evidence_no_storage_is_owed() -> None:
    free = lifted(held(REPORTED, Hold.POLICE_EVIDENCE, 12), 42)

    assert owed(free, LAW, day(42)) == owed(REPORTED, LAW, day(12))


@keeps("G6")
def test_police_evidence_is_not_towed_by_a_contractor() -> None:
    refused(held(READY, Hold.POLICE_EVIDENCE), ORDER, DESK, by="G6", cites=EVIDENCE)


@keeps("G6")
def test_a_hearings_hold_that_was_placed_by_hand_is_lifted_by_a_hearing_officer_and_by_no_supervisor() -> None:
    by_hand = held(TOLD, Hold.HEARING)

    refusal = refused(by_hand, lift(by_hand), SUPERVISOR, by="G6", cites="75 Pa.C.S. 7305(b)(5)")

    assert (refusal.reason, refusal.remedied_by) == (
        "Required: The person who lifts this hold is a hearing officer.",
        Role.HEARING_OFFICER,
    )
    assert allowed(by_hand, lift(by_hand), HEARS)


SERVES = on(ALLOWED, 63, disposal.ServiceChecked(service=MilitaryStatus.SERVES))


@keeps("G7")
def test_a_servicemembers_car_is_not_sold_while_they_serve_unless_a_court_allows_it_in_writing() -> None:
    refusal = refused(SERVES, SALE, DESK, by="G7", cites=SERVICE)
    assert (refusal.reason, refusal.remedied_by) == ("Required: The hold (servicemember) is lifted.", Role.SUPERVISOR)

    by_court = lift(SERVES, note="Order of the Court of Common Pleas of today.")
    unwritten = refused(SERVES, lift(SERVES, note=None), SUPERVISOR, by="G6", cites=SERVICE)

    assert "written" in unwritten.reason
    assert allowed(SERVES, by_court, SUPERVISOR)
    assert allowed(lifted(SERVES), SALE, DESK)


@keeps("G7")
def test_a_servicemembers_car_is_not_sold_for_ninety_days_after_their_service() -> None:
    ended = on(ALLOWED, 63, disposal.ServiceChecked(service=MilitaryStatus.ENDED, ended=day(60)))

    refusal = refused(ended, SALE, DESK, day(140), by="G7", cites=SERVICE)

    assert refusal.reason == "Required: 90 days have passed since active duty ended."
    assert refusal.earliest is not None
    assert day(150) < refusal.earliest < day(152)
    assert allowed(ended, SALE, DESK, refusal.earliest)


@keeps("G7")
def test_the_military_status_is_checked_after_the_reclaim_period_and_no_older_check_counts() -> None:
    before_the_gate = on(TOLD, 20, cars.SERVES_NOT)
    unasked = ALLOWED.with_(service_checked=before_the_gate.service_checked)

    refusal = refused(unasked, SALE, DESK, by="G7", cites=SERVICE)

    assert refusal.reason == "Required: The military-status check was made after the reclaim period."
    assert refusal.remedied_by is Role.DISPATCHER
    assert next_task(on(UNCLAIMED, 60, records_checked()), LAW).task is Task.SERVICE_CHECK
    assert allowed(ALLOWED, SALE, DESK)


@keeps("G7")
def test_a_car_is_not_sold_if_the_end_of_active_duty_is_unknown() -> None:
    refused(on(ALLOWED, 63, disposal.ServiceChecked(service=MilitaryStatus.ENDED)), SALE, DESK, by="G7", cites=SERVICE)


@keeps("G8")
def test_a_bankrupts_car_is_kept_and_not_sold() -> None:
    petition = held(ALLOWED, Hold.BANKRUPTCY)

    refused(petition, SALE, DESK, by="G8", cites=STAY)

    assert allowed(lifted(petition), SALE, DESK)


@keeps("G8")
def test_from_a_bankrupt_nothing_is_collected() -> None:
    petition = held(REPORTED, Hold.BANKRUPTCY, 12)

    assert [each.citation for each in ruling("may_bill_storage", petition, day(20)).missing] == [STAY]
    assert owed(petition, LAW, day(40)) == 0
    assert {line.waived for line in list_fees(petition, LAW, day(40))} == {
        f"Nothing is collected while the hold (bankruptcy) is on, {STAY}"
    }


@keeps("G16")
def test_a_bankrupt_has_the_car_back_without_paying_and_may_not_pay() -> None:
    petition = held(TOLD, Hold.BANKRUPTCY, 12)
    price = owed(TOLD, LAW, LATER)

    assert price > 0
    assert allowed(petition, release(petition), KEEPER)
    assert release(petition).paid == 0
    asked = release(petition).model_copy(update={"paid": price})
    refused(petition, asked, KEEPER, by="G16", cites=LAW.fees["towing"].citation)


def test_what_a_bankrupt_owes_outlives_the_stay_but_for_its_days() -> None:
    petition = held(REPORTED, Hold.BANKRUPTCY, 12)
    over = on(petition, 40, waiting_periods.HoldReleased(placed=petition.number, hold=Hold.BANKRUPTCY))

    assert owed(over, LAW, day(11.5)) == owed(REPORTED, LAW, day(11.5)), "it was not on yet"
    assert owed(over, LAW, day(39)) == 0
    assert owed(over, LAW, day(40)) == owed(REPORTED, LAW, day(12))


LIVED_IN = go_on(READY, inspected(Finding.STILL_THERE, lived_in=True))
CLEAR = verification.ReviewRecorded(matter=ReviewSubject.DWELLING, clear=True)
NOT_CLEAR = verification.ReviewRecorded(matter=ReviewSubject.DWELLING, clear=False)


@keeps("G10")
def test_a_car_in_which_someone_seems_to_live_waits_for_a_review() -> None:
    refusal = refused(LIVED_IN, ORDER, DESK, by="G10", cites=LOOK_INTO)
    assert refusal.remedied_by is Role.SUPERVISOR
    assert next_task(LIVED_IN, LAW).task is Task.REVIEW

    refused(go_on(LIVED_IN, NOT_CLEAR), ORDER, DESK, by="G10", cites=LOOK_INTO)

    assert allowed(go_on(LIVED_IN, CLEAR), ORDER, DESK)


@keeps("G10")
def test_a_review_from_before_someone_moved_in_does_not_count() -> None:
    moved_in_again = go_on(LIVED_IN, CLEAR, inspected(Finding.STILL_THERE, lived_in=True))

    refused(moved_in_again, ORDER, DESK, by="G10", cites=LOOK_INTO)


@keeps("G10")
def test_a_home_is_neither_towed_nor_sold_while_a_hold_says_so() -> None:
    refused(held(READY, Hold.DWELLING), ORDER, DESK, by="G10", cites=LONG)
    refused(held(ALLOWED, Hold.DWELLING), SALE, DESK, by="G10", cites=LONG)


@keeps("courts")
def test_what_a_court_forbids_is_neither_released_nor_sold() -> None:
    forbidden = held(TOLD, Hold.LITIGATION, 200)

    refused(forbidden, release(forbidden), KEEPER, by="courts", cites="Order of the court")
    refused(held(ALLOWED, Hold.LITIGATION), SALE, DESK, by="courts", cites="Order of the court")


@keeps("courts")
def test_an_opposed_sale_waits_for_the_court_and_the_owner_can_still_take_the_car() -> None:
    opposed = held(TOLD, Hold.OPPOSITION, 20)
    heard, rule = lifted(opposed), LAW.holds[Hold.OPPOSITION].citation

    assert allowed(opposed, release(opposed), KEEPER)
    assert allowed(opposed, CONTENTS, KEEPER)
    refused(opposed, OPEN, SYSTEM, by="courts", cites=rule)
    refused(held(ALLOWED, Hold.OPPOSITION), SALE, DESK, by="courts", cites=rule)
    refused(opposed, lift(opposed, note=None), SUPERVISOR, by="G6", cites=rule)
    assert allowed(heard, OPEN, SYSTEM)
    assert floor(heard, LAW, "reclaim") == floor(TOLD, LAW, "reclaim")


@keeps("courts")
def test_a_tow_whose_ground_has_gone_ends_in_no_sale() -> None:
    lost = held(ALLOWED, Hold.GROUND_LOST)

    refused(lost, SALE, DESK, by="courts", cites=LAW.holds[Hold.GROUND_LOST].citation)

    assert CHECKED.open_holds == ()
    assert allowed(lifted(lost), SALE, DESK)
