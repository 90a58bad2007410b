"""What the rules answer: rulings with their proof, and refusals.

A proof is a tree: the ruling, the guards that were asked, and what each of them requires. Rulings are plain
dataclasses: they are made by the hundred for a page, and by the million where all roads are explored.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from schemas.words import Confidence, Role, Task

NotKept = Field(exclude=True)
"""What is left out of a proof as it is kept: a renamed task changes no digest."""


# Not frozen: a frozen one takes four times as long to make, and a verdict makes dozens.
@dataclass(slots=True)
class Requirement:
    """One thing the law asks for, and whether it is so; nobody changes one.

    `fact` satisfies it; if it is not met, `who` can supply it, or it is so from `earliest` on. `unknown` names the
    number that the edition does not know. `task` supplies it now, and takes the place of the task that it is done
    `toward`. `final`: nobody supplies it, and no time brings it. A requirement that is met may be so only `until` an
    instant. One that is missing and says none of this depends on what a person enters in a form.
    """

    text: str
    citation: str
    met: bool
    confidence: Confidence = Confidence.HIGH
    fact: int | None = None
    earliest: datetime | None = None
    who: Role | None = None
    unknown: str | None = None
    task: Annotated[Task | None, NotKept] = None
    toward: Annotated[Task | None, NotKept] = None
    final: Annotated[bool, NotKept] = False
    until: Annotated[datetime | None, NotKept] = None


@dataclass(frozen=True, slots=True)
class Branch:
    """One guard's part of a proof; `overridden` is the fact by which a named person set it aside."""

    guard: str
    says: str
    requirements: tuple[Requirement, ...]
    overridden: int | None = None

    @property
    def met(self) -> bool:
        """Whether nothing of this guard stands in the way."""
        return self.overridden is not None or all(each.met for each in self.requirements)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict on one question at one instant under one edition, with its proof, and when to ask again.

    `about` is the route or the outcome, where the question has one.
    """

    question: str
    about: str | None
    edition: str
    at: datetime
    allowed: bool
    ask_again: datetime | None
    proof: tuple[Branch, ...]

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """All that was required, in the order in which it was asked."""
        return tuple(each for branch in self.proof for each in branch.requirements)

    @property
    def missing(self) -> tuple[Requirement, ...]:
        """The requirements that are not met and that nobody set aside."""
        return tuple(
            each for branch in self.proof if branch.overridden is None for each in branch.requirements if not each.met
        )


RULING: TypeAdapter[Ruling] = TypeAdapter(Ruling)


def ruling_of(
    question: str, edition: str, at: datetime, proof: tuple[Branch, ...], *, about: str | None = None
) -> Ruling:
    """The verdict that a proof bears out; time alone may change it if every missing thing has its earliest time."""
    allowed = all(branch.met for branch in proof)
    missing = [each for branch in proof if not branch.met for each in branch.requirements if not each.met]
    times = [each.earliest for each in missing if each.earliest]
    again = max(times) if times and len(times) == len(missing) else None
    return Ruling(question, about, edition, at, allowed, again, proof)


class Refusal(BaseModel):
    """The rules say no: a sentence, the paragraph, and from when it may be asked again."""

    model_config = ConfigDict(frozen=True)

    code: str
    reason: str
    citation: str | None = None
    earliest: datetime | None = None
    who: Role | None = None
    guard: str | None = None
