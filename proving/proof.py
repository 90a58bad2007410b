"""The proof of one edition: the exploration, how often each sentence was tried, and what each guard prevents."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from proving.exploring import Bound, Edge, Explored, edges_of, explore, stuck
from proving.laws import law_of
from proving.likeness import Key, key_of
from proving.missing_guards import Found, Search
from proving.moves import NOT_TRIED, moves_of
from proving.saying import Saying
from proving.sentences import asks_for
from proving.sentences_of_the_gates import tells_of_a_tow
from proving.stops import TimeStops, stops_in
from proving.tasks import asked_again, due_and_refused
from proving.worlds import World, every_day_alike, nothing_grows_old
from rules.guards import GUARDS
from rules.law import DisposalRule, Edition
from rules.next_task import list_tasks
from rules.requests import BY_REQUEST
from schemas.law import Duty
from schemas.words import Anchor, Notice, Stage, Task


def _asks_no_value(rule: DisposalRule) -> bool:
    """Whether a disposal option is open to a car of unknown value; if none is, the guard `option` prevents the same."""
    return rule.value_over is None and rule.value_up_to is None


def _runs_from_the_notice(law: Edition) -> bool:
    """Whether the notice period runs from the notice on the car; without the notice it cannot have passed."""
    return law.periods["owner_notice"].anchor is Anchor.POSTED


NEEDED: dict[str, Callable[[Edition], bool]] = {
    "appraisal": lambda law: (
        Duty.APPRAISAL in law.duties and any(_asks_no_value(each) for each in law.disposal.values())
    ),
    "authority": asks_for(Duty.AUTHORITY),
    "advertisement": asks_for(Duty.ADVERTISEMENT),
    "told_of_the_tow": tells_of_a_tow,
    "notice_before_the_tow": lambda law: Notice.PRE_TOW in law.notices and not _runs_from_the_notice(law),
    # No path removes data (`NOT_TRIED`).
    "retention": lambda _: False,
}
"""Guards that not every edition needs, and the editions that need them."""


AMENDING = frozenset({"may_amend", "may_take_back_amendment"})
"""Questions that move a case to another law, which is not a path of this one."""


def needed(law: Edition) -> tuple[str, ...]:
    """The guards that this edition needs, by its data."""
    asked = (name for name, guard in GUARDS.items() if not set(guard.asks) <= AMENDING)
    return tuple(name for name in asked if name not in NEEDED or NEEDED[name](law))


@dataclass
class Proof:
    """The results for one edition."""

    edition: str
    bound: Bound
    worlds: int
    edges: int
    stages: Counter[Stage]
    acts: frozenset[tuple[Stage, Task]]
    """The system's own acts in each stage: the workflow must know them."""
    tried: Counter[str]
    broken: list[tuple[str, Edge]]
    stuck: list[World]
    refused: list[World]
    """Worlds in which an act of the system is due and its guard refuses it."""
    again: list[Edge]
    """Acts after which the same task is next again."""
    endless: list[World]
    unlike: list[World]
    compared: int
    stops: TimeStops
    unasked: list[str]
    """Requests that no permitted actor has tried in any world."""
    found: dict[str, Found] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)
    """Guards whose absence breaks no sentence."""

    @property
    def untried(self) -> list[str]:
        """Sentences whose premise never held, so that they prove nothing."""
        return [text for text, count in self.tried.items() if not count]

    @property
    def holds(self) -> bool:
        """Whether there is no fault and no gap."""
        of_tasks = (self.stuck, self.refused, self.again, self.endless)
        passed_over = (self.unseen, self.untried, self.unasked, self.stops.missed)
        return not any((self.broken, *of_tasks, self.unlike, *passed_over))


def prove(law: Edition, bound: Bound) -> Proof:
    """Explore the edition on all paths within the bound, then without each of its guards."""
    proof, search = on_all_roads(law, bound)
    _without_each(proof, search, law)
    return proof


def on_all_roads(law: Edition, bound: Bound) -> tuple[Proof, Search]:
    """The proof on all paths with all guards, and the search for what each guard prevents."""
    law = nothing_grows_old(every_day_alike(law))
    saying = Saying(law)
    again: list[Edge] = []

    def watch(edge: Edge) -> None:
        saying.hear(edge)
        if asked_again(edge, law):
            again.append(edge)

    found = explore(law, bound, watch, saying.hear_refused)
    proof = Proof(
        edition=law.code,
        bound=bound,
        worlds=len(found.worlds),
        edges=found.edges,
        stages=Counter(each.case.stage for each in found.worlds.values()),
        acts=frozenset(_acts(found)),
        tried=Counter({text: count + saying.defended[text] for text, count in saying.tried.items()}),
        broken=saying.broken,
        stuck=[found.worlds[key] for key in stuck(found)],
        refused=[world for world in found.worlds.values() if due_and_refused(world, law)],
        again=again,
        endless=[found.worlds[key] for key in endless(found)],
        unlike=list(unlike(found)),
        compared=len(found.again),
        stops=stops_in(found),
        unasked=[request.__name__ for request in BY_REQUEST if request not in NOT_TRIED and not found.asked[request]],
    )
    return proof, Search(found, saying)


def _acts(found: Explored) -> Iterator[tuple[Stage, Task]]:
    for each in found.worlds.values():
        if act := list_tasks(each.case, found.law, each.now).own_act:
            yield each.case.stage, act


def prove_apart(code: str, bound: Bound) -> tuple[Proof, float]:
    """The proof of an edition, and the CPU minutes of this process, which does nothing else."""
    return prove(law_of(code), bound), time.process_time() / 60


def _without_each(proof: Proof, search: Search, law: Edition) -> None:
    guards = needed(law)
    proof.found = search.find(guards)
    proof.unseen = [guard for guard in guards if guard not in proof.found]


def endless(found: Explored) -> list[Key]:
    """Worlds from which no lawful end can be reached."""
    before: dict[Key, list[Key]] = {}
    for key, options in found.options.items():
        for reached in options:
            before.setdefault(reached, []).append(key)
    good = [key for key, world in found.worlds.items() if world.case.stage is Stage.CLOSED]
    reached_by = set(good)
    while good:
        for key in before.get(good.pop(), ()):
            if key not in reached_by:
                reached_by.add(key)
                good.append(key)
    return [key for key in found.worlds if key not in reached_by]


def unlike(found: Explored) -> Iterator[World]:
    """The sampled worlds that were merged with another one but are not like it."""
    for key, world in found.again:
        if _open_roads(found, world) != _open_roads(found, found.worlds[key]):
            yield world


def _open_roads(found: Explored, world: World) -> frozenset[object]:
    """The granted acts with their actors and results, and the open tasks."""
    moves = moves_of(found.law)
    roads = (
        (edge.move and (edge.move[0].account, edge.move[1].kind), key_of(edge.after, found.law))
        for edge in edges_of(world, found.law, moves)
    )
    tasks = list_tasks(world.case, found.law, world.now)
    return frozenset({*roads, tasks.own_act, *((each.task, each.by) for each in tasks.tasks)})
