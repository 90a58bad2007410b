"""What a form names: the thing of this case or of this law that its request is about. A form without it is refused."""

from datetime import timedelta

import pytest

from rules.goals import likely_route
from rules.law import Edition
from schemas.amendments import ApplyAmendment, TakeBackAmendment
from schemas.case import Case
from schemas.disposal import RecordCertificate
from schemas.impound import RequestHearing, WaiveFees
from schemas.messages import Actor, Request
from schemas.reporting import KeepApart
from schemas.tow_dispatch import ReportDone
from schemas.waiting_periods import SettleQuestion
from schemas.words import Route, TowResult, VehicleStatus
from tests.new_laws import LONGER, TAKES_ALL, Shelf, newer
from tests.rules import cars
from tests.rules.allowed import PERHAPS, WENT
from tests.rules.cars import DESK, LAW, NORTH, SUPERVISOR
from tests.rules.made_up_laws import UNKNOWING
from tests.rules.test_amendments import FIRST_DAY
from tests.rules.test_offers import chosen, offer
from tests.schemas.lives import START, changed, go_on, live, reported

WITH_A_BANK = changed(cars.TOLD, "parties", lienholders=(2,))
SALVAGE = cars.classified(cars.CHECKED, 61, VehicleStatus.SALVAGE)
TWO_CASES = go_on(live(reported()), PERHAPS)


@pytest.mark.parametrize(
    ("case", "request_type", "actor", "field", "named"),
    [
        (cars.KNOWN, ApplyAmendment, SUPERVISOR, "edition", {LONGER}),
        (go_on(cars.KNOWN, WENT), TakeBackAmendment, SUPERVISOR, "edition", {LONGER}),
        (WITH_A_BANK, RequestHearing, DESK, "party", {1, 2}),
        (cars.TOLD, WaiveFees, SUPERVISOR, "fees", {("towing", "storage")}),
        (TWO_CASES, KeepApart, DESK, "other", {PERHAPS.other}),
        (cars.TAKEN, ReportDone, NORTH, "order", {1}),
        (cars.TAKEN, ReportDone, NORTH, "result", {TowResult.GONE}),
        (cars.IN_LOT, ReportDone, NORTH, "order", {1}),
        (cars.IN_LOT, ReportDone, NORTH, "result", {TowResult.TOWED}),
        (SALVAGE, RecordCertificate, DESK, "route", {Route.DISMANTLE, Route.CRUSH}),
    ],
)
def test_a_form_names_what_it_is_about(
    shelf: Shelf, case: Case, request_type: type[Request], actor: Actor, field: str, named: set[object]
) -> None:
    shelf.put(LONGER, newer(), enact=True)

    assert chosen(offer(case, request_type, actor), field) == named


@pytest.mark.parametrize(("law", "named"), [(UNKNOWING, {"periods.reclaim"}), (LAW, None)])
def test_the_questions_of_law_that_can_be_settled_are_those_that_the_edition_leaves_open(
    law: Edition, named: set[object] | None
) -> None:
    found = offer(cars.TOLD, SettleQuestion, SUPERVISOR, law)

    assert (chosen(found, "provision") if found else None) == named


def test_of_two_laws_that_will_be_in_force_the_page_says_when_the_first_one_is(shelf: Shelf) -> None:
    second = "us-pa-philadelphia.2026-11-28"
    for code in (second, LONGER):
        shelf.put(code, newer(code, TAKES_ALL), enact=True)

    found = offer(cars.KNOWN, ApplyAmendment, SUPERVISOR, at=START + timedelta(hours=5))

    assert chosen(found, "edition") == {LONGER, second}
    assert found is not None
    assert found.missing is not None
    assert found.missing.earliest == FIRST_DAY


def test_before_the_state_has_allowed_one_the_first_way_of_disposal_that_the_law_names_is_expected() -> None:
    """Salvage is dismantled or crushed, in this order of the edition."""
    assert LAW.disposal["salvage"].routes == (Route.DISMANTLE, Route.CRUSH)
    assert likely_route(SALVAGE, LAW) is Route.DISMANTLE
