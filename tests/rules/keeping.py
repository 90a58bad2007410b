"""Marks a test of due process with its guard, and shows that the test fails without the guard."""

from collections.abc import Callable
from datetime import datetime

import pytest

from rules import guards
from rules.law import Edition
from schemas.case import Case
from schemas.messages import Actor, Request
from schemas.rulings import Refusal
from tests.rules.cars import LATER, LAW, refusal_of

Truth = Callable[[], None]

KEPT: list[tuple[str, Truth]] = []
"""Each test with its guard."""


def keeps(guard: str) -> Callable[[Truth], Truth]:
    """The test depends on this guard: without it the test must fail."""

    def told(truth: Truth) -> Truth:
        KEPT.append((guard, truth))
        return truth

    return told


def take_out(monkeypatch: pytest.MonkeyPatch, guard: str) -> None:
    """The table without this guard; the others keep their order, which is the order of a proof."""
    left = {name: each for name, each in guards.GUARDS.items() if name != guard}
    monkeypatch.setattr(guards, "GUARDS", left)


def refused(
    case: Case,
    request: Request,
    actor: Actor,
    at: datetime = LATER,
    *,
    by: str,
    cites: str,
    law: Edition = LAW,
) -> Refusal:
    """Asserts a refusal by this guard with this citation; returns the refusal."""
    refusal = refusal_of(case, request, actor, at, law)
    assert refusal is not None, "It is let through."
    assert (refusal.guard, refusal.citation) == (by, cites)
    return refusal


def allowed(case: Case, request: Request, actor: Actor, at: datetime = LATER, law: Edition = LAW) -> bool:
    """Whether the request is allowed."""
    return refusal_of(case, request, actor, at, law) is None
