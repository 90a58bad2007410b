"""What is given is text that can be seen, an instant of our time, a place in the United States; else it is refused."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.disposal import AnswerServiceCheck
from schemas.mail import RecordMailing
from schemas.messages import Request
from schemas.owner_notice import Addressee
from schemas.reporting import CloseAsDuplicate, EnterRecordsCheck, ReportVehicle
from schemas.requests import AnyRequest
from schemas.verification import RecordInspection
from schemas.waiting_periods import DecideExtension

ANY: TypeAdapter[Any] = TypeAdapter(ReportVehicle | AnyRequest)
A_REPORT = {"address": "100 First St", "district": "d25"}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("100 \u202eFirst\u202c St", "100 First St"),
        ("100\u00a0First\u200b St\ufeff", "100\u00a0First St"),
        ("100 First\r\nSt", "100 First St"),
        ("100\x1bFirst\x08St\x96", "100 First St"),
        ("Rue de l'\u00c9glise \U0001f697 \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",) * 2,
    ],
)
def test_a_line_has_one_direction_one_line_and_nothing_hidden(typed: str, read: str) -> None:
    assert ReportVehicle.model_validate(A_REPORT | {"address": typed}).address == read
    assert Addressee(name="Maria Sandoval", lines=(typed,)).lines == (read,)


def test_a_note_keeps_its_lines_and_loses_what_nobody_sees() -> None:
    report = ReportVehicle.model_validate(A_REPORT | {"description": "One\r\n\ttwo\x07\u2066three\u200b"})

    assert report.description == "One\r\n\ttwo three"


@pytest.mark.parametrize("typed", ["\u200b" * 3, "\u3164" * 3, "\u2800" * 3, "\u202e" * 3, "\x08" * 3, " \u00a0\u3000"])
def test_an_address_that_nobody_can_see_is_none(typed: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        ReportVehicle.model_validate(A_REPORT | {"address": typed})

    assert [(each["loc"], each["type"]) for each in wrong.value.errors()] == [(("address",), "string_too_short")]
    assert not ReportVehicle.model_validate(A_REPORT | {"plate": typed}).plate


def test_a_number_that_was_copied_with_its_direction_is_the_number() -> None:
    assert CloseAsDuplicate(of="\u200e26-000001").of == "26-000001"


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "2100-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
)
@pytest.mark.parametrize(
    ("model", "field", "rest"),
    [
        (ReportVehicle, "at", A_REPORT),
        (RecordInspection, "at", {"finding": "still_there"}),
        (RecordMailing, "at", {"letter": 1}),
        (DecideExtension, "until", {}),
        (AnswerServiceCheck, "ended", {"service": "does_not_serve"}),
    ],
)
def test_an_instant_outside_of_our_time_is_refused(
    model: type[Request], field: str, rest: dict[str, Any], at: str
) -> None:
    with pytest.raises(ValidationError, match="lies before 1970 or after 2099"):
        model.model_validate(rest | {field: at})


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_outside_of_our_time_is_refused(day: str) -> None:
    records = {"stolen": "clear", "registration": "expired", "registration_expired": day}

    with pytest.raises(ValidationError, match="lies before 1970 or after 2099"):
        EnterRecordsCheck.model_validate(records)
    with pytest.raises(ValidationError, match="lies before 1970 or after 2099"):
        RecordInspection.model_validate({"finding": "still_there", "inspection_expired": day})


@pytest.mark.parametrize(
    ("lat", "lon"), [(30, -45), (-75.16, 39.95), (39.95, 75.16), (90, 0), (0.1, 0.1), (51.5, -0.1)]
)
def test_a_place_outside_of_the_country_is_refused_at_every_door(lat: float, lon: float) -> None:
    place = {"lat": lat, "lon": lon}

    for asked in (
        A_REPORT | {"kind": "report_vehicle"} | place,
        {"kind": "record_inspection", "finding": "still_there", "place": place},
        {"kind": "correct_description", "place": place},
        {"kind": "report_hooked_up", "order": 1, "place": place},
        {"kind": "report_dropped_at_lot", "order": 1, "lot": "river-lot", "place": place},
    ):
        with pytest.raises(ValidationError, match="is not in the United States"):
            ANY.validate_python(asked)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(39.95, -75.16), (18.4, -66.1), (13.4, 144.8), (21.3, -157.8), (52.9, 173), (64.8, -147.7), (-14.3, -170.7)],
)
def test_a_place_in_a_state_or_territory_is_taken(lat: float, lon: float) -> None:
    assert ReportVehicle.model_validate(A_REPORT | {"lat": lat, "lon": lon}).lat == lat
