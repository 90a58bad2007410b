"""One allowed request or question for each question of a guard."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Unpack

from rules.fees import owed
from rules.law import Edition
from rules.retention import KeptFor, with_schedule
from schemas import (
    amendments,
    disposal,
    impound,
    mail,
    reporting,
    retention,
    tow_dispatch,
    verification,
    waiting_periods,
)
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.case_changes import CaseChanges
from schemas.case_parts import Closed
from schemas.casework import CaseClosed, CloseCase, Reopen
from schemas.mail import FurtherStep, MailFault, MailReturn
from schemas.messages import Actor, Fact, Request
from schemas.words import (
    DeclineReason,
    Finding,
    Gate,
    Hold,
    MilitaryStatus,
    Notice,
    Outcome,
    Paper,
    Party,
    ReviewSubject,
    Route,
    Stage,
    TowResult,
    VehicleStatus,
)
from tests.new_laws import LONGER
from tests.rules import cars
from tests.rules.cars import (
    ADMIN,
    DESK,
    HEARS,
    KEEPER,
    LATER,
    LAW,
    NORTH,
    OFFICER,
    PAPERS,
    SALE,
    SUPERVISOR,
    SYSTEM,
)
from tests.rules.made_up_laws import AGEING, ASKING, UNKNOWING
from tests.schemas.lives import START, go_on, inspected, live, reported

REOPEN = Reopen(note="It is there again.")
WHY = "Said by the captain on the telephone."
LAST_DAY = (LATER - timedelta(hours=1) - cars.day(0)) / timedelta(days=1)


@dataclass(frozen=True)
class Try:
    """A request by an actor to a case, or a question for no particular person."""

    case: Case
    request: Request | None
    actor: Actor
    at: datetime = LATER
    law: Edition = LAW

    def but(self, **other: Any) -> "Try":
        """The same with other fields."""
        return replace(self, **other)

    def after(self, *facts: Fact) -> "Try":
        """The same after more facts, shortly before."""
        return self.but(case=cars.on(self.case, LAST_DAY, *facts))

    def where(self, **parts: Unpack[CaseChanges]) -> "Try":
        """The same with changed fields of the case."""
        return self.but(case=self.case.with_(**parts))

    def asking(self, **fields: object) -> "Try":
        """The same with another request of this kind."""
        assert self.request is not None
        return self.but(request=self.request.model_copy(update=fields))


GONE = live(reported(), inspected(Finding.GONE))
OVER = cars.on(GONE, LAST_DAY, CaseClosed(outcome=Outcome.GONE_ON_ARRIVAL))
YEARS_LATER = LATER + timedelta(days=7 * 366)
SCHEDULED = with_schedule(LAW, {retention.DataKind.LETTERS: KeptFor(years=7, citation="Records Schedule 12")})
DUPLICATE = live(reported()).with_(
    stage=Stage.CLOSED,
    closed=Closed(fact=3, at=START, by="supervisor-1", outcome=Outcome.DUPLICATE, duplicate_of="26-000009"),
)
LIVED_IN = live(reported(), inspected(Finding.STILL_THERE, lived_in=True))
EVIDENCE = live(reported(), waiting_periods.HoldPlaced(hold=Hold.POLICE_EVIDENCE))
PERHAPS = reporting.PossibleDuplicateFound(other="26-000009", same_vin=False)
RETURNED = go_on(cars.NOTICED, mail.LetterReturned(letter=1, reason=MailReturn.UNCLAIMED))
WRITTEN = go_on(cars.KNOWN, cars.letter(1, Notice.PRE_TOW))
PROTEST = cars.on(cars.ASKED, 15, cars.HOME.model_copy(update={"paid": 500, "owed": 500}))
PAID_AND_WON = cars.on(PROTEST, 16, impound.HearingDecided(requested=cars.ASKED.number, lawful=False))
"""Fees paid under protest for the release; then the hearing was won."""
RELEASE = impound.ReleaseVehicle(papers=PAPERS, paid=owed(cars.TOLD, LAW, LATER))
REVIEW = verification.RecordReview(matter=ReviewSubject.DWELLING, clear=True, note="Nobody does.")
ASIDE = waiting_periods.OverrideGuard(guard="seen_again", question="may_tow", note=WHY)
SETTLE = waiting_periods.SettleQuestion(provision="periods.reclaim", amount=30, note=WHY)
HER = notice.Addressee(name="Maria Sandoval", lines=("1458 West Example Street",))
PARTIES = notice.RecordParties(owner=HER)
AMEND = amendments.ApplyAmendment(edition=LONGER, note=WHY)
WENT = amendments.AmendmentApplied(edition=LONGER, was=LAW.code)
TAKE_BACK = amendments.TakeBackAmendment(edition=LONGER, note=WHY)
DECLINE = tow_dispatch.DeclineOffer(order=1, reason=DeclineReason.TOO_FAR)
TITLE = (Paper.IDENTITY, Paper.TITLE)
AUCTION = disposal.RecordAuthority(route=Route.AUCTION, reference="1")

ALLOWED: dict[str, Try] = {
    "may_declare": Try(cars.SEEN_ONCE, cars.look(), OFFICER),
    "may_review": Try(LIVED_IN, REVIEW, SUPERVISOR),
    "may_record_parties": Try(cars.DECLARED, PARTIES, DESK),
    "may_write": Try(cars.KNOWN, notice.WriteLetter(notice=Notice.PRE_TOW, party=Party.OWNER, addressee=1), SYSTEM),
    "may_hand_over": Try(WRITTEN, mail.HandOverLetter(letter=1, batch=1), SYSTEM, at=START),
    "may_report_mail_fault": Try(WRITTEN, mail.ReportMailFault(letter=1, fault=MailFault.REFUSED), SYSTEM),
    "may_deliver": Try(cars.NOTICED, mail.RecordDelivery(letter=1), SYSTEM),
    "may_mail": Try(WRITTEN, mail.RecordMailing(letter=1), DESK),
    "may_return": Try(cars.NOTICED, mail.RecordReturn(letter=1, reason=MailReturn.REFUSED), DESK),
    "may_take_step": Try(RETURNED, mail.RecordFurtherStep(letter=1, step=FurtherStep.REGULAR_MAIL), DESK),
    "may_open_tow_gate": Try(cars.NOTICED, waiting_periods.OpenGate(gate=Gate.TOW), SYSTEM),
    "may_open_disposal_gate": Try(cars.TOLD, waiting_periods.OpenGate(gate=Gate.DISPOSAL), SYSTEM),
    "may_post": Try(cars.KNOWN, notice.PostSticker(), OFFICER),
    "may_ask_extension": Try(cars.NOTICED, waiting_periods.AskExtension(), DESK),
    "may_decide_extension": Try(
        go_on(cars.NOTICED, waiting_periods.ExtensionAsked()), waiting_periods.DecideExtension(), SUPERVISOR
    ),
    "may_lift": Try(EVIDENCE, waiting_periods.ReleaseHold(placed=2, note=WHY), SUPERVISOR),
    "may_settle": Try(cars.TOLD, SETTLE, SUPERVISOR, law=UNKNOWING),
    "may_override": Try(cars.GATED, ASIDE, SUPERVISOR),
    "may_amend": Try(cars.KNOWN, AMEND, SUPERVISOR),
    "may_take_back_amendment": Try(go_on(cars.KNOWN, WENT), TAKE_BACK, SUPERVISOR),
    "may_retry": Try(
        go_on(GONE, waiting_periods.StepHasFailed(step="closing", cause="fault")), waiting_periods.RetryStep(), ADMIN
    ),
    "may_tow": Try(cars.READY, tow_dispatch.OrderTow(), DESK),
    "may_offer": Try(cars.ORDERED, tow_dispatch.OfferTow(), SYSTEM),
    "may_accept": Try(cars.OFFERED, tow_dispatch.AcceptOffer(order=1), NORTH),
    "may_answer": Try(cars.OFFERED, DECLINE, NORTH),
    "may_report": Try(cars.IN_LOT, tow_dispatch.ReportDone(order=1, result=TowResult.TOWED), NORTH),
    "may_lapse": Try(cars.TAKEN, tow_dispatch.ReportDone(order=1, result=TowResult.NO_SHOW), SYSTEM),
    "may_withdraw": Try(cars.ORDERED, tow_dispatch.WithdrawTow(), DESK),
    "may_take_in": Try(cars.TOWED, impound.RecordIntake(lot="river-lot", inventory="a bag"), KEEPER),
    "may_report_to_state": Try(cars.TAKEN_IN, impound.ReportToState(), DESK),
    "may_ask_hearing": Try(cars.TOLD, impound.RequestHearing(), DESK),
    "may_decide_hearing": Try(cars.ASKED, impound.DecideHearing(lawful=True), HEARS),
    "may_release": Try(cars.TOLD, RELEASE, KEEPER),
    "must_release": Try(cars.WON, None, KEEPER),
    "may_bill_storage": Try(cars.REPORTED, None, KEEPER),
    "may_refund": Try(PAID_AND_WON, impound.RefundFees(paid_back=500), DESK),
    "may_waive": Try(cars.TOLD, impound.WaiveFees(fees=("towing",), note=WHY), SUPERVISOR),
    "may_claim_moved": Try(cars.NOTICED, waiting_periods.ClaimMoved(), DESK),
    "may_hand_over_contents": Try(cars.TOLD, impound.HandOverContents(papers=(Paper.IDENTITY,)), KEEPER),
    "may_surrender": Try(cars.TOLD, impound.SurrenderVehicle(papers=TITLE), KEEPER),
    "may_classify": Try(cars.CHECKED, disposal.ClassifyVehicle(status=VehicleStatus.SALVAGE), NORTH),
    "may_appraise": Try(cars.TOLD, disposal.AppraiseVehicle(value=100, model_year=1999), DESK, law=ASKING),
    "may_check_service": Try(cars.TOLD, disposal.AnswerServiceCheck(service=MilitaryStatus.NONE), DESK),
    "may_renew": Try(cars.ALLOWED, notice.RenewNotice(notice=Notice.IMPOUND), DESK, law=AGEING),
    "may_advertise": Try(cars.TOLD, disposal.RecordAdvertisement(), DESK, law=ASKING),
    "may_authorize": Try(cars.AGREED, AUCTION, DESK),
    "may_dispose": Try(cars.ALLOWED, SALE, DESK),
    "may_report_disposal": Try(cars.SOLD, disposal.ReportDisposal(), DESK),
    "may_close": Try(GONE, CloseCase(outcome=Outcome.GONE_ON_ARRIVAL), DESK),
    "may_close_as_duplicate": Try(live(reported()), reporting.CloseAsDuplicate(of="26-000000"), DESK),
    "may_keep_apart": Try(go_on(live(reported()), PERHAPS), reporting.KeepApart(other=PERHAPS.other), DESK),
    "may_reopen": Try(OVER, REOPEN, SUPERVISOR),
    "may_split": Try(DUPLICATE, reporting.Split(), SUPERVISOR),
    "may_remove": Try(OVER, retention.RemoveData(data=retention.DataKind.LETTERS), cars.ADMIN, YEARS_LATER, SCHEDULED),
    "may_end_preservation": Try(
        go_on(OVER, retention.RecordPreserved()), retention.EndPreservation(note="It was settled."), cars.ADMIN
    ),
}
"""For each question, one request that every guard allows."""
