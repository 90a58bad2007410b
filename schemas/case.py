"""Rule 1: the state of a case follows from its facts alone. This file defines that state.

Knows no clock, no law and no people: only numbers, codes and times.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal, Unpack

from pydantic import BaseModel, ConfigDict

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
    InLot,
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
from schemas.words import (
    Finding,
    Notice,
    OrderState,
    Outcome,
    Registration,
    Route,
    Stage,
    Stolen,
    Task,
    VehicleStatus,
    VinCheck,
)

if TYPE_CHECKING:
    from schemas.case_changes import CaseChanges


SHAPE: Final = 5
"""Raise it, here and in `Case.shape`, with every change that would let older JSON be read as another case.

The migration of that change marks every kept case as not folded (`folded` is 0).
"""


class Case(BaseModel):
    """The state of a case, folded from its facts. Each part begins with the fact that recorded it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    shape: Literal[5]
    """Without a default, so that JSON of another shape is refused and never read as an empty case."""
    case: str
    edition: str
    district: str
    stage: Stage = Stage.REPORTED
    number: int = 0
    opened_at: datetime
    private_property: bool = False
    vehicle_known: bool = False
    vin_check: VinCheck | None = None
    reports: int = 1
    possible_duplicates: tuple[PossibleDuplicate, ...] = ()

    found_stolen: Recorded | None = None
    records_check: RecordsCheck | None = None
    referrals: tuple[Referral, ...] = ()
    inquiries: tuple[Inquiry, ...] = ()

    inspections: tuple[Inspection, ...] = ()
    declared: Declared | None = None
    reviews: tuple[Review, ...] = ()
    settled: tuple[Settled, ...] = ()
    overrides: tuple[Override, ...] = ()
    amendments: tuple[Amended, ...] = ()

    parties: Parties | None = None
    letters: tuple[Letter, ...] = ()
    sticker: Recorded | None = None
    called: Recorded | None = None
    published: Recorded | None = None

    holds: tuple[HoldOn, ...] = ()
    move_claimed: MoveClaim | None = None
    extension_asked: Recorded | None = None
    extended: Extended | None = None
    refused: Recorded | None = None
    """The refusal of the owner's first request for an extension."""
    tow_gate: Recorded | None = None
    disposal_gate: Recorded | None = None

    tow_order: TowOrder | None = None
    orders: tuple[Order, ...] = ()
    towed: Towed | None = None
    tow_gone: Recorded | None = None

    intake: Intake | None = None
    state_reported: Recorded | None = None
    hearings: tuple[Hearing, ...] = ()
    released: Released | None = None
    refunded: Recorded | None = None
    surrendered: Recorded | None = None
    waived: Waived | None = None
    contents_returned: Recorded | None = None

    classified_by_officer: Classified | None = None
    classified_by_salvor: Classified | None = None
    appraised: Appraised | None = None
    service_checked: ServiceAnswer | None = None
    advertised: Recorded | None = None
    authority: Authority | None = None
    sold: Recorded | None = None
    destroyed: Destroyed | None = None
    disposal_reported: Recorded | None = None

    failed: FailedStep | None = None
    closed: Closed | None = None
    reopened: Recorded | None = None

    preserved: Recorded | None = None
    """Somebody has asked to keep the whole record."""
    removed: tuple[DataKind, ...] = ()
    """What was removed after its time."""

    def referral(self, task: Task) -> Referral | None:
        """The answer that left this task to a person."""
        return next((each for each in self.referrals if each.task is task), None)

    def inquiry(self, task: Task) -> Inquiry | None:
        """The question for this task that waits for its answer by file."""
        return next((each for each in self.inquiries if each.task is task), None)

    @property
    def open_holds(self) -> tuple[HoldOn, ...]:
        """Holds that are not released."""
        return tuple(each for each in self.holds if each.released is None)

    @property
    def undecided_duplicates(self) -> tuple[PossibleDuplicate, ...]:
        """Other open cases of perhaps the same car about which nobody has decided."""
        return tuple(each for each in self.possible_duplicates if each.apart is None)

    @property
    def last_inspection(self) -> Inspection | None:
        """The newest inspection."""
        return self.inspections[-1] if self.inspections else None

    @property
    def moved_at(self) -> datetime | None:
        """When the car was last found gone or in use, since it was declared abandoned."""
        found = [each.at for each in self.inspections if each.finding in (Finding.GONE, Finding.NOT_ABANDONED)]
        found += [self.tow_gone.at] if self.tow_gone else []
        return max((each for each in found if self.declared and each > self.declared.at), default=None)

    @property
    def order(self) -> Order | None:
        """The open offer or order."""
        alive = (OrderState.OFFERED, OrderState.OPEN)
        return next((each for each in reversed(self.orders) if each.state in alive), None)

    @property
    def outcome(self) -> Outcome | None:
        """How the case ended, if it is closed."""
        return self.closed.outcome if self.closed else None

    @property
    def duplicate_of(self) -> str | None:
        """The case that this one duplicates, if it was closed as a duplicate."""
        return self.closed.duplicate_of if self.closed else None

    @property
    def stolen(self) -> Stolen | None:
        """The answer of the stolen-vehicle records."""
        return self.records_check.stolen if self.records_check else None

    @property
    def registration(self) -> Registration | None:
        """The answer of the registration records."""
        return self.records_check.registration if self.records_check else None

    @property
    def exempt(self) -> str | None:
        """The exemption from the notice before the tow."""
        return self.declared.exempt if self.declared else None

    @property
    def hazard_order(self) -> bool:
        """Whether the car is towed as a hazard: the inspection that declared it abandoned saw one."""
        return self.declared is not None and self.declared.hazard

    @property
    def owner(self) -> int | None:
        """The row of the owner."""
        return self.parties.owner if self.parties else None

    @property
    def owners(self) -> tuple[int, ...]:
        """The rows of all registered owners."""
        return tuple(each for each in (self.owner, *(self.parties.co_owners if self.parties else ())) if each)

    @property
    def model_year(self) -> int | None:
        """The model year of the appraisal, else of the newest inspection that names one."""
        seen = (each.model_year for each in reversed(self.inspections) if each.model_year)
        return self.appraised.model_year if self.appraised else next(seen, None)

    @property
    def lienholders(self) -> tuple[int, ...]:
        """The rows of the lienholders."""
        return self.parties.lienholders if self.parties else ()

    @property
    def ordered_by(self) -> str | None:
        """The person who ordered the tow, even if the order has ended."""
        return self.tow_order.by if self.tow_order else None

    @property
    def officer_status(self) -> VehicleStatus | None:
        """The officer's classification."""
        return self.classified_by_officer.status if self.classified_by_officer else None

    @property
    def salvor_status(self) -> VehicleStatus | None:
        """The salvor's classification."""
        return self.classified_by_salvor.status if self.classified_by_salvor else None

    @property
    def paid(self) -> int:
        """What was paid for the release, in US cents."""
        return self.released.paid if self.released else 0

    @property
    def extended_until(self) -> datetime | None:
        """The end of the extension."""
        return self.extended.until if self.extended else None

    @property
    def authority_route(self) -> Route | None:
        """The disposal route that the state allows."""
        return self.authority.route if self.authority else None

    @property
    def ordered(self) -> TowOrder | None:
        """The order to tow, unless it has ended."""
        return self.tow_order if self.tow_order and self.tow_order.ended is None else None

    @property
    def hooked_up(self) -> Recorded | None:
        """The hook-up."""
        return self.towed.hooked_up if self.towed else None

    @property
    def in_lot(self) -> InLot | None:
        """The drop-off at the lot."""
        return self.towed.in_lot if self.towed else None

    @property
    def lot(self) -> str | None:
        """The code of the lot."""
        return self.towed.in_lot.lot if self.towed and self.towed.in_lot else None

    @property
    def towed_by(self) -> str | None:
        """The contractor that brought the car to the lot."""
        return self.towed.contractor if self.towed else None

    @property
    def open_hearings(self) -> tuple[Hearing, ...]:
        """Hearings that are requested and not decided, the longest wait first."""
        return tuple(each for each in self.hearings if each.decided is None)

    @property
    def hearing(self) -> Hearing | None:
        """The hearing that waits longest for its decision; without one, the newest."""
        return next(iter((*self.open_hearings, *reversed(self.hearings))), None)

    @property
    def hearing_open(self) -> bool:
        """Whether a hearing is requested and not decided."""
        return bool(self.open_hearings)

    @property
    def hearing_won(self) -> Hearing | None:
        """The first hearing that found the tow not lawful."""
        return next((each for each in self.hearings if each.lawful is False), None)

    @property
    def wrongly_towed(self) -> bool:
        """Whether a hearing found that the tow was not lawful."""
        return self.towed is not None and self.lost_hearing

    @property
    def lost_hearing(self) -> bool:
        """Whether a hearing was decided for the owner or a lienholder."""
        return self.hearing_won is not None

    @property
    def in_custody(self) -> bool:
        """Whether the city or its contractor has the car."""
        gone = self.released or self.sold or self.destroyed
        return self.towed is not None and not gone

    def overridden(self, guard: str, question: str, *, acts: str | None = None) -> int | None:
        """The fact by which a person other than the one who acts overrode the guard for this question and stage."""
        for each in self.overrides:
            if (each.guard, each.question, each.stage) == (guard, question, self.stage) and each.by != (acts or ""):
                return each.fact
        return None

    def letters_of(self, notice: Notice) -> tuple[Letter, ...]:
        """Letters of one kind."""
        return tuple(each for each in self.letters if each.notice is notice)

    def with_(self, **changes: "Unpack[CaseChanges]") -> "Case":
        """A copy of the case with these changes."""
        return self.model_copy(update=changes)
