"""Tow dispatch: the order, the offers in rotation, and the contractor's reports."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from schemas.marks import FromCase
from schemas.messages import (
    CarPhotos,
    Contractor,
    Fact,
    GivenLocation,
    KeptPhotos,
    Location,
    Lot,
    Number,
    OptionalGivenLocation,
    OptionalLocation,
    Photos,
    Request,
)
from schemas.texts import N_
from schemas.words import DeclineReason, Ground, TowResult, WithdrawReason


class Progress(StrEnum):
    """The progress of a truck before the hook-up."""

    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"


class OrderTow(Request):
    """The system offers the order to the contractors in rotation."""

    kind: Literal["order_tow"] = "order_tow"
    ground: Ground = Field(
        default=Ground.ABANDONED, title=N_("Legal basis"), description=N_("Unpaid tickets alone are not enough.")
    )


class TowOrdered(Fact):
    """A tow was ordered. The person who ordered it cannot decide a hearing about it."""

    kind: Literal["tow_ordered"] = "tow_ordered"
    ground: Ground = Field(default=Ground.ABANDONED, title=N_("Legal basis"))
    hazard: bool = Field(default=False, title=N_("Safety hazard"))


class OfferTow(Request):
    """The system offers the order to the next contractor in rotation."""

    kind: Literal["offer_tow"] = "offer_tow"


class TowOffered(Fact):
    """The order was offered to a contractor, with a time to answer."""

    kind: Literal["tow_offered"] = "tow_offered"
    order: Number = Field(title=N_("Order"))
    contractor: Contractor
    answer_by: AwareDatetime | None = Field(default=None, title=N_("Answer by"))


class AcceptOffer(Request):
    """The order is yours. Report the hook-up, the drop-off and the end of the tow."""

    kind: Literal["accept_offer"] = "accept_offer"
    order: Annotated[Number, Field(title=N_("Order")), FromCase.ORDER]


class OfferAccepted(Fact):
    """The contractor accepted the order."""

    kind: Literal["offer_accepted"] = "offer_accepted"
    order: Number = Field(title=N_("Order"))
    contractor: Contractor


class DeclineOffer(Request):
    """The order goes to the next contractor."""

    kind: Literal["decline_offer"] = "decline_offer"
    order: Annotated[Number, Field(title=N_("Order")), FromCase.ORDER]
    reason: DeclineReason = Field(title=N_("Reason"))


class OfferDeclined(Fact):
    """The contractor declined; the next one gets the offer."""

    kind: Literal["offer_declined"] = "offer_declined"
    order: Number = Field(title=N_("Order"))
    contractor: Contractor
    reason: DeclineReason = Field(title=N_("Reason"))


class LapseOffer(Request):
    """The system records that the window passed without an answer."""

    kind: Literal["lapse_offer"] = "lapse_offer"
    order: Annotated[Number, Field(title=N_("Order")), FromCase.ORDER]


class OfferLapsed(Fact):
    """No answer in the window; next contractor."""

    kind: Literal["offer_lapsed"] = "offer_lapsed"
    order: Number = Field(title=N_("Order"))
    contractor: Contractor


class ReportHookedUp(Request):
    """Record where and when the car was hooked up. Custody starts then."""

    kind: Literal["report_hooked_up"] = "report_hooked_up"
    order: Annotated[Number, Field(title=N_("Order")), FromCase.ORDER]
    place: GivenLocation
    photos: CarPhotos = ()


class VehicleHookedUp(Fact):
    """The car was hooked up: custody starts at this place."""

    kind: Literal["vehicle_hooked_up"] = "vehicle_hooked_up"
    order: Number = Field(title=N_("Order"))
    place: Location
    photos: KeptPhotos = ()


class ReportDroppedAtLot(Request):
    """Record where and when the car was dropped at the lot."""

    kind: Literal["report_dropped_at_lot"] = "report_dropped_at_lot"
    order: Annotated[Number, Field(title=N_("Order")), FromCase.ORDER]
    lot: Annotated[Lot, FromCase.LOT]
    place: GivenLocation
    photos: CarPhotos = ()


class VehicleDroppedAtLot(Fact):
    """The car was dropped at a lot, at this place."""

    kind: Literal["vehicle_dropped_at_lot"] = "vehicle_dropped_at_lot"
    order: Number = Field(title=N_("Order"))
    lot: Lot
    place: Location
    photos: KeptPhotos = ()


class ReportDone(Request):
    """The tow is done, or the car was gone (with a photo of the empty place), or no truck came (by the system)."""

    kind: Literal["report_done"] = "report_done"
    order: Annotated[Number, Field(title=N_("Order")), FromCase.ORDER]
    result: Annotated[
        Literal[TowResult.TOWED, TowResult.GONE, TowResult.NO_SHOW], Field(title=N_("Result")), FromCase.TOW_RESULT
    ]
    photos: Photos = ()
    place: OptionalGivenLocation = None


class TowEnded(Fact):
    """The order has ended; `tow_vehicle` is completed with this result."""

    kind: Literal["tow_ended"] = "tow_ended"
    order: Number = Field(title=N_("Order"))
    contractor: Contractor
    result: TowResult = Field(title=N_("Result"))
    photos: KeptPhotos = ()
    place: OptionalLocation = None


class WithdrawTow(Request):
    """The order ends, and the contractor sees that it was withdrawn."""

    kind: Literal["withdraw_tow"] = "withdraw_tow"


class TowWithdrawn(Fact):
    """The order was withdrawn. A contractor on the way sees it in the portal."""

    kind: Literal["tow_withdrawn"] = "tow_withdrawn"
    order: Number | None = Field(default=None, title=N_("Order"))
    contractor: Annotated[Contractor | None, Field(title=N_("Contractor"))] = None
    reason: WithdrawReason = Field(title=N_("Reason"))
