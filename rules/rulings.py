"""Rulings: the verdict on one question, with its proof or without; and what stands against a request.

Knows no clock: `at` is the instant that is asked about.
"""

from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from typing import Any

from rules.dates import ill_dated
from rules.guards import GUARDS, guards_of
from rules.law import Edition
from rules.permissions import may_ask
from rules.requirements import Asked
from rules.tow_dispatch import TAKES_AWAY
from schemas import (
    amendments,
    casework,
    disposal,
    impound,
    owner_notice,
    reporting,
    tow_dispatch,
    verification,
    waiting_periods,
)
from schemas.case import Case
from schemas.messages import Actor, Fact, Request
from schemas.rulings import Branch, Refusal, Ruling, ruling_of
from schemas.words import Finding, Gate, Outcome, Route, Stage, TowResult, WithdrawReason

IS_MET = attrgetter("met")


def _finish(asked: tow_dispatch.ReportDone) -> str:
    return "may_lapse" if asked.result is TowResult.NO_SHOW else "may_report"


def _declare(asked: verification.RecordInspection) -> str | None:
    return "may_declare" if asked.finding is Finding.ABANDONED else None


def _open(asked: waiting_periods.OpenGate) -> str:
    return "may_open_tow_gate" if asked.gate is Gate.TOW else "may_open_disposal_gate"


QUESTIONS: dict[type[Request], str | Callable[[Any], str | None]] = {
    verification.RecordInspection: _declare,
    verification.RecordReview: "may_review",
    owner_notice.RecordParties: "may_record_parties",
    owner_notice.WriteLetter: "may_write",
    owner_notice.RecordMailing: "may_mail",
    owner_notice.RecordReturn: "may_return",
    owner_notice.RecordFurtherStep: "may_take_step",
    owner_notice.RenewNotice: "may_renew",
    waiting_periods.OpenGate: _open,
    owner_notice.PostSticker: "may_post",
    waiting_periods.ClaimMoved: "may_claim_moved",
    waiting_periods.AskExtension: "may_ask_extension",
    waiting_periods.DecideExtension: "may_decide_extension",
    waiting_periods.ReleaseHold: "may_lift",
    waiting_periods.SettleQuestion: "may_settle",
    waiting_periods.OverrideGuard: "may_override",
    waiting_periods.RetryStep: "may_retry",
    amendments.ApplyAmendment: "may_amend",
    amendments.TakeBackAmendment: "may_take_back_amendment",
    tow_dispatch.OrderTow: "may_tow",
    tow_dispatch.OfferTow: "may_offer",
    tow_dispatch.AcceptOffer: "may_accept",
    tow_dispatch.DeclineOffer: "may_answer",
    tow_dispatch.LapseOffer: "may_answer",
    tow_dispatch.ReportHooked: "may_report",
    tow_dispatch.ReportInLot: "may_report",
    tow_dispatch.ReportDone: _finish,
    tow_dispatch.WithdrawTow: "may_withdraw",
    impound.RecordIntake: "may_take_in",
    impound.ReportToState: "may_report_to_state",
    impound.RequestHearing: "may_ask_hearing",
    impound.DecideHearing: "may_decide_hearing",
    impound.ReleaseVehicle: "may_release",
    impound.RefundFees: "may_refund",
    impound.WaiveFees: "may_waive",
    impound.HandOverContents: "may_hand_over_contents",
    impound.SurrenderVehicle: "may_surrender",
    disposal.ClassifyVehicle: "may_classify",
    disposal.AppraiseVehicle: "may_appraise",
    disposal.AnswerServiceCheck: "may_check_service",
    disposal.RecordAdvertisement: "may_advertise",
    disposal.RecordAuthority: "may_authorise",
    disposal.RecordSale: "may_dispose",
    disposal.RecordCertificate: "may_dispose",
    disposal.ReportDisposal: "may_report_disposal",
    reporting.CloseAsDuplicate: "may_close_as_duplicate",
    reporting.Split: "may_split",
    casework.CloseCase: "may_close",
}
"""Which question guards which request; where there is none, permission is enough."""


def question_of(request: Request) -> str | None:
    """The question that guards this request; None if permission is enough."""
    question = QUESTIONS.get(type(request))
    return question(request) if callable(question) else question


def asked_of(
    case: Case, request: Request, law: Edition, at: datetime, *, actor: Actor | None = None, question: str = ""
) -> Asked:
    """What the guards are asked about a request."""
    # A model is slow to say that it lacks a field; its dict is not.
    route = Route.AUCTION if isinstance(request, disposal.RecordSale) else vars(request).get("route")
    return Asked(question or question_of(request) or "", case, law, at, actor, request, route)


def rule(asked: Asked) -> Ruling:
    """The verdict with its whole proof; a guard that has nothing to ask of this case is not in it."""
    branches = (
        Branch(name, GUARDS[name].says, tuple(ask(asked)), _set_aside(asked, name))
        for name, ask in guards_of(asked.question)
    )
    proof = tuple(branch for branch in branches if branch.requirements)
    about = asked.route or getattr(asked.request, "outcome", None)
    return ruling_of(asked.question, asked.law.code, asked.at, proof, about=about)


def allows(asked: Asked) -> bool:
    """The verdict alone: it ends with the first thing that is missing."""
    for name, ask in guards_of(asked.question):
        if not all(map(IS_MET, ask(asked))) and _set_aside(asked, name) is None:
            return False
    return True


def _set_aside(asked: Asked, guard: str) -> int | None:
    """The fact by which another person set this guard aside for this question; an absolute one stays."""
    if GUARDS[guard].absolute:
        return None
    return asked.case.set_aside(guard, asked.question, acts=asked.account)


def judge(case: Case, request: Request, actor: Actor, law: Edition, now: datetime) -> Refusal | Ruling | None:
    """Why this request is refused at this moment (case time), or the ruling that allows it; None without a question."""
    at = request.at or now
    refusal = may_ask(case, type(request), actor) or ill_dated(case, request, now)
    if refusal or question_of(request) is None:
        return refusal
    ruling = rule(asked_of(case, request, law, at, actor=actor))
    return ruling if ruling.allowed else refuse(ruling)


def refuse(ruling: Ruling) -> Refusal:
    """The first requirement that is missing, as a refusal."""
    branch = next(each for each in ruling.proof if not each.met)
    missing = next(each for each in branch.requirements if not each.met)
    return Refusal(
        code=ruling.question,
        reason=f"Not shown: {missing.text}.",
        citation=missing.citation,
        earliest=ruling.ask_again,
        who=missing.who,
        guard=branch.guard,
    )


def right_lost(case: Case, fact: Fact, law: Edition, at: datetime) -> WithdrawReason | None:
    """Why the order has to be taken back after this fact; None if there is none, or the right to tow stands."""
    reason = TAKES_AWAY.get(type(fact))
    if reason is None or case.ordered is None or case.towed is not None:
        return None
    return None if allows(Asked("may_tow", case, law, at)) else reason


BEFORE_THE_TOW = ("may_tow", "may_offer")


def is_over(case: Case, question: str) -> bool:
    """Whether a question is asked no more: the case is closed, the car was taken, or it has left the lot."""
    if case.stage is Stage.CLOSED:
        return True
    gone = case.towed is not None and not case.in_custody
    return case.towed is not None if question in BEFORE_THE_TOW else gone and question != "may_close"


def standing_rulings(case: Case, law: Edition, at: datetime) -> tuple[Ruling, ...]:
    """What may be done with this car now, question by question, as if nobody in particular asked."""
    plain = ("may_tow", "may_offer", "may_release", "must_release", "may_bill_storage")
    ways = tuple(Asked("may_dispose", case, law, at, route=route) for route in Route)
    ends = tuple(Asked("may_close", case, law, at, request=casework.CloseCase(outcome=outcome)) for outcome in Outcome)
    return tuple(rule(asked) for asked in (*(Asked(question, case, law, at) for question in plain), *ways, *ends))
