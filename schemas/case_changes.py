"""What `Case.with_` may change: the fields of a case with their types, so that mypy reads each call."""

from datetime import datetime
from typing import Literal, TypedDict

from schemas.case import Amended, Hearing, HoldOn, Inspection, Letter, Order, Override, Review, Settled
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
    found_stolen: int | None
    registration: Registration | None
    lookups: int | None
    lookups_at: datetime | None

    inspections: tuple[Inspection, ...]
    declared_at: datetime | None
    declared: int | None
    declared_by: str | None
    exempt: str | None
    reviews: tuple[Review, ...]
    settled: tuple[Settled, ...]
    overrides: tuple[Override, ...]
    amendments: tuple[Amended, ...]

    parties: int | None
    owner: int | None
    lienholders: tuple[int, ...]
    letters: tuple[Letter, ...]
    sticker_at: datetime | None
    sticker: int | None
    published_at: datetime | None
    published: int | None

    holds: tuple[HoldOn, ...]
    move_claimed: int | None
    move_claimed_at: datetime | None
    extension_asked: int | None
    extended_until: datetime | None
    extended: int | None
    refused_at: datetime | None
    tow_gate: int | None
    tow_gate_at: datetime | None
    disposal_gate: int | None
    disposal_gate_at: datetime | None

    ordered: int | None
    ordered_by: str | None
    hazard_order: bool
    asked_since: int | None
    orders: tuple[Order, ...]
    hooked_at: datetime | None
    hooked: int | None
    in_lot_at: datetime | None
    in_lot: int | None
    lot: str | None
    towed_by: str | None
    tow_gone: int | None

    intake: int | None
    state_reported_at: datetime | None
    state_reported: int | None
    hearings: tuple[Hearing, ...]
    released: int | None
    released_at: datetime | None
    paid: int
    refunded: int | None
    surrendered: int | None
    waived: tuple[str, ...]
    waived_fact: int | None
    contents_returned: int | None

    officer_status: VehicleStatus | None
    officer_status_by: str | None
    salvor_status: VehicleStatus | None
    salvor_status_by: str | None
    value: int | None
    model_year: int | None
    appraised: int | None
    appraised_at: datetime | None
    service: Service | None
    service_ended_at: datetime | None
    service_checked: int | None
    service_checked_at: datetime | None
    advertised: int | None
    advertised_at: datetime | None
    authority: int | None
    authority_at: datetime | None
    authority_route: Route | None
    sold: int | None
    sold_at: datetime | None
    destroyed: int | None
    destroyed_route: Route | None
    disposal_reported: int | None

    failed_step: str | None
    failed: int | None
    duplicate_of: str | None
    closed: int | None
    closed_at: datetime | None
    reopened: int | None
    reopened_at: datetime | None
