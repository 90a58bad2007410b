"""What a guard is given, and how it answers: requirements, each with its citation.

Knows no clock: `at` is the instant of the question.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from rules.disposal_options import DisposalOption, open_options
from rules.law import Edition, Provision
from rules.tasks import TASKS
from schemas.case import Case
from schemas.messages import Actor, Recorded
from schemas.rulings import Requirement
from schemas.words import Confidence, Role, Route, Task


@dataclass(frozen=True)
class GuardContext:
    """One question about one case at one instant; `request` and `actor` if a person asks for an act."""

    question: str
    case: Case
    law: Edition
    at: datetime
    actor: Actor | None = None
    request: Any = None
    route: Route | None = None

    @property
    def role(self) -> Role | None:
        """The role in which somebody wants to act."""
        return self.actor.role if self.actor else None

    @property
    def account(self) -> str:
        """The account that wants to act; empty, and so nobody's, if the question only stands on a page."""
        return self.actor.account if self.actor else ""

    @property
    def firm(self) -> str | None:
        """The contractor or lot of the person who wants to act."""
        return self.actor.firm if self.actor else None

    @cached_property
    def options(self) -> tuple[DisposalOption, ...]:
        """The disposal options that are open to the car, computed once for all guards."""
        return open_options(self.case, self.law)


Requirements = Iterator[Requirement]
Check = Callable[[GuardContext], Requirements]


def every(questions: tuple[str, ...], ask: Check) -> dict[str, Check]:
    """The same requirements for several questions."""
    return dict.fromkeys(questions, ask)


def both(*parts: Check) -> Check:
    """The requirements of all parts, in order."""

    def ask(context: GuardContext) -> Requirements:
        for part in parts:
            yield from part(context)

    return ask


def our_own(rule: str) -> Provision:
    """A provision of Towpath's own that no law requires."""
    return Provision(citation=f"Towpath's own rule: {rule}", confidence=Confidence.HIGH, source="Towpath's own rule")


def requirement(
    rule: Provision,
    text: str,
    *,
    met: bool,
    fact: Recorded | int | None = None,
    earliest: datetime | None = None,
    remedied_by: Role | None = None,
    task: Task | None = None,
    toward: Task | None = None,
    final: bool = False,
    until: datetime | None = None,
) -> Requirement:
    """A requirement of this provision, met or not. `remedied_by` supplies it, else the role that does the task."""
    by = remedied_by or (TASKS[task].by if task else None)
    by = None if by is Role.SYSTEM else by
    number = fact.fact if isinstance(fact, Recorded) else fact
    return Requirement(
        text, rule.citation, met, rule.confidence, number, earliest, by, None, task, toward, final and not met, until
    )


def not_known(rule: Provision, text: str, provision: str, *, toward: Task | None = None) -> Requirement:
    """An unmet requirement for a number that the edition does not know: counsel's answer is recorded, never guessed."""
    question = f"What this edition does not know is settled: {text}"
    by, task = TASKS[Task.LAW_QUESTION].by, Task.LAW_QUESTION
    return Requirement(question, rule.citation, False, rule.confidence, None, None, by, provision, task, toward)
