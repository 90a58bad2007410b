"""Broken properties of tasks are found: each is broken here by a guard that never grants."""

import pytest

from proving.exploring import Bound
from proving.proof import Proof, on_all_roads
from proving.worlds import World
from rules.guards import GUARDS, Guard
from rules.library import find_edition
from rules.next_task import list_tasks
from rules.requirements import GuardContext, Requirements, our_own, requirement
from schemas.words import Task

LAW = find_edition("us-ny-new-york-city.2026-01-01")


def _never(_: GuardContext) -> Requirements:
    yield requirement(our_own("a fault that is planted"), "This is never so", met=False)


def proof_where_nobody(question: str, monkeypatch: pytest.MonkeyPatch) -> Proof:
    """The ordinary process with a guard that always refuses this."""
    monkeypatch.setitem(GUARDS, f"planted in {question}", Guard("Nothing", {question: _never}))
    return on_all_roads(LAW, Bound(0))[0]


def heads(worlds: list[World]) -> set[Task]:
    """The next tasks of these worlds."""
    return {list_tasks(world.case, LAW, world.now).next.task for world in worlds}


def test_an_act_of_the_system_that_is_due_and_refused_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert heads(proof_where_nobody("may_write", monkeypatch).refused) == {Task.LETTERS}


@pytest.mark.parametrize(
    ("question", "task"),
    [
        ("may_open_tow_gate", Task.NOTICE_PERIOD),
        ("may_offer", Task.OFFER),
        ("may_take_in", Task.INTAKE),
    ],
)
def test_a_task_that_nobody_may_do_is_noticed_although_time_still_passes(
    question: str, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert heads(proof_where_nobody(question, monkeypatch).stuck) == {task}
