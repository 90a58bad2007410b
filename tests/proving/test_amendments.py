"""A case that moves to another law in any world continues under it: nothing is skipped or lost."""

import pytest

from proving.exploring import Bound, Explored, explore, stuck
from proving.laws import law_of
from proving.proof import endless
from proving.saying import Saying
from proving.telling import told
from proving.worlds import World, gone_over, nothing_grows_old
from rules.law import Edition
from schemas.words import Stage

LAW = nothing_grows_old(law_of("us-pa-philadelphia.2026-01-01"))
"""As the proof explores it: two letters that are not mailed are alike, whenever they were written."""


def with_days(owner: int, reclaim: int) -> Edition:
    """Philadelphia with other periods for the owner to move the car, and to reclaim it."""
    given = {"owner_notice": owner, "reclaim": reclaim}
    periods = {code: LAW.periods[code].model_copy(update={"amount": days}) for code, days in given.items()}
    return LAW.model_copy(update={"periods": {**LAW.periods, **periods}})


def saying_more() -> Edition:
    """Philadelphia with notices that must say one more thing."""
    more = {code: rule.model_copy(update={"says": (*rule.says, "more")}) for code, rule in LAW.notices.items()}
    return LAW.model_copy(update={"notices": more})


LAWS = {"more time": with_days(30, 90), "less time": with_days(1, 5), "letters that say more": saying_more()}


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    """Every open world of the ordinary process under the current law."""
    return [
        each for each in explore(LAW, Bound(0), lambda _: None).worlds.values() if each.case.stage is not Stage.CLOSED
    ]


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
def test_from_every_world_it_goes_on_lawfully_to_an_end(worlds: list[World], law: Edition) -> None:
    saying = Saying(law)

    found: Explored = explore(law, Bound(0), saying.hear, begin=[gone_over(world, LAW, law) for world in worlds])

    assert [(text, told([edge])) for text, edge in saying.broken[:3]] == []
    assert [found.worlds[key].case for key in (*stuck(found), *endless(found))][:3] == []
    assert len(found.worlds) > len(worlds) > 100


def test_a_car_is_towed_no_sooner_than_the_new_law_allows_though_its_gate_stood_open(worlds: list[World]) -> None:
    open_gates = [each for each in worlds if each.case.stage is Stage.TOW and each.case.towed is None]
    owed = [each for each in open_gates if each.case.exempt is None]

    over = [gone_over(each, LAW, LAWS["more time"]).case for each in open_gates]

    assert len(owed) > 10
    assert sum(case.stage is Stage.NOTICE for case in over) == len(owed)
    assert all(case.order is None and case.ordered is None for case in over if case.stage is Stage.NOTICE)
