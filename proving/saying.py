"""Tries every sentence on every edge: how often its premise held, and where it was broken."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, cast

from proving.exploring import Edge
from proving.rights import RIGHTS
from proving.sentences import Sentence
from proving.sentences_of_custody import CUSTODY_SENTENCES
from proving.sentences_of_notice import NOTICE_SENTENCES
from proving.sentences_of_the_end import END_SENTENCES
from proving.sentences_of_the_gates import GATE_SENTENCES
from proving.sentences_of_the_lot import LOT_SENTENCES
from proving.sentences_of_the_tow import TOW_SENTENCES
from proving.sentences_of_time import TIME_SENTENCES
from proving.worlds import BEGINNING, Move, World
from rules.law import Edition
from rules.requests import rule_of
from schemas.messages import Fact, Request
from schemas.tasks import OpenTask, TaskList
from schemas.words import Role, Task

SENTENCES: tuple[Sentence, ...] = (
    *TOW_SENTENCES,
    *GATE_SENTENCES,
    *LOT_SENTENCES,
    *NOTICE_SENTENCES,
    *END_SENTENCES,
    *CUSTODY_SENTENCES,
    *TIME_SENTENCES,
)


BY_REQUEST = {each.request: each for each in RIGHTS}


class WouldBe:
    """The fact that a refused request would have made, as far as the request has its fields."""

    def __init__(self, request: Request) -> None:
        self._request, self.kind = request, rule_of(type(request)).fact_kind

    def __getattr__(self, name: str) -> Any:
        return getattr(self._request, name)


NOTHING = OpenTask(task=Task.NOTHING, by=Role.SYSTEM, why="Not asked here.")
UNSAID = TaskList(tasks=(NOTHING,), at=BEGINNING)


class Saying:
    """Tries the sentences on edges of one edition."""

    def __init__(self, law: Edition) -> None:
        sentences = [each for each in SENTENCES if each.where(law)]
        self.law = law
        self.tried: Counter[str] = Counter(
            dict.fromkeys((*(each.text for each in sentences), *(each.text for each in RIGHTS)), 0)
        )
        self.defended: Counter[str] = Counter()
        self.broken: list[tuple[str, Edge]] = []
        self._by_kind: dict[str, list[Sentence]] = {}
        self._always = [each for each in sentences if not each.kinds]
        for each in sentences:
            for kind in each.kinds:
                self._by_kind.setdefault(kind, []).append(each)

    def hear(self, edge: Edge) -> None:
        """Try every sentence that applies to this edge."""
        for each in self._about(edge):
            said = each.says(edge, self.law)
            self.tried[each.text] += said is not None
            if said is False:
                self.broken.append((each.text, edge))
        if edge.move and (used := self._right_of(edge.before, edge.move)):
            self.tried[used] += 1

    def hear_refused(self, world: World, move: Move) -> None:
        """A refused request breaks a right if the actor has it.

        Otherwise, count the sentences that it would have broken, among those that no step has tried yet.
        """
        if right := self._right_of(world, move):
            self.broken.append((right, Edge(world, move, None, world, UNSAID)))
        about = [each for each in self._by_kind.get(rule_of(type(move[1])).fact_kind, ()) if not self.tried[each.text]]
        if not about:
            return
        edge = Edge(world, move, cast(Fact, WouldBe(move[1])), world, UNSAID)
        for each in about:
            if each.says(edge, self.law) is False:
                self.defended[each.text] += 1

    def _right_of(self, world: World, move: Move) -> str | None:
        """The right that this request uses, if the actor has it; a request with a date of its own is not judged."""
        right = BY_REQUEST.get(type(move[1]))
        return right.text if right and move[1].at is None and right.has(world, move, self.law) else None

    def broken_by(self, edge: Edge) -> str | None:
        """The first sentence that this edge breaks."""
        return next((each.text for each in self._about(edge) if each.says(edge, self.law) is False), None)

    def _about(self, edge: Edge) -> Iterable[Sentence]:
        return (*self._by_kind.get(edge.fact.kind if edge.fact else "", ()), *self._always)
