"""Marks in the annotation of a field: how people enter and read it, and where its choices come from."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel


class Mark(Enum):
    """What the type of a field does not say."""

    MONEY = auto()
    """US cents, which people enter and read as dollars."""
    LONG_TEXT = auto()
    PHOTOS = auto()
    STATEMENT = auto()
    """The row of a person's text, which the history shows below the fact."""
    NAMED = auto()
    """The code of a lot or a contractor, which pages show by its name."""
    CLAUSE = auto()
    """The code of a clause of the law, which pages show as its text."""
    EXEMPTION = auto()
    """The code of an exemption, shown in the same way."""
    FEE = auto()
    """The code of a fee, shown in the same way."""
    QUESTION = auto()
    """The code of a question to the rules, which pages show in words."""
    ALONE = auto()
    """The history shows its value without its title."""
    NOT_ASKED = auto()
    """No form asks for it."""
    NOT_TOLD = auto()
    """The history does not show it."""


class FromCase(Enum):
    """What a form takes from the case: a known value, or the choices."""

    ORDER = auto()
    TOW_RESULT = auto()
    LOT = auto()
    LETTER = auto()
    NOTICE = auto()
    CLAUSE = auto()
    MATTER = auto()
    PARTY = auto()
    OPEN_HEARING = auto()
    HEARING_DECISION = auto()
    HOLD_KIND = auto()
    OPEN_HOLD = auto()
    OTHER_CASE = auto()
    PROVISION = auto()
    GUARD = auto()
    GUARDED_QUESTION = auto()
    WAIVABLE_FEE = auto()
    NEWER_EDITION = auto()
    NEWEST_AMENDMENT = auto()


@dataclass(frozen=True)
class YesNo:
    """Both answers to a required question; neither is preselected."""

    yes: str
    no: str


@dataclass(frozen=True)
class RowOf:
    """Marks a field of a fact that names a row, or several, of this table by the key."""

    table: str


def parts_of(annotation: Any) -> Iterator[Any]:
    """A type and all its parts: the members of a union, the items of a tuple, and every mark."""
    yield annotation
    for each in get_args(annotation):
        yield from parts_of(each)


@cache
def marks_of(model: type[BaseModel], name: str) -> frozenset[Mark | FromCase | YesNo]:
    """The marks of a field."""
    parts = parts_of(model.model_fields[name].rebuild_annotation())
    return frozenset(each for each in parts if isinstance(each, Mark | FromCase | YesNo))


def answers_of(model: type[BaseModel], name: str) -> YesNo | None:
    """Both answers to the question of this field; None if it is not such a question."""
    return next((each for each in marks_of(model, name) if isinstance(each, YesNo)), None)


def sources_of(model: type[BaseModel]) -> dict[str, FromCase]:
    """What a form takes from the case, by the name of the field."""
    marks = ((name, each) for name in model.model_fields for each in marks_of(model, name))
    return {name: each for name, each in marks if isinstance(each, FromCase)}


@cache
def fields_naming_rows(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """The fields of a fact that name rows, each with the table."""
    parts = ((name, each) for name, info in model.model_fields.items() for each in parts_of(info.rebuild_annotation()))
    return tuple((name, each.table) for name, each in parts if isinstance(each, RowOf))
