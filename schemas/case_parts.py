"""The parts of a case: small records that begin with a fact. A part says whether a reopening drops it.

Knows no clock, no law and no people: only numbers, codes and times.
"""

from dataclasses import dataclass
from datetime import date, datetime

from schemas.mail import FurtherStep, MailFault, MailReturn
from schemas.messages import Recorded
from schemas.records import AnswerOutcome
from schemas.words import (
    Condition,
    Finding,
    Hold,
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
    """One inspection of the car. `number` is its fact. A reopening keeps all of them."""

    number: int
    at: datetime
    by: str
    finding: Finding
    clause: str | None = None
    conditions: tuple[Condition, ...] = ()
    occupied: bool = False
    hazard: bool = False
    lived_in: bool = False
    inspection_expired: date | None = None
    model_year: int | None = None
    plate_kind: PlateKind | None = None
    photos: int = 0

    @property
    def recorded(self) -> Recorded:
        """The fact, the time and the officer of the inspection."""
        return Recorded(fact=self.number, at=self.at, by=self.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class PossibleDuplicate(Recorded):
    """Another open case of perhaps the same car. `apart` is the decision that it is not: a reopening keeps it."""

    other: str
    same_vin: bool
    apart: Recorded | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Recorded):
    """The return of a letter by the mail, with its reason. What follows is due from when it was recorded."""

    reason: MailReturn
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMailed(Recorded):
    """That the mail house did not mail a letter, and why."""

    fault: MailFault


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken(Recorded):
    """A further step to reach the reader of a returned letter."""

    step: FurtherStep


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter, from writing to mailing, delivery and return. `letter` is its row. A reopening keeps it.

    `handed_over`: the mail house took it; `not_mailed`: it did not mail it.
    """

    letter: int
    notice: Notice
    party: Party
    addressee: int
    written: Recorded
    handed_over: Recorded | None = None
    not_mailed: NotMailed | None = None
    mailed: Recorded | None = None
    delivered: Recorded | None = None
    returned: Returned | None = None
    steps: tuple[StepTaken, ...] = ()
    lapsed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldOn(Recorded):
    """One hold, from the fact that placed it to its release. A reopening keeps it."""

    hold: Hold
    released: Recorded | None = None

    @property
    def released_at(self) -> datetime | None:
        """When it was released; None if it is open."""
        return self.released.at if self.released else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A number settled for this case because its edition does not know it, and by whom. A reopening keeps it."""

    provision: str
    amount: int
    fact: int
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """One amendment: the edition before it, what was settled under that, and the letters that lapsed with it."""

    fact: int
    was: str
    settled: tuple[Settled, ...] = ()
    lapsed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A guard that a named person overrode for one question, as long as the case is in this stage."""

    guard: str
    question: str
    stage: Stage
    fact: int
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The result of a supervisor's review before the tow."""

    matter: ReviewSubject
    clear: bool
    fact: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One offer of the tow to one contractor, with its state."""

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
    """One hearing: who asked (the row of a party; None is the owner), the request and the decision.

    A reopening drops it.
    """

    requested: Recorded
    party: int | None = None
    decided: Decided | None = None

    @property
    def lawful(self) -> bool | None:
        """Whether the car was lawfully taken; None while that is not decided."""
        return self.decided.lawful if self.decided else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsCheck(Recorded):
    """The newest answer of the stolen-vehicle and registration records. A reopening keeps it."""

    stolen: Stolen
    registration: Registration
    registration_expired: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral(Recorded):
    """An answer of a service that left its task to a person, until somebody has done it. A reopening drops it.

    `parties` are the rows of the people whom the service named; `unanswered` is how often it did not answer before.
    """

    task: Task
    outcome: AnswerOutcome
    parties: tuple[int, ...] = ()
    unanswered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry(Recorded):
    """A question that waits for the answer of a records system by file, until its task is done or a person's. A
    reopening drops it.
    """

    task: Task
    expected_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared(Recorded):
    """The declaration that the car is abandoned, by the inspection of this fact. `exempt` is the exemption from notice.

    A reopening drops it.
    """

    exempt: str | None = None
    hazard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties(Recorded):
    """The rows of the owners and the lienholders. A reopening drops them."""

    owner: int | None = None
    co_owners: tuple[int, ...] = ()
    lienholders: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveClaim(Recorded):
    """The newest claim that the car was moved, and the latest move of all claims. An inspection after it ends it."""

    latest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended(Recorded):
    """An extension granted to the owner. A reopening drops it."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TowOrder(Recorded):
    """The newest order to tow. It outlives its end: the person who ordered may not hear or waive.

    Refused offers count from `asked_since` on: the order, or a later retry. A reopening drops it.
    """

    asked_since: int
    ended: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InLot(Recorded):
    """The drop-off at a lot."""

    lot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Towed:
    """The car from the hook-up on; a drop-off requires it. A reopening drops it if the car was returned."""

    hooked_up: Recorded
    in_lot: InLot | None = None
    contractor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake(Recorded):
    """The listing of the contents at the lot, and the gross weight in pounds, if it was recorded."""

    weight: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Recorded):
    """The release of the car and the payment in US cents. A reopening drops it if the car was returned."""

    paid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived(Recorded):
    """The fees waived by a person, and the newest fact that waived one."""

    fees: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified(Recorded):
    """The classification by an officer or by the salvor."""

    status: VehicleStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraised(Recorded):
    """The appraised value in US cents and the model year."""

    value: int
    model_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAnswer(Recorded):
    """The newest answer about active military duty (SCRA)."""

    service: MilitaryStatus
    ended: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority(Recorded):
    """The state's authority for one disposal route."""

    route: Route


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroyed(Recorded):
    """The certificate that the car was dismantled or crushed."""

    route: Route


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedStep(Recorded):
    """A step of the system that failed, until it is retried or the case closes."""

    step: Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Recorded):
    """How the case ended, until it is reopened. A duplicate names the other case."""

    outcome: Outcome
    duplicate_of: str | None = None
