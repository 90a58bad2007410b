"""The journal in words: what each fact says to somebody who reads the timeline."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from rules.law import Edition, Period
from rules.waiting_periods import UNITS
from schemas.messages import Fact, Recorded
from schemas.texts import in_sentence
from schemas.words import Role
from web.forms import DECISIONS, words
from web.pages import dollars, zoned

TITLES = {
    "lookups_answered": "The registers answered",
    "vehicle_inspected": "An officer looked at the car",
    "review_recorded": "It was looked into",
    "sticker_posted": "A notice was put on the car",
    "notice_lapsed": "A notice is given anew",
    "parties_recorded": "Owner and lienholders entered",
    "gate_opened": "A waiting period ended",
    "further_step_taken": "A further step was taken",
    "move_claimed": "The owner says that the car was moved",
    "extension_asked": "More time was asked for",
    "extension_decided": "More time was decided on",
    "question_settled": "A question of law was settled",
    "guard_overridden": "A guard was set aside",
    "step_has_failed": "A step of the engine failed",
    "tow_offered": "The tow was offered",
    "offer_accepted": "The contractor took the order",
    "offer_declined": "The contractor declined",
    "vehicle_in_lot": "The car is in the lot",
    "intake_recorded": "The lot took the car in",
    "state_reported": "The state was told",
    "hearing_requested": "A hearing was asked for",
    "vehicle_classified": "The status of the car was named",
    "vehicle_appraised": "The value of the car was named",
    "service_checked": "The register of military service answered",
    "authority_recorded": "The state allowed the disposal",
    "vehicle_released": "The car was handed over",
    "fees_refunded": "What was paid was given back",
    "contents_handed_over": "What was in the car was handed over",
    "disposal_reported": "The national title system was told",
}
"""Facts whose code says less than what happened."""

FOLLOWS = {
    "asks_more": "The way out that this leads to asks for more: its letters and its time come first",
    "time_again": "The owner has time once more",
    "ends_exemption": "The owner has to be told after all",
    "other_vehicle": "It is another car than the one that was looked up",
}
"""What the law makes of a fact, as far as the fact says it."""

MONEY = frozenset({"paid", "paid_back", "owed", "price", "auction_costs", "reimbursed", "held_for_owner", "value"})
PLACES = frozenset({"contractor", "lot"})
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
        "requested",
        "placed",
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


def tell(recorded: Recorded, statements: dict[int, str], names: dict[str, str], law: Edition) -> Told:
    """The fact with the words said with it, in the words of its law, and with the names of people and lots."""
    fact = recorded.fact
    said = [] if fact.kind == "question_settled" else [_said(name, value, names, law) for name, value in fact]
    return Told(
        number=recorded.number,
        at=recorded.at,
        title=TITLES.get(fact.kind) or words(fact.kind),
        actor=named(recorded, names),
        said=_settled(fact, law) if fact.kind == "question_settled" else "; ".join(each for each in said if each),
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


def _settled(fact: Fact, law: Edition) -> str:
    """What was open, and the number that counts since: days or hours, or dollars."""
    provision, amount = getattr(fact, "provision", ""), getattr(fact, "amount", 0)
    rule = law.provisions.get(provision)
    counts = f"{amount} {UNITS[rule.unit]}" if isinstance(rule, Period) else dollars(amount)
    return f"{getattr(rule, 'text', provision)}: {counts}"


def _said(name: str, value: Any, names: dict[str, str], law: Edition) -> str | None:
    if name in HIDDEN or (value in (None, False, ()) and name not in DECISIONS):
        return None
    if isinstance(value, bool) and name in DECISIONS:
        return dict(DECISIONS[name])[str(value).lower()]
    if isinstance(value, bool):
        return FOLLOWS.get(name) or words(name) if value else f"Not {words(name).lower()}"
    if name in ("gate", "notice"):
        return words(value)
    return f"{words(name)}: {_value(name, value, names, law)}"


def _value(name: str, value: Any, names: dict[str, str], law: Edition) -> str:
    if isinstance(value, datetime):
        return zoned(value, law.zone)
    if name in MONEY:
        return dollars(value)
    if isinstance(value, tuple):
        return ", ".join(_plain(each) for each in value)
    return _named(name, value, names, law)


def _named(name: str, value: Any, names: dict[str, str], law: Edition) -> str:
    """A code by what it stands for: the clause of the law, the lot, the firm."""
    if name == "clause" and value in law.clauses:
        return law.clauses[value].text
    if name in PLACES:
        return names.get(value, str(value))
    return _plain(value)


def _plain(value: Any) -> str:
    return in_sentence(words(value)) if isinstance(value, StrEnum) else str(value)
