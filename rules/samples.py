"""Examples of a request or a fact, from its model alone: each member of its closed lists, plain values elsewhere.

The lifecycle page shows the effect of such facts, and the proof makes such requests. Values that depend on the case are
listed there.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from itertools import product
from types import NoneType
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import AwareDatetime, BaseModel

from schemas.marks import parts_of
from schemas.messages import Place, Private

M = TypeVar("M", bound=BaseModel)

SAID = "said for the record"
ANYTHING: dict[type, Any] = {
    int: 1,
    str: "26-000001",
    Place: Place(lat=0, lon=0),
    AwareDatetime: datetime(2027, 3, 1, tzinfo=UTC),
}
"""A value where any will do: a row, a code, a place, an instant."""


def samples_of(model: type[M], *, anything: bool = False) -> tuple[M, ...]:
    """An example for each combination of the members of its closed lists; none if `needs_case` names a field.

    If `anything` will do, numbers, codes and places are made up.
    """
    if not anything and needs_case(model):
        return ()
    values = {name: tuple(_values(model, name, anything=anything)) for name in model.model_fields}
    chosen = {name: each for name, each in values.items() if each}
    return tuple(model.model_validate(dict(zip(chosen, each, strict=True))) for each in product(*chosen.values()))


def needs_case(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields that must be given and whose values only the case can say."""
    fields = model.model_fields.items()
    return tuple(name for name, field in fields if field.is_required() and not any(_values(model, name)))


def _values(model: type[BaseModel], name: str, *, anything: bool = False) -> Iterator[Any]:
    """The values to try in a field; none if it can be left out, or if only the case knows one."""
    field = model.model_fields[name]
    parts = list(parts_of(field.rebuild_annotation()))
    if closed := _members(parts):
        yield from (*((None,) if NoneType in parts else ()), *closed)
    elif field.is_required():
        yield from _plain(parts, anything=anything)


def _members(parts: list[Any]) -> tuple[Any, ...]:
    """The members of a closed list, if that is what the field holds one of."""
    if any(get_origin(each) is tuple for each in parts):
        return ()
    literal = next((get_args(each) for each in parts if get_origin(each) is Literal), None)
    enum = next((each for each in parts if isinstance(each, type) and issubclass(each, StrEnum)), None)
    return literal or (tuple(enum) if enum else (True, False) if bool in parts else ())


def _plain(parts: list[Any], *, anything: bool) -> Iterator[Any]:
    if any(isinstance(each, Private) for each in parts):
        yield SAID
    elif anything:
        is_tuple = any(get_origin(each) is tuple for each in parts)
        yield () if is_tuple else next(value for kind, value in ANYTHING.items() if kind in parts)
