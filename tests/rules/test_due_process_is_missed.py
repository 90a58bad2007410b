"""Each test of due process depends on its guard: without the guard the test fails."""

import pytest

from rules.guards import GUARDS
from tests.rules import (
    test_due_process_contested,
    test_due_process_holds,
    test_due_process_money,
    test_due_process_notice,
    test_due_process_tow,
    test_possible_duplicates,
    test_the_end_of_a_case,
)
from tests.rules.keeping import KEPT, Truth, take_out

TOLD = (
    test_due_process_contested,
    test_due_process_holds,
    test_due_process_money,
    test_due_process_notice,
    test_due_process_tow,
    test_possible_duplicates,
    test_the_end_of_a_case,
)
OF_DUE_PROCESS = tuple(f"G{number}" for number in range(1, 19))


@pytest.mark.parametrize(("guard", "truth"), KEPT, ids=[f"{guard}-{truth.__name__}" for guard, truth in KEPT])
def test_a_truth_does_not_stand_without_its_guard(guard: str, truth: Truth, monkeypatch: pytest.MonkeyPatch) -> None:
    take_out(monkeypatch, guard)

    with pytest.raises(AssertionError):
        truth()


@pytest.mark.parametrize("guard", OF_DUE_PROCESS)
def test_every_guard_of_due_process_is_there_and_keeps_its_truths(guard: str) -> None:
    truths = [truth for name, truth in KEPT if name == guard]

    assert guard in GUARDS
    assert len(truths) >= (1 if guard == "G11" else 2)


def test_every_file_of_due_process_has_tests_with_their_guards() -> None:
    assert {truth.__module__ for _, truth in KEPT} == {module.__name__ for module in TOLD}
