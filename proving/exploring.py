"""Explores every world on paths within the bound of deviations, each once. Knows no sentence and no page."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from proving.awaited import awaited, deviates
from proving.likeness import Key, key_of
from proving.moves import moves_of
from proving.worlds import Move, World, beginnings, granted, later, made
from rules.law import Edition
from rules.next_task import list_tasks
from rules.requests import rule_of
from schemas.messages import Fact, Request
from schemas.tasks import TaskList
from schemas.words import Stage


class Edge(NamedTuple):
    """One step from a world to another: a request and its fact, or the passage of time."""

    before: World
    move: Move | None
    fact: Fact | None
    after: World
    tasks: TaskList
    """The open tasks before it."""


@dataclass
class Explored:
    """The explored graph: worlds by key, the fewest deviations to each, and the edges between them."""

    law: Edition
    worlds: dict[Key, World] = field(default_factory=dict)
    deviations: dict[Key, int] = field(default_factory=dict)
    options: dict[Key, set[Key]] = field(default_factory=dict)
    begun: list[Key] = field(default_factory=list)
    done: set[Key] = field(default_factory=set)
    """Worlds in which the awaited act can be done."""
    passed: dict[Key, Key] = field(default_factory=dict)
    """The world to which time alone leads."""
    again: list[tuple[Key, World]] = field(default_factory=list)
    """A sample of worlds that were merged with an earlier one."""
    asked: Counter[type[Request]] = field(default_factory=Counter)
    """How often each request was tried by an actor whose role may make it."""
    edges: int = 0
    met_again: int = 0


COMPARED = 30
"""One in this many merges is kept, to check that both worlds are alike."""


class Bound(NamedTuple):
    """How many deviations a path may have, and how many if the last one is in the lot."""

    anywhere: int
    in_the_lot: int = 0

    def at(self, stage: Stage) -> int:
        """The limit for a deviation in this stage."""
        return max(self.anywhere, self.in_the_lot if stage is Stage.IMPOUND else 0)


Moves = Callable[[World], Iterator[Move]]
Watch = Callable[[Edge], None]
Refused = Callable[[World, Move], None]


def explore(
    law: Edition,
    bound: Bound,
    watch: Watch,
    refused: Refused = lambda *_: None,
    begin: Iterable[World] | None = None,
) -> Explored:
    """Explore every world within the bound, by the fewest deviations first, from a report or from given worlds.

    `watch` is called with every edge, also those beyond the bound; `refused` with every request that was not granted.
    """
    found = Explored(law)
    moves = _counted(moves_of(law), found.asked)
    waiting: deque[tuple[int, Key]] = deque()
    for world in beginnings(law) if begin is None else begin:
        key = key_of(world, law)
        found.worlds[key], found.deviations[key] = world, 0
        found.begun.append(key)
        waiting.append((0, key))
    while waiting:
        cost, key = waiting.popleft()
        if key not in found.options:
            found.options[key] = set()
            for edge in edges_of(found.worlds[key], law, moves, refused):
                watch(edge)
                if edge.move and awaited(edge.move, edge.tasks, edge.before):
                    found.done.add(key)
                _go_on(found, edge, key, cost, bound, waiting)
    return found


def stuck(found: Explored) -> list[Key]:
    """Open worlds in which the awaited act cannot be done, now or after the passage of time."""
    return [
        key
        for key, world in found.worlds.items()
        if world.case.stage is not Stage.CLOSED and found.done.isdisjoint(_in_time(found, key))
    ]


def _in_time(found: Explored, key: Key) -> Iterator[Key]:
    """This world and those to which time alone leads, each once."""
    met: set[Key] = set()
    while key not in met:
        met.add(key)
        yield key
        key = found.passed.get(key, key)


def _counted(moves: Moves, asked: Counter[type[Request]]) -> Moves:
    def counted(world: World) -> Iterator[Move]:
        for actor, request in moves(world):
            asked[type(request)] += actor.role in rule_of(type(request)).roles
            yield actor, request

    return counted


def _go_on(found: Explored, edge: Edge, key: Key, cost: int, bound: Bound, waiting: deque[tuple[int, Key]]) -> None:
    """Follow deviating steps after all others, so that each world is reached with the fewest deviations."""
    found.edges += 1
    off = deviates(edge.move, edge.tasks, edge.before)
    if off and cost + off > bound.at(edge.before.case.stage):
        return
    reached = key_of(edge.after, found.law)
    if edge.move is None:
        found.passed[key] = reached
    found.options[key].add(reached)
    if reached in found.deviations and cost + off >= found.deviations[reached]:
        found.met_again += 1
        if found.met_again % COMPARED == 0:
            found.again.append((reached, edge.after))
        return
    found.worlds[reached], found.deviations[reached] = edge.after, cost + off
    if off:
        waiting.append((cost + 1, reached))
    else:
        waiting.appendleft((cost, reached))


def edges_of(world: World, law: Edition, moves: Moves, refused: Refused = lambda *_: None) -> Iterator[Edge]:
    """Every step from this world: granted requests and the passage of time."""
    tasks = list_tasks(world.case, law, world.now)
    if passed := later(world, law):
        yield Edge(world, None, None, passed, tasks)
    for move in moves(world):
        if granted(world, *move, law):
            after, fact = made(world, *move, law)
            yield Edge(world, move, fact, after, tasks)
        else:
            refused(world, move)
