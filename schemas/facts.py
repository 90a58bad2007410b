"""Every fact, as one union discriminated by `kind`: the first fact of a case, and those in `FOLDS`."""

from functools import cache
from typing import Annotated, Any, TypeVar, Union

from pydantic import Field, TypeAdapter

from schemas.after import FOLDS
from schemas.messages import Fact, Request
from schemas.reporting import VehicleReported
from schemas.requests import private_fields

F = TypeVar("F", bound=Fact)

FACTS: tuple[type[Fact], ...] = (VehicleReported, *FOLDS)

# The union is needed only to parse; as a static type it would have to be written out again.
_union: Any = Union

FACT: TypeAdapter[Any] = TypeAdapter(Annotated[_union[FACTS], Field(discriminator="kind")])


def plain_fact(request: Request, fact: type[F], **more: Any) -> F:
    """A fact from the request's fields of the same name plus `more`; private text is dropped."""
    told = {name: getattr(request, name) for name in _shared(type(request), fact)}
    return fact.model_validate({**told, **more})


@cache
def _shared(request: type[Request], fact: type[Fact]) -> frozenset[str]:
    return frozenset(set(fact.model_fields) & set(request.model_fields)) - private_fields(request) - {"kind"}
