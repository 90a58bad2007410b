"""Every field that people read or fill in has a title, and every choice that comes from the case is marked."""

import pytest
from pydantic import BaseModel

from schemas.after import FOLDS
from schemas.impound import DecideHearing, HearingDecided
from schemas.marks import Mark, answers_of, marks_of
from schemas.messages import Cents
from schemas.reporting import ReportVehicle, VehicleReported
from schemas.requests import request_models
from schemas.verification import RecordReview, ReviewRecorded

REQUESTS = (*request_models().values(), ReportVehicle)
FACTS = (*FOLDS, VehicleReported)


@pytest.mark.parametrize("model", [*REQUESTS, *FACTS], ids=lambda model: model.__name__)
def test_every_field_has_a_title(model: type[BaseModel]) -> None:
    silent = [name for name, field in model.model_fields.items() if name != "kind" and not field.title]

    assert silent == [], f"Give Field(title=N_(...)) to {', '.join(silent)} of {model.__name__}."


@pytest.mark.parametrize("model", REQUESTS, ids=lambda model: model.__name__)
def test_the_schema_of_a_request_has_the_titles(model: type[BaseModel]) -> None:
    schema = model.model_json_schema()

    for name, field in model.model_fields.items():
        if name != "kind":
            published = schema["properties"][name]
            of_its_type = schema.get("$defs", {}).get(published.get("$ref", "").rpartition("/")[2], {})
            assert (published.get("title") or of_its_type["title"]) == field.title, name


@pytest.mark.parametrize("model", REQUESTS, ids=lambda model: model.__name__)
def test_the_titles_of_a_form_differ(model: type[BaseModel]) -> None:
    titles = [field.title for name, field in model.model_fields.items() if name != "kind"]

    assert len(titles) == len(set(titles))


def test_a_mark_is_found_inside_an_optional_field_and_inside_a_tuple() -> None:
    class Paid(BaseModel):
        """A model like those of the subjects."""

        once: Cents
        perhaps: Cents | None = None
        parts: tuple[Cents, ...] = ()
        count: int = 0

    assert all(Mark.MONEY in marks_of(Paid, name) for name in ("once", "perhaps", "parts"))
    assert marks_of(Paid, "count") == frozenset()
    assert answers_of(Paid, "count") is None


@pytest.mark.parametrize(
    ("request_model", "fact", "name"),
    [(DecideHearing, HearingDecided, "lawful"), (RecordReview, ReviewRecorded, "clear")],
)
def test_a_decision_is_shown_in_the_words_of_its_question(
    request_model: type[BaseModel], fact: type[BaseModel], name: str
) -> None:
    assert answers_of(fact, name) == answers_of(request_model, name)
    assert answers_of(fact, name) is not None
