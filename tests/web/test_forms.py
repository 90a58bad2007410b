"""Forms: every request has its own, with the labels of its own fields, even if others use the same names."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from rules.requests import BY_REQUEST
from schemas.marks import FromCase, Mark, YesNo, sources_of
from schemas.messages import Cents, Note, Request
from schemas.requests import request_models
from schemas.texts import N_, Spoken
from schemas.words import Role
from tests.rules import cars
from web.choices import choices, choices_for, known
from web.form_words import GONE
from web.forms import fields_of

BY_PEOPLE = [model for model, rule in BY_REQUEST.items() if rule.roles - {Role.SYSTEM}]


class Result(Spoken):
    """The result of a call."""

    REACHED = "reached", N_("They answered")
    NOT_REACHED = "not_reached", N_("No answer")


class RecordCall(Request):
    """A request whose fields all have names that other requests use."""

    kind: Literal["record_call"] = "record_call"
    result: Result = Field(title=N_("What came of the call"))
    clear: bool = Field(title=N_("The line was clear"))
    lawful: Annotated[bool, Field(title=N_("Recording allowed")), YesNo(yes=N_("Allowed"), no=N_("Forbidden"))]
    order: str = Field(title=N_("Order of the calls"))
    lot: str = Field(title=N_("Lottery"))
    paid: int = Field(title=N_("Minutes paid"))
    value: Cents = Field(title=N_("Cost, in dollars"))
    hold: bool = Field(default=False, title=N_("Put on hold"))
    photos: int = Field(default=0, title=N_("Number of photos"))
    source: str = Field(default="", title=N_("Source"))
    until: Annotated[str, Field(title=N_("Hidden")), Mark.NOT_ASKED] = ""
    inventory: Note = Field(title=N_("What was said"))


FIELDS = {field.name: field for field in fields_of(RecordCall)}


@pytest.mark.parametrize("model", BY_PEOPLE, ids=lambda model: model.__name__)
def test_every_field_of_a_form_has_a_label(model: type[Request]) -> None:
    assert [field.name for field in fields_of(model) if not field.label] == []


def test_no_two_buttons_say_the_same() -> None:
    titles = [*(rule.words.button for rule in BY_REQUEST.values()), GONE[0]]

    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("name", [name for name in RecordCall.model_fields if name in FIELDS])
def test_a_field_has_its_own_label_although_another_request_uses_its_name(name: str) -> None:
    assert FIELDS[name].label == RecordCall.model_fields[name].title


@pytest.mark.parametrize(
    ("name", "kind", "choices"),
    [
        ("result", "choice", (("reached", "They answered"), ("not_reached", "No answer"))),
        ("clear", "choice", (("true", "Yes"), ("false", "No"))),
        ("lawful", "choice", (("true", "Allowed"), ("false", "Forbidden"))),
        ("paid", "number", ()),
        ("value", "money", ()),
        ("hold", "checkbox", ()),
        ("photos", "number", ()),
        ("source", "text", ()),
        ("inventory", "words", ()),
    ],
)
def test_a_field_is_shown_by_its_type_and_its_marks(name: str, kind: str, choices: Any) -> None:
    assert (FIELDS[name].kind, FIELDS[name].choices) == (kind, choices)


def test_only_a_mark_hides_a_field() -> None:
    assert set(RecordCall.model_fields) - set(FIELDS) == {"kind", "at", "until"}


def test_no_field_is_filled_in_or_offered_by_its_name() -> None:
    assert known(RecordCall, cars.IN_LOT, choices(cars.IN_LOT, cars.LAW)) == {}
    assert choices_for(RecordCall, choices(cars.IN_LOT, cars.LAW)) == {}


def test_every_source_of_the_case_is_used_by_some_request() -> None:
    used = {source for model in request_models().values() for source in sources_of(model).values()}

    assert used == set(FromCase)
