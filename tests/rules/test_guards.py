"""The absence of every guard is found: what it refuses is granted when it is removed from the table."""

import pytest

from rules.authorization import asked_of, question_of
from rules.guards import GUARDS
from rules.requirements import GuardContext
from rules.rulings import evaluate, to_refusal
from schemas.rulings import Refusal
from tests.new_laws import LONGER, Shelf, newer
from tests.rules.allowed import ALLOWED, Try
from tests.rules.cars import refusal_of
from tests.rules.keeping import take_out
from tests.rules.scenarios import ALSO, BEHIND, scenarios


@pytest.fixture(autouse=True)
def _newer_law(shelf: Shelf) -> None:
    shelf.put(LONGER, newer(), enact=True)


PAIRS = tuple((name, question) for name, guard in GUARDS.items() for question in guard.asks)
SCENARIOS = {(guard, question): tried for guard, question, tried in scenarios()}


def refused(question: str, tried: Try) -> Refusal | None:
    """The refusal; None if the request is allowed."""
    if tried.request is not None:
        return refusal_of(tried.case, tried.request, tried.actor, tried.at, tried.law)
    ruled = evaluate(GuardContext(question, tried.case, tried.law, tried.at, tried.actor))
    return None if ruled.allowed else to_refusal(ruled)


@pytest.mark.parametrize("question", ALLOWED)
def test_what_each_scenario_starts_from_is_allowed(question: str) -> None:
    tried = ALLOWED[question]

    assert tried.request is None or question_of(tried.request) == question
    assert refused(question, tried) is None


@pytest.mark.parametrize(("guard", "question"), SCENARIOS)
def test_the_absence_of_a_guard_is_found(guard: str, question: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = guard, question
    if pair in BEHIND:
        take_out(monkeypatch, BEHIND[pair])
    kept_out = refused(question, SCENARIOS[pair])

    take_out(monkeypatch, guard)

    assert kept_out is not None
    assert (kept_out.code, kept_out.guard) == (question, guard)
    assert kept_out.citation
    let_through = refused(question, SCENARIOS[pair])
    assert (let_through.guard if let_through else None) == ALSO.get(pair)


@pytest.mark.parametrize(("guard", "question"), PAIRS)
def test_no_guard_is_without_a_scenario_for_each_question_that_asks_it(guard: str, question: str) -> None:
    assert (guard, question) in SCENARIOS, f"Add to tests/rules/scenarios.py what {guard} keeps out of {question}."


def test_no_scenario_is_of_a_guard_or_a_question_that_is_no_more() -> None:
    assert set(SCENARIOS) == set(PAIRS)


@pytest.mark.parametrize("question", ALLOWED)
def test_a_proof_says_for_every_guard_what_it_keeps(question: str) -> None:
    tried = ALLOWED[question]
    asked = GuardContext(question, tried.case, tried.law, tried.at, tried.actor)
    if tried.request is not None:
        asked = asked_of(tried.case, tried.request, tried.law, tried.at, actor=tried.actor)

    for guard_result in evaluate(asked).proof:
        assert (guard_result.says, guard_result.met, guard_result.overridden) == (
            GUARDS[guard_result.guard].says,
            True,
            None,
        )
        assert all(each.citation and each.text and each.met for each in guard_result.requirements)
