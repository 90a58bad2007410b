"""All worlds that a bound allows, each met once, by the shortest road first. Knows no sentence and no page."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from proving.likeness import Key, key_of
from proving.moves import Move, moves_of
from proving.worlds import World, beginnings, granted, later, made
from rules.law import Edition
from schemas.messages import Fact


class Step(NamedTuple):
    """One step of a road: who asked for what, and the fact it made; none of it where only time passed."""

    move: Move | None
    fact: Fact | None


class Edge(NamedTuple):
    """One step from one world to another."""

    before: World
    step: Step
    after: World


@dataclass
class Explored:
    """What was found: worlds by their keys, the way each was met first, and the ways between them."""

    law: Edition
    worlds: dict[Key, World] = field(default_factory=dict)
    found_by: dict[Key, tuple[Key, Step] | None] = field(default_factory=dict)
    ways: dict[Key, set[Key]] = field(default_factory=dict)
    edges: int = 0
    met_again: int = 0

    def road_to(self, key: Key) -> list[Step]:
        """The shortest road from a report to this world."""
        road: list[Step] = []
        while (came := self.found_by[key]) is not None:
            key, step = came
            road.append(step)
        return road[::-1]


Watch = Callable[[Edge], None]
Bound = Callable[[World], bool]


def explore(law: Edition, within: Bound, watch: Watch) -> Explored:
    """Meet every world within the bound; `watch` sees every edge, also those that lead out of it."""
    found, moves = Explored(law), moves_of(law)
    waiting: deque[Key] = deque()
    for world in beginnings(law):
        _meet(found, key_of(world, law), world, None, waiting)
    while waiting:
        key = waiting.popleft()
        for edge in edges_of(found.worlds[key], law, moves):
            found.edges += 1
            watch(edge)
            if within(edge.after):
                reached = key_of(edge.after, law)
                found.ways[key].add(reached)
                _meet(found, reached, edge.after, (key, edge.step), waiting)
    return found


def edges_of(world: World, law: Edition, moves: Callable[[World], Iterator[Move]]) -> Iterator[Edge]:
    """Every step that can be taken from here: what is granted, and the passage of time."""
    if passed := later(world, law):
        yield Edge(world, Step(None, None), passed)
    for move in moves(world):
        if granted(world, *move, law):
            after, fact = made(world, *move, law)
            yield Edge(world, Step(move, fact), after)


def _meet(found: Explored, key: Key, world: World, came: tuple[Key, Step] | None, waiting: deque[Key]) -> None:
    if key in found.worlds:
        found.met_again += 1
        return
    found.worlds[key], found.found_by[key], found.ways[key] = world, came, set()
    waiting.append(key)
