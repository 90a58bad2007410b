"""Cars in every state that the law distinguishes, built from facts; actors, and calls of the rules for tests."""

from datetime import datetime, timedelta
from typing import Any

from rules.authorization import authorize
from rules.fees import owed
from rules.law import Edition
from rules.requirements import GuardContext
from rules.rulings import evaluate
from schemas import disposal, impound, mail, tow_dispatch, waiting_periods
from schemas import owner_notice as notice
from schemas.after import after
from schemas.case import Case
from schemas.messages import Actor, Fact, Place, Request
from schemas.rulings import Refusal, Ruling
from schemas.verification import RecordInspection
from schemas.words import (
    Finding,
    Gate,
    MilitaryStatus,
    Notice,
    Paper,
    Party,
    ReleaseTo,
    Role,
    Route,
    TowResult,
    VehicleStatus,
)
from tests.city_law import law_here
from tests.schemas.lives import EDITION, START, go_on, inspected, live, recorded, records_checked, reported


def patient(law: Edition) -> Edition:
    """The edition with checks that never grow too old: tests ask at a late hour. Their age has tests of its own."""
    ages = {code: law.periods[code].model_copy(update={"amount": 3650}) for code in AGES}
    return law.model_copy(update={"periods": law.periods | ages})


AGES = ("stolen_check_age", "service_check_age")
LAW = patient(law_here(EDITION))
HOUR = timedelta(hours=1)
HERE = Place(lat=39.95, lon=-75.16)
LATER = START + timedelta(days=200)
PHOTO = ("a" * 64,)
PAPERS = (Paper.IDENTITY, Paper.REGISTRATION, Paper.INSURANCE)

OFFICER = Actor(account="officer-1", role=Role.OFFICER)
DESK = Actor(account="dispatcher-1", role=Role.DISPATCHER)
SUPERVISOR = Actor(account="supervisor-1", role=Role.SUPERVISOR)
ADMIN = Actor(account="admin-1", role=Role.ADMIN)
SYSTEM = Actor(account="system", role=Role.SYSTEM)
NORTH = Actor(account="contractor-1", role=Role.CONTRACTOR, firm="north-salvage")
HARBOR = Actor(account="contractor-2", role=Role.CONTRACTOR, firm="harbor-towing")
KEEPER = Actor(account="lot-1", role=Role.LOT_KEEPER, firm="river-lot")
OTHER_KEEPER = KEEPER.model_copy(update={"firm": "hill-lot"})
HEARS = Actor(account="hearing-1", role=Role.HEARING_OFFICER)


def day(number: float) -> datetime:
    """The instant this many days after the start."""
    return START + timedelta(days=number)


def on(case: Case, number: float, *facts: Fact, actor: str = "officer-1") -> Case:
    """The case after facts on one day."""
    for fact in facts:
        case = after(case, recorded(case.number + 1, fact, day(number), actor))
    return case


def refusal_of(case: Case, request: Request, actor: Actor, at: datetime = LATER, law: Edition = LAW) -> Refusal | None:
    """Why this is refused; None if it is allowed."""
    authorized = authorize(case, request, actor, law, at)
    return authorized if isinstance(authorized, Refusal) else None


def reason(case: Case, request: Request, actor: Actor, at: datetime = LATER) -> str | None:
    """The first unmet requirement; None if there is none."""
    refusal = refusal_of(case, request, actor, at)
    return refusal.reason.removeprefix("Required: ").rstrip(".") if refusal else None


def bill(case: Case, at: datetime = LATER) -> int:
    """What is owed at a late hour, in US cents."""
    return owed(case, LAW, at)


def ruling(
    question: str, case: Case, at: datetime = LATER, *, law: Edition = LAW, actor: Actor | None = None
) -> Ruling:
    """The ruling on a question for no particular person."""
    return evaluate(GuardContext(question, case, law, at, actor))


def missing(ruled: Ruling) -> list[str]:
    """The texts of the unmet requirements."""
    return [each.text for each in ruled.missing]


def look(**seen: Any) -> RecordInspection:
    """An inspection that declares the car abandoned."""
    return RecordInspection.model_validate({"finding": "abandoned", "clause": "inoperable", "photos": PHOTO} | seen)


def letter(number: int, kind: Notice, addressee: int = 1) -> notice.LetterWritten:
    """A letter to the owner, who is party 1, or to a bank."""
    party = Party.OWNER if addressee == 1 else Party.LIENHOLDER
    return notice.LetterWritten(letter=number, notice=kind, party=party, addressee=addressee)


STILL_THERE = inspected(Finding.STILL_THERE)
ABANDONED = inspected(Finding.ABANDONED, clause="inoperable")
HAZARDOUS = inspected(Finding.ABANDONED, clause="inoperable", hazard=True, exempt="hazard")
GATE = waiting_periods.GateOpened(gate=Gate.TOW)
DISPOSAL_GATE = waiting_periods.GateOpened(gate=Gate.DISPOSAL)
ORDER = tow_dispatch.TowOrdered()
OFFER = tow_dispatch.TowOffered(order=1, contractor="north-salvage")
ACCEPTED = tow_dispatch.OfferAccepted(order=1, contractor="north-salvage")
ON_THE_HOOK = tow_dispatch.VehicleHookedUp(order=1, place=HERE)
ARRIVED = tow_dispatch.VehicleDroppedAtLot(order=1, lot="river-lot", place=HERE)
DONE = tow_dispatch.TowEnded(order=1, contractor="north-salvage", result=TowResult.TOWED)
SERVES_NOT = disposal.ServiceChecked(service=MilitaryStatus.NONE)

SEEN_ONCE = live(reported(), records_checked(), STILL_THERE)
DECLARED = live(reported(), records_checked(), STILL_THERE, ABANDONED)
KNOWN = go_on(DECLARED, notice.PartiesRecorded(owner=1))
NOTICED = go_on(KNOWN, letter(1, Notice.PRE_TOW), mail.LetterMailed(letter=1))
GATED = on(NOTICED, 20, GATE)
READY = on(GATED, 20, records_checked(), STILL_THERE)
HAZARD = live(reported(known=False), HAZARDOUS)
ORDERED = on(READY, 20, ORDER, actor="dispatcher-1")
OFFERED = on(ORDERED, 20, OFFER)
TAKEN = on(OFFERED, 20, ACCEPTED)
HOOKED = on(TAKEN, 20, ON_THE_HOOK)
IN_LOT = on(HOOKED, 20, ARRIVED)

TOWED = on(live(reported(), records_checked(), HAZARDOUS), 10, ORDER, OFFER, ACCEPTED, ON_THE_HOOK, ARRIVED, DONE)
TAKEN_IN = on(TOWED, 10, impound.IntakeRecorded(lot="river-lot", inventory=1))
REPORTED = on(TAKEN_IN, 11, impound.StateReported())
TOLD = on(
    REPORTED,
    12,
    notice.PartiesRecorded(owner=1),
    letter(1, Notice.HAZARD_TOW),
    letter(2, Notice.IMPOUND),
    mail.LetterMailed(letter=1),
    mail.LetterMailed(letter=2),
    records_checked(),
)
UNCLAIMED = on(TOLD, 60, DISPOSAL_GATE)
CHECKED = on(UNCLAIMED, 60, records_checked(), SERVES_NOT)


def named(status: VehicleStatus, *, by_salvor: bool) -> disposal.VehicleClassified:
    """The classification by one party."""
    return disposal.VehicleClassified(status=status, by_salvor=by_salvor)


def classified(case: Case, number: float, status: VehicleStatus) -> Case:
    """Officer and salvor classify alike, on one day."""
    case = on(case, number, named(status, by_salvor=False), actor="officer-1")
    return on(case, number, named(status, by_salvor=True), actor="contractor-1")


AGREED = classified(CHECKED, 61, VehicleStatus.WITH_VALUE)
ALLOWED = on(AGREED, 62, disposal.AuthorityRecorded(route=Route.AUCTION, reference=1))
ASKED = on(TOLD, 15, impound.HearingRequested(party=1))
WON = on(ASKED, 16, impound.HearingDecided(requested=ASKED.number, lawful=False))
LOST = on(ASKED, 16, impound.HearingDecided(requested=ASKED.number, lawful=True))
SOLD = on(ALLOWED, 63, disposal.VehicleSold(price=9, auction_costs=0, reimbursed=9, held_for_owner=0))

HOME = impound.VehicleReleased(to=ReleaseTo.OWNER, papers=PAPERS, paid=0, owed=0)

SALE = disposal.RecordSale(price=100_000)
CRUSH = disposal.RecordCertificate(route=Route.CRUSH, reference="1")
"""Acts that cannot be undone."""
