"""Every request that can be made of a case, as one union told apart by `kind`."""

from typing import Annotated, Any, get_args

from pydantic import Field, TypeAdapter

from schemas import casework, reporting, verification, waiting_periods
from schemas.messages import Request

AnyRequest = Annotated[
    reporting.AnswerLookups
    | verification.RecordInspection
    | waiting_periods.PlaceHold
    | waiting_periods.ReleaseHold
    | waiting_periods.StepFailed
    | waiting_periods.RetryStep
    | casework.CloseCase
    | casework.Reopen,
    Field(discriminator="kind"),
]

REQUEST: TypeAdapter[Any] = TypeAdapter(AnyRequest)


def request_models() -> dict[str, type[Request]]:
    """Every request model by its kind."""
    members: tuple[type[Request], ...] = get_args(get_args(AnyRequest)[0])
    return {member.model_fields["kind"].default: member for member in members}


def private_fields(model: type[Request]) -> frozenset[str]:
    """Names of the fields that carry somebody's words, names or numbers."""
    return frozenset(name for name, field in model.model_fields.items() if "Private" in repr(field))
