"""A promise of a task that is broken is noticed: each is broken here by a guard that never grants."""

import pytest

from proving.exploring import Bound, explore, stuck
from proving.known_faults import STUCK
from proving.people import CASE
from proving.proof import Proof, on_all_roads
from proving.worlds import World, every_day_alike
from rules.guards import GUARDS, Guard
from rules.library import find_edition
from rules.next_thing import next_thing
from rules.requirements import Asked, Requirements, asks, our_own
from schemas.words import Thing
from tests.rules import cars

LAW = find_edition("us-ny-new-york-city.2026-01-01")


def _never(_: Asked) -> Requirements:
    yield asks(our_own("a fault that is planted"), "This is never so", met=False)


def proof_where_nobody(question: str, monkeypatch: pytest.MonkeyPatch) -> Proof:
    """The ordinary process, with a guard that refuses this always."""
    monkeypatch.setitem(GUARDS, f"planted in {question}", Guard("Nothing", {question: _never}))
    return on_all_roads(LAW, Bound(0))[0]


@pytest.mark.parametrize(
    ("question", "thing"), [("may_open_tow_gate", Thing.NOTICE_PERIOD), ("may_offer", Thing.OFFER)]
)
def test_an_act_of_the_system_that_is_due_and_refused_is_noticed(
    question: str, thing: Thing, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = proof_where_nobody(question, monkeypatch)

    assert {next_thing(world.case, LAW).thing for world in proof.refused} == {thing}


def test_a_task_that_nobody_may_do_is_noticed_although_time_still_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    proof = proof_where_nobody("may_take_in", monkeypatch)

    assert {next_thing(world.case, LAW).thing for world in proof.stuck} == {Thing.INTAKE}


def test_a_fault_is_known_of_a_car_that_was_won_back_and_is_held_all_the_same() -> None:
    law = every_day_alike(cars.LAW)
    won = cars.WON.with_(case=CASE)

    found = explore(law, Bound(1), lambda _: None, begin=[World(won, cars.day(17))])

    waiting = [found.worlds[key].case for key in stuck(found)]
    assert {next_thing(case, law).thing for case in waiting} == set(STUCK)
    assert all(case.open_holds for case in waiting)
