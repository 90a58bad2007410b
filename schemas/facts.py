"""Every fact there is, as one union told apart by `kind`; and the facts that just say what was asked."""

from functools import cache
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from schemas import (
    amendments,
    casework,
    disposal,
    impound,
    owner_notice,
    reporting,
    tow_dispatch,
    verification,
    waiting_periods,
)
from schemas.messages import Fact, Request
from schemas.requests import private_fields

AnyFact = Annotated[
    reporting.VehicleReported
    | reporting.ReportJoined
    | reporting.LookupsAnswered
    | reporting.CaseSplit
    | reporting.ReportsMoved
    | verification.VehicleInspected
    | verification.ReviewRecorded
    | owner_notice.PartiesRecorded
    | owner_notice.LetterWritten
    | owner_notice.LetterMailed
    | owner_notice.LetterReturned
    | owner_notice.FurtherStepTaken
    | owner_notice.NoticeLapsed
    | owner_notice.StickerPosted
    | waiting_periods.GateOpened
    | waiting_periods.HoldPlaced
    | waiting_periods.HoldReleased
    | waiting_periods.MoveClaimed
    | waiting_periods.ExtensionAsked
    | waiting_periods.ExtensionDecided
    | waiting_periods.QuestionSettled
    | waiting_periods.GuardOverridden
    | waiting_periods.StepHasFailed
    | waiting_periods.StepRetried
    | tow_dispatch.TowOrdered
    | tow_dispatch.TowOffered
    | tow_dispatch.OfferAccepted
    | tow_dispatch.OfferDeclined
    | tow_dispatch.OfferLapsed
    | tow_dispatch.VehicleHooked
    | tow_dispatch.VehicleInLot
    | tow_dispatch.TowEnded
    | tow_dispatch.TowWithdrawn
    | amendments.AmendmentApplied
    | amendments.AmendmentTakenBack
    | impound.IntakeRecorded
    | impound.StateReported
    | impound.HearingRequested
    | impound.HearingDecided
    | impound.VehicleReleased
    | impound.FeesRefunded
    | impound.FeesWaived
    | impound.ContentsHandedOver
    | impound.VehicleSurrendered
    | disposal.VehicleClassified
    | disposal.VehicleAppraised
    | disposal.ServiceChecked
    | disposal.SaleAdvertised
    | disposal.AuthorityRecorded
    | disposal.VehicleSold
    | disposal.VehicleDestroyed
    | disposal.DisposalReported
    | casework.CaseClosed
    | casework.CaseReopened,
    Field(discriminator="kind"),
]

FACT: TypeAdapter[Any] = TypeAdapter(AnyFact)

PLAIN: dict[type[Request], type[Fact]] = {
    verification.RecordReview: verification.ReviewRecorded,
    owner_notice.RecordMailing: owner_notice.LetterMailed,
    owner_notice.RecordReturn: owner_notice.LetterReturned,
    owner_notice.RecordFurtherStep: owner_notice.FurtherStepTaken,
    owner_notice.RenewNotice: owner_notice.NoticeLapsed,
    owner_notice.PostSticker: owner_notice.StickerPosted,
    waiting_periods.OpenGate: waiting_periods.GateOpened,
    waiting_periods.ClaimMoved: waiting_periods.MoveClaimed,
    waiting_periods.AskExtension: waiting_periods.ExtensionAsked,
    waiting_periods.SettleQuestion: waiting_periods.QuestionSettled,
    waiting_periods.OverrideGuard: waiting_periods.GuardOverridden,
    waiting_periods.PlaceHold: waiting_periods.HoldPlaced,
    waiting_periods.StepFailed: waiting_periods.StepHasFailed,
    waiting_periods.RetryStep: waiting_periods.StepRetried,
    tow_dispatch.ReportHooked: tow_dispatch.VehicleHooked,
    tow_dispatch.ReportInLot: tow_dispatch.VehicleInLot,
    impound.ReportToState: impound.StateReported,
    impound.RequestHearing: impound.HearingRequested,
    impound.RefundFees: impound.FeesRefunded,
    impound.WaiveFees: impound.FeesWaived,
    impound.HandOverContents: impound.ContentsHandedOver,
    impound.SurrenderVehicle: impound.VehicleSurrendered,
    disposal.AnswerServiceCheck: disposal.ServiceChecked,
    disposal.RecordAdvertisement: disposal.SaleAdvertised,
    disposal.ReportDisposal: disposal.DisposalReported,
}
"""Requests whose fact says no more than what was asked."""


def plain_fact(request: Request, fact: type[Fact], **more: Any) -> Fact:
    """The fact with the fields of the same name, and these besides; somebody's words stay behind."""
    told = {name: getattr(request, name) for name in _shared(type(request), fact)}
    return fact.model_validate({**told, **more})


@cache
def _shared(request: type[Request], fact: type[Fact]) -> frozenset[str]:
    return frozenset(set(fact.model_fields) & set(request.model_fields)) - private_fields(request) - {"kind"}
