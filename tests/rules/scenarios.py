"""For each question something that is allowed, and for each guard that it asks what that guard alone keeps out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from rules.fees import owed
from rules.guards import STOPPED
from rules.law import Edition
from schemas import amendments, disposal, impound, reporting, tow_dispatch, verification, waiting_periods
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.casework import CloseCase
from schemas.law import Duty
from schemas.messages import Actor, Fact, Request
from schemas.words import (
    DeclineReason,
    Finding,
    FurtherStep,
    Gate,
    Ground,
    Hold,
    MailReturn,
    Matter,
    Notice,
    Outcome,
    Paper,
    Party,
    PlateKind,
    ReleaseTo,
    Route,
    Service,
    Stage,
    Stolen,
    TowResult,
    VehicleStatus,
)
from tests.new_laws import LONGER
from tests.rules import cars
from tests.rules.cars import (
    ADMIN,
    DESK,
    ENGINE,
    HARBOR,
    HEARS,
    KEEPER,
    LATER,
    LAW,
    NORTH,
    OFFICER,
    OTHER_KEEPER,
    PAPERS,
    SALE,
    SUPERVISOR,
)
from tests.rules.made_up_laws import AGEING, STRICT, UNKNOWING, duty, law_with
from tests.schemas.lives import go_on, inspected, live, looked_up, reported

WHY = "Said by the captain on the telephone."
LAST_DAY = (LATER - timedelta(hours=1) - cars.day(0)) / timedelta(days=1)


@dataclass(frozen=True)
class Try:
    """Somebody asks a case for something; or nobody in particular asks a question."""

    case: Case
    request: Request | None
    actor: Actor
    at: datetime = LATER
    law: Edition = LAW

    def but(self, **other: Any) -> "Try":
        """The same with something else."""
        return replace(self, **other)

    def after(self, *facts: Fact) -> "Try":
        """The same after more has happened, shortly before."""
        return self.but(case=cars.on(self.case, LAST_DAY, *facts))

    def where(self, **parts: object) -> "Try":
        """The same in a case that has other parts."""
        return self.but(case=self.case.with_(**parts))

    def asking(self, **fields: object) -> "Try":
        """The same with another request of this kind."""
        assert self.request is not None
        return self.but(request=self.request.model_copy(update=fields))


GONE = live(reported(), inspected(Finding.GONE))
DUPLICATE = live(reported()).with_(stage=Stage.CLOSED, duplicate_of="26-000009")
LIVED_IN = live(reported(), inspected(Finding.STILL_THERE, lived_in=True))
EVIDENCE = live(reported(), waiting_periods.HoldPlaced(hold=Hold.POLICE_EVIDENCE))
RETURNED = go_on(cars.NOTICED, notice.LetterReturned(letter=1, reason=MailReturn.UNCLAIMED))
WRITTEN = go_on(cars.KNOWN, cars.letter(1, Notice.PRE_TOW))
RELEASE = impound.ReleaseVehicle(papers=PAPERS, paid=owed(cars.TOLD, LAW, LATER))
REVIEW = verification.RecordReview(matter=Matter.DWELLING, clear=True, note="Nobody does.")
ASIDE = waiting_periods.OverrideGuard(guard="seen_again", question="may_tow", note=WHY)
SETTLE = waiting_periods.SettleQuestion(provision="periods.reclaim", amount=30, note=WHY)
HER = notice.Addressee(name="Maria Sandoval", lines=("1458 West Example Street",))
PARTIES = notice.RecordParties(owner=HER)
AMEND = amendments.ApplyAmendment(edition=LONGER, note=WHY)
WENT = amendments.AmendmentApplied(edition=LONGER, was=LAW.code)
TAKE_BACK = amendments.TakeBackAmendment(note=WHY)
DECLINE = tow_dispatch.DeclineOffer(order=1, reason=DeclineReason.TOO_FAR)
TITLE = (Paper.IDENTITY, Paper.TITLE)
AUCTION = disposal.RecordAuthority(route=Route.AUCTION, reference="1")

ALLOWED: dict[str, Try] = {
    "may_declare": Try(cars.SEEN_ONCE, cars.look(), OFFICER),
    "may_review": Try(LIVED_IN, REVIEW, SUPERVISOR),
    "may_record_parties": Try(cars.DECLARED, PARTIES, DESK),
    "may_write": Try(cars.KNOWN, notice.WriteLetter(notice=Notice.PRE_TOW, party=Party.OWNER, addressee=1), ENGINE),
    "may_mail": Try(WRITTEN, notice.RecordMailing(letter=1), DESK),
    "may_return": Try(cars.NOTICED, notice.RecordReturn(letter=1, reason=MailReturn.REFUSED), DESK),
    "may_take_step": Try(RETURNED, notice.RecordFurtherStep(letter=1, step=FurtherStep.REGULAR_MAIL), DESK),
    "may_open_tow_gate": Try(cars.NOTICED, waiting_periods.OpenGate(gate=Gate.TOW), ENGINE),
    "may_open_disposal_gate": Try(cars.TOLD, waiting_periods.OpenGate(gate=Gate.DISPOSAL), ENGINE),
    "may_decide_extension": Try(
        go_on(cars.NOTICED, waiting_periods.ExtensionAsked()), waiting_periods.DecideExtension(), SUPERVISOR
    ),
    "may_lift": Try(EVIDENCE, waiting_periods.ReleaseHold(placed=2, note=WHY), SUPERVISOR),
    "may_settle": Try(cars.TOLD, SETTLE, SUPERVISOR, law=UNKNOWING),
    "may_override": Try(cars.GATED, ASIDE, SUPERVISOR),
    "may_amend": Try(cars.KNOWN, AMEND, SUPERVISOR),
    "may_take_back_amendment": Try(go_on(cars.KNOWN, WENT), TAKE_BACK, SUPERVISOR),
    "may_retry": Try(
        go_on(GONE, waiting_periods.StepHasFailed(step="close", cause="fault")), waiting_periods.RetryStep(), ADMIN
    ),
    "may_tow": Try(cars.READY, tow_dispatch.OrderTow(), DESK),
    "may_offer": Try(cars.ORDERED, tow_dispatch.OfferTow(), ENGINE),
    "may_accept": Try(cars.OFFERED, tow_dispatch.AcceptOffer(order=1), NORTH),
    "may_answer": Try(cars.OFFERED, DECLINE, NORTH),
    "may_report": Try(cars.IN_LOT, tow_dispatch.ReportDone(order=1, result=TowResult.TOWED), NORTH),
    "may_lapse": Try(cars.TAKEN, tow_dispatch.ReportDone(order=1, result=TowResult.NO_SHOW), ENGINE),
    "may_withdraw": Try(cars.ORDERED, tow_dispatch.WithdrawTow(), DESK),
    "may_take_in": Try(cars.TOWED, impound.RecordIntake(lot="river-lot", inventory="a bag"), KEEPER),
    "may_report_to_state": Try(cars.TAKEN_IN, impound.ReportToState(), DESK),
    "may_ask_hearing": Try(cars.TOLD, impound.RequestHearing(), DESK),
    "may_decide_hearing": Try(cars.ASKED, impound.DecideHearing(lawful=True), HEARS),
    "may_release": Try(cars.TOLD, RELEASE, KEEPER),
    "must_release": Try(cars.WON, None, KEEPER),
    "may_bill_storage": Try(cars.REPORTED, None, KEEPER),
    "may_waive": Try(cars.TOLD, impound.WaiveFees(fees=("towing",), note=WHY), SUPERVISOR),
    "may_hand_over_contents": Try(cars.TOLD, impound.HandOverContents(papers=(Paper.IDENTITY,)), KEEPER),
    "may_surrender": Try(cars.TOLD, impound.SurrenderVehicle(papers=TITLE), KEEPER),
    "may_classify": Try(cars.CHECKED, disposal.ClassifyVehicle(status=VehicleStatus.SALVAGE), NORTH),
    "may_appraise": Try(cars.TOLD, disposal.AppraiseVehicle(value=100, model_year=1999), DESK),
    "may_check_service": Try(cars.TOLD, disposal.AnswerServiceCheck(service=Service.NONE), DESK),
    "may_renew": Try(cars.ALLOWED, notice.RenewNotice(notice=Notice.IMPOUND), DESK, law=AGEING),
    "may_advertise": Try(cars.TOLD, disposal.RecordAdvertisement(), DESK),
    "may_authorise": Try(cars.AGREED, AUCTION, DESK),
    "may_dispose": Try(cars.ALLOWED, SALE, DESK),
    "may_report_disposal": Try(cars.SOLD, disposal.ReportDisposal(), DESK),
    "may_close": Try(GONE, CloseCase(outcome=Outcome.GONE_ON_ARRIVAL), DESK),
    "may_close_as_duplicate": Try(live(reported()), reporting.CloseAsDuplicate(of="26-000000"), DESK),
    "may_split": Try(DUPLICATE, reporting.Split(), SUPERVISOR),
}
"""One thing for each question that nothing stands in the way of."""

Spoil = Callable[[Try], Try]

HANDED_OVER = impound.VehicleReleased(to=ReleaseTo.OWNER, papers=(), paid=0, owed=0)
BACK = notice.LetterReturned(letter=2, reason=MailReturn.UNCLAIMED)
SOMEBODY_INSIDE = inspected(Finding.STILL_THERE, occupied=True)
SPECIAL = inspected(Finding.STILL_THERE, plate_kind=PlateKind.DISABLED)
BANK_FOUND = notice.PartiesRecorded(owner=1, lienholders=(2,))


def stated(clause: str | None) -> Spoil:
    """The look that declared the car names another clause, or none."""
    return lambda good: good.where(
        inspections=tuple(each.model_copy(update={"clause": clause}) for each in good.case.inspections)
    )


def told_yesterday(good: Try) -> Try:
    """Every letter went to the post on the day before."""
    letters = (each.model_copy(update={"mailed_at": LATER - timedelta(days=1)}) for each in good.case.letters)
    return good.where(letters=tuple(letters))


def on_hold(kind: Hold) -> Spoil:
    """A hold of this kind is on, under a law by which every hold stops everything."""
    return lambda good: good.but(law=STRICT).after(waiting_periods.HoldPlaced(hold=kind))


def where(**parts: object) -> Spoil:
    """The case has other parts."""
    return lambda good: good.where(**parts)


def after(*facts: Fact) -> Spoil:
    """More has happened."""
    return lambda good: good.after(*facts)


def asking(**fields: object) -> Spoil:
    """The request says something else."""
    return lambda good: good.asking(**fields)


def by(actor: Actor) -> Spoil:
    """Somebody else asks."""
    return lambda good: good.but(actor=actor)


def of(case: Case) -> Spoil:
    """Another case is asked."""
    return lambda good: good.but(case=case)


def under(**rules: dict[Any, Any]) -> Spoil:
    """Another law is asked."""
    return lambda good: good.but(law=law_with(**rules))


TOW = ("may_tow", "may_offer", "may_accept")
GATE_AND_TOW = ("may_open_tow_gate", *TOW)
END = ("may_open_disposal_gate", "may_dispose")
CLOSE = ("may_close", "may_close_as_duplicate")
CARE = (
    "may_open_disposal_gate",
    "may_release",
    "must_release",
    "may_surrender",
    "may_hand_over_contents",
    "may_appraise",
    "may_check_service",
    "may_advertise",
    "may_authorise",
    "may_renew",
    "may_dispose",
)


def found_gone(good: Try) -> Try:
    """The car is gone, although nobody had to look anew."""
    asides = (waiting_periods.GuardOverridden(guard="seen_again", question=question) for question in TOW)
    return after(*asides, inspected(Finding.GONE))(good)


KEPT_OUT: tuple[tuple[str, tuple[str, ...], Spoil], ...] = (
    ("G9", ("may_declare",), asking(clause=None)),
    ("G9", ("may_tow",), asking(ground=Ground.UNPAID_TICKETS)),
    ("G9", ("may_offer", "may_accept"), stated(None)),
    ("G15", ("may_declare",), asking(photos=())),
    ("G13", ("may_declare",), asking(occupied=True)),
    ("G13", TOW, after(SOMEBODY_INSIDE)),
    ("interval", ("may_declare",), where(inspections=())),
    ("G5", TOW, after(looked_up(Stolen.STOLEN))),
    ("G5", ("may_release",), where(lookups=2)),
    ("G5", ("may_dispose",), after(looked_up(Stolen.STOLEN))),
    ("parties", ("may_record_parties",), asking(lienholders=(HER,))),
    ("notice_before_the_tow", ("may_open_tow_gate",), after(BANK_FOUND)),
    ("notice_before_the_tow", TOW, where(lienholders=(9,))),
    ("owner_time", GATE_AND_TOW, told_yesterday),
    ("answered_first", GATE_AND_TOW, after(waiting_periods.MoveClaimed())),
    ("in_care", CARE, after(HANDED_OVER)),
    ("own_lot", ("may_take_in", "may_release", "may_surrender", "may_hand_over_contents"), by(OTHER_KEEPER)),
    ("state_told", END, where(state_reported=None)),
    ("state_told", ("may_report_to_state",), of(cars.REPORTED)),
    ("G1", END, told_yesterday),
    ("G2", END, after(BACK)),
    ("G2", ("may_take_step",), of(cars.NOTICED)),
    ("G3", (*END, "may_surrender"), where(lienholders=(2,))),
    ("G17", END, where(owner=None)),
    ("G4", GATE_AND_TOW, after(impound.HearingRequested())),
    ("G4", END, where(hearings=cars.WON.hearings)),
    ("G4", ("may_ask_hearing",), of(cars.ASKED)),
    ("G4", ("may_decide_hearing",), where(ordered_by="hearing-1")),
    ("G6", tuple(STOPPED), on_hold(Hold.POLICE_EVIDENCE)),
    ("G6", ("may_lift",), asking(note=None)),
    ("G7", tuple(STOPPED), on_hold(Hold.SERVICEMEMBER)),
    ("G8", tuple(STOPPED), on_hold(Hold.BANKRUPTCY)),
    ("G10", tuple(STOPPED), on_hold(Hold.DWELLING)),
    ("courts", tuple(STOPPED), on_hold(Hold.LITIGATION)),
    ("G14", TOW, after(SPECIAL)),
    ("seen_again", TOW, lambda good: good.where(inspections=good.case.inspections[:-1])),
    ("found_otherwise", TOW, found_gone),
    ("status", ("may_authorise", "may_dispose"), where(salvor_status=None)),
    ("status", ("may_classify",), by(HARBOR)),
    ("way", ("may_authorise",), asking(route=Route.CRUSH)),
    ("way", ("may_dispose",), lambda good: good.but(request=cars.CRUSH).where(authority_route=Route.CRUSH)),
    ("appraisal", ("may_dispose",), under(duties={Duty.APPRAISAL: duty("The value is named")})),
    ("authority", ("may_dispose",), where(authority=None)),
    ("renewal", ("may_renew",), asking(notice=Notice.SALE)),
    ("advertisement", ("may_dispose",), under(duties={Duty.ADVERTISEMENT: duty("The sale was advertised")})),
    ("G11", ("may_hand_over_contents",), after(impound.ContentsHandedOver(papers=()))),
    ("G11", ("may_dispose",), where(intake=None)),
    ("papers", ("may_release", "may_surrender", "may_hand_over_contents"), asking(papers=())),
    ("G16", ("may_release",), asking(paid=1)),
    ("G16", ("may_bill_storage",), of(cars.TAKEN_IN)),
    ("free_of_charge", ("must_release",), of(cars.TOLD)),
    ("G18", ("may_report",), of(cars.HOOKED)),
    ("G18", ("may_take_in",), asking(lot="moon")),
    ("in_turn", ("may_tow",), of(cars.ORDERED)),
    ("in_turn", ("may_offer", "may_withdraw"), of(cars.READY)),
    ("in_turn", ("may_accept", "may_answer", "may_report"), by(HARBOR)),
    ("in_turn", ("may_lapse",), of(cars.HOOKED)),
    ("post", ("may_write", "may_mail"), of(cars.NOTICED)),
    ("post", ("may_return",), asking(letter=9)),
    ("owner_asked", ("may_decide_extension",), of(cars.NOTICED)),
    ("evidence", ("may_close",), of(cars.SEEN_ONCE)),
    ("evidence", ("may_close_as_duplicate",), asking(of="26-000002")),
    ("evidence", ("may_split",), where(duplicate_of=None)),
    ("G12", ("may_close",), lambda good: good.but(case=cars.SOLD).asking(outcome=Outcome.AUCTIONED)),
    ("G12", ("may_report_disposal",), of(cars.ALLOWED)),
    ("nothing_open", CLOSE, after(waiting_periods.HoldPlaced(hold=Hold.LITIGATION))),
    ("nothing_unsent", CLOSE, where(owner=1, letters=WRITTEN.letters)),
    ("failed_step", ("may_retry",), of(GONE)),
    ("matter_raised", ("may_review",), of(GONE)),
    ("law_question", ("may_settle",), asking(provision="periods.owner_notice")),
    ("new_law", ("may_amend",), asking(edition="us-pa-philadelphia.2030-01-01")),
    ("transition", ("may_amend",), of(cars.NOTICED)),
    ("carried_over", ("may_amend", "may_take_back_amendment"), stated("of_old")),
    ("undone", ("may_take_back_amendment",), where(hooked=99)),
    ("waiver", ("may_waive",), where(ordered_by="supervisor-1")),
    ("override", ("may_override",), asking(guard="gate")),
)
"""Guard by guard: the questions, and what has to be other for this guard to stand in the way."""

ALSO: dict[tuple[str, str], str] = {
    ("status", "may_authorise"): "way",
    ("status", "may_dispose"): "way",
}
"""Where a second guard keeps out the same: a car whose status is not known has no way out."""

BEHIND: dict[tuple[str, str], str] = {("G11", "may_dispose"): "in_care"}
"""Where another guard speaks first: what is in a car that was never taken in was never listed either."""


def scenarios() -> Iterator[tuple[str, str, Try]]:
    """Every guard with every question that asks it, and what it alone keeps out."""
    for guard, questions, spoil in KEPT_OUT:
        for question in questions:
            yield guard, question, spoil(ALLOWED[question])
