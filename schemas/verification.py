"""Verification: the officer's inspection and the supervisor's review."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from schemas.given import in_our_times
from schemas.marks import FromCase, Mark, YesNo
from schemas.messages import (
    CarPhotos,
    Code,
    Fact,
    KeptPhotos,
    ModelYear,
    Note,
    OptionalGivenLocation,
    OptionalLocation,
    Plate,
    PlateState,
    Request,
    Vin,
)
from schemas.texts import N_
from schemas.words import Condition, Finding, PlateKind, ReviewSubject

Occupied = Annotated[bool, Field(title=N_("A person or animal is inside"))]
Hazard = Annotated[bool, Field(title=N_("Safety hazard (leaking, burned, sharp edges, in the way)"))]
LivedIn = Annotated[bool, Field(title=N_("Someone seems to live in it"))]
InspectionExpired = Annotated[
    date | None,
    Field(title=N_("Last day of the expired inspection sticker"), description=N_("Only if you can read it.")),
]
SignedForm = Annotated[
    bool, Field(title=N_("The property owner's signed request is on file (a car on private property)"))
]
CLEAR = YesNo(yes=N_("The tow is cleared"), no=N_("The tow is not cleared: the car stays"))


class RecordInspection(Request):
    """Record what you saw. If you declare the car abandoned, choose the legal definition that it meets."""

    kind: Literal["record_inspection"] = "record_inspection"
    finding: Finding = Field(title=N_("Finding"))
    clause: Annotated[Code | None, Field(title=N_("Legal definition met")), FromCase.CLAUSE] = None
    conditions: tuple[Condition, ...] = Field(default=(), title=N_("Signs"))
    occupied: Occupied = False
    hazard: Hazard = False
    lived_in: LivedIn = False
    inspection_expired: Annotated[InspectionExpired, AfterValidator(in_our_times)] = None
    signed_form: SignedForm = False
    model_year: ModelYear = None
    plate_kind: PlateKind | None = Field(
        default=None,
        title=N_("Special plate (disabled, government ...) or plate belongs to another vehicle"),
        description=N_("A supervisor reviews it before the car is towed."),
    )
    photos: CarPhotos = ()
    place: OptionalGivenLocation = None
    plate: Plate = None
    plate_state: PlateState = None
    vin: Vin = None


class VehicleInspected(Fact):
    """An officer inspected the car."""

    kind: Literal["vehicle_inspected"] = "vehicle_inspected"
    finding: Finding = Field(title=N_("Finding"))
    clause: Annotated[Code | None, Field(title=N_("Legal definition met")), Mark.CLAUSE] = None
    conditions: tuple[Condition, ...] = Field(default=(), title=N_("Signs"))
    occupied: Occupied = False
    hazard: Hazard = False
    lived_in: LivedIn = False
    inspection_expired: InspectionExpired = None
    signed_form: SignedForm = False
    model_year: ModelYear = None
    plate_kind: PlateKind | None = Field(default=None, title=N_("Special plate"))
    photos: KeptPhotos = ()
    place: OptionalLocation = None
    vehicle_known: Annotated[bool, Field(title=N_("Vehicle known")), Mark.NOT_TOLD] = False
    other_vehicle: bool = Field(
        default=False, title=N_("The plate or VIN is not among those whose records were checked")
    )
    exempt: Annotated[Code | None, Mark.EXEMPTION] = Field(
        default=None,
        title=N_("Exempt from the notice"),
        description="The exemption by which the car is removed at once.",
    )


class RecordReview(Request):
    """Record the review: whether someone lives in the car, or what its plate stands for."""

    kind: Literal["record_review"] = "record_review"
    matter: Annotated[ReviewSubject, Field(title=N_("What was reviewed")), FromCase.MATTER]
    clear: Annotated[bool, Field(title=N_("Result")), CLEAR]
    note: Annotated[Note, Field(min_length=3)]


class ReviewRecorded(Fact):
    """A supervisor reviewed the matter."""

    kind: Literal["review_recorded"] = "review_recorded"
    matter: ReviewSubject = Field(title=N_("Reviewed"))
    clear: Annotated[bool, Field(title=N_("Result")), CLEAR]
