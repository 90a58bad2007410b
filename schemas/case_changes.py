"""What `Case.with_` may change: the fields of a case with their types, so that mypy reads each call."""

from datetime import datetime
from typing import Literal, TypedDict

from schemas.case import Amended, Hearing, HoldOn, Inspection, Letter, Order, Override, Review, Settled, Towed
from schemas.messages import Recorded
from schemas.words import Outcome, Registration, Route, Service, Stage, Stolen, VehicleStatus, VinCheck


class CaseChanges(TypedDict, total=False):
    """Some fields of a case. A test compares them with those of `Case`."""

    shape: Literal[1]
    case: str
    edition: str
    district: str
    stage: Stage
    outcome: Outcome | None
    number: int
    opened_at: datetime
    private_property: bool
    vehicle_known: bool
    vin_check: VinCheck | None
    reports: int

    stolen: Stolen | None
    found_stolen: Recorded | None
    registration: Registration | None
    lookups: Recorded | None

    inspections: tuple[Inspection, ...]
    declared: Recorded | None
    exempt: str | None
    reviews: tuple[Review, ...]
    settled: tuple[Settled, ...]
    overrides: tuple[Override, ...]
    amendments: tuple[Amended, ...]

    parties: Recorded | None
    owner: int | None
    lienholders: tuple[int, ...]
    letters: tuple[Letter, ...]
    sticker: Recorded | None
    published: Recorded | None

    holds: tuple[HoldOn, ...]
    move_claimed: int | None
    move_claimed_at: datetime | None
    extension_asked: Recorded | None
    extended_until: datetime | None
    extended: int | None
    refused_at: datetime | None
    tow_gate: Recorded | None
    disposal_gate: Recorded | None

    ordered: int | None
    ordered_by: str | None
    hazard_order: bool
    asked_since: int | None
    orders: tuple[Order, ...]
    towed: Towed | None
    tow_gone: Recorded | None

    intake: Recorded | None
    state_reported: Recorded | None
    hearings: tuple[Hearing, ...]
    released: Recorded | None
    paid: int
    refunded: Recorded | None
    surrendered: Recorded | None
    waived: tuple[str, ...]
    waived_fact: Recorded | None
    contents_returned: Recorded | None

    officer_status: VehicleStatus | None
    officer_status_by: str | None
    salvor_status: VehicleStatus | None
    salvor_status_by: str | None
    value: int | None
    model_year: int | None
    appraised: Recorded | None
    service: Service | None
    service_ended_at: datetime | None
    service_checked: Recorded | None
    advertised: Recorded | None
    authority: Recorded | None
    authority_route: Route | None
    sold: Recorded | None
    destroyed: Recorded | None
    destroyed_route: Route | None
    disposal_reported: Recorded | None

    failed_step: str | None
    failed: Recorded | None
    duplicate_of: str | None
    closed: Recorded | None
    reopened: Recorded | None
