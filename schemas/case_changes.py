"""What `Case.with_` may change: the fields of a case with their types, so that mypy reads each call."""

from datetime import datetime
from typing import Literal, TypedDict

from schemas.case_parts import (
    Amended,
    Appraised,
    Authority,
    Classified,
    Closed,
    Declared,
    Destroyed,
    Extended,
    FailedStep,
    Hearing,
    HoldOn,
    Inquiry,
    Inspection,
    Intake,
    Letter,
    MoveClaim,
    Order,
    Override,
    Parties,
    PossibleDuplicate,
    RecordsCheck,
    Referral,
    Released,
    Review,
    ServiceAnswer,
    Settled,
    Towed,
    TowOrder,
    Waived,
)
from schemas.messages import Recorded
from schemas.retention import DataKind
from schemas.words import Stage, VinCheck


class CaseChanges(TypedDict, total=False):
    """Some fields of a case. A test compares them with those of `Case`."""

    shape: Literal[5]
    case: str
    edition: str
    district: str
    stage: Stage
    number: int
    opened_at: datetime
    private_property: bool
    vehicle_known: bool
    vin_check: VinCheck | None
    reports: int
    possible_duplicates: tuple[PossibleDuplicate, ...]

    found_stolen: Recorded | None
    records_check: RecordsCheck | None
    referrals: tuple[Referral, ...]
    inquiries: tuple[Inquiry, ...]

    inspections: tuple[Inspection, ...]
    declared: Declared | None
    reviews: tuple[Review, ...]
    settled: tuple[Settled, ...]
    overrides: tuple[Override, ...]
    amendments: tuple[Amended, ...]

    parties: Parties | None
    letters: tuple[Letter, ...]
    sticker: Recorded | None
    called: Recorded | None
    published: Recorded | None

    holds: tuple[HoldOn, ...]
    move_claimed: MoveClaim | None
    extension_asked: Recorded | None
    extended: Extended | None
    refused: Recorded | None
    tow_gate: Recorded | None
    disposal_gate: Recorded | None

    tow_order: TowOrder | None
    orders: tuple[Order, ...]
    towed: Towed | None
    tow_gone: Recorded | None

    intake: Intake | None
    state_reported: Recorded | None
    hearings: tuple[Hearing, ...]
    released: Released | None
    refunded: Recorded | None
    surrendered: Recorded | None
    waived: Waived | None
    contents_returned: Recorded | None

    classified_by_officer: Classified | None
    classified_by_salvor: Classified | None
    appraised: Appraised | None
    service_checked: ServiceAnswer | None
    advertised: Recorded | None
    authority: Authority | None
    sold: Recorded | None
    destroyed: Destroyed | None
    disposal_reported: Recorded | None

    failed: FailedStep | None
    closed: Closed | None
    reopened: Recorded | None

    preserved: Recorded | None
    removed: tuple[DataKind, ...]
