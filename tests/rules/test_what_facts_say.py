"""What a fact says that the request does not, what its form offers, and on which fact a requirement rests."""

import pytest

from rules.authorization import asked_of
from rules.law import Edition
from rules.library import find_edition
from rules.request_rule import RequestContext
from rules.requests import rule_of
from rules.rows import NoRows, PartyRows, StatementKept, UnnamedRows, VehicleRows
from rules.rulings import evaluate
from schemas import disposal, impound, tow_dispatch, waiting_periods
from schemas.case import Case
from schemas.casework import CaseClosed, CloseCase, Reopen
from schemas.messages import Actor, Request, fact_of
from schemas.owner_notice import RecordParties
from schemas.verification import RecordInspection
from schemas.words import Anchor, Finding, Hold, Outcome, Stage, VehicleStatus
from tests.rules import cars
from tests.rules.allowed import GONE, HER
from tests.rules.cars import DESK, LATER, LAW, NORTH, OFFICER, SUPERVISOR, SYSTEM, on, refusal_of, ruling
from tests.rules.made_up_laws import law_with
from tests.schemas.lives import at_fact, inspected, live, reported

FIRST = on(cars.TOLD, 20, waiting_periods.HoldPlaced(hold=Hold.LITIGATION))
TWO_HOLDS = on(FIRST, 21, waiting_periods.HoldPlaced(hold=Hold.DWELLING))
ONE_LIFTED = on(TWO_HOLDS, 22, waiting_periods.HoldReleased(placed=FIRST.number, hold=Hold.LITIGATION))


NOTHING_STORED = NoRows()


def made(case: Case, request: Request, actor: Actor, *, rows: object = NOTHING_STORED) -> dict[str, object]:
    """The fact that a granted request makes."""
    context = RequestContext(case, actor, request, LAW, LATER, LATER, find_edition)
    fact: object = rule_of(type(request)).make(context, rows)
    return vars(fact)


@pytest.mark.parametrize(("number", "hold"), [(FIRST.number, Hold.LITIGATION), (TWO_HOLDS.number, Hold.DWELLING)])
def test_a_lifted_hold_is_the_one_that_was_named(number: int, hold: Hold) -> None:
    assert made(TWO_HOLDS, waiting_periods.ReleaseHold(placed=number, note="Done."), SUPERVISOR)["hold"] == hold


def test_only_open_holds_can_be_chosen() -> None:
    forms = rule_of(waiting_periods.ReleaseHold).forms

    assert list(forms(TWO_HOLDS, LAW)) == [{"placed": FIRST.number}, {"placed": TWO_HOLDS.number}]
    assert list(forms(ONE_LIFTED, LAW)) == [{"placed": TWO_HOLDS.number}]


def test_only_open_hearings_can_be_chosen() -> None:
    forms = rule_of(impound.DecideHearing).forms

    assert list(forms(cars.ASKED, LAW)) == [{"requested": cars.ASKED.number}]
    assert list(forms(cars.LOST, LAW)) == []


@pytest.mark.parametrize(("actor", "by_salvor"), [(NORTH, True), (OFFICER, False)])
def test_a_contractor_classifies_as_the_salvor_and_an_officer_for_the_city(actor: Actor, by_salvor: bool) -> None:
    request = disposal.ClassifyVehicle(status=VehicleStatus.SALVAGE)

    assert made(cars.CHECKED, request, actor)["by_salvor"] is by_salvor


def test_a_decision_names_the_hearing_that_it_decides() -> None:
    assert made(cars.ASKED, impound.DecideHearing(lawful=True), cars.HEARS)["requested"] == cars.ASKED.number


def test_a_disposal_rests_on_the_authority_of_the_state() -> None:
    proof = ruling("may_dispose", cars.ALLOWED).requirements
    authority = next(each for each in proof if each.text == "PennDOT has allowed this way of disposal")

    assert authority.fact == fact_of(cars.ALLOWED.authority)


LAPSED = tow_dispatch.OfferLapsed(order=1, contractor="north-salvage")
TWO_ORDERS = on(cars.OFFERED, 20, LAPSED, tow_dispatch.TowOffered(order=2, contractor="harbor-towing"))


def test_a_lapsed_offer_names_the_contractor_of_its_own_order() -> None:
    asked = tow_dispatch.LapseOffer(order=2)

    assert made(TWO_ORDERS, asked, SYSTEM, rows=UnnamedRows())["contractor"] == "harbor-towing"


def test_the_parties_of_a_case_are_the_rows_that_keep_them() -> None:
    rows = PartyRows(owner=4, co_owners=(5,), lienholders=(6, 7))

    fact = made(cars.DECLARED, RecordParties(owner=HER), DESK, rows=rows)

    assert (fact["owner"], fact["co_owners"], fact["lienholders"]) == (4, (5,), (6, 7))


@pytest.mark.parametrize(
    ("asked", "exempt"),
    [
        (cars.look(hazard=True), "hazard"),
        (cars.look(), None),
        (RecordInspection(finding=Finding.STILL_THERE, hazard=True), None),
    ],
)
def test_only_a_declaration_exempts_a_car_and_names_the_rule(asked: RecordInspection, exempt: str | None) -> None:
    fact = made(cars.SEEN_ONCE, asked, OFFICER, rows=VehicleRows(known=True, other=False))

    assert fact["exempt"] == exempt


WISHED = on(cars.NOTICED, 3, impound.HearingRequested(party=1))
HEARD = on(WISHED, 4, impound.HearingDecided(requested=WISHED.number, lawful=False))
UNFOUNDED = CloseCase(outcome=Outcome.UNFOUNDED)


@pytest.mark.parametrize(
    ("case", "asked", "evidence"),
    [
        (GONE, CloseCase(outcome=Outcome.GONE_ON_ARRIVAL), GONE.number),
        (HEARD, UNFOUNDED, HEARD.number),
        (live(reported(), inspected(Finding.NOT_ABANDONED)), UNFOUNDED, 2),
        (GONE, CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Wrong street"), None),
    ],
)
def test_a_closing_rests_on_the_fact_that_shows_its_outcome(case: Case, asked: CloseCase, evidence: int | None) -> None:
    assert refusal_of(case, asked, DESK) is None
    assert made(case, asked, DESK, rows=StatementKept(None))["evidence"] == evidence


@pytest.mark.parametrize(
    ("case", "stage"),
    [
        (cars.TAKEN_IN, Stage.IMPOUND),
        (cars.ALLOWED, Stage.IMPOUND),
        (cars.NOTICED, Stage.VERIFICATION),
        (cars.TAKEN_IN.with_(surrendered=at_fact(99)), Stage.VERIFICATION),
    ],
)
def test_a_reopened_case_goes_on_at_the_lot_or_with_an_inspection(case: Case, stage: Stage) -> None:
    closed = on(case, 70, CaseClosed(outcome=Outcome.WITHDRAWN))

    assert made(closed, Reopen(note="By mistake."), SUPERVISOR, rows=UnnamedRows())["stage"] is stage


def resting_on(question: str, case: Case, begins: str, law: Edition = LAW) -> int | None:
    """The fact on which the requirement that begins so rests."""
    proof = ruling(question, case, law=law).requirements
    return next(each.fact for each in proof if each.text.startswith(begins))


def test_the_end_of_the_owners_time_rests_on_the_gate() -> None:
    assert resting_on("may_tow", cars.READY, "The owner's notice period has ended") == fact_of(cars.READY.tow_gate)


def test_custody_and_storage_that_runs_from_it_rest_on_the_hook_up() -> None:
    storage = LAW.fees["storage"].model_copy(update={"runs_from": Anchor.IN_CUSTODY})
    hooked_up = fact_of(cars.IN_LOT.hooked_up)
    closing = asked_of(cars.IN_LOT, CloseCase(outcome=Outcome.RECLAIMED), LAW, LATER)

    custody = next(each for each in evaluate(closing).requirements if "custody" in each.text)

    assert resting_on("may_bill_storage", cars.IN_LOT, "Storage", law_with(fees={"storage": storage})) == hooked_up
    assert (custody.met, custody.fact) == (False, hooked_up)
