"""An invalid form says what is needed, by the label of each field and in words."""

from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from schemas.requests import REQUEST, request_models
from tests.car import CaseDriver
from web.form_faults import told_faults


@pytest.mark.parametrize(
    ("typed", "label", "reason"),
    [
        (
            {"kind": "release_vehicle", "to": "owner", "paid": "12x"},
            "Paid, in dollars",
            "Enter an amount in dollars",
        ),
        (
            {"kind": "appraise_vehicle", "value": 1, "model_year": 1},
            "Model year",
            "Enter 1886 or more.",
        ),
        (
            {"kind": "close_as_duplicate", "of": "x"},
            "Number of the older case",
            "The format is not valid. A district is written like d25, a case number like 26-004512.",
        ),
        ({"kind": "decide_extension", "until": "soon"}, "Grant extension until", "Enter a date and a time."),
        (
            {
                "kind": "enter_records_check",
                "stolen": "clear",
                "registration": "expired",
                "registration_expired": "1/2",
            },
            "Last day of the expired registration",
            "Enter a date, such as 2026-12-31.",
        ),
        (
            {"kind": "record_intake", "lot": "river-lot", "inventory": "none", "weight": 0},
            "Gross weight, in pounds",
            "Enter 1 or more.",
        ),
        ({"kind": "close_case"}, "Outcome", "This field is required."),
        ({"kind": "close_case", "outcome": ""}, "Outcome", "Choose one of the options."),
        ({"kind": "settle_question", "note": "x"}, "Notes", "Enter at least 3 characters."),
        ({"kind": "record_inspection", "place": {"lat": "x"}}, "GPS location", "Enter a number."),
        (
            {"kind": "record_inspection", "photos": ("0" * 64,) * 21},
            "Photos",
            "At most 20 are possible here. You sent 21.",
        ),
        (
            {"kind": "record_parties", "lienholders": ({"name": "x", "lines": ("1 Square",)},)},
            "Lienholder",
            "Name: Enter at least 2 characters.",
        ),
        (
            {"kind": "record_parties", "owner": {"name": "Ada Byron", "lines": ()}},
            "Last",
            "Address: This field is required.",
        ),
        ({"kind": "record_inspection", "at": "0001-01-01T00:00:00Z"}, "When", "It lies before 1970 or after 2099."),
        ({"kind": "record_inspection", "finding": {"a": 1}}, "Finding", "Choose one of the options."),
        ({"kind": "record_inspection", "note": ["a"]}, "Notes", "This cannot be read. Please enter it again."),
    ],
)
def test_an_error_has_the_label_of_its_field_and_a_sentence(typed: dict[str, Any], label: str, reason: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        REQUEST.validate_python(typed)

    told = told_faults(list(wrong.value.errors()), request_models()[typed["kind"]])

    assert [each for each in told if each["field"].startswith(label) and each["reason"].startswith(reason)]
    assert not [each for each in told if "nput should" in each["reason"] or "." in each["field"]]
    assert {each["name"].partition(".")[0] for each in told} <= {*request_models()[typed["kind"]].model_fields}


async def test_a_page_shows_the_errors(car: CaseDriver, sign_in: Any) -> None:
    browser = sign_in("dispatcher-1")
    page = (await browser.get(f"/cases/{car.case}")).text
    csrf = page.partition('name="csrf" value="')[2].partition('"')[0]

    answer = await browser.post(
        f"/cases/{car.case}/requests/enter_records_check", data={"csrf": csrf, "stolen": "clear"}
    )

    assert answer.status_code == 422
    assert "This field is required." in answer.text
    assert "enter_records_check." not in answer.text


async def test_an_unknown_address_is_a_page_that_says_so(client: httpx.AsyncClient) -> None:
    assert "There is no page at this address." in (await client.get("/nowhere")).text
