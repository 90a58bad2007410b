"""Every fact there is, as one union told apart by `kind`."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from schemas import (
    casework,
    disposal,
    impound,
    owner_notice,
    reporting,
    tow_dispatch,
    verification,
    waiting_periods,
)

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
    | impound.IntakeRecorded
    | impound.StateReported
    | impound.HearingRequested
    | impound.HearingDecided
    | impound.VehicleReleased
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
