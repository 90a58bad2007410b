"""The journal in words: what each fact says to somebody who reads the timeline."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from rules.law import Edition, Period
from rules.waiting_periods import UNITS
from schemas.marks import Mark, answers_of, marks_of
from schemas.messages import Fact, JournalEntry
from schemas.texts import in_sentence
from schemas.waiting_periods import QuestionSettled
from schemas.words import Role
from web.forms import words
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


UNTOLD = frozenset({Mark.NOT_TOLD, Mark.STATEMENT})
"""What the timeline does not say in the line of its fact."""


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


def tell(recorded: JournalEntry, statements: dict[int, str], names: dict[str, str], law: Edition) -> Told:
    """The fact with the words said with it, in the words of its law, and with the names of people and lots."""
    fact: Fact = recorded.fact
    said = (_said(fact, name, names, law) for name in type(fact).model_fields if name != "kind")
    return Told(
        number=recorded.number,
        at=recorded.at,
        title=TITLES.get(fact.kind) or words(fact.kind),
        actor=named(recorded, names),
        said=_settled(fact, law) if isinstance(fact, QuestionSettled) else "; ".join(each for each in said if each),
        note="\n".join(statements[row] for row in _rows(fact) if row in statements) or None,
        photos=getattr(fact, "photos", ()),
        rests=fact.proof is not None,
    )


def named(recorded: JournalEntry, names: dict[str, str]) -> str:
    """Who acted, as people know them; whoever comes in by a link is the owner."""
    if recorded.role == Role.OWNER:
        return "The owner, by their link"
    return names.get(recorded.actor, words(recorded.actor))


def _rows(fact: Fact) -> list[int]:
    """The rows of the words that belong to a fact."""
    model = type(fact)
    return [getattr(fact, name) for name in model.model_fields if Mark.STATEMENT in marks_of(model, name)]


def _settled(fact: QuestionSettled, law: Edition) -> str:
    """What was open, and the number that counts since: days or hours, or dollars."""
    rule = law.provisions.get(fact.provision)
    counts = f"{fact.amount} {UNITS[rule.unit]}" if isinstance(rule, Period) else dollars(fact.amount)
    return f"{getattr(rule, 'text', fact.provision)}: {counts}"


def _said(fact: Fact, name: str, names: dict[str, str], law: Edition) -> str | None:
    """What the fact says in this field; None if it says nothing."""
    model, value = type(fact), getattr(fact, name)
    marks, answers, title = marks_of(model, name), answers_of(model, name), model.model_fields[name].title
    if marks & UNTOLD or value in (None, ()):
        return None
    if answers:
        return answers.yes if value else answers.no
    if isinstance(value, bool):
        return title if value else None
    return words(value) if Mark.ALONE in marks else f"{title}: {_value(marks, value, names, law)}"


def _value(marks: Set[object], value: Any, names: dict[str, str], law: Edition) -> str:
    """A code by what it stands for, an amount in dollars, an instant in the time of the city."""
    if isinstance(value, datetime):
        return zoned(value, law.zone)
    if Mark.MONEY in marks:
        return dollars(value)
    if Mark.CLAUSE in marks and value in law.clauses:
        return law.clauses[value].text
    if Mark.NAMED in marks:
        return names.get(value, str(value))
    return ", ".join(map(_plain, value)) if isinstance(value, tuple) else _plain(value)


def _plain(value: Any) -> str:
    return in_sentence(words(value)) if isinstance(value, StrEnum) else str(value)
