"""The journal in words: what each fact says to somebody who reads the timeline."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from schemas.messages import Fact, Recorded
from schemas.words import Notice, Role
from web.forms import DECISIONS, words
from web.pages import dollars, zoned

LETTERS = {
    Notice.PRE_TOW: "Notice before the tow",
    Notice.HAZARD_TOW: "Notice of the hazard tow",
    Notice.IMPOUND: "Notice of the impoundment",
    Notice.SECOND: "Second notice",
    Notice.SALE: "Notice of the sale",
    Notice.CORRECTION: "Correction after the hearing",
}
"""What a letter is, as its readers call it."""

MONEY = frozenset({"paid", "paid_back", "owed", "price", "auction_costs", "reimbursed", "held_for_owner", "value"})
FOLLOWS = {
    "asks_more": "The way out that this leads to asks for more: its letters and its time come first",
    "time_again": "The owner has time once more",
    "ends_exemption": "The owner has to be told after all",
    "other_vehicle": "It is another car than the one that was looked up",
}
"""What the law makes of a fact, as far as the fact says it."""

HIDDEN = frozenset(
    {
        "kind",
        "note",
        "proof",
        "photos",
        "report",
        "reference",
        "place",
        "vehicle_known",
        "inventory",
        "owner",
        "lienholders",
        "addressee",
    }
)


@dataclass(frozen=True)
class Told:
    """One fact as the timeline tells it."""

    number: int
    at: datetime
    title: str
    actor: str
    said: str
    note: str | None
    photos: tuple[str, ...]
    rests: bool
    """Whether the ruling on which it rests is kept."""


def tell(recorded: Recorded, statements: dict[int, str], names: dict[str, str], zone: str) -> Told:
    """The fact with the words said with it and the name of the one who acted."""
    fact = recorded.fact
    return Told(
        number=recorded.number,
        at=recorded.at,
        title=words(fact.kind),
        actor=named(recorded, names),
        said="; ".join(said for name, value in fact if (said := _said(name, value, zone))),
        note="\n".join(statements[row] for row in _rows(fact) if row in statements) or None,
        photos=getattr(fact, "photos", ()),
        rests=fact.proof is not None,
    )


def named(recorded: Recorded, names: dict[str, str]) -> str:
    """Who acted, as people know them; whoever comes in by a link is the owner."""
    if recorded.role == Role.OWNER:
        return "The owner, by their link"
    return names.get(recorded.actor, words(recorded.actor))


def _rows(fact: Fact) -> list[int]:
    """The rows of the words that belong to a fact."""
    return [row for name in ("note", "reference", "inventory") if (row := getattr(fact, name, None))]


def _said(name: str, value: Any, zone: str) -> str | None:
    if name in HIDDEN or (value in (None, False, ()) and name not in DECISIONS):
        return None
    if isinstance(value, bool):
        return FOLLOWS.get(name) or words(name) if value else f"Not {words(name).lower()}"
    if isinstance(value, datetime):
        return f"{words(name)}: {zoned(value, zone)}"
    if name in MONEY:
        return f"{words(name)}: {dollars(value)}"
    if isinstance(value, tuple):
        return f"{words(name)}: {', '.join(_plain(each) for each in value)}"
    return f"{words(name)}: {_plain(value)}"


def _plain(value: Any) -> str:
    return words(value).lower() if isinstance(value, StrEnum) else str(value)
