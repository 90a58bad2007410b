"""Tow dispatch: the order, the offers in rotation, and the truck's own report."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from schemas.messages import Code, Fact, Number, PhotoId, Place, Request
from schemas.words import DeclineReason, Ground, TowResult, WithdrawReason

TowPhotos = Annotated[tuple[PhotoId, ...], Field(max_length=20)]


class Progress(StrEnum):
    """How far a truck has come that has not hooked the car."""

    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"


class OrderTow(Request):
    """Order the car to be towed; the engine offers the order to the contractors in rotation."""

    kind: Literal["order_tow"] = "order_tow"
    ground: Ground = Ground.ABANDONED


class TowOrdered(Fact):
    """The city wants the car towed. The one who ordered it cannot hear the owner."""

    kind: Literal["tow_ordered"] = "tow_ordered"
    ground: Ground = Ground.ABANDONED
    hazard: bool = False


class OfferTow(Request):
    """The engine offers the order to the next contractor in rotation."""

    kind: Literal["offer_tow"] = "offer_tow"


class TowOffered(Fact):
    """A contractor has a window to answer."""

    kind: Literal["tow_offered"] = "tow_offered"
    order: Number
    contractor: Code
    answer_by: AwareDatetime | None = None


class AcceptOffer(Request):
    """The contractor takes the order."""

    kind: Literal["accept_offer"] = "accept_offer"
    order: Number


class OfferAccepted(Fact):
    """A truck will come."""

    kind: Literal["offer_accepted"] = "offer_accepted"
    order: Number
    contractor: Code


class DeclineOffer(Request):
    """The contractor does not take the order."""

    kind: Literal["decline_offer"] = "decline_offer"
    order: Number
    reason: DeclineReason


class OfferDeclined(Fact):
    """Next contractor."""

    kind: Literal["offer_declined"] = "offer_declined"
    order: Number
    contractor: Code
    reason: DeclineReason


class LapseOffer(Request):
    """The engine tells that the window passed without an answer."""

    kind: Literal["lapse_offer"] = "lapse_offer"
    order: Number


class OfferLapsed(Fact):
    """No answer in the window; next contractor."""

    kind: Literal["offer_lapsed"] = "offer_lapsed"
    order: Number
    contractor: Code


class ReportHooked(Request):
    """The car is on the hook, at this place and time."""

    kind: Literal["report_hooked"] = "report_hooked"
    order: Number
    place: Place
    photos: TowPhotos = ()


class VehicleHooked(Fact):
    """Custody begins: the first place of its chain."""

    kind: Literal["vehicle_hooked"] = "vehicle_hooked"
    order: Number
    place: Place
    photos: TowPhotos = ()


class ReportInLot(Request):
    """The car stands in the lot, at this place and time."""

    kind: Literal["report_in_lot"] = "report_in_lot"
    order: Number
    lot: Code
    place: Place
    photos: TowPhotos = ()


class VehicleInLot(Fact):
    """The drop location, always recorded."""

    kind: Literal["vehicle_in_lot"] = "vehicle_in_lot"
    order: Number
    lot: Code
    place: Place
    photos: TowPhotos = ()


class ReportDone(Request):
    """The tow is done; or the car was not there (with a photo of the empty place); or nobody came (engine)."""

    kind: Literal["report_done"] = "report_done"
    order: Number
    result: Literal[TowResult.TOWED, TowResult.GONE, TowResult.NO_SHOW]
    photos: TowPhotos = ()
    place: Place | None = None


class TowEnded(Fact):
    """The order has ended; `tow_vehicle` is completed with this result."""

    kind: Literal["tow_ended"] = "tow_ended"
    order: Number
    contractor: Code
    result: TowResult
    photos: TowPhotos = ()
    place: Place | None = None


class WithdrawTow(Request):
    """Take the order back."""

    kind: Literal["withdraw_tow"] = "withdraw_tow"


class TowWithdrawn(Fact):
    """The order is off. If a truck was on its way its phone says so."""

    kind: Literal["tow_withdrawn"] = "tow_withdrawn"
    order: Number | None = None
    contractor: Code | None = None
    reason: WithdrawReason
