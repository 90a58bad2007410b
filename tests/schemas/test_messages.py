"""What is sent: no fact and no message to Temporal carries a person's text, name, plate or address."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import Enum
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

import pytest
from pydantic import BaseModel, Field, StringConstraints, ValidationError, create_model

from schemas import impound, names, wire
from schemas.after import FOLDS
from schemas.casework import CloseCase
from schemas.facts import plain_fact
from schemas.messages import Fact, Line
from schemas.owner_notice import Addressee, RecordParties
from schemas.pace import Pace
from schemas.reporting import ReportVehicle, VehicleReported
from schemas.requests import private_fields, request_models, unfit_to_travel
from schemas.retention import RemoveData
from schemas.verification import RecordInspection

MESSAGES = (wire.Position, wire.CaseInput, wire.ActivityInput, wire.TowReport, wire.WireRequest)
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


def free_text(annotation: Any, metadata: tuple[Any, ...] = ()) -> Iterator[Any]:
    """The parts of a type that are free text: text without the pattern of an id or a code."""
    if get_origin(annotation) is Annotated:
        inner, *outer = get_args(annotation)
        yield from free_text(inner, (*metadata, *outer))
    elif arguments := [each for each in get_args(annotation) if each not in (NoneType, Ellipsis)]:
        for each in arguments:
            yield from free_text(each)
    elif _is_text(annotation) and not any(isinstance(each, StringConstraints) and each.pattern for each in metadata):
        yield annotation


def _is_text(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, str) and not issubclass(annotation, Enum)


@pytest.mark.parametrize("model", [*FOLDS, VehicleReported, *MESSAGES], ids=lambda model: model.__name__)
def test_no_message_carries_free_text(model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        if name == "kind" and issubclass(model, Fact):
            continue
        assert list(free_text(field.annotation, tuple(field.metadata))) == [], name


def test_the_search_for_free_text_finds_what_is_planted() -> None:
    class Planted(Fact):
        """A fact that is not allowed."""

        name: tuple[str, ...] | None = None

    field = Planted.model_fields["name"]
    assert list(free_text(field.annotation, tuple(field.metadata))) == [str]


def test_fields_with_personal_data_are_known() -> None:
    assert private_fields(CloseCase) == {"note", "elsewhere", "authority"}
    assert private_fields(RecordInspection) == {"note", "plate", "plate_state", "vin"}
    assert private_fields(RecordParties) == {"note", "owner", "co_owners", "lienholders"}
    assert private_fields(ReportVehicle) >= {"address", "plate", "vin", "make", "description"}
    assert {model for model in request_models().values() if "note" not in private_fields(model)} == {RemoveData}


@pytest.mark.parametrize(
    "annotation",
    [
        Line,
        Line | None,
        tuple[Line, ...],
        Addressee,
        Addressee | None,
        tuple[int, Addressee],
        Annotated[tuple[Addressee, ...], Field(max_length=10)],
        dict[str, tuple[int | Addressee, ...]],
    ],
)
def test_a_private_field_is_found_however_deep_its_type_hides_it(annotation: Any) -> None:
    planted = create_model("Planted", hidden=annotation, plain=(int, 0))

    assert private_fields(planted) == {"hidden"}


@pytest.mark.parametrize("field", ["owner", "lienholders", "note"])
def test_a_name_or_an_address_does_not_travel_through_temporal(field: str) -> None:
    refused = unfit_to_travel("record_parties", [field])

    assert refused == f"The field {field} may not travel through Temporal: ask over HTTP."
    assert unfit_to_travel("record_mailing", ["letter", "at"]) is None


def test_the_workflow_of_a_case_is_named_by_its_number_alone() -> None:
    assert names.workflow_id("26-004512") == "case-26-004512"
    assert names.case_number("case-26-004512") == "26-004512"
    assert names.tow_id(2) == "tow-2"


def test_training_time_goes_and_comes_back() -> None:
    pace = Pace(factor=1440.0, case_origin=NOW, real_origin=NOW)

    assert pace.case_time(NOW + timedelta(seconds=60)) == NOW + timedelta(days=1)
    assert pace.real_time(NOW + timedelta(days=1)) == NOW + timedelta(seconds=60)
    assert (Pace().case_time(NOW), Pace().real_time(NOW), Pace().is_training) == (NOW, NOW, False)


def test_personal_data_are_dropped_when_a_fact_is_made_from_a_request() -> None:
    asked = impound.RecordIntake(lot="river-lot", inventory="A photo of my children", note="From my wallet")

    fact = plain_fact(asked, impound.IntakeRecorded, inventory=7)

    assert (fact.model_dump()["inventory"], fact.note) == (7, None)
    with pytest.raises(ValidationError):
        plain_fact(asked, impound.IntakeRecorded)
