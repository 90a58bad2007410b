"""The absence of a guard: the shortest path that breaks a sentence after the guard is removed."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from itertools import product
from typing import NamedTuple

from proving.awaited import is_ordinary
from proving.exploring import Edge, Explored, edges_of
from proving.likeness import Key, key_of
from proving.moves import moves_of
from proving.saying import Saying
from proving.worlds import Move, World, granted, made, refused_by_one
from rules.authorization import question_of
from rules.guards import GUARDS
from rules.next_task import list_tasks

AFTERWARDS = 8
"""How many ordinary acts are followed after a request that breaks no sentence by itself."""

MOST = 2000
"""How many worlds are visited on the way."""

FOLLOWED = 5
"""How many such requests are followed, the nearest first."""


ASKED_BY_REQUESTS = {name for guard in GUARDS.values() for name in guard.asks} - {"must_release", "may_bill_storage"}
"""The questions of requests. The other two are only shown to people."""


class Found(NamedTuple):
    """A guard whose absence was found: the broken sentence and the path to it."""

    guard: str
    sentence: str
    road: tuple[Edge, ...]


@contextmanager
def without(guard: str) -> Iterator[None]:
    """Remove this guard from the table; restores the table in its order."""
    whole = dict(GUARDS)
    del GUARDS[guard]
    try:
        yield
    finally:
        GUARDS.clear()
        GUARDS.update(whole)


def by_distance(found: Explored) -> dict[Key, Key | None]:
    """Every world by the length of the shortest path to it, with its predecessor on that path."""
    came: dict[Key, Key | None] = dict.fromkeys(found.begun)
    waiting = deque(found.begun)
    while waiting:
        key = waiting.popleft()
        for reached in found.options.get(key, ()):
            if reached not in came:
                came[reached] = key
                waiting.append(reached)
    return came


class Search:
    """Searches one edition, explored with all guards, for what each single guard prevents."""

    def __init__(self, found: Explored, saying: Saying) -> None:
        self.found, self.law, self.saying = found, found.law, saying
        self.moves = moves_of(found.law)
        self.came = by_distance(found)

    def find(self, guards: Sequence[str]) -> dict[str, Found]:
        """For each of these guards the shortest path on which its absence breaks a sentence, as far as there is one."""
        left, harmless = set(guards), {guard: list[tuple[Key, Edge]]() for guard in guards}
        found = dict(self._first_steps(((key, ()) for key in self.came), left, harmless))
        for guard in sorted(left):
            if noticed := self._afterwards(guard, harmless[guard]):
                found[guard] = noticed
                left.discard(guard)
        found |= self._first_steps(self._one_act_more(), left, harmless)
        return {guard: found[guard] for guard in guards if guard in found}

    def _first_steps(
        self, roads: Iterable[tuple[Key, tuple[Edge, ...]]], left: set[str], harmless: dict[str, list[tuple[Key, Edge]]]
    ) -> Iterator[tuple[str, Found]]:
        """The guards of `left` whose absence lets a step break a sentence; keeps the first harmless steps."""
        for key, road in roads:
            if not left:
                return
            for guard, edge in self._let_through(road[-1].after if road else self.found.worlds[key], left):
                if guard in left and (broken := self._broken(edge, guard)):
                    left.discard(guard)
                    yield guard, Found(guard, broken, self._retold(key, road, guard, broken))
                elif len(harmless[guard]) < FOLLOWED:
                    harmless[guard].append((key, edge))

    def _one_act_more(self) -> Iterator[tuple[Key, tuple[Edge, ...]]]:
        """Every new world one act beyond the bound: some guards prevent what needs two deviations."""
        met = set(self.came)
        for key in self.came:
            for edge in edges_of(self.found.worlds[key], self.law, self.moves):
                if (reached := key_of(edge.after, self.law)) not in met:
                    met.add(reached)
                    yield key, (edge,)

    def _broken(self, edge: Edge, guard: str) -> str | None:
        with without(guard):
            return self.saying.broken_by(edge)

    def _retold(self, key: Key, more: tuple[Edge, ...], guard: str, broken: str) -> tuple[Edge, ...]:
        """The whole path from the report to the step that breaks the sentence."""
        road = (*self._road_to(key), *more)
        world = road[-1].after if road else self.found.worlds[key]
        last = next(edge for _, edge in self._let_through(world, {guard}) if self._broken(edge, guard) == broken)
        return (*road, last)

    def _let_through(self, world: World, guards: Set[str]) -> Iterator[tuple[str, Edge]]:
        """The steps that exactly one of these guards refuses here; for a guard of no request, all steps."""
        shown = [guard for guard in guards if not set(GUARDS[guard].asks) & ASKED_BY_REQUESTS]
        if shown:
            yield from product(shown, edges_of(world, self.law, self.moves))
        questions = {question for guard in guards for question in GUARDS[guard].asks}
        for move in self.moves(world):
            guard = refused_by_one(world, *move, self.law) if question_of(move[1]) in questions else None
            if guard and guard in guards and (edge := self._unguarded(world, move, guard)):
                yield guard, edge

    def _unguarded(self, world: World, move: Move, guard: str) -> Edge | None:
        with without(guard):
            if not granted(world, *move, self.law):
                return None
            try:
                after, fact = made(world, *move, self.law)
            except (ValueError, StopIteration):
                # Without its guard a request about nothing can be granted, and still makes no fact.
                return None
            return Edge(world, move, fact, after, list_tasks(world.case, self.law, world.now))

    def _afterwards(self, guard: str, harmless: list[tuple[Key, Edge]]) -> Found | None:
        """Follow ordinary acts in any order after the steps let through, still without the guard."""
        with without(guard):
            noticed = self._followed(harmless)
        # With the guard in its place again: without it, time stops elsewhere on the way.
        return Found(guard, noticed[0], (*self._road_to(noticed[1]), *noticed[2])) if noticed else None

    def _followed(self, harmless: list[tuple[Key, Edge]]) -> tuple[str, Key, tuple[Edge, ...]] | None:
        """The sentence that ordinary acts after one of these steps break, its world, and the path from there."""
        waiting: deque[tuple[Key, tuple[Edge, ...]]] = deque((key, (edge,)) for key, edge in harmless)
        met: set[Key] = set()
        while waiting:
            key, road = waiting.popleft()
            for edge in edges_of(road[-1].after, self.law, self.moves):
                if broken := self.saying.broken_by(edge):
                    return broken, key, (*road, edge)
                if self._is_new(edge, met) and len(road) < AFTERWARDS:
                    waiting.append((key, (*road, edge)))
        return None

    def _is_new(self, edge: Edge, met: set[Key]) -> bool:
        """Whether an ordinary act leads to a new world."""
        if not is_ordinary(edge.move) or len(met) > MOST or (key := key_of(edge.after, self.law)) in met:
            return False
        met.add(key)
        return True

    def _road_to(self, key: Key) -> list[Edge]:
        """The path step by step from the report. Raises LookupError if two merged worlds are not alike."""
        keys = [key]
        while (came := self.came[keys[-1]]) is not None:
            keys.append(came)
        world, road = self.found.worlds[keys[-1]], []
        for reached in keys[-2::-1]:
            edge = next((each for each in edges_of(world, self.law, self.moves) if self._leads(each, reached)), None)
            if edge is None:
                raise LookupError("A step of one of two alike worlds is not possible in the other.")
            road.append(edge)
            world = edge.after
        return road

    def _leads(self, edge: Edge, reached: Key) -> bool:
        return key_of(edge.after, self.law) == reached
