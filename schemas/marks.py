"""Marks in the annotation of a field: how people type and read it, and where its choices come from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeVar, get_args

from pydantic.fields import FieldInfo

M = TypeVar("M")


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


def marks_of(field: FieldInfo) -> frozenset[Mark]:
    """The plain marks of a field."""
    return frozenset(each for each in parts_of(field.rebuild_annotation()) if isinstance(each, Mark))


def mark_of(field: FieldInfo, kind: type[M]) -> M | None:
    """The mark of this kind on a field; None if it has none."""
    return next((each for each in parts_of(field.rebuild_annotation()) if isinstance(each, kind)), None)


def from_case(fields: Mapping[str, FieldInfo]) -> dict[str, FromCase]:
    """The fields that a form takes from the case, by name."""
    found = {name: mark_of(field, FromCase) for name, field in fields.items()}
    return {name: source for name, source in found.items() if source}
