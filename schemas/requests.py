"""Every request that can be made of a case, as one union discriminated by `kind`."""

from collections.abc import Iterable
from typing import Annotated, Any, get_args

from pydantic import BaseModel, Field, TypeAdapter

from schemas import (
    amendments,
    casework,
    disposal,
    impound,
    mail,
    owner_notice,
    records,
    reporting,
    retention,
    tow_dispatch,
    verification,
    waiting_periods,
)
from schemas.marks import parts_of
from schemas.messages import Private, Request

AnyRequest = Annotated[
    reporting.EnterRecordsCheck
    | records.AskRecords
    | records.ReferAnswer
    | reporting.CorrectDescription
    | verification.RecordInspection
    | verification.RecordReview
    | owner_notice.RecordParties
    | owner_notice.WriteLetter
    | mail.HandOverLetter
    | mail.ReportMailFault
    | mail.RecordMailing
    | mail.RecordDelivery
    | mail.RecordReturn
    | mail.RecordFurtherStep
    | owner_notice.RenewNotice
    | owner_notice.PostSticker
    | owner_notice.RecordOwnerCall
    | waiting_periods.OpenGate
    | waiting_periods.ClaimMoved
    | waiting_periods.AskExtension
    | waiting_periods.DecideExtension
    | tow_dispatch.OrderTow
    | tow_dispatch.OfferTow
    | tow_dispatch.AcceptOffer
    | tow_dispatch.DeclineOffer
    | tow_dispatch.LapseOffer
    | tow_dispatch.ReportHookedUp
    | tow_dispatch.ReportDroppedAtLot
    | tow_dispatch.ReportDone
    | tow_dispatch.WithdrawTow
    | impound.RecordIntake
    | impound.ReportToState
    | impound.RequestHearing
    | impound.DecideHearing
    | impound.ReleaseVehicle
    | impound.RefundFees
    | impound.WaiveFees
    | impound.HandOverContents
    | impound.SurrenderVehicle
    | disposal.ClassifyVehicle
    | disposal.AppraiseVehicle
    | disposal.AnswerServiceCheck
    | disposal.RecordAdvertisement
    | disposal.RecordAuthority
    | disposal.RecordSale
    | disposal.RecordCertificate
    | disposal.ReportDisposal
    | waiting_periods.PlaceHold
    | waiting_periods.ReleaseHold
    | waiting_periods.SettleQuestion
    | waiting_periods.OverrideGuard
    | amendments.ApplyAmendment
    | amendments.TakeBackAmendment
    | waiting_periods.StepFailed
    | waiting_periods.RetryStep
    | casework.CloseCase
    | reporting.CloseAsDuplicate
    | reporting.KeepApart
    | reporting.Split
    | casework.Reopen
    | retention.RemoveData
    | retention.PreserveRecord
    | retention.EndPreservation,
    Field(discriminator="kind"),
]

REQUEST: TypeAdapter[Any] = TypeAdapter(AnyRequest)


def request_models() -> dict[str, type[Request]]:
    """Every request model by its kind."""
    members: tuple[type[Request], ...] = get_args(get_args(AnyRequest)[0])
    return {member.model_fields["kind"].default: member for member in members}


def private_fields(model: type[BaseModel]) -> frozenset[str]:
    """Names of the fields that carry a person's text, names or numbers."""
    return frozenset(name for name, field in model.model_fields.items() if _is_private(field.rebuild_annotation()))


def _is_private(annotation: Any) -> bool:
    """Whether a type or any of its parts is marked private, including fields of nested models."""
    parts = list(parts_of(annotation))
    models = (each for each in parts if isinstance(each, type) and issubclass(each, BaseModel))
    return any(isinstance(each, Private) for each in parts) or any(private_fields(each) for each in models)


def unfit_to_travel(kind: str, fields: Iterable[str]) -> str | None:
    """Why this request may not travel through Temporal, in a sentence; None if all its fields are known codes."""
    model = request_models().get(kind)
    if model is None:
        return f"There is no request {kind}."
    for name in sorted(fields):
        if name in private_fields(model):
            return f"The field {name} may not travel through Temporal: ask over HTTP."
        if name not in model.model_fields:
            return f"The request {kind} has no field {name}."
    return None
