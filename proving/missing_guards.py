"""What happens without a guard: the shortest road on which a sentence is broken once it is out of the table."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from proving.exploring import Edge, Explored
from proving.likeness import Key, key_of
from proving.moves import Move, moves_of
from proving.saying import Saying
from proving.worlds import World, granted, later, made
from rules.guards import GUARDS
from rules.law import Edition
from rules.next_thing import next_thing
from rules.rulings import question_of

AFTERWARDS = 6
"""How many steps are followed where the first one that the guard had refused breaks no sentence by itself."""


class Found(NamedTuple):
    """A guard whose absence was noticed: by which sentence, and on which road."""

    guard: str
    sentence: str
    road: tuple[Edge, ...]


@contextmanager
def without(guard: str) -> Iterator[None]:
    """The table without this guard; afterwards it is as it was, and in its order."""
    whole = dict(GUARDS)
    del GUARDS[guard]
    try:
        yield
    finally:
        GUARDS.clear()
        GUARDS.update(whole)


def by_distance(found: Explored) -> list[tuple[Key, tuple[Key, Move | None] | None]]:
    """Every world by the length of the shortest road to it, with the last step of that road."""
    came: dict[Key, tuple[Key, Move | None] | None] = dict.fromkeys(found.begun)
    waiting = deque(found.begun)
    while waiting:
        key = waiting.popleft()
        for reached, move in found.ways.get(key, {}).items():
            if reached not in came:
                came[reached] = (key, move)
                waiting.append(reached)
    return list(came.items())


class Search:
    """Searches one edition, explored with all guards, for what each single guard keeps out."""

    def __init__(self, found: Explored, saying: Saying) -> None:
        self.found, self.law, self.saying = found, found.law, saying
        self.moves = moves_of(found.law)
        self.nearest = by_distance(found)
        self.came = dict(self.nearest)

    def find(self, guard: str) -> Found | None:
        """The shortest road on which the absence of this guard breaks a sentence; None if none was found."""
        let_through = (edge for key, _ in self.nearest for edge in self._let_through(self.found.worlds[key], guard))
        harmless: list[Edge] = []
        for edge in let_through:
            if broken := self.saying.broken_by(edge):
                return Found(guard, broken, (*self._road_to(edge.before), edge))
            harmless.append(edge)
            if len(harmless) > 40:
                break
        return self._afterwards(guard, harmless)

    def _let_through(self, world: World, guard: str) -> Iterator[Edge]:
        """What only this guard refuses here."""
        asked_by = GUARDS[guard].asks
        for actor, request in self.moves(world):
            if question_of(request) in asked_by and not granted(world, actor, request, self.law):
                if edge := self._unguarded(world, (actor, request), guard):
                    yield edge

    def _unguarded(self, world: World, move: Move, guard: str) -> Edge | None:
        with without(guard):
            if not granted(world, *move, self.law):
                return None
            after, fact = made(world, *move, self.law)
            return Edge(world, move, fact, after, next_thing(world.case, self.law))

    def _afterwards(self, guard: str, harmless: list[Edge]) -> Found | None:
        """A few steps on from what was let through, still without the guard."""
        with without(guard):
            waiting: deque[tuple[Edge, ...]] = deque((edge,) for edge in harmless)
            met: set[Key] = set()
            while waiting:
                road = waiting.popleft()
                for edge in self._next(road[-1].after, met):
                    if broken := self.saying.broken_by(edge):
                        return Found(guard, broken, (*self._road_to(road[0].before), *road, edge))
                    if len(road) < AFTERWARDS:
                        waiting.append((*road, edge))
        return None

    def _next(self, world: World, met: set[Key]) -> Iterator[Edge]:
        thing = next_thing(world.case, self.law)
        if passed := later(world, self.law):
            yield Edge(world, None, None, passed, thing)
        for actor, request in self.moves(world):
            if granted(world, actor, request, self.law):
                after, fact = made(world, actor, request, self.law)
                key = key_of(after, self.law)
                if key not in met:
                    met.add(key)
                    yield Edge(world, (actor, request), fact, after, thing)

    def _road_to(self, world: World) -> list[Edge]:
        """The road as it is taken, step by step, from the report."""
        key, steps = key_of(world, self.law), []
        while (came := self.came[key]) is not None:
            key, move = came
            steps.append(move)
        return list(_walk(self.found.worlds[key], steps[::-1], self.law))


def _walk(world: World, steps: list[Move | None], law: Edition) -> Iterator[Edge]:
    for move in steps:
        thing = next_thing(world.case, law)
        after, fact = (later(world, law), None) if move is None else made(world, *move, law)
        if after is None:
            raise LookupError("The road ends where time should pass.")
        yield Edge(world, move, fact, after, thing)
        world = after
