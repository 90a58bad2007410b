"""The outcome with which the system closes a case by itself, as the record shows it."""

import pytest

from rules.casework import outcome_due
from schemas.case import Case
from schemas.case_parts import Destroyed
from schemas.words import Finding, Outcome, Route
from tests.rules import cars
from tests.rules.cars import day
from tests.schemas.lives import at_fact, inspected, live, reported


def destroyed(route: Route) -> Case:
    """The car was destroyed this way, and the report about it is sent."""
    by_certificate = Destroyed(fact=90, at=day(63), by="dispatcher-1", route=route)
    return cars.ALLOWED.with_(destroyed=by_certificate, disposal_reported=at_fact(91))


@pytest.mark.parametrize(
    ("case", "outcome"),
    [
        (live(reported(), inspected(Finding.GONE)), Outcome.GONE_ON_ARRIVAL),
        (live(reported(), inspected(Finding.NOT_ABANDONED)), Outcome.UNFOUNDED),
        (live(reported(), inspected(Finding.NOT_ABANDONED, occupied=True)), None),
        (live(reported(), cars.STILL_THERE), None),
        (cars.ALLOWED, None),
        (cars.SOLD, None),
        (cars.SOLD.with_(disposal_reported=at_fact(91)), Outcome.AUCTIONED),
        (destroyed(Route.DISMANTLE), Outcome.DISMANTLED),
        (destroyed(Route.CRUSH), Outcome.CRUSHED),
    ],
)
def test_the_system_closes_a_case_as_what_the_record_shows(case: Case, outcome: Outcome | None) -> None:
    """A person in the car is first a matter for outreach; a sold car is first reported to NMVTIS."""
    assert outcome_due(case) is outcome
