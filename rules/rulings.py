"""Which ruling guards which request: one table, so that each guard can be taken out to prove that it is missed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from rules import disposal as ends
from rules import impound as lot
from rules import owner_notice as notices
from rules import tow_dispatch as towing
from rules.casework import may_close, may_close_as_duplicate, may_split
from rules.law import Edition
from rules.permissions import may_ask
from rules.verification import may_declare
from rules.waiting_periods import may_decide_extension, may_open_tow_gate
from schemas import casework, disposal, impound, owner_notice, reporting, tow_dispatch, verification, waiting_periods
from schemas.case import Case
from schemas.messages import Actor, Request
from schemas.rulings import Refusal, Requirement, Ruling
from schemas.words import Finding, Gate, Role, Route, TowResult

CLOCK_SLACK = timedelta(minutes=2)

Guard = Callable[[Case, Any, Actor, Edition, datetime], Ruling | None]


def judge(case: Case, request: Request, actor: Actor, edition: Edition, now: datetime) -> Refusal | None:
    """Why this request is refused at this moment (case time); None if nothing stands against it."""
    at = request.at or now
    refusal = may_ask(case, type(request), actor) or _dated(case, at, now)
    if refusal or (guard := GUARDS.get(type(request))) is None:
        return refusal
    ruling = guard(case, request, actor, edition, at)
    return None if ruling is None or ruling.allowed else refuse(ruling)


def refuse(ruling: Ruling) -> Refusal:
    """The first requirement that is missing, as a refusal."""
    missing = ruling.missing[0]
    return Refusal(
        code=ruling.question,
        reason=f"Not shown: {missing.text}.",
        citation=missing.citation,
        earliest=ruling.ask_again,
        who=missing.who,
    )


def _dated(case: Case, at: datetime, now: datetime) -> Refusal | None:
    if at > now + CLOCK_SLACK:
        return Refusal(code="in_the_future", reason="What has not happened yet cannot be recorded.")
    if at < case.opened_at - CLOCK_SLACK:
        return Refusal(code="before_the_case", reason="This is dated before the case was opened.")
    return None


def _inspection(
    case: Case, look: verification.RecordInspection, _: Actor, edition: Edition, at: datetime
) -> Ruling | None:
    return may_declare(case, look, edition, at) if look.finding is Finding.ABANDONED else None


def _close(case: Case, asked: casework.CloseCase, _: Actor, __: Edition, ___: datetime) -> Ruling:
    return may_close(case, asked)


def _release_hold(
    case: Case, asked: waiting_periods.ReleaseHold, actor: Actor, edition: Edition, _: datetime
) -> Ruling:
    hold = next((each for each in case.open_holds if each.placed == asked.placed), None)
    rule = edition.holds[hold.hold] if hold else None
    there = Requirement(
        text=f"Fact {asked.placed} placed a hold that is still on", citation="The journal", met=bool(hold)
    )
    if rule is None:
        return Ruling(question="may_lift", proof=(there,))
    lifts = " or ".join(role.value.replace("_", " ") for role in rule.lifted_by)
    may = Requirement(
        text=f"This hold is lifted by a {lifts}",
        citation=rule.citation,
        confidence=rule.confidence,
        met=Role(actor.role) in rule.lifted_by,
        who=rule.lifted_by[0],
    )
    return Ruling(question="may_lift", proof=(there, may))


def _retry(case: Case, _: waiting_periods.RetryStep, __: Actor, ___: Edition, ____: datetime) -> Ruling:
    failed = Requirement(text="A step of the engine has failed", citation="The journal", met=case.failed is not None)
    return Ruling(question="may_retry", proof=(failed,))


def _order_tow(case: Case, _: tow_dispatch.OrderTow, __: Actor, edition: Edition, at: datetime) -> Ruling:
    return towing.may_order(case, edition, at)


def _offer(case: Case, _: tow_dispatch.OfferTow, __: Actor, edition: Edition, at: datetime) -> Ruling:
    return towing.may_offer(case, edition, at)


def _accept(case: Case, asked: tow_dispatch.AcceptOffer, actor: Actor, edition: Edition, at: datetime) -> Ruling:
    return towing.may_accept(case, asked.order, actor, edition, at)


def _finish(case: Case, asked: tow_dispatch.ReportDone, actor: Actor, _: Edition, __: datetime) -> Ruling:
    if asked.result is TowResult.NO_SHOW:
        return towing.may_lapse(case, asked.order, actor)
    towed = asked.result is TowResult.TOWED
    return towing.may_finish(case, asked.order, actor, towed=towed, photos=len(asked.photos))


def _write(case: Case, asked: owner_notice.WriteLetter, _: Actor, edition: Edition, __: datetime) -> Ruling:
    return notices.may_write(case, notices.Owed(asked.notice, asked.party, asked.addressee), edition)


def _open_gate(case: Case, asked: waiting_periods.OpenGate, _: Actor, edition: Edition, at: datetime) -> Ruling:
    return OPENS[asked.gate](case, edition, at)


OPENS: dict[Gate, Callable[[Case, Edition, datetime], Ruling]] = {
    Gate.TOW: may_open_tow_gate,
    Gate.DISPOSAL: lot.may_open_disposal_gate,
}
"""Which ruling opens which gate."""


def _decide_extension(
    case: Case, asked: waiting_periods.DecideExtension, _: Actor, __: Edition, at: datetime
) -> Ruling:
    return may_decide_extension(case, asked.until, at)


def _release(case: Case, asked: impound.ReleaseVehicle, actor: Actor, edition: Edition, at: datetime) -> Ruling:
    return lot.may_release(case, asked.to, asked.papers, asked.paid, actor, edition, at)


def _surrender(case: Case, asked: impound.SurrenderVehicle, actor: Actor, edition: Edition, _: datetime) -> Ruling:
    return lot.may_surrender(case, asked.papers, actor, edition)


def _authorise(case: Case, asked: disposal.RecordAuthority, _: Actor, edition: Edition, __: datetime) -> Ruling:
    return ends.may_authorise(case, asked.route, edition)


def _sell(case: Case, _: disposal.RecordSale, __: Actor, edition: Edition, at: datetime) -> Ruling:
    return ends.may_dispose(case, Route.AUCTION, edition, at)


def _destroy(case: Case, asked: disposal.RecordCertificate, _: Actor, edition: Edition, at: datetime) -> Ruling:
    return ends.may_dispose(case, asked.route, edition, at)


GUARDS: dict[type[Request], Guard] = {
    verification.RecordInspection: _inspection,
    owner_notice.WriteLetter: _write,
    owner_notice.RecordMailing: lambda case, asked, *_: notices.may_mail(case, asked.letter),
    owner_notice.RecordReturn: lambda case, asked, *_: notices.may_return(case, asked.letter),
    owner_notice.RecordFurtherStep: lambda case, asked, *_: notices.may_take_step(case, asked.letter),
    waiting_periods.OpenGate: _open_gate,
    waiting_periods.DecideExtension: _decide_extension,
    tow_dispatch.OrderTow: _order_tow,
    tow_dispatch.OfferTow: _offer,
    tow_dispatch.AcceptOffer: _accept,
    tow_dispatch.DeclineOffer: lambda case, asked, actor, *_: towing.may_answer(case, asked.order, actor),
    tow_dispatch.LapseOffer: lambda case, asked, actor, *_: towing.may_answer(case, asked.order, actor),
    tow_dispatch.ReportHooked: lambda case, asked, actor, *_: towing.may_hook(case, asked.order, actor),
    tow_dispatch.ReportInLot: lambda case, asked, actor, *_: towing.may_arrive(case, asked.order, actor),
    tow_dispatch.ReportDone: _finish,
    tow_dispatch.WithdrawTow: lambda case, *_: towing.may_withdraw(case),
    impound.RecordIntake: lambda case, asked, actor, *_: lot.may_take_in(case, asked.lot, actor),
    impound.ReportToState: lambda case, *_: lot.may_report_to_state(case),
    impound.RequestHearing: lambda case, *_: lot.may_ask_hearing(case),
    impound.DecideHearing: lambda case, _, actor, *__: lot.may_decide_hearing(case, actor),
    impound.ReleaseVehicle: _release,
    impound.SurrenderVehicle: _surrender,
    disposal.ClassifyVehicle: lambda case, _, actor, *__: ends.may_classify(case, actor),
    disposal.RecordAuthority: _authorise,
    disposal.RecordSale: _sell,
    disposal.RecordCertificate: _destroy,
    disposal.ReportDisposal: lambda case, *_: ends.may_report_disposal(case),
    reporting.CloseAsDuplicate: lambda case, asked, *_: may_close_as_duplicate(case, asked.of),
    reporting.Split: lambda case, *_: may_split(case),
    casework.CloseCase: _close,
    waiting_periods.ReleaseHold: _release_hold,
    waiting_periods.RetryStep: _retry,
}
