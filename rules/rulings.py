"""Rulings: the verdict on one question, with or without its proof. Knows no permission and no clock."""

from collections.abc import Iterator
from datetime import datetime
from operator import attrgetter

from rules.guards import GUARDS, guards_of
from rules.law import Edition
from rules.requirements import GuardContext
from rules.tow_dispatch import TAKES_AWAY
from schemas import casework
from schemas.case import Case
from schemas.messages import Fact
from schemas.rulings import GuardResult, Refusal, Ruling, ruling_of
from schemas.words import Outcome, Route, Stage, WithdrawReason

IS_MET = attrgetter("met")


def evaluate(context: GuardContext) -> Ruling:
    """The ruling with its whole proof; a guard without requirements for this case is left out."""
    guard_results = (
        GuardResult(name, GUARDS[name].says, tuple(ask(context)), _overridden(context, name))
        for name, ask in guards_of(context.question)
    )
    proof = tuple(guard_result for guard_result in guard_results if guard_result.requirements)
    about = context.route or getattr(context.request, "outcome", None)
    return ruling_of(context.question, context.law.code, context.at, proof, about=about)


def refusing(context: GuardContext) -> Iterator[str]:
    """The guards that refuse, in order, without their proof; each stops at its first unmet requirement."""
    for name, ask in guards_of(context.question):
        if not all(map(IS_MET, ask(context))) and _overridden(context, name) is None:
            yield name


def is_allowed(context: GuardContext) -> bool:
    """The verdict alone; stops at the first guard that refuses."""
    return next(refusing(context), None) is None


def _overridden(context: GuardContext, guard: str) -> int | None:
    """The fact by which another person overrode this guard for this question; None for an absolute guard."""
    if GUARDS[guard].absolute:
        return None
    return context.case.overridden(guard, context.question, acts=context.account)


def to_refusal(ruling: Ruling) -> Refusal:
    """The first unmet requirement, as a refusal."""
    guard_result = next(each for each in ruling.proof if not each.met)
    missing = next(each for each in guard_result.requirements if not each.met)
    return Refusal(
        code=ruling.question,
        reason=f"Required: {missing.text}.",
        citation=missing.citation,
        earliest=ruling.ask_again,
        remedied_by=missing.remedied_by,
        guard=guard_result.guard,
    )


def right_lost(case: Case, fact: Fact, law: Edition, at: datetime) -> WithdrawReason | None:
    """Why this fact withdraws the tow order; None if there is no order, or the tow is still allowed."""
    reason = TAKES_AWAY.get(type(fact))
    if reason is None or case.ordered is None or case.towed is not None:
        return None
    lost = set(refusing(GuardContext("may_tow", case, law, at))) - STOPS_NO_TRUCK
    return reason if lost else None


STOPS_NO_TRUCK = frozenset({"one_car"})
"""Anybody can report a plate: a possible duplicate keeps an order from going out, and calls no truck back."""


BEFORE_THE_TOW = ("may_tow", "may_offer")


def is_over(case: Case, question: str) -> bool:
    """Whether a question no longer applies: the case is closed, the car was hooked up, or it has left the lot."""
    if case.stage is Stage.CLOSED:
        return True
    gone = case.towed is not None and not case.in_custody
    return case.towed is not None if question in BEFORE_THE_TOW else gone and question != "may_close"


def standing_rulings(case: Case, law: Edition, at: datetime) -> tuple[Ruling, ...]:
    """The rulings on what may be done with this car now, for no particular person."""
    plain = ("may_tow", "may_offer", "may_release", "must_release", "may_bill_storage")
    options = tuple(GuardContext("may_dispose", case, law, at, route=route) for route in Route)
    ends = tuple(
        GuardContext("may_close", case, law, at, request=casework.CloseCase(outcome=outcome)) for outcome in Outcome
    )
    return tuple(
        evaluate(context)
        for context in (*(GuardContext(question, case, law, at) for question in plain), *options, *ends)
    )
