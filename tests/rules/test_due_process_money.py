"""The contents of the car, the fees and their start, and the report to NMVTIS."""

from rules.casework import outcome_due
from rules.fees import list_fees, owed
from schemas import disposal, impound
from schemas.case import Case
from schemas.casework import CloseCase
from schemas.messages import fact_of
from schemas.waiting_periods import QuestionSettled
from schemas.words import Outcome, Paper, Role, Stolen, Task
from tests.rules.cars import (
    ALLOWED,
    CRUSH,
    DESK,
    KEEPER,
    LATER,
    LAW,
    LOST,
    PAPERS,
    REPORTED,
    SOLD,
    SUPERVISOR,
    SYSTEM,
    TAKEN_IN,
    TOLD,
    WON,
    bill,
    day,
    on,
    ruling,
)
from tests.rules.keeping import allowed, keeps, refused
from tests.rules.made_up_laws import law_with
from tests.schemas.lives import changed, records_checked, tow_order
from tests.tasks import next_task

LAVAN = "Lavan v. City of Los Angeles (9th Cir. 2012); followed as Towpath's own rule"
MONEY = "75 Pa.C.S. 7306"
TOWED, STORED = (f"Towpath Code 9-10{each} (an invented ordinance); {MONEY}" for each in (1, 2))
TITLE_SYSTEM = "28 CFR 25.56"
CONTENTS = impound.HandOverContents(papers=(Paper.IDENTITY,))
AUCTIONED = CloseCase(outcome=Outcome.AUCTIONED)
TOLD_OF = disposal.ReportDisposal()
TOWING, STORAGE, STATE = (LAW.fees[code].cents or 0 for code in ("towing", "storage", "state"))
WHY = "The owner was in hospital."


def release(paid: int) -> impound.ReleaseVehicle:
    """The owner shows all documents and pays this amount."""
    return impound.ReleaseVehicle(papers=PAPERS, paid=paid)


def test_what_is_in_the_car_goes_back_to_its_owner_although_the_car_stays() -> None:
    given = on(TOLD, 20, impound.ContentsHandedOver(papers=()))

    assert allowed(TOLD, CONTENTS, KEEPER)
    assert given.in_custody
    assert fact_of(given.contents_returned) == given.number
    assert owed(given, LAW, LATER) == owed(TOLD, LAW, LATER)


@keeps("G11")
def test_what_was_given_back_is_given_back_once() -> None:
    given = on(TOLD, 20, impound.ContentsHandedOver(papers=()))

    refusal = refused(given, CONTENTS, KEEPER, by="G11", cites=LAVAN)

    assert refusal.reason == "Required: The contents were not returned before."


@keeps("in_care")
def test_contents_are_not_returned_before_they_are_listed() -> None:
    own = "Towpath's own rule: the holder of a car is responsible for it"

    refused(TOLD.with_(intake=None), CONTENTS, KEEPER, by="in_care", cites=own)


@keeps("in_care")
def test_a_car_is_not_sold_before_its_contents_are_listed() -> None:
    own = "Towpath's own rule: the holder of a car is responsible for it"

    refused(ALLOWED.with_(intake=None), CRUSH, DESK, by="in_care", cites=own)


@keeps("papers")
def test_contents_are_returned_only_with_a_photo_id() -> None:
    refusal = refused(TOLD, impound.HandOverContents(papers=()), KEEPER, by="papers", cites="Practice of towing lots")

    assert (refusal.reason, refusal.remedied_by) == ("Required: These documents were shown: identity.", Role.OWNER)


@keeps("G12")
def test_the_case_of_a_sold_car_closes_only_after_the_nmvtis_report() -> None:
    refusal = refused(SOLD, AUCTIONED, SYSTEM, by="G12", cites=TITLE_SYSTEM)

    assert refusal.remedied_by is Role.DISPATCHER
    assert next_task(SOLD, LAW).task is Task.DISPOSAL_REPORT
    told = on(SOLD, 64, disposal.DisposalReported())
    assert allowed(told, AUCTIONED, SYSTEM)
    assert outcome_due(told) is Outcome.AUCTIONED


@keeps("G12")
def test_nmvtis_is_notified_once_and_only_of_a_disposal() -> None:
    refused(ALLOWED, TOLD_OF, DESK, by="G12", cites=TITLE_SYSTEM)
    refused(on(SOLD, 64, disposal.DisposalReported()), TOLD_OF, DESK, by="G12", cites=TITLE_SYSTEM)

    assert allowed(SOLD, TOLD_OF, DESK)


@keeps("G16")
def test_storage_is_counted_from_the_report_to_the_state_and_from_no_day_before() -> None:
    unreported = ruling("may_bill_storage", TAKEN_IN, day(40))

    assert [(each.text, each.citation) for each in unreported.missing] == [("Storage has started", STORED)]
    assert unreported.missing[0].remedied_by is Role.DISPATCHER
    assert owed(TAKEN_IN, LAW, day(40)) == TOWING + STATE
    assert owed(REPORTED, LAW, day(13)) == TOWING + STATE + 2 * STORAGE
    assert ruling("may_bill_storage", REPORTED, day(13)).allowed


@keeps("G16")
def test_the_payment_is_exactly_what_is_owed() -> None:
    price = bill(TOLD)

    for paid in (price - 1, price + 1):
        refusal = refused(TOLD, release(paid), KEEPER, by="G16", cites=TOWED)
        assert refusal.reason == f"Required: The payment is exactly ${price / 100:,.2f}."
        assert refusal.remedied_by is Role.OWNER

    assert allowed(TOLD, release(price), KEEPER)


@keeps("G16")
def test_an_owner_who_has_won_the_hearing_is_billed_for_no_storage() -> None:
    won = ruling("may_bill_storage", WON)

    assert [each.citation for each in won.missing] == [LAW.waivers["hearing_won"].citation]
    assert ruling("may_bill_storage", LOST).allowed


@keeps("G16")
def test_an_owner_who_won_the_hearing_pays_nothing() -> None:
    refused(WON, release(1), KEEPER, by="G16", cites=TOWED)

    assert allowed(WON, release(0), KEEPER)


def test_every_item_of_the_bill_is_shown_with_its_paragraph_and_how_well_it_is_known() -> None:
    lines = {line.code: line for line in list_fees(REPORTED, LAW, day(13))}

    assert {code: line.cents for code, line in lines.items()} == {
        "towing": TOWING,
        "storage": 2 * STORAGE,
        "state": STATE,
    }
    assert (lines["storage"].days, lines["storage"].daily_cents) == (2, STORAGE)
    assert [line.citation for line in lines.values()] == [TOWED, STORED, MONEY]
    assert [line.confidence for line in lines.values()] == ["H", "H", "H"]


@keeps("G16")
def test_storage_is_not_billed_while_nobody_knows_how_much_it_costs() -> None:
    law = law_with(fees={"storage": LAW.fees["storage"].model_copy(update={"cents": None})})
    known = on(REPORTED, 12, QuestionSettled(provision="fees.storage", amount=STORAGE))

    assert [each.unknown for each in ruling("may_bill_storage", REPORTED, law=law).missing] == ["fees.storage"]
    assert ruling("may_bill_storage", known, law=law).allowed


ROBBED = on(TOLD, 20, records_checked(Stolen.STOLEN))
RECOVERED = on(ROBBED, 21, records_checked(Stolen.CLEAR))


@keeps("G16")
def test_a_recovered_stolen_car_costs_its_owner_nothing() -> None:
    stolen = LAW.waivers["stolen"]

    for case in (ROBBED, RECOVERED):
        assert owed(case, LAW, LATER) == 0
        assert {line.waived for line in list_fees(case, LAW, LATER)} == {stolen.text}
        assert [each.citation for each in ruling("may_bill_storage", case).missing] == [stolen.citation]
        refused(case, release(1), KEEPER, by="G16", cites=TOWED)
        assert allowed(case, release(0), KEEPER)


@keeps("free_of_charge")
def test_only_who_was_wronged_or_robbed_takes_the_car_without_paying() -> None:
    assert not ruling("must_release", TOLD).allowed
    for case, fact in ((WON, fact_of(WON.hearings[0].decided)), (RECOVERED, ROBBED.number)):
        ruled = ruling("must_release", case)
        assert ruled.allowed
        assert fact in [each.fact for each in ruled.requirements]


def waive(*fees: str) -> impound.WaiveFees:
    """A request to waive fees."""
    return impound.WaiveFees(fees=fees, note=WHY)


@keeps("waiver")
def test_the_person_who_ordered_the_tow_waives_no_fee() -> None:
    cites = LAW.waivers["by_hand"].citation

    for own in (
        TOLD.with_(tow_order=tow_order(by=SUPERVISOR.account)),
        changed(TOLD, "declared", by=SUPERVISOR.account),
    ):
        refusal = refused(own, waive("towing"), SUPERVISOR, by="waiver", cites=cites)
        assert refusal.remedied_by is Role.SUPERVISOR

    assert allowed(TOLD, waive("towing", "storage"), SUPERVISOR)


@keeps("waiver")
def test_the_states_fee_is_not_the_citys_to_waive() -> None:
    cites = LAW.waivers["by_hand"].citation

    refusal = refused(TOLD, waive("towing", "state"), SUPERVISOR, by="waiver", cites=cites)

    assert refusal.reason == "Required: The law lets the city waive: towing, state."


def test_what_was_waived_is_not_owed_and_the_rest_is() -> None:
    waived: Case = on(TOLD, 20, impound.FeesWaived(fees=("towing",)))

    assert bill(TOLD) - bill(waived) == TOWING
    assert allowed(waived, release(bill(waived)), KEEPER)
