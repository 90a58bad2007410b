"""Every fact there is, told apart by `kind`: the first of a case, and those that `FOLDS` knows what to make of."""

from functools import cache
from typing import Annotated, Any, TypeVar, Union

from pydantic import Field, TypeAdapter

from schemas.after import FOLDS
from schemas.messages import Fact, Request
from schemas.reporting import VehicleReported
from schemas.requests import private_fields

F = TypeVar("F", bound=Fact)

FACTS: tuple[type[Fact], ...] = (VehicleReported, *FOLDS)

# Only a reader needs the union; as a type it would have to be written out once more.
_union: Any = Union

FACT: TypeAdapter[Any] = TypeAdapter(Annotated[_union[FACTS], Field(discriminator="kind")])


def plain_fact(request: Request, fact: type[F], **more: Any) -> F:
    """The fact with the fields of the same name, and these besides; somebody's words stay behind."""
    told = {name: getattr(request, name) for name in _shared(type(request), fact)}
    return fact.model_validate({**told, **more})


@cache
def _shared(request: type[Request], fact: type[Fact]) -> frozenset[str]:
    return frozenset(set(fact.model_fields) & set(request.model_fields)) - private_fields(request) - {"kind"}
