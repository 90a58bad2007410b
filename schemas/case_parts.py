"""The parts of a case. What survives a reopening says so.

Knows no clock, no law and no people: only numbers, codes and times.
"""

from dataclasses import dataclass
from datetime import datetime

from schemas.messages import Recorded
from schemas.words import (
    Condition,
    Finding,
    FurtherStep,
    Hold,
    MailReturn,
    MilitaryStatus,
    Notice,
    OrderState,
    Outcome,
    Party,
    PlateKind,
    Registration,
    ReviewSubject,
    Route,
    Stage,
    Stolen,
    Task,
    VehicleStatus,
)


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
class Returned(Recorded):
    """That the post brought a letter back, and why."""

    reason: MailReturn


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter and its way through the post. `letter` is its row."""

    letter: int
    notice: Notice
    party: Party
    addressee: int
    written: Recorded
    mailed: Recorded | None = None
    returned: Returned | None = None
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

    matter: ReviewSubject
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
class Decided(Recorded):
    """The decision of a hearing."""

    lawful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """One hearing, asked for and decided."""

    requested: Recorded
    decided: Decided | None = None

    @property
    def lawful(self) -> bool | None:
        """Whether the car was lawfully taken; None while that is not decided."""
        return self.decided.lawful if self.decided else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsCheck(Recorded):
    """The newest answer of the registers of stolen cars and of registrations. Survives a reopening."""

    stolen: Stolen
    registration: Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared(Recorded):
    """That the car was declared abandoned, by the inspection of this fact; `exempt` names what spares the notice.

    A reopening forgets it.
    """

    exempt: str | None = None
    hazard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties(Recorded):
    """The rows of the owner and the lienholders. A reopening forgets them."""

    owner: int | None = None
    lienholders: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveClaim(Recorded):
    """The newest claim that the car was moved, and the latest move of all claims. An inspection after it ends it."""

    latest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended(Recorded):
    """More time that was granted to the owner. A reopening forgets it."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TowOrder(Recorded):
    """The newest order to tow. It outlives its end: the person who ordered may not hear or waive.

    Offers that were refused count from `asked_since` on: the order, or a later retry. A reopening forgets it.
    """

    asked_since: int
    ended: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InLot(Recorded):
    """That the car came to a lot, and to which one."""

    lot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Towed:
    """The car from the hook-up on: there is no lot without it. A reopening forgets it, if the car is back."""

    hooked_up: Recorded
    in_lot: InLot | None = None
    contractor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Recorded):
    """That the car was given back, and what was paid for it in US cents. A reopening forgets it, if the car is back."""

    paid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived(Recorded):
    """The fees that were waived by hand, and the newest fact that did."""

    fees: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified(Recorded):
    """The status that an officer or a salvor named."""

    status: VehicleStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraised(Recorded):
    """What the car is worth in US cents, and its year."""

    value: int
    model_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAnswer(Recorded):
    """The newest answer of the register of military service."""

    service: MilitaryStatus
    ended: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority(Recorded):
    """The state's authority for one disposal route."""

    route: Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroyed(Recorded):
    """The certificate of the car's end."""

    route: Route


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedStep(Recorded):
    """A step of the system that failed, until it is tried again or the case closes."""

    step: Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Recorded):
    """How the case ended, until it is reopened. A duplicate names the other case."""

    outcome: Outcome
    duplicate_of: str | None = None
