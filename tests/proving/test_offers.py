"""Offers and guards agree in every world of the ordinary process, and near it."""

from collections.abc import Iterable, Iterator

import pytest

from proving.exploring import Bound, explore
from proving.laws import law_of
from proving.moves import moves_of
from proving.worlds import Move, World, every_day_alike, granted
from rules.law import Edition
from rules.library import list_editions
from rules.offers import list_offers
from schemas.messages import Actor, Request
from schemas.words import Role, Stage

Act = tuple[Actor, type[Request]]


def acts(moves: list[Move]) -> set[Act]:
    """Who asks for what."""
    return {(actor, type(request)) for actor, request in moves}


def by_people(moves: Iterable[Move]) -> list[Move]:
    """What people can request now; backdated requests are tried elsewhere."""
    return [(actor, request) for actor, request in moves if actor.role != Role.SYSTEM and request.at is None]


def differing(world: World, moves: list[Move], law: Edition) -> Iterator[tuple[str, Act]]:
    """Offered forms that no one could send, and granted requests without an offered form."""
    could = acts([(actor, request) for actor, request in moves if granted(world, actor, request, law)])
    offered = {
        (actor, offer.request)
        for actor in {actor for actor, _ in moves}
        for offer in list_offers(world.case, law, actor, world.now)
        if offer.missing is None
    }
    yield from (("dead", each) for each in offered & acts(moves) - could)
    yield from (("not offered", each) for each in could - offered)


@pytest.mark.parametrize("code", list_editions())
def test_a_form_is_offered_where_it_can_be_sent_and_nowhere_else(code: str) -> None:
    law = every_day_alike(law_of(code))
    moves = moves_of(law)
    worlds = explore(law, Bound(0), lambda _: None).worlds.values()
    still_open = [world for world in worlds if world.case.stage is not Stage.CLOSED]

    assert len(still_open) > 100
    assert [each for world in still_open for each in differing(world, by_people(moves(world)), law)] == []
