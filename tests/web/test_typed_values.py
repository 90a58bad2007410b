"""What people type into a form means what they meant, or is refused: amounts in dollars, and places."""

from html import unescape
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.datastructures import FormData

from schemas.disposal import AppraiseVehicle
from schemas.reporting import ReportVehicle
from schemas.requests import REQUEST, request_models
from tests.car import CaseDriver
from tests.web.desk import declared
from tests.web.test_console import asks
from web.form_faults import told_faults
from web.forms import read_form


def faults(kind: str, typed: dict[str, str]) -> list[tuple[str, str]]:
    """What a form with these values is answered: the label of each invalid field, and the sentence."""
    model = request_models()[kind]
    try:
        REQUEST.validate_python(read_form(model, FormData(typed), ()))
    except ValidationError as wrong:
        return [(each["field"], each["reason"]) for each in told_faults(list(wrong.errors()), model)]
    return []


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("175", 17_500),
        ("175.5", 17_550),
        ("$175.05", 17_505),
        ("$ 1,250.05", 125_005),
        (" 12,500 ", 1_250_000),
        ("0.07", 7),
        ("1,000,000", 100_000_000),
    ],
)
def test_an_amount_is_read_as_dollars(typed: str, cents: int) -> None:
    said = read_form(AppraiseVehicle, FormData({"value": typed}), ())

    assert said["value"] == cents


@pytest.mark.parametrize(
    "typed",
    ["12,50", "1,2500", "1.250,00", "12.345", "1_000", "Infinity", "NaN", "1e3", "-5", "٣", "9" * 5_000, "12 50", ","],
)
def test_an_amount_that_can_be_misread_is_refused(typed: str) -> None:
    told = faults("appraise_vehicle", {"value": typed, "model_year": "2004"})

    assert told == [("Value, in dollars", "Enter an amount in dollars, such as 175.00.")]


@pytest.mark.parametrize(
    ("lat", "lon", "reason"),
    [
        ("39.95", "", "It needs both a latitude and a longitude."),
        ("", "-75.1", "It needs both a latitude and a longitude."),
        ("0", "0.0", "It is at latitude 0 and longitude 0, which is in the sea."),
        ("nan", "-75.1", "Enter a number."),
        ("1e400", "-75.1", "Enter a number."),
    ],
)
def test_a_place_that_is_none_is_refused(lat: str, lon: str, reason: str) -> None:
    assert ("GPS location", reason) in faults("report_hooked_up", {"order": "1", "lat": lat, "lon": lon})


@pytest.mark.parametrize(
    "place", [{"lat": 39.95}, {"lon": -75.1}, {"lat": 0, "lon": 0}, {"lat": float("nan"), "lon": 1}]
)
def test_a_report_has_both_coordinates_or_none(place: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ReportVehicle(address="100 First St", district="d25", **place)


@pytest.mark.parametrize("party", ["owner", "co_owners.0", "lienholders.0"])
async def test_a_name_that_no_letter_can_show_is_refused_where_it_is_typed(
    car: CaseDriver, sign_in: Any, party: str
) -> None:
    await declared(car)
    browser, page = sign_in("dispatcher-1"), f"/cases/{car.case}"
    before = (await car.row()).number
    owner = {"owner.name": "Maria Sandoval", "owner.lines": "1458 West Example Street"}
    typed: Any = owner | {f"{party}.name": "Lee \u738b", f"{party}.lines": "1 Ledger Square"}

    refused = await asks(browser, page, "record_parties", **typed)

    said = unescape(refused.text)
    assert "No letter can show the character \u738b. Please write names and addresses in Latin letters." in said
    assert "Lee \u738b" in said, "what was typed stands in the form again"
    assert (await car.row()).number == before
