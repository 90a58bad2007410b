"""What a page offers to a person: each request whose own guard misses nothing final for some way to fill in its form.

If only time or a task is missing, the offer says so and waits. Knows no clock: `at` is given.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rules.judging import asked_of, question_of
from rules.law import Edition
from rules.permissions import may_ask
from rules.requests import BY_REQUEST, rule_of
from rules.rulings import rule
from schemas.case import Case
from schemas.messages import Actor, Request
from schemas.rulings import Requirement

Judged = tuple[Request, Requirement | None]


@dataclass(frozen=True)
class Offer:
    """One request that this person can make now, or could if what is `missing` were supplied.

    `forms` are the ways to fill in its form that miss nothing final.
    """

    request: type[Request]
    forms: tuple[Request, ...]
    missing: Requirement | None = None


def list_offers(case: Case, law: Edition, actor: Actor, at: datetime) -> tuple[Offer, ...]:
    """What this person can ask for now, in the order of the requests."""
    permitted = (request for request in BY_REQUEST if may_ask(case, request, actor) is None)
    found = (_offer(request, tuple(_judged(request, case, law, actor, at))) for request in permitted)
    return tuple(each for each in found if each)


def _offer(request: type[Request], judged: tuple[Judged, ...]) -> Offer | None:
    """What can be sent now; if nothing can, what the first form waits for."""
    if not judged:
        return None
    now = tuple(form for form, missing in judged if missing is None)
    return Offer(request, now) if now else Offer(request, tuple(form for form, _ in judged), judged[0][1])


def _judged(request: type[Request], case: Case, law: Edition, actor: Actor, at: datetime) -> Iterator[Judged]:
    """Each form that misses nothing final, with the first thing that a task or time has to supply."""
    for about in rule_of(request).forms(case, law):
        # What is left out is not checked: nobody has typed it yet.
        form = request.model_construct(**about)
        question = question_of(form)
        missing = rule(asked_of(case, form, law, at, actor=actor, question=question)).missing if question else ()
        if not any(each.final for each in missing):
            yield form, next((each for each in missing if each.task or each.earliest), None)
