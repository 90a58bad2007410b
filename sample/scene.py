"""What a sample user sees of a case with an open task, and what they can do: one request.

Knows no law: the player fills a scene with what the API returns.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from schemas.case import Case
from schemas.importing import Story
from schemas.mail import FurtherStep
from schemas.words import Notice, Outcome, Role, Route, VehicleStatus


class End(NamedTuple):
    """How a car in the lot ends: its status, its value in cents, its route, and its model year."""

    status: VehicleStatus
    value: int
    route: Route
    model_year: int = 2004


TOWED: Final = {
    Outcome.AUCTIONED: End(VehicleStatus.WITH_VALUE, 135_000, Route.AUCTION),
    Outcome.DISMANTLED: End(VehicleStatus.SALVAGE, 40_000, Route.DISMANTLE),
    Outcome.CRUSHED: End(VehicleStatus.NONREPAIRABLE, 15_000, Route.CRUSH),
}
"""The ends of the stories; a place whose law has no such option leads to another one."""


@dataclass(frozen=True)
class Act:
    """One request of one person. `firm` selects the contractor or lot; `photo` is taken first."""

    role: Role
    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    firm: str | None = None
    photo: bool = False


@dataclass(frozen=True)
class Scene:
    """What a sample user sees: the case, its story, the city's lot, the older case of the same car, the amounts owed
    and to be refunded, in cents; and what the API says of the law: the clauses of this place, the open questions,
    where the car may go, which notice is too old, and the next step for each letter that came back. `refused`: the
    last request was refused.
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
    came_back: tuple[tuple[int, FurtherStep], ...] = ()
    late: bool = False
    refused: bool = False

    @property
    def outcome(self) -> Outcome:
        """How the story ends."""
        return self.story.outcome


def one(role: Role, kind: str, *, photo: bool = False, **fields: Any) -> tuple[Act, ...]:
    """One act of one person."""
    return (Act(role, kind, fields, photo=photo),)
