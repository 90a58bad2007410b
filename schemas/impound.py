"""Impound: the lot, the report to the state, the hearing and the release."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.marks import FromCase, Mark, YesNo
from schemas.messages import (
    CarPhotos,
    Cents,
    Code,
    Fact,
    KeptPhotos,
    Lot,
    Note,
    Number,
    PartyRow,
    Request,
    StatementRow,
)
from schemas.texts import N_
from schemas.waiting_periods import TimeAgain
from schemas.words import Confidence, Paper, ReleaseTo

LAWFUL = YesNo(
    yes=N_("The tow was lawful"), no=N_("The tow was not lawful: the owner gets the car back free of charge")
)


class FeeLine(BaseModel):
    """One item of the bill, in US cents; `days` if it is charged by the day; `waived` says why it is not owed."""

    model_config = ConfigDict(frozen=True)

    code: str
    text: str
    cents: int
    days: int | None = None
    daily_cents: int | None = None
    citation: str
    confidence: Confidence
    waived: str | None = None
    unknown: bool = False


Weight = Annotated[
    Annotated[int, Field(ge=1, le=200_000)] | None,
    Field(title=N_("Gross weight, in pounds"), description=N_("Heavy vehicles: some cities charge more for them.")),
]


class RecordIntake(Request):
    """List what is in the car. The lot is responsible for the car and its contents from now on."""

    kind: Literal["record_intake"] = "record_intake"
    lot: Annotated[Lot, FromCase.LOT]
    inventory: Annotated[Note, Field(min_length=1, title=N_("Inventory of contents"))]
    keys: bool = Field(default=False, title=N_("Keys with vehicle"))
    weight: Weight = None
    photos: CarPhotos = ()


class IntakeRecorded(Fact):
    """The lot has custody of the car, and its contents are listed."""

    kind: Literal["intake_recorded"] = "intake_recorded"
    lot: Lot
    inventory: StatementRow = Field(title=N_("Inventory of contents"))
    keys: bool = Field(default=False, title=N_("Keys with vehicle"))
    weight: Weight = None
    photos: KeptPhotos = ()


class ReportToState(Request):
    """The abandoned-vehicle report went to the state; storage runs from its date (75 Pa.C.S. 7306)."""

    kind: Literal["report_to_state"] = "report_to_state"


class StateReported(Fact):
    """The impound was reported to the state."""

    kind: Literal["state_reported"] = "state_reported"


class RequestHearing(Request):
    """The owner or a lienholder requests a hearing (75 Pa.C.S. 7305(b)(5), Phila. Code 12-2406).

    `party` is the row of the party who asks, if somebody records it for them; None is the owner. A link names its own.
    """

    kind: Literal["request_hearing"] = "request_hearing"
    party: Annotated[Number | None, Field(title=N_("Who asks")), FromCase.PARTY] = None


class HearingRequested(Fact):
    """A hearing was requested; its hold blocks disposal until the decision. Without a `party` the owner asked."""

    kind: Literal["hearing_requested"] = "hearing_requested"
    party: Annotated[PartyRow | None, Field(title=N_("Who asks")), Mark.NOT_TOLD] = None


class DecideHearing(Request):
    """Decide whether the tow was lawful. The hold of the hearing ends with your decision."""

    kind: Literal["decide_hearing"] = "decide_hearing"
    requested: Annotated[Number | None, Field(title=N_("Hearing")), FromCase.OPEN_HEARING] = None
    """The fact that requested the hearing; None is the one that waits longest."""
    lawful: Annotated[bool, Field(title=N_("Decision")), LAWFUL, FromCase.HEARING_DECISION]


class HearingDecided(Fact):
    """The hearing was decided. If the tow was not lawful, the owner gets the car back free of charge in the period."""

    kind: Literal["hearing_decided"] = "hearing_decided"
    requested: Annotated[Number, Field(title=N_("Hearing")), Mark.NOT_TOLD]
    lawful: Annotated[bool, Field(title=N_("Decision")), LAWFUL]
    time_again: TimeAgain = False


class ReleaseVehicle(Request):
    """Release the car after checking documents and payment."""

    kind: Literal["release_vehicle"] = "release_vehicle"
    to: ReleaseTo = Field(default=ReleaseTo.OWNER, title=N_("Released to"))
    papers: tuple[Paper, ...] = Field(title=N_("Documents shown"))
    paid: Cents = Field(title=N_("Paid, in dollars"))


class VehicleReleased(Fact):
    """The car was released to its owner or lienholder."""

    kind: Literal["vehicle_released"] = "vehicle_released"
    to: ReleaseTo = Field(title=N_("Released to"))
    papers: tuple[Paper, ...] = Field(title=N_("Documents shown"))
    paid: Cents = Field(title=N_("Paid"))
    owed: Cents = Field(title=N_("Owed"))


class RefundFees(Request):
    """Refund what was paid for a tow that a hearing found wrong."""

    kind: Literal["refund_fees"] = "refund_fees"
    paid_back: Cents = Field(title=N_("Refunded, in dollars"))


class FeesRefunded(Fact):
    """The payment for a wrong tow was refunded."""

    kind: Literal["fees_refunded"] = "fees_refunded"
    paid_back: Cents = Field(title=N_("Refunded"))


class WaiveFees(Request):
    """Waive fees: these items are no longer owed. The person who ordered the tow cannot waive them."""

    kind: Literal["waive_fees"] = "waive_fees"
    fees: Annotated[
        tuple[Code, ...], Field(min_length=1, max_length=10, title=N_("Fees to waive")), FromCase.WAIVABLE_FEE
    ]
    note: Annotated[Note, Field(min_length=10)]


class FeesWaived(Fact):
    """A named person waived these items."""

    kind: Literal["fees_waived"] = "fees_waived"
    fees: Annotated[tuple[Code, ...], Field(title=N_("Fees")), Mark.FEE]


class HandOverContents(Request):
    """Give the owner what is in the car. The car stays at the lot."""

    kind: Literal["hand_over_contents"] = "hand_over_contents"
    papers: tuple[Paper, ...] = Field(title=N_("Documents shown"))


class ContentsHandedOver(Fact):
    """The contents of the car were returned to the owner."""

    kind: Literal["contents_handed_over"] = "contents_handed_over"
    papers: tuple[Paper, ...] = Field(title=N_("Documents shown"))


SignedByAll = Annotated[
    bool,
    Field(
        title=N_("Every registered owner has signed"),
        description=N_("Needed if there are several: one owner cannot give up what belongs to another."),
    ),
]


class SurrenderVehicle(Request):
    """The owner gives up the car and shows its title."""

    kind: Literal["surrender_vehicle"] = "surrender_vehicle"
    papers: tuple[Paper, ...] = Field(title=N_("Documents shown"))
    signed_by_all: SignedByAll = False


class VehicleSurrendered(Fact):
    """The owner surrendered the car to the city."""

    kind: Literal["vehicle_surrendered"] = "vehicle_surrendered"
    papers: tuple[Paper, ...] = Field(title=N_("Documents shown"))
    signed_by_all: SignedByAll = False
