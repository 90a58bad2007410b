"""What the rules answer: requirements with their proof, rulings, refusals, and the next thing."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from schemas.words import Confidence, Role, Step, Thing


class Requirement(BaseModel):
    """One thing the law asks for, and whether it is so."""

    model_config = ConfigDict(frozen=True)

    text: str
    citation: str
    met: bool
    confidence: Confidence = Confidence.HIGH
    fact: int | None = None
    earliest: datetime | None = None
    who: Role | None = None


class Ruling(BaseModel):
    """A verdict on one question, with its proof."""

    model_config = ConfigDict(frozen=True)

    question: str
    proof: tuple[Requirement, ...]

    @property
    def allowed(self) -> bool:
        """Whether every requirement is met."""
        return all(requirement.met for requirement in self.proof)

    @property
    def missing(self) -> tuple[Requirement, ...]:
        """The requirements that are not met."""
        return tuple(requirement for requirement in self.proof if not requirement.met)

    @property
    def ask_again(self) -> datetime | None:
        """When time alone may change the verdict; None if somebody has to act first."""
        if self.allowed or any(each.earliest is None for each in self.missing):
            return None
        return max(each.earliest for each in self.missing if each.earliest)


class Refusal(BaseModel):
    """The rules say no: a sentence, the paragraph, and from when it may be asked again."""

    model_config = ConfigDict(frozen=True)

    code: str
    reason: str
    citation: str | None = None
    earliest: datetime | None = None
    who: Role | None = None


class NextThing(BaseModel):
    """What a case waits for: what, by whom, from when, until when, and why."""

    model_config = ConfigDict(frozen=True)

    thing: Thing
    by: Role
    why: str
    citation: str | None = None
    not_before: datetime | None = None
    due_at: datetime | None = None
    step: Step | None = None
    wake_at: datetime | None = None
    """When the engine asks again by itself: the end of a floor, or of a contractor's window to answer."""
