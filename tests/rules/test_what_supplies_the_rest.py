"""What supplies what is missing, for the requirements of a guard that come after its first.

The rows of `test_what_supplies_it` are about the first one. A row here says the question, how the requirement begins,
what supplies it and who, and the change to an allowed request.
"""

import pytest

from rules.authorization import asked_of
from rules.library import find_edition
from rules.requirements import GuardContext
from rules.rulings import evaluate
from schemas.rulings import Requirement
from schemas.tow_dispatch import ReportDone, TowOffered
from schemas.words import Finding, TowResult
from tests.new_laws import LONGER, TAKES_ALL, Shelf, newer
from tests.rules import cars
from tests.rules.allowed import ALLOWED, GONE, PROTEST, Try
from tests.rules.cars import SUPERVISOR
from tests.rules.law_texts import TX
from tests.rules.scenarios import Spoil, asking, by, of, where
from tests.rules.test_amendments_at_the_edge import TWICE
from tests.rules.test_carried_over import NOT_STOOD, STOOD, TEN_DAYS_STOOD
from tests.rules.test_what_supplies_it import supplied
from tests.schemas.lives import go_on, live, reported, tow_order

DRAFT = "us-pa-philadelphia.2026-11-28"
NO_PHOTO = ReportDone(order=1, result=TowResult.GONE)
ON_PRIVATE_LAND = live(reported(private=True), cars.STILL_THERE)


def later_than_the_new_law(good: Try) -> Try:
    """The case is under a law that begins after the new one."""
    return good.but(law=cars.LAW.model_copy(update={"effective_from": find_edition(LONGER).effective_from.max}))


def unsigned(good: Try) -> Try:
    """A car on private land, whose owner has signed nothing."""
    return good.but(case=ON_PRIVATE_LAND).asking(clause="private_property")


def a_new_car_in_texas(good: Try) -> Try:
    """A car of last year; Texas calls a car abandoned that is more than five years old."""
    return good.but(law=cars.patient(find_edition(TX))).asking(model_year=2025)


ROWS: tuple[tuple[str, str, str, str, Spoil], ...] = (
    ("may_amend", f"The edition {DRAFT} is enacted", "nothing", "admin", asking(edition=DRAFT)),
    ("may_amend", "It is a different edition for the same place", "nothing", "-", asking(edition=TX)),
    ("may_amend", "It is not older", "nothing", "-", later_than_the_new_law),
    ("may_take_back_amendment", "An amendment was applied", "nothing", "-", of(cars.KNOWN)),
    ("may_take_back_amendment", "The newest amendment is", "nothing", "-", asking(edition=DRAFT)),
    ("may_take_back_amendment", "The edition us-pa-philadelphia.2026-11-26", "the request", "admin", of(TWICE)),
    (
        "may_close",
        "No tow order is open",
        "tow",
        "dispatcher",
        of(go_on(GONE, TowOffered(order=1, contractor="north-salvage"))),
    ),
    ("may_waive", "The law lets the city waive: state", "nothing", "-", asking(fees=("state",))),
    ("may_refund", "A payment for a tow", "nothing", "-", of(PROTEST)),
    (
        "may_override",
        "The person who overrides it",
        "nothing",
        "supervisor",
        where(tow_order=tow_order(by="supervisor-1")),
    ),
    ("may_answer", "Order 1 is waiting for an answer; it is open", "nothing", "-", of(cars.TAKEN)),
    ("may_offer", "No other contractor has the order", "nothing", "-", of(cars.OFFERED)),
    ("may_lapse", "The arrival window passed", "nothing", "-", by(SUPERVISOR)),
    (
        "may_report",
        "A photo shows the empty place",
        "the request",
        "contractor",
        lambda good: good.but(case=cars.TAKEN, request=NO_PHOTO),
    ),
    ("may_declare", "The definition applies to private property", "the request", "officer", of(ON_PRIVATE_LAND)),
    ("may_declare", "The owner of the property has signed", "the request", "officer", unsigned),
    ("may_declare", "The car is more than 5 years old", "the request", "officer", a_new_car_in_texas),
    ("may_tow", "The owner's notice period has ended", "notice_period", "-", of(cars.NOTICED)),
)


def requirements_of(tried: Try, question: str) -> tuple[Requirement, ...]:
    """Every requirement of this question."""
    context = GuardContext(question, tried.case, tried.law, tried.at, tried.actor)
    if tried.request is not None:
        context = asked_of(tried.case, tried.request, tried.law, tried.at, actor=tried.actor)
    return tuple(evaluate(context).requirements)


@pytest.mark.parametrize(("question", "begins", "what", "who", "spoil"), ROWS, ids=[row[1] for row in ROWS])
def test_each_requirement_says_what_supplies_it_and_who(
    shelf: Shelf, question: str, begins: str, what: str, who: str, spoil: Spoil
) -> None:
    shelf.put(LONGER, newer(), enact=True)
    shelf.put(DRAFT, newer(DRAFT), enact=False)

    found = [each for each in requirements_of(spoil(ALLOWED[question]), question) if each.text.startswith(begins)]

    assert [(each.met, *supplied(each)) for each in found] == [(False, what, who)]


@pytest.mark.parametrize(
    ("tried", "change", "begins"),
    [
        (ALLOWED["may_amend"].but(case=STOOD), TEN_DAYS_STOOD, NOT_STOOD.format(LONGER).removeprefix("Required: ")),
        (
            ALLOWED["may_amend"].but(case=cars.HAZARD),
            ("exemptions.hazard", "needs = [", 'needs = ["no_plate", '),
            f"The edition {LONGER} exempts the car from the notice",
        ),
    ],
    ids=["interval", "exemption"],
)
def test_no_form_is_offered_for_a_law_that_lacks_the_ground_of_the_case(
    shelf: Shelf, tried: Try, change: tuple[str, str, str], begins: str
) -> None:
    shelf.put(LONGER, newer(LONGER, TAKES_ALL, change), enact=True)

    found = [each for each in requirements_of(tried, "may_amend") if each.text.startswith(begins.rstrip("."))]

    assert [(each.met, *supplied(each)) for each in found] == [(False, "nothing", "-")]


def test_an_officer_supplies_all_that_an_inspection_lacks() -> None:
    lacking = ALLOWED["may_declare"].asking(finding=Finding.ABANDONED, clause="private_property", photos=())

    missing = [each for each in requirements_of(lacking, "may_declare") if not each.met]

    assert len(missing) == 3
    assert {each.remedied_by for each in missing} == {"officer"}
