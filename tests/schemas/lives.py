"""Cases built from facts: `live(reported(), looked_up(), ...)` folds them into a case."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from schemas.after import after, opened
from schemas.case import Case
from schemas.case_parts import Towed, TowOrder
from schemas.messages import Fact, JournalEntry, Recorded, at_of
from schemas.reporting import RecordsChecked, VehicleReported
from schemas.verification import VehicleInspected
from schemas.words import Channel, Finding, Registration, Stolen

START = datetime(2026, 11, 24, 15, tzinfo=UTC)
EDITION = "us-pa-philadelphia.2026-01-01"


def reported(*, known: bool = True, private: bool = False) -> VehicleReported:
    """A car that is reported."""
    return VehicleReported(
        report=1,
        channel=Channel.WEB,
        edition=EDITION,
        district="d25",
        vehicle_known=known,
        private_property=private,
    )


def records_checked(
    stolen: Stolen = Stolen.CLEAR,
    registration: Registration = Registration.EXPIRED,
    registration_expired: date | None = None,
) -> RecordsChecked:
    """The records check was entered."""
    return RecordsChecked(stolen=stolen, registration=registration, registration_expired=registration_expired)


def inspected(finding: Finding, **seen: object) -> VehicleInspected:
    """An officer inspected the car."""
    return VehicleInspected.model_validate({"finding": finding} | seen)


def live(first: VehicleReported, *facts: Fact, hours: float = 1) -> Case:
    """The case after these facts, each some hours after the one before."""
    case = opened("26-000001", recorded(1, first, START))
    return go_on(case, *facts, hours=hours)


def go_on(case: Case, *facts: Fact, hours: float = 1) -> Case:
    """The same case after more facts, none of them recorded late."""
    for fact in facts:
        number = case.number + 1
        case = after(case, recorded(number, fact, max(START + timedelta(hours=hours * (number - 1)), newest(case))))
    return case


def newest(case: Case) -> datetime:
    """The instant of the latest inspection, records check or gate of this case."""
    inspections = tuple(each.at for each in case.inspections)
    told = (at_of(case.records_check), at_of(case.tow_gate), at_of(case.disposal_gate), *inspections)
    return max((each for each in told if each), default=case.opened_at)


def at_fact(fact: int, at: datetime = START, by: str = "officer-1") -> Recorded:
    """What a case keeps of the fact with this number."""
    return Recorded(fact=fact, at=at, by=by)


def hooked_up(fact: int = 1, at: datetime = START) -> Towed:
    """A car that a contractor hooked up."""
    return Towed(hooked_up=at_fact(fact, at))


def tow_order(by: str, fact: int = 1) -> TowOrder:
    """An order to tow, by this person."""
    return TowOrder(fact=fact, at=START, by=by, asked_since=fact)


def changed(case: Case, part: str, **changes: Any) -> Case:
    """The case with one of its parts otherwise, which has to be there."""
    return case.model_copy(update={part: replace(getattr(case, part), **changes)})


def recorded(number: int, fact: Fact, at: datetime, actor: str = "officer-1") -> JournalEntry:
    """A fact with its number and times in the journal."""
    return JournalEntry(number=number, at=at, recorded_at=at, actor=actor, role="officer", fact=fact)
