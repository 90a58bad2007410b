"""Before and during the tow: legal basis, no one inside, records check, special plates, evidence and custody."""

from datetime import timedelta

from rules.verification import exemption_of
from schemas import impound, tow_dispatch, waiting_periods
from schemas.messages import at_of, fact_of
from schemas.tow_dispatch import OrderTow
from schemas.verification import RecordInspection, ReviewRecorded
from schemas.words import Finding, Gate, Ground, PlateKind, ReleaseTo, ReviewSubject, Role, Stolen, Task, TowResult
from tests.rules import cars
from tests.rules.cars import (
    ALLOWED,
    DESK,
    GATED,
    HAZARD,
    HOOKED,
    IN_LOT,
    KEEPER,
    LATER,
    LAW,
    NORTH,
    NOTICED,
    OFFICER,
    ORDERED,
    PAPERS,
    READY,
    SALE,
    SEEN_ONCE,
    STILL_THERE,
    SUPERVISOR,
    SYSTEM,
    TAKEN,
    TAKEN_IN,
    TOLD,
    TOWED,
    UNCLAIMED,
    day,
    look,
    on,
    ruling,
)
from tests.rules.keeping import allowed, keeps, refused
from tests.schemas.lives import START, changed, go_on, inspected, live, records_checked, reported
from tests.tasks import next_task

ORDER = OrderTow()
OPEN = waiting_periods.OpenGate(gate=Gate.TOW)
REGISTER = "PPD Directive 12.5; bill 060636-A"
COALITION = "Fourth Amendment; Coalition on Homelessness v. San Francisco, 93 Cal.App.5th 928 (2023)"
OUTREACH = "Towpath's own rule: an occupied vehicle is for outreach, never for a tow truck"
PALOS_PARK = "Rules of Palos Park, Ill.; followed as Towpath's own rule"
PROOF = "Towpath's own rule: a presumption can be rebutted, so its evidence is kept"
SETTLEMENT = "Settlement on courtesy tows, Philadelphia (2026); elsewhere followed as Towpath's own rule"
STOLEN = records_checked(Stolen.STOLEN)
FREE = impound.ReleaseVehicle(papers=PAPERS, paid=0)


@keeps("G5")
def test_a_stolen_car_is_not_towed_as_abandoned() -> None:
    refused(go_on(READY, STOLEN), ORDER, DESK, by="G5", cites=REGISTER)

    assert next_task(go_on(READY, STOLEN), LAW).task is Task.POLICE


@keeps("G5")
def test_the_stolen_vehicle_check_is_made_again_before_the_tow() -> None:
    seen = go_on(GATED, STILL_THERE)

    refusal = refused(seen, ORDER, DESK, by="G5", cites=REGISTER)

    assert refusal.remedied_by is Role.DISPATCHER
    assert next_task(seen, LAW).task is Task.RECORDS_CHECK
    assert allowed(go_on(seen, records_checked()), ORDER, DESK)


@keeps("G5")
def test_a_car_found_stolen_while_a_truck_is_asked_is_neither_offered_nor_accepted() -> None:
    refused(go_on(ORDERED, STOLEN), tow_dispatch.OfferTow(), SYSTEM, by="G5", cites=REGISTER)


def test_a_hazard_does_not_wait_for_the_stolen_vehicle_check() -> None:
    assert ruling("may_tow", HAZARD, START).allowed


@keeps("G5")
def test_a_hazard_that_is_known_to_be_stolen_is_for_the_police_all_the_same() -> None:
    refused(go_on(HAZARD, STOLEN), ORDER, DESK, by="G5", cites=REGISTER)


@keeps("G5")
def test_the_stolen_vehicle_check_is_made_again_before_the_release() -> None:
    unasked = changed(TOLD, "records_check", fact=2)
    paid = impound.ReleaseVehicle(papers=PAPERS, paid=cars.bill(TOLD))

    refusal = refused(unasked, paid, KEEPER, by="G5", cites=REGISTER)

    assert refusal.reason == "Required: The stolen-vehicle check was made after the hook-up."
    assert refusal.remedied_by is Role.DISPATCHER
    assert allowed(TOLD, paid, KEEPER)


@keeps("G5")
def test_a_stolen_car_goes_to_its_owner_and_to_no_lienholder() -> None:
    robbed = on(changed(TOLD, "parties", lienholders=(2,)), 20, STOLEN)
    bank = impound.ReleaseVehicle(to=ReleaseTo.LIENHOLDER, papers=LAW.papers["lienholder"].needs, paid=0)

    refusal = refused(robbed, bank, KEEPER, by="G5", cites=REGISTER)

    assert refusal.reason == "Required: A stolen car is released only to its owner."
    assert allowed(robbed, FREE, KEEPER)


@keeps("G5")
def test_the_stolen_vehicle_check_is_made_again_before_the_sale() -> None:
    asked_before = ALLOWED.with_(records_check=UNCLAIMED.records_check)

    refused(asked_before, SALE, DESK, by="G5", cites=REGISTER)
    refused(on(ALLOWED, 63, STOLEN), SALE, DESK, by="G5", cites=REGISTER)

    assert allowed(ALLOWED, SALE, DESK)


@keeps("G9")
def test_unpaid_tickets_alone_are_no_ground_for_a_tow() -> None:
    refusal = refused(READY, OrderTow(ground=Ground.UNPAID_TICKETS), DESK, by="G9", cites=COALITION)

    assert refusal.reason == "Required: The tow has another legal basis: unpaid tickets alone do not allow a tow."
    assert allowed(READY, ORDER, DESK)


@keeps("G9")
def test_a_hazard_is_a_ground_only_where_an_officer_saw_one() -> None:
    hazard = OrderTow(ground=Ground.HAZARD)

    refusal = refused(READY, hazard, DESK, by="G9", cites=COALITION)

    assert refusal.remedied_by is Role.OFFICER
    assert allowed(HAZARD, hazard, DESK)


@keeps("G9")
def test_a_car_is_declared_abandoned_under_a_clause_and_never_for_its_appearance() -> None:
    refusal = refused(SEEN_ONCE, look(clause="ugly"), OFFICER, by="G9", cites="75 Pa.C.S. 102, 7304.1")

    assert refusal.remedied_by is Role.OFFICER
    assert allowed(SEEN_ONCE, look(), OFFICER)


@keeps("G9")
def test_a_clause_for_private_land_is_no_ground_in_the_street() -> None:
    clause = LAW.clauses["private_property"].citation

    refusal = refused(SEEN_ONCE, look(clause="private_property"), OFFICER, by="G9", cites=clause)

    assert refusal.reason == "Required: The definition applies to public property, where the car stands."


@keeps("G13")
def test_an_occupied_car_is_never_declared_abandoned() -> None:
    refused(SEEN_ONCE, look(occupied=True, hazard=True), OFFICER, by="G13", cites=OUTREACH)

    assert allowed(SEEN_ONCE, RecordInspection(finding=Finding.STILL_THERE, occupied=True), OFFICER)


@keeps("G13")
def test_an_occupied_car_is_not_towed_until_an_inspection_finds_it_empty() -> None:
    inside = go_on(READY, inspected(Finding.STILL_THERE, occupied=True))

    refusal = refused(inside, ORDER, DESK, by="G13", cites=OUTREACH)

    assert refusal.remedied_by is Role.OFFICER
    assert next_task(inside, LAW).task is Task.OUTREACH
    assert allowed(go_on(inside, STILL_THERE), ORDER, DESK)


@keeps("G13")
def test_the_notice_period_does_not_end_while_the_car_is_occupied() -> None:
    inside = go_on(NOTICED, inspected(Finding.STILL_THERE, occupied=True))

    refused(inside, OPEN, SYSTEM, by="G13", cites=OUTREACH)

    assert allowed(go_on(inside, STILL_THERE), OPEN, SYSTEM)


@keeps("G5")
def test_the_notice_period_does_not_end_for_a_car_that_is_reported_stolen() -> None:
    refusal = refused(go_on(NOTICED, STOLEN), OPEN, SYSTEM, by="G5", cites=REGISTER)

    assert refusal.reason == "Required: The stolen-vehicle check does not say that the car is stolen."
    assert allowed(go_on(NOTICED, STOLEN, records_checked()), OPEN, SYSTEM)


@keeps("on_the_street")
def test_the_tow_gate_does_not_open_for_a_car_in_the_lot() -> None:
    towed = on(IN_LOT, 20, cars.DONE)

    refusal = refused(towed, OPEN, SYSTEM, by="on_the_street", cites=LAW.periods["owner_notice"].citation)

    assert refusal.reason == "Required: The car has not been hooked up yet."
    assert allowed(NOTICED, OPEN, SYSTEM)


def test_a_hazard_is_towed_at_once_and_its_owner_is_notified_within_twelve_hours() -> None:
    waits = next_task(on(TAKEN_IN, 10, impound.StateReported()), LAW)

    assert exemption_of(SEEN_ONCE, look(hazard=True), LAW, "owner_notice", day(0)) == (
        "hazard",
        LAW.exemptions["hazard"],
    )
    assert allowed(live(reported()), look(hazard=True), OFFICER)
    assert (waits.due_at, waits.citation) == (day(10.5), "Phila. Code 12-1120(3)")


DISABLED = go_on(READY, inspected(Finding.STILL_THERE, plate_kind=PlateKind.DISABLED))


@keeps("G14")
def test_a_car_with_a_disabled_plate_waits_for_a_person() -> None:
    refusal = refused(DISABLED, ORDER, DESK, by="G14", cites=PALOS_PARK)

    assert refusal.reason == "Required: A supervisor has reviewed what the plate stands for and cleared the tow."
    assert refusal.remedied_by is Role.SUPERVISOR
    assert next_task(DISABLED, LAW).task is Task.REVIEW
    assert allowed(go_on(DISABLED, ReviewRecorded(matter=ReviewSubject.PLATE, clear=True)), ORDER, DESK)


@keeps("G14")
def test_every_plate_that_stands_for_a_right_or_for_another_car_waits_for_a_person() -> None:
    for kind in PlateKind:
        special = go_on(READY, inspected(Finding.STILL_THERE, plate_kind=kind))
        refused(special, ORDER, DESK, by="G14", cites=PALOS_PARK)


@keeps("G14")
def test_a_review_of_a_dwelling_does_not_review_the_plate() -> None:
    looked = go_on(DISABLED, ReviewRecorded(matter=ReviewSubject.DWELLING, clear=True))

    refused(looked, ORDER, DESK, by="G14", cites=PALOS_PARK)


@keeps("G14")
def test_what_speaks_against_the_tow_stops_it() -> None:
    refused(
        go_on(DISABLED, ReviewRecorded(matter=ReviewSubject.PLATE, clear=False)),
        ORDER,
        DESK,
        by="G14",
        cites=PALOS_PARK,
    )


@keeps("G15")
def test_a_presumption_can_be_rebutted_so_its_picture_is_kept() -> None:
    refusal = refused(SEEN_ONCE, look(photos=()), OFFICER, by="G15", cites=PROOF)

    assert (refusal.reason, refusal.remedied_by) == ("Required: A photo of the car is attached.", Role.OFFICER)
    assert allowed(SEEN_ONCE, look(), OFFICER)


@keeps("G15")
def test_a_hazard_is_photographed_too() -> None:
    refused(live(reported()), look(hazard=True, photos=()), OFFICER, by="G15", cites=PROOF)


def test_the_record_keeps_who_inspected_when_and_under_which_clause() -> None:
    seen = READY.inspections[1]

    assert (seen.by, seen.clause, seen.number) == ("officer-1", "inoperable", fact_of(READY.declared))
    assert seen.at == at_of(READY.declared)


TOWED_REPORT = tow_dispatch.ReportDone(order=1, result=TowResult.TOWED)


@keeps("G18")
def test_no_tow_ends_without_the_place_where_the_car_was_left() -> None:
    refusal = refused(HOOKED, TOWED_REPORT, NORTH, by="G18", cites=SETTLEMENT)

    assert refusal.reason == "Required: The hook-up and the drop-off are reported, each with place and time."
    assert refusal.remedied_by is Role.CONTRACTOR
    assert allowed(IN_LOT, TOWED_REPORT, NORTH)


@keeps("G18")
def test_no_drop_off_is_reported_before_the_hook_up() -> None:
    arrives = tow_dispatch.ReportDroppedAtLot(order=1, lot="river-lot", place=cars.HERE)

    refused(TAKEN, arrives, NORTH, by="G18", cites=SETTLEMENT)

    assert allowed(HOOKED, arrives, NORTH)


@keeps("G18")
def test_the_intake_is_recorded_only_by_the_lot_of_the_drop_off() -> None:
    elsewhere = impound.RecordIntake(lot="hill-lot", inventory="a bag")
    here = impound.RecordIntake(lot="river-lot", inventory="a bag")

    refusal = refused(
        TOWED, elsewhere, KEEPER, by="G18", cites="Towpath's own rule: the holder of a car is responsible for it"
    )

    assert refusal.reason == "Required: The car was dropped at the lot hill-lot."
    assert allowed(TOWED, here, KEEPER)


@keeps("G18")
def test_a_missing_car_is_recorded_only_with_a_photo_of_the_empty_place() -> None:
    gone = tow_dispatch.ReportDone(order=1, result=TowResult.GONE)
    cites = "Towpath's own rule: a case is closed on evidence, and the evidence is a photo"

    refused(TAKEN, gone, NORTH, by="G18", cites=cites)

    assert allowed(TAKEN, gone.model_copy(update={"photos": cars.PHOTO}), NORTH)


@keeps("interval")
def test_the_interval_needs_a_second_inspection_after_it_has_passed() -> None:
    first = SEEN_ONCE.inspections[0].at

    early = refused(SEEN_ONCE, look(), OFFICER, first + cars.HOUR * 48, by="interval", cites="75 Pa.C.S. 102")

    over = first + cars.HOUR * 48 + timedelta(minutes=1)
    assert (early.earliest, early.remedied_by) == (over, Role.OFFICER)
    assert allowed(SEEN_ONCE, look(), OFFICER, over)


@keeps("G9")
def test_only_an_officer_declares_a_car_abandoned() -> None:
    undeclared = READY.with_(declared=None)

    refused(undeclared, ORDER, DESK, by="G9", cites="75 Pa.C.S. 102, 7304.1")
    said_so = cars.refusal_of(SEEN_ONCE, look(), SUPERVISOR, LATER)

    assert said_so is not None
    assert said_so.reason == "Only an officer may do this."
