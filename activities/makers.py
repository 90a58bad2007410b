"""The one table of makers: which function makes the fact of each request."""

from activities import disposal as ends
from activities import duplicates, facts, owner_notice, tow_dispatch
from activities import impound as lot
from activities.facts import Maker, photographed, plain
from schemas import amendments, casework, disposal, impound, reporting, verification, waiting_periods
from schemas import owner_notice as notice
from schemas import tow_dispatch as tow
from schemas.facts import PLAIN
from schemas.messages import Request

MAKERS: dict[type[Request], Maker] = {
    **{request: plain(fact) for request, fact in PLAIN.items()},
    reporting.AnswerLookups: facts.looked_up,
    verification.RecordInspection: photographed(facts.inspected),
    notice.RecordParties: owner_notice.parties_recorded,
    notice.WriteLetter: owner_notice.letter_written,
    notice.PostSticker: photographed(plain(notice.StickerPosted)),
    waiting_periods.DecideExtension: facts.extension_decided,
    waiting_periods.ReleaseHold: facts.hold_released,
    amendments.ApplyAmendment: facts.amended,
    amendments.TakeBackAmendment: facts.amendment_taken_back,
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
    impound.DecideHearing: lot.heard,
    impound.ReleaseVehicle: lot.released,
    impound.SurrenderVehicle: lot.surrendered,
    disposal.ClassifyVehicle: ends.classified,
    disposal.AppraiseVehicle: ends.appraised,
    disposal.RecordAuthority: ends.authorised,
    disposal.RecordSale: ends.sold,
    disposal.RecordCertificate: ends.destroyed,
    reporting.CloseAsDuplicate: duplicates.closed_as_duplicate,
    reporting.Split: duplicates.split,
    casework.CloseCase: facts.closed,
    casework.Reopen: duplicates.reopened,
}
