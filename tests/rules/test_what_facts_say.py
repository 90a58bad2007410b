"""What a fact says that the request does not, what its form offers, and on which fact a requirement rests."""

import pytest

from rules.law import Edition
from rules.library import find_edition
from rules.request_rule import RequestContext
from rules.requests import rule_of
from rules.rows import NoRows
from schemas import disposal, impound, waiting_periods
from schemas.case import Case
from schemas.messages import Actor, Request, fact_of
from schemas.words import Hold, VehicleStatus
from tests.rules import cars
from tests.rules.cars import LATER, LAW, NORTH, OFFICER, SUPERVISOR, on, ruling

FIRST = on(cars.TOLD, 20, waiting_periods.HoldPlaced(hold=Hold.LITIGATION))
TWO_HOLDS = on(FIRST, 21, waiting_periods.HoldPlaced(hold=Hold.DWELLING))
ONE_LIFTED = on(TWO_HOLDS, 22, waiting_periods.HoldReleased(placed=FIRST.number, hold=Hold.LITIGATION))


def made(case: Case, request: Request, actor: Actor, law: Edition = LAW) -> dict[str, object]:
    """The fact that a granted request makes."""
    context = RequestContext(case, actor, request, law, LATER, LATER, find_edition)
    fact: object = rule_of(type(request)).make(context, NoRows())
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
