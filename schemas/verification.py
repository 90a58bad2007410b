"""Verification: the officer's eyes on the car."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.messages import Code, Fact, Line, PhotoId, Place, Request
from schemas.words import Condition, Finding

Photos = Annotated[tuple[PhotoId, ...], Field(max_length=20)]


class RecordInspection(Request):
    """Record what an officer saw, and the clause of the definition that the car meets."""

    kind: Literal["record_inspection"] = "record_inspection"
    finding: Finding
    clause: Code | None = None
    conditions: tuple[Condition, ...] = ()
    occupied: bool = False
    hazard: bool = False
    inspection_expired_over_90_days: bool = False
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
    inspection_expired_over_90_days: bool = False
    photos: Photos = ()
    place: Place | None = None
    vehicle_known: bool = False
