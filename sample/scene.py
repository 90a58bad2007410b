"""What a person of the sample has before them when a case waits for something, and what they can do: one request.

Knows no law: whoever plays the sample fills a scene with what the doors say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from schemas.case import Case
from schemas.importing import Story
from schemas.words import Notice, Outcome, Role, Route, VehicleStatus


class End(NamedTuple):
    """What becomes of a car in the lot: its status, what it is worth in cents, where it goes, and how old it is."""

    status: VehicleStatus
    value: int
    route: Route
    model_year: int = 2004


TOWED: Final = {
    Outcome.AUCTIONED: End(VehicleStatus.WITH_VALUE, 135_000, Route.AUCTION),
    Outcome.DISMANTLED: End(VehicleStatus.SALVAGE, 40_000, Route.DISMANTLE),
    Outcome.CRUSHED: End(VehicleStatus.NONREPAIRABLE, 15_000, Route.CRUSH),
}
"""The ends that the stories tell; a place whose law has no such way leads to another."""


@dataclass(frozen=True)
class Act:
    """One request of one person. `firm` chooses among contractors or lots; `photo` is taken first."""

    role: Role
    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    firm: str | None = None
    photo: bool = False


@dataclass(frozen=True)
class Scene:
    """What a person has before them: the case, its story, the city's lot, the older case of the same car, what is
    owed and what is to be given back, in cents; and what the doors say of the law: the clauses for this place, the
    numbers that nobody knows, where the car may go, and which notice is too old. `refused`: the last that was asked
    was refused.
    """

    case: Case
    story: Story
    lot: str = "river-lot"
    original: str | None = None
    owed: int = 0
    refund: int = 0
    clauses: tuple[str, ...] = ("inoperable",)
    unknown: tuple[str, ...] = ()
    end: End = TOWED[Outcome.AUCTIONED]
    lapsed: Notice | None = None
    late: bool = False
    refused: bool = False

    @property
    def outcome(self) -> Outcome:
        """How the story ends."""
        return self.story.outcome


def one(role: Role, kind: str, *, photo: bool = False, **fields: Any) -> tuple[Act, ...]:
    """One act of one person."""
    return (Act(role, kind, fields, photo=photo),)
