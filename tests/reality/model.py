"""The model: what must follow from each request, and from each fact that the real workflow writes, by the rules alone.

It gets what only reality knows (who requests what and when, and row ids) and computes the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from proving import people
from proving.exploring import Edge
from proving.facts import fact_of
from proving.telling import told
from proving.worlds import Move, World
from rules.authorization import authorize
from rules.law import Edition
from rules.library import find_edition
from rules.next_task import list_tasks, out_of_turn
from rules.request_rule import RequestContext
from rules.requests.tow_dispatch import withdrawal
from rules.rulings import right_lost
from schemas.after import after
from schemas.answers import Answer
from schemas.case import Case
from schemas.messages import Actor, Fact, JournalEntry, Request
from schemas.rulings import Refusal, Ruling
from schemas.tasks import TaskList
from tests.reality.sameness import ASKED_BY, asked_for, digest_of, in_turn, same_shape, with_rows


class DisagreementError(AssertionError):
    """The model and reality differ; the message contains the road in words."""


@dataclass
class Model:
    """One case as the model has it, and the road so far, in words."""

    law: Edition
    world: World
    lines: list[str] = field(default_factory=list)

    @property
    def case(self) -> Case:
        """The case."""
        return self.world.case

    @property
    def tasks(self) -> TaskList:
        """The open tasks now."""
        return self.tasks_at(self.world.now)

    def tasks_at(self, at: datetime) -> TaskList:
        """The open tasks at an instant."""
        return list_tasks(self.case, self.law, at)

    def must(self, same: bool, what: str, *seen: object) -> None:
        """Both sides agree in this. Raises DisagreementError."""
        if not same:
            road = "\n".join(f"    {line}" for line in self.lines)
            more = "\n".join(f"  {each!r}" for each in seen)
            raise DisagreementError(f"{what}\n{more}\nThe road of {self.case.case}:\n{road}")

    def authorized(self, actor: Actor, request: Request, now: datetime) -> Refusal | Ruling | None:
        """The expected answer; the system is granted only what is due."""
        authorized = authorize(self.case, request, actor, self.law, now)
        if isinstance(authorized, Refusal) or actor.role != people.SYSTEM.role:
            return authorized
        return out_of_turn(self.case, self.law, request, now) or authorized

    def goes_on(self, move: Move, answer: Answer, entries: Sequence[JournalEntry], now: datetime) -> None:
        """The real answer and the recorded facts are the expected ones; then the model adopts them."""
        self.world = World(self.case, now)
        self.lines.append(self.words(move))
        authorized = self.authorized(*move, now)
        if isinstance(authorized, Refusal):
            self.lines[-1] += f" Refused by {authorized.guard or authorized.code}."
            self.must(answer.refusal == authorized, "They refuse differently.", authorized, answer.refusal)
            return
        self.must(answer.refusal is None, "Only reality refuses.", answer.refusal)
        self._writes(entries, move, authorized, move[1].at or now)
        self._takes_back(entries)

    def system_wrote(self, entries: Sequence[JournalEntry]) -> None:
        """The next fact is one that the workflow wrote by itself: it must have been allowed at that point."""
        entry = entries[self.case.number]
        self.must(entry.role == people.SYSTEM.role and type(entry.fact) in ASKED_BY, "Nobody asked for this.", entry)
        self.world = World(self.case, entry.recorded_at)
        move = people.SYSTEM, asked_for(entry.fact)
        self.lines.append(f"    {self.words(move)}")
        authorized = self.authorized(*move, entry.recorded_at)
        self.must(not isinstance(authorized, Refusal), "The model would have refused this to the workflow.", authorized)
        self.must(in_turn(self.case, entry.fact), "This contractor was not to be asked.", entry.fact)
        self._writes(entries, move, authorized, entry.recorded_at)

    def words(self, move: Move | None, after: World | None = None) -> str:
        """One step in words."""
        return told([Edge(self.world, move, None, after or self.world, self.tasks)])[0]

    def _writes(
        self, entries: Sequence[JournalEntry], move: Move, authorized: Refusal | Ruling | None, at: datetime
    ) -> None:
        """The fact of the model equals the fact of the journal, and rests on the same ruling."""
        entry = entries[self.case.number]
        modelled = fact_of(
            RequestContext(self.case, *move, self.law, move[1].at or self.world.now, self.world.now, find_edition)
        )
        fact = with_rows(modelled, entry.fact)
        self.must(same_shape(modelled, entry.fact), "The fact has other parts.", modelled, entry.fact)
        self.must(fact == entry.fact.model_copy(update={"proof": None}), "Another fact.", fact, entry.fact)
        proof = digest_of(authorized) if isinstance(authorized, Ruling) else None
        self.must(entry.fact.proof == proof, "It rests on another ruling.", authorized)
        self._folds(entry, move[0], entry.fact, at)

    def _takes_back(self, entries: Sequence[JournalEntry]) -> None:
        """An order that lost its ground with the last fact is withdrawn in the same transaction."""
        now, last = self.world.now, entries[self.case.number - 1].fact
        if reason := right_lost(self.case, last, self.law, now):
            self.must(len(entries) > self.case.number, "The order was not taken back.", reason)
            self.lines.append(f"    The order is taken back ({reason}).")
            self._folds(entries[self.case.number], people.SYSTEM, withdrawal(self.case, reason), now)

    def _folds(self, entry: JournalEntry, actor: Actor, fact: Fact, at: datetime) -> None:
        recorded = JournalEntry(
            number=self.case.number + 1,
            at=at,
            recorded_at=self.world.now,
            actor=actor.account,
            role=actor.role,
            fact=fact,
        )
        self.must(entry == recorded, "The journal says otherwise.", recorded, entry)
        self.world = World(after(self.case, recorded), self.world.now)


def differing(real: Case, modelled: Case) -> Iterator[object]:
    """The parts of a case that differ between the two sides."""
    for name in Case.model_fields:
        if getattr(real, name) != getattr(modelled, name):
            yield name, getattr(modelled, name), getattr(real, name)
