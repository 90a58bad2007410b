"""Every path of Philadelphia with at most one deviation, and the ordinary paths of all other editions."""

import pytest

from proving.exploring import Bound
from proving.laws import law_of
from proving.missing_guards import without
from proving.proof import Proof, needed, on_all_roads, prove
from proving.telling import report, summary, told
from rules.guards import GUARDS
from rules.library import list_editions
from schemas.words import Stage, Task
from workflows.abandoned_vehicle import PROCESS, Handler

pytestmark = pytest.mark.timeout(2400)
"""Seconds: the exploration takes three minutes of one core, and five times as long on a busy machine."""

LAW = law_of("us-pa-philadelphia.2026-01-01")
ELSEWHERE = {"new_law", "transition", "carried_over", "undone", "retention"}
"""Guards of amendments and of retention: no path has any. They have tests of their own in `tests/rules`."""


def unknown_to(process: dict[Stage, dict[Task, Handler]], proof: Proof) -> set[tuple[Stage, Task]]:
    """The acts of the system that some path leads to and this table lacks."""
    return set(proof.acts) - {(stage, step) for stage, handlers in process.items() for step in handlers}


@pytest.fixture(scope="module")
def proof() -> Proof:
    return prove(LAW, Bound(1))


def test_no_sentence_of_safety_is_broken_on_any_edge(proof: Proof) -> None:
    assert [(text, told([edge])) for text, edge in proof.broken[:3]] == []


def test_every_sentence_was_tried(proof: Proof) -> None:
    assert proof.untried == []


def test_every_permitted_request_was_tried_by_a_permitted_actor(proof: Proof) -> None:
    assert proof.unasked == []


def test_time_stops_in_the_middle_of_every_period_and_passes_under_holds_that_stop_it_and_that_do_not(
    proof: Proof,
) -> None:
    assert proof.stops.missed == []
    assert {"observation_public", "owner_notice", "extended", "reclaim", "service_tail"} <= proof.stops.halfway
    assert proof.stops.held_still > 20
    assert proof.stops.held_running > 100


def test_in_every_open_world_what_the_case_waits_for_can_be_done_or_time_brings_it(proof: Proof) -> None:
    assert proof.stuck == []


def test_no_act_of_the_system_is_due_and_refused(proof: Proof) -> None:
    assert proof.refused == []


def test_what_was_done_is_not_the_next_task_again(proof: Proof) -> None:
    assert [told([edge]) for edge in proof.again[:3]] == []


def test_from_every_world_a_lawful_end_is_reached(proof: Proof) -> None:
    assert proof.endless == []


def test_merged_worlds_are_alike(proof: Proof) -> None:
    assert proof.compared > 500
    assert proof.unlike == []


@pytest.mark.parametrize("guard", needed(LAW))
def test_a_guard_that_is_taken_out_of_the_table_is_missed(proof: Proof, guard: str) -> None:
    found = proof.found[guard]

    assert found.road
    assert all(line.endswith(".") for line in told(found.road))


def test_the_workflow_knows_every_act_of_the_system_that_a_road_leads_to(proof: Proof) -> None:
    assert unknown_to(PROCESS, proof) == set()


def test_an_act_that_the_workflow_lacks_is_named(proof: Proof) -> None:
    poorer = PROCESS | {Stage.VERIFICATION: {}}

    assert unknown_to(poorer, proof) == {(Stage.VERIFICATION, Task.CLOSING)}


def test_the_shortest_road_is_told_from_the_report_to_the_step_that_breaks_a_sentence(proof: Proof) -> None:
    assert told(proof.found["interval"].road) == [
        "officer (officer): record inspection (finding abandoned, clause inoperable)."
    ]


def test_the_report_says_how_often_each_sentence_was_tried_and_what_each_guard_keeps_out(proof: Proof) -> None:
    lines = list(report(proof))

    assert all(any(text in line for line in lines) for text in proof.tried)
    assert sum(line.startswith("Without ") for line in lines) == len(proof.found)
    assert summary([proof]).endswith("guards found missing: all of it holds.")


def test_the_table_is_whole_again_afterwards_and_in_its_order(proof: Proof) -> None:
    names = list(GUARDS)
    with without("G5"):
        assert "G5" not in GUARDS

    assert list(GUARDS) == names


@pytest.mark.parametrize("code", [code for code in list_editions() if code != LAW.code])
def test_on_the_ordinary_roads_of_every_other_edition_nothing_is_broken_stuck_endless_or_unlike(code: str) -> None:
    proof, _ = on_all_roads(law_of(code), Bound(0))

    assert (proof.broken, proof.stuck, proof.endless, proof.unlike) == ([], [], [], [])
    assert (proof.refused, [told([edge]) for edge in proof.again[:3]]) == ([], [])
    assert proof.compared > 0
    assert proof.stages[Stage.CLOSED] > 0
    assert unknown_to(PROCESS, proof) == set()


def test_a_guard_is_idle_only_where_the_edition_has_nothing_that_it_asks_for() -> None:
    idle = {code: set(GUARDS) - set(needed(law_of(code))) - ELSEWHERE for code in list_editions()}

    assert idle["us-tx.2026-01-01"] == {
        "appraisal",
        "advertisement",
        "notice_before_the_tow",
        "told_of_the_tow",
    }
    assert idle["us-ca.2026-01-01"] == {"appraisal", "notice_before_the_tow", "told_of_the_tow"}
    assert idle[LAW.code] == {"appraisal", "advertisement"}
