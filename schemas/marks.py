"""Marks in the annotation of a field: how people type and read it, and where its choices come from."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel


class Mark(Enum):
    """What the type of a field does not say of it."""

    MONEY = auto()
    """US cents, which people type and read as dollars."""
    LONG_TEXT = auto()
    PHOTOS = auto()
    STATEMENT = auto()
    """The row of a person's words, which the timeline shows below the fact."""
    NAMED = auto()
    """The code of a lot or a contractor, which people know by its name."""
    CLAUSE = auto()
    """The code of a clause of the law, which people read as its text."""
    ALONE = auto()
    """The timeline shows its value without its title."""
    NOT_ASKED = auto()
    """No form asks for it."""
    NOT_TOLD = auto()
    """The timeline does not show it."""


class FromCase(Enum):
    """What a form takes from the case: a value that is known already, or the choices that there are."""

    ORDER = auto()
    TOW_RESULT = auto()
    LOT = auto()
    LETTER = auto()
    NOTICE = auto()
    CLAUSE = auto()
    MATTER = auto()
    HEARING_DECISION = auto()
    HOLD_KIND = auto()
    OPEN_HOLD = auto()
    PROVISION = auto()
    GUARD = auto()
    GUARDED_QUESTION = auto()
    WAIVABLE_FEE = auto()
    NEWER_EDITION = auto()
    NEWEST_AMENDMENT = auto()


@dataclass(frozen=True)
class YesNo:
    """Both answers to a question that must be answered: neither is chosen beforehand."""

    yes: str
    no: str


def parts_of(annotation: Any) -> Iterator[Any]:
    """A type and all that it is made of: the members of a union, the items of a tuple, and every mark."""
    yield annotation
    for each in get_args(annotation):
        yield from parts_of(each)


@cache
def marks_of(model: type[BaseModel], name: str) -> frozenset[Mark | FromCase | YesNo]:
    """The marks of a field."""
    parts = parts_of(model.model_fields[name].rebuild_annotation())
    return frozenset(each for each in parts if isinstance(each, Mark | FromCase | YesNo))


def answers_of(model: type[BaseModel], name: str) -> YesNo | None:
    """Both answers to the question that this field asks; None if it is no such question."""
    return next((each for each in marks_of(model, name) if isinstance(each, YesNo)), None)


def sources_of(model: type[BaseModel]) -> dict[str, FromCase]:
    """What a form takes from the case, by the name of the field."""
    marks = ((name, each) for name in model.model_fields for each in marks_of(model, name))
    return {name: each for name, each in marks if isinstance(each, FromCase)}
