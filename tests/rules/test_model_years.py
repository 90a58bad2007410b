"""The age of a car counts from the end of its model year, when its case was opened, in the zone of the city."""

from datetime import UTC, datetime

import pytest

from rules.authorization import asked_of
from rules.disposal_options import first_option, is_older, open_options
from rules.library import find_edition
from rules.rulings import evaluate
from schemas.case import Case
from schemas.disposal import VehicleAppraised
from schemas.words import Finding, VehicleStatus
from tests.rules import cars
from tests.rules.cars import STILL_THERE, day, look, on
from tests.schemas.lives import inspected, live, reported

TEXAS = find_edition("us-tx.2026-01-01")


def opened(at: datetime) -> Case:
    """A case that was opened then."""
    return live(reported()).with_(opened_at=at)


@pytest.mark.parametrize(
    ("at", "older"),
    [
        (datetime(2027, 1, 1, 1, tzinfo=UTC), False),
        (datetime(2027, 1, 1, 6, tzinfo=UTC), True),
        (datetime(2026, 1, 1, 1, tzinfo=UTC), False),
    ],
)
def test_the_year_of_a_case_is_that_of_the_city(at: datetime, *, older: bool) -> None:
    """The night of New Year is a night of two years: in Texas 2026 ends six hours after it ended in UTC."""
    assert is_older(opened(at), TEXAS, 2016, 10) is older


@pytest.mark.parametrize(("model_year", "option"), [(2015, "nuisance"), (2016, "demolisher"), (2017, "demolisher")])
def test_a_nuisance_vehicle_is_ten_years_old_beyond_doubt(model_year: int, option: str) -> None:
    """A car of model year 2016 may have been built in December 2016, and was nine years old in November 2026."""
    case = on(cars.TOLD, 20, cars.named(VehicleStatus.NONREPAIRABLE, by_salvor=False))
    found = first_option(open_options(on(case, 20, VehicleAppraised(value=1, model_year=model_year)), TEXAS))

    assert found is not None
    assert found.code == option


@pytest.mark.parametrize(("model_year", "allowed"), [(None, False), (2020, True), (2021, False)])
def test_a_car_is_declared_inoperable_in_texas_only_if_it_is_more_than_five_years_old(
    model_year: int | None, *, allowed: bool
) -> None:
    seen = live(reported(known=False), STILL_THERE)
    ruling = evaluate(asked_of(seen, look(model_year=model_year), TEXAS, day(5)))

    text = "The car is more than 5 years old, counted from the end of its model year"
    assert ruling.allowed is allowed
    assert [each.text for each in ruling.missing] == ([] if allowed else [text])


def test_the_model_year_of_an_earlier_inspection_counts() -> None:
    seen = live(reported(known=False), inspected(Finding.STILL_THERE, model_year=2012))

    assert seen.model_year == 2012
    assert evaluate(asked_of(seen, look(), TEXAS, day(5))).allowed
