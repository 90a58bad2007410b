"""The answers of the rules: rulings with their proof, and refusals.

A proof is a tree: the ruling, the guards that were asked, and what each of them requires. Rulings are plain
dataclasses, because a page makes hundreds and the proof makes millions.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from schemas.words import Confidence, Role, Task

NotKept = Field(exclude=True)
"""Left out of the stored proof, so that a renamed task changes no digest."""


# Not frozen: a frozen one takes four times as long to create, and a ruling creates dozens.
@dataclass(slots=True)
class Requirement:
    """One requirement of the law, met or not. Treat as immutable.

    `fact` satisfies it. If it is unmet, `remedied_by` can supply it, or it is met from `earliest` on. `unknown` names
    the number that the edition does not know. `task` supplies it now, and takes the place of the task that it is done
    `toward`. `final`: no person and no time can supply it. A met requirement may be met only `until` an instant. An
    unmet one without any of these depends on what a person enters in a form.
    """

    text: str
    citation: str
    met: bool
    confidence: Confidence = Confidence.HIGH
    fact: int | None = None
    earliest: datetime | None = None
    remedied_by: Role | None = None
    unknown: str | None = None
    task: Annotated[Task | None, NotKept] = None
    toward: Annotated[Task | None, NotKept] = None
    final: Annotated[bool, NotKept] = False
    until: Annotated[datetime | None, NotKept] = None


@dataclass(frozen=True, slots=True)
class GuardResult:
    """One guard's part of a proof; `overridden` is the fact by which a named person overrode it."""

    guard: str
    says: str
    requirements: tuple[Requirement, ...]
    overridden: int | None = None

    @property
    def met(self) -> bool:
        """Whether this guard allows the act."""
        return self.overridden is not None or all(each.met for each in self.requirements)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict on one question at one instant under one edition, with its proof, and when to ask again.

    `about` is the route or the outcome, if the question has one.
    """

    question: str
    about: str | None
    edition: str
    at: datetime
    allowed: bool
    ask_again: datetime | None
    proof: tuple[GuardResult, ...]

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """All requirements, in the order of evaluation."""
        return tuple(each for guard_result in self.proof for each in guard_result.requirements)

    @property
    def missing(self) -> tuple[Requirement, ...]:
        """The requirements that are neither met nor overridden."""
        return tuple(
            each
            for guard_result in self.proof
            if guard_result.overridden is None
            for each in guard_result.requirements
            if not each.met
        )


RULING: TypeAdapter[Ruling] = TypeAdapter(Ruling)


def ruling_of(
    question: str, edition: str, at: datetime, proof: tuple[GuardResult, ...], *, about: str | None = None
) -> Ruling:
    """The ruling of a proof; `ask_again` is set if time alone supplies every unmet requirement."""
    allowed = all(guard_result.met for guard_result in proof)
    missing = [
        each for guard_result in proof if not guard_result.met for each in guard_result.requirements if not each.met
    ]
    times = [each.earliest for each in missing if each.earliest]
    again = max(times) if times and len(times) == len(missing) else None
    return Ruling(question, about, edition, at, allowed, again, proof)


class Refusal(BaseModel):
    """The rules refuse: the reason, the citation, and from when to ask again."""

    model_config = ConfigDict(frozen=True)

    code: str
    reason: str
    citation: str | None = None
    earliest: datetime | None = None
    remedied_by: Role | None = None
    guard: str | None = None
