"""Evaluates a request: the permission, its date, and its guards.

Knows no clock: the instant is given.
"""

from datetime import datetime

from rules.dates import ill_dated
from rules.law import Edition
from rules.permissions import may_ask
from rules.questions import Question
from rules.requests import rule_of
from rules.requirements import GuardContext
from rules.rulings import evaluate, to_refusal
from schemas.case import Case
from schemas.disposal import RecordSale
from schemas.messages import Actor, Request
from schemas.rulings import Refusal, Ruling
from schemas.words import Route


def question_of(request: Request) -> Question | None:
    """The question that guards this request; None if permission is enough."""
    return rule_of(type(request)).question_of(request)


def asked_of(
    case: Case, request: Request, law: Edition, at: datetime, *, actor: Actor | None = None, question: str = ""
) -> GuardContext:
    """What the guards are given for a request."""
    # `getattr` for a missing field is slow on a model; its dict is fast.
    route = Route.AUCTION if isinstance(request, RecordSale) else vars(request).get("route")
    return GuardContext(question or question_of(request) or "", case, law, at, actor, request, route)


def authorize(case: Case, request: Request, actor: Actor, law: Edition, now: datetime) -> Refusal | Ruling | None:
    """The refusal of this request now (case time), or the ruling that allows it; None if it has no question."""
    at = request.at or now
    refusal = may_ask(case, type(request), actor) or ill_dated(case, request, now)
    if refusal or question_of(request) is None:
        return refusal
    ruling = evaluate(asked_of(case, request, law, at, actor=actor))
    return ruling if ruling.allowed else to_refusal(ruling)
