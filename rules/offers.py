"""The requests that a page offers to a person: those whose guard misses nothing final for some variant of the form.

If only time or a task is missing, the offer says so. Knows no clock: `at` is given.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rules.authorization import asked_of, question_of
from rules.law import Edition
from rules.permissions import may_ask
from rules.requests import BY_REQUEST, rule_of
from rules.rulings import evaluate
from schemas.case import Case
from schemas.messages import Actor, Request
from schemas.rulings import Requirement

Evaluated = tuple[Request, Requirement | None]


@dataclass(frozen=True)
class Offer:
    """One request that this person can make now, or once `missing` is supplied.

    `forms` are the variants of its form that miss nothing final.
    """

    request: type[Request]
    forms: tuple[Request, ...]
    missing: Requirement | None = None


def list_offers(case: Case, law: Edition, actor: Actor, at: datetime) -> tuple[Offer, ...]:
    """The offers for this person now, in the order of the requests."""
    permitted = (request for request in BY_REQUEST if may_ask(case, request, actor) is None)
    found = (_offer(request, tuple(_authorized(request, case, law, actor, at))) for request in permitted)
    return tuple(each for each in found if each)


def _offer(request: type[Request], authorized: tuple[Evaluated, ...]) -> Offer | None:
    """The forms that can be sent now; if there is none, what the first form waits for."""
    if not authorized:
        return None
    now = tuple(form for form, missing in authorized if missing is None)
    return Offer(request, now) if now else Offer(request, tuple(form for form, _ in authorized), authorized[0][1])


def _authorized(request: type[Request], case: Case, law: Edition, actor: Actor, at: datetime) -> Iterator[Evaluated]:
    """Each form that misses nothing final, with the first requirement that a task or time supplies."""
    for about in rule_of(request).forms(case, law):
        # Fields that are not filled in yet are not validated.
        form = request.model_construct(**about)
        question = question_of(form)
        missing = evaluate(asked_of(case, form, law, at, actor=actor, question=question)).missing if question else ()
        if not any(each.final for each in missing):
            yield form, next((each for each in missing if each.task or each.earliest), None)
