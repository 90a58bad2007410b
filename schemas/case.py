"""Rule 1: everything that a case *is* follows from its facts, and this file alone says how its parts look.

Knows no clock, no law and no people: only numbers, codes and times.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal, Unpack

from pydantic import BaseModel, ConfigDict

from schemas.messages import Recorded
from schemas.words import (
    Condition,
    Finding,
    FurtherStep,
    Hold,
    MailReturn,
    Matter,
    Notice,
    OrderState,
    Outcome,
    Party,
    PlateKind,
    Registration,
    Route,
    Service,
    Stage,
    Stolen,
    VehicleStatus,
    VinCheck,
)

if TYPE_CHECKING:
    from schemas.case_changes import CaseChanges


SHAPE: Final = 1
"""Raise it, here and in `Case.shape`, with every change that would let older JSON be read as another case.

The migration of that change marks every kept case as not folded (`folded` is 0).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """One look at the car. `number` is its fact."""

    number: int
    at: datetime
    by: str
    finding: Finding
    clause: str | None = None
    conditions: tuple[Condition, ...] = ()
    occupied: bool = False
    hazard: bool = False
    lived_in: bool = False
    inspection_expired_over_90_days: bool = False
    plate_kind: PlateKind | None = None
    photos: int = 0

    @property
    def recorded(self) -> Recorded:
        """Its fact, when it was, and who looked."""
        return Recorded(fact=self.number, at=self.at, by=self.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter and its way through the post. `letter` is its row."""

    letter: int
    notice: Notice
    party: Party
    addressee: int
    written: int
    written_at: datetime | None = None
    mailed_at: datetime | None = None
    mailed: int | None = None
    returned: MailReturn | None = None
    returned_fact: int | None = None
    steps: tuple[FurtherStep, ...] = ()
    lapsed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldOn:
    """One hold, from the fact that placed it."""

    placed: int
    hold: Hold
    at: datetime
    released_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What counts in this case where the edition does not know the number."""

    provision: str
    amount: int
    fact: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """One amendment: the edition before it, what was settled under that, and the letters that lapsed with it."""

    fact: int
    was: str
    settled: tuple[Settled, ...] = ()
    lapsed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A guard that a named person set aside for one question, while the case was in this stage."""

    guard: str
    question: str
    stage: Stage
    fact: int
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What came of looking into something before the tow."""

    matter: Matter
    clear: bool
    fact: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One offer of the tow to one contractor, and what became of it."""

    order: int
    contractor: str
    state: OrderState
    at: datetime
    answer_by: datetime | None = None
    accepted_at: datetime | None = None
    fact: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InLot:
    """That the car came to a lot, and to which one."""

    recorded: Recorded
    lot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Towed:
    """The car from the hook-up on: there is no lot without it. A reopening forgets it, if the car is back."""

    hooked_up: Recorded
    in_lot: InLot | None = None
    contractor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """One hearing, asked for and decided."""

    requested: int
    at: datetime
    decided: int | None = None
    decided_at: datetime | None = None
    lawful: bool | None = None


class Case(BaseModel):
    """A case as its facts make it. Numbers beside a time name the fact it rests on."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    shape: Literal[1]
    """Has no default: JSON of another shape is refused, never read as a car to which nothing happened."""
    case: str
    edition: str
    district: str
    stage: Stage = Stage.REPORTED
    outcome: Outcome | None = None
    number: int = 0
    opened_at: datetime
    private_property: bool = False
    vehicle_known: bool = False
    vin_check: VinCheck | None = None
    reports: int = 1

    stolen: Stolen | None = None
    found_stolen: Recorded | None = None
    registration: Registration | None = None
    lookups: Recorded | None = None

    inspections: tuple[Inspection, ...] = ()
    declared: Recorded | None = None
    exempt: str | None = None
    reviews: tuple[Review, ...] = ()
    settled: tuple[Settled, ...] = ()
    overrides: tuple[Override, ...] = ()
    amendments: tuple[Amended, ...] = ()

    parties: Recorded | None = None
    owner: int | None = None
    lienholders: tuple[int, ...] = ()
    letters: tuple[Letter, ...] = ()
    sticker: Recorded | None = None
    published: Recorded | None = None

    holds: tuple[HoldOn, ...] = ()
    move_claimed: int | None = None
    move_claimed_at: datetime | None = None
    extension_asked: Recorded | None = None
    extended_until: datetime | None = None
    extended: int | None = None
    refused_at: datetime | None = None
    """When the owner's first wish for more time was refused."""
    tow_gate: Recorded | None = None
    disposal_gate: Recorded | None = None

    ordered: int | None = None
    ordered_by: str | None = None
    hazard_order: bool = False
    asked_since: int | None = None
    orders: tuple[Order, ...] = ()
    towed: Towed | None = None
    tow_gone: Recorded | None = None

    intake: Recorded | None = None
    state_reported: Recorded | None = None
    hearings: tuple[Hearing, ...] = ()
    released: Recorded | None = None
    paid: int = 0
    refunded: Recorded | None = None
    surrendered: Recorded | None = None
    waived: tuple[str, ...] = ()
    waived_fact: Recorded | None = None
    contents_returned: Recorded | None = None

    officer_status: VehicleStatus | None = None
    officer_status_by: str | None = None
    salvor_status: VehicleStatus | None = None
    salvor_status_by: str | None = None
    value: int | None = None
    model_year: int | None = None
    appraised: Recorded | None = None
    service: Service | None = None
    service_ended_at: datetime | None = None
    service_checked: Recorded | None = None
    advertised: Recorded | None = None
    authority: Recorded | None = None
    authority_route: Route | None = None
    sold: Recorded | None = None
    destroyed: Recorded | None = None
    destroyed_route: Route | None = None
    disposal_reported: Recorded | None = None

    failed_step: str | None = None
    failed: Recorded | None = None
    duplicate_of: str | None = None
    closed: Recorded | None = None
    reopened: Recorded | None = None

    @property
    def open_holds(self) -> tuple[HoldOn, ...]:
        """Holds that are still on."""
        return tuple(each for each in self.holds if each.released_at is None)

    @property
    def last_inspection(self) -> Inspection | None:
        """The newest look at the car."""
        return self.inspections[-1] if self.inspections else None

    @property
    def order(self) -> Order | None:
        """The offer or order that is alive."""
        alive = (OrderState.OFFERED, OrderState.OPEN)
        return next((each for each in reversed(self.orders) if each.state in alive), None)

    @property
    def hooked_up(self) -> Recorded | None:
        """When the contractor hooked the car up."""
        return self.towed.hooked_up if self.towed else None

    @property
    def in_lot(self) -> Recorded | None:
        """When the car came to the lot."""
        return self.towed.in_lot.recorded if self.towed and self.towed.in_lot else None

    @property
    def lot(self) -> str | None:
        """The lot that the car came to."""
        return self.towed.in_lot.lot if self.towed and self.towed.in_lot else None

    @property
    def towed_by(self) -> str | None:
        """The contractor that brought the car to the lot."""
        return self.towed.contractor if self.towed else None

    @property
    def hearing(self) -> Hearing | None:
        """The newest hearing."""
        return self.hearings[-1] if self.hearings else None

    @property
    def hearing_open(self) -> bool:
        """Whether somebody waits to be heard."""
        return self.hearing is not None and self.hearing.decided is None

    @property
    def wrongly_towed(self) -> bool:
        """Whether a hearing found that the car was not lawfully taken."""
        return self.towed is not None and self.lost_hearing

    @property
    def lost_hearing(self) -> bool:
        """Whether the last hearing found for the owner."""
        return self.hearing is not None and self.hearing.lawful is False

    @property
    def in_custody(self) -> bool:
        """Whether the city or its contractor has the car."""
        gone = self.released or self.sold or self.destroyed
        return self.towed is not None and not gone

    def set_aside(self, guard: str, question: str, *, acts: str | None = None) -> int | None:
        """The fact by which a named person, not the one who acts, set this guard aside for this question here."""
        for each in self.overrides:
            if (each.guard, each.question, each.stage) == (guard, question, self.stage) and each.by != (acts or ""):
                return each.fact
        return None

    def letters_of(self, notice: Notice) -> tuple[Letter, ...]:
        """Letters of one kind."""
        return tuple(each for each in self.letters if each.notice is notice)

    def with_(self, **changes: "Unpack[CaseChanges]") -> "Case":
        """The same case with some parts new."""
        return self.model_copy(update=changes)
