"""Verification: the officer's eyes on the car."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.messages import Code, Fact, Line, Note, PhotoId, Place, Request
from schemas.words import Condition, Finding, Matter, PlateKind

Photos = Annotated[tuple[PhotoId, ...], Field(max_length=20)]


class RecordInspection(Request):
    """Record what an officer saw, and the clause of the definition that the car meets."""

    kind: Literal["record_inspection"] = "record_inspection"
    finding: Finding
    clause: Code | None = None
    conditions: tuple[Condition, ...] = ()
    occupied: bool = False
    hazard: bool = False
    lived_in: bool = False
    inspection_expired_over_90_days: bool = False
    plate_kind: PlateKind | None = None
    photos: Photos = ()
    place: Place | None = None
    plate: Line | None = None
    plate_state: Line | None = None
    vin: Line | None = None


class VehicleInspected(Fact):
    """An officer looked."""

    kind: Literal["vehicle_inspected"] = "vehicle_inspected"
    finding: Finding
    clause: Code | None = None
    conditions: tuple[Condition, ...] = ()
    occupied: bool = False
    hazard: bool = False
    lived_in: bool = False
    inspection_expired_over_90_days: bool = False
    plate_kind: PlateKind | None = None
    photos: Photos = ()
    place: Place | None = None
    vehicle_known: bool = False
    other_vehicle: bool = Field(default=False, description="What was read on the car names another one than was known.")
    exempt: Code | None = Field(default=None, description="The exemption by which the car is removed at once.")


class RecordReview(Request):
    """Say what came of looking into it: whether somebody lives in the car, or what its plate stands for."""

    kind: Literal["record_review"] = "record_review"
    matter: Matter
    clear: bool = Field(description="Whether nothing speaks against the tow.")
    note: Annotated[Note, Field(min_length=3)]


class ReviewRecorded(Fact):
    """A person has looked into it."""

    kind: Literal["review_recorded"] = "review_recorded"
    matter: Matter
    clear: bool
