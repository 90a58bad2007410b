"""The journal in words: what each fact says to somebody who reads the timeline."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from rules.law import Edition, Period
from rules.requests import BY_REQUEST
from rules.waiting_periods import UNITS
from schemas.marks import Mark, answers_of, marks_of
from schemas.messages import Fact, JournalEntry
from schemas.texts import in_sentence
from schemas.waiting_periods import QuestionSettled
from schemas.words import Role
from web.forms import words
from web.pages import dollars, zoned

DONE: dict[type[Fact], str] = {rule.fact: rule.words.done for rule in BY_REQUEST.values()}
"""A fact as the rule of its request says it; what no request leads to is told by its code."""


UNTOLD = frozenset({Mark.NOT_TOLD, Mark.STATEMENT})
"""What the timeline does not say in the line of its fact."""


@dataclass(frozen=True)
class TimelineEntry:
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


def describe(recorded: JournalEntry, statements: dict[int, str], names: dict[str, str], law: Edition) -> TimelineEntry:
    """The fact with the words said with it, in the words of its law, and with the names of people and lots."""
    fact: Fact = recorded.fact
    said = (_said(fact, name, names, law) for name in type(fact).model_fields if name != "kind")
    return TimelineEntry(
        number=recorded.number,
        at=recorded.at,
        title=DONE.get(type(fact)) or words(fact.kind),
        actor=named(recorded, names),
        said=_settled(fact, law) if isinstance(fact, QuestionSettled) else "; ".join(each for each in said if each),
        note="\n".join(statements[row] for row in _rows(fact) if row in statements) or None,
        photos=getattr(fact, "photos", ()),
        rests=fact.proof is not None,
    )


def named(recorded: JournalEntry, names: dict[str, str]) -> str:
    """Who acted, as people know them; whoever comes in by a link is the owner."""
    if recorded.role == Role.OWNER:
        return "Owner, by their link"
    if recorded.role == Role.SYSTEM:
        return Role.SYSTEM.words
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
