"""Which maker makes the fact of which request: one table."""

from activities import disposal as ends
from activities import duplicates, facts, owner_notice, tow_dispatch
from activities import impound as lot
from activities.facts import Maker, photographed, plain
from schemas import casework, disposal, impound, reporting, verification, waiting_periods
from schemas import owner_notice as notice
from schemas import tow_dispatch as tow
from schemas.messages import Request

MAKERS: dict[type[Request], Maker] = {
    reporting.AnswerLookups: plain(reporting.LookupsAnswered),
    verification.RecordInspection: photographed(facts.inspected),
    verification.RecordReview: plain(verification.ReviewRecorded),
    notice.RecordParties: owner_notice.parties_recorded,
    notice.WriteLetter: owner_notice.letter_written,
    notice.RecordMailing: plain(notice.LetterMailed),
    notice.RecordReturn: plain(notice.LetterReturned),
    notice.RecordFurtherStep: plain(notice.FurtherStepTaken),
    notice.PostSticker: photographed(plain(notice.StickerPosted)),
    waiting_periods.OpenGate: plain(waiting_periods.GateOpened),
    waiting_periods.ClaimMoved: plain(waiting_periods.MoveClaimed),
    waiting_periods.AskExtension: plain(waiting_periods.ExtensionAsked),
    waiting_periods.DecideExtension: plain(waiting_periods.ExtensionDecided),
    waiting_periods.SettleQuestion: plain(waiting_periods.QuestionSettled),
    waiting_periods.OverrideGuard: plain(waiting_periods.GuardOverridden),
    waiting_periods.PlaceHold: plain(waiting_periods.HoldPlaced),
    waiting_periods.ReleaseHold: facts.hold_released,
    waiting_periods.StepFailed: plain(waiting_periods.StepHasFailed),
    waiting_periods.RetryStep: plain(waiting_periods.StepRetried),
    tow.OrderTow: tow_dispatch.ordered,
    tow.OfferTow: tow_dispatch.offered,
    tow.AcceptOffer: tow_dispatch.accepted,
    tow.DeclineOffer: tow_dispatch.declined,
    tow.LapseOffer: tow_dispatch.lapsed,
    tow.ReportHooked: photographed(plain(tow.VehicleHooked)),
    tow.ReportInLot: photographed(tow_dispatch.in_lot),
    tow.ReportDone: photographed(tow_dispatch.ended),
    tow.WithdrawTow: tow_dispatch.withdrawn,
    impound.RecordIntake: photographed(lot.taken_in),
    impound.ReportToState: plain(impound.StateReported),
    impound.RequestHearing: plain(impound.HearingRequested),
    impound.DecideHearing: lot.heard,
    impound.ReleaseVehicle: lot.released,
    impound.WaiveFees: plain(impound.FeesWaived),
    impound.HandOverContents: plain(impound.ContentsHandedOver),
    impound.SurrenderVehicle: lot.surrendered,
    disposal.ClassifyVehicle: ends.classified,
    disposal.AppraiseVehicle: plain(disposal.VehicleAppraised),
    disposal.AnswerServiceCheck: plain(disposal.ServiceChecked),
    disposal.RecordAdvertisement: plain(disposal.SaleAdvertised),
    disposal.RecordAuthority: ends.authorised,
    disposal.RecordSale: ends.sold,
    disposal.RecordCertificate: ends.destroyed,
    disposal.ReportDisposal: plain(disposal.DisposalReported),
    reporting.CloseAsDuplicate: duplicates.closed_as_duplicate,
    reporting.Split: duplicates.split,
    casework.CloseCase: facts.closed,
    casework.Reopen: facts.reopened,
}
