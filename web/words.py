"""The facts of the journal in words, for the timeline."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rules.law import Edition, Period
from rules.questions import question_in_words
from rules.requests import BY_REQUEST
from rules.waiting_periods import counted
from schemas.marks import Mark, answers_of, marks_of
from schemas.messages import Fact, JournalEntry
from schemas.texts import in_sentence
from schemas.waiting_periods import QuestionSettled
from schemas.words import Door, Role
from web.forms import words
from web.pages import day_in_words, dollars, zoned

DONE: dict[type[Fact], str] = {rule.fact: rule.words.done for rule in BY_REQUEST.values()}
"""The title of each fact by the rule of its request; a fact without a request is named by its code."""


OF_LAW = {Mark.CLAUSE: "clauses", Mark.EXEMPTION: "exemptions", Mark.FEE: "fees"}
"""Where the text of a code stands in the edition, by the mark of its field."""

UNTOLD = frozenset({Mark.NOT_TOLD, Mark.STATEMENT})
"""The marks of fields that the line of a fact leaves out."""

PAGES = (Door.PAGE, Door.OWNER_LINK)
"""The doors that the history need not name: a person acts on a page, and an owner is named by the link."""


@dataclass(frozen=True)
class TimelineEntry:
    """One fact as the timeline shows it."""

    number: int
    at: datetime
    title: str
    actor: str
    door: str | None
    """The door of the request in words, unless it was a page of ours."""
    said: str
    note: str | None
    photos: tuple[str, ...]
    rests: bool
    """Whether the ruling that it rests on is stored."""


def describe(recorded: JournalEntry, statements: dict[int, str], names: dict[str, str], law: Edition) -> TimelineEntry:
    """One fact for the timeline: its fields in words, its statements, and the names of people and lots."""
    fact: Fact = recorded.fact
    said = (_said(fact, name, names, law) for name in type(fact).model_fields if name != "kind")
    return TimelineEntry(
        number=recorded.number,
        at=recorded.at,
        title=DONE.get(type(fact)) or words(fact.kind),
        actor=named(recorded, names),
        door=None if fact.door in (None, *PAGES) else fact.door.words,
        said=_settled(fact, law) if isinstance(fact, QuestionSettled) else "; ".join(each for each in said if each),
        note="\n".join(statements[row] for row in _rows(fact) if row in statements) or None,
        photos=getattr(fact, "photos", ()),
        rests=fact.proof is not None,
    )


def named(recorded: JournalEntry, names: dict[str, str]) -> str:
    """The name of the person who acted, or "Owner, by their link"."""
    if recorded.role in (Role.OWNER, Role.LIENHOLDER):
        return f"{Role(recorded.role).words}, by their link"
    if recorded.role == Role.SYSTEM:
        return Role.SYSTEM.words
    return names.get(recorded.actor, words(recorded.actor))


def _rows(fact: Fact) -> list[int]:
    """The row ids of the statements of a fact."""
    model = type(fact)
    return [getattr(fact, name) for name in model.model_fields if Mark.STATEMENT in marks_of(model, name)]


def _settled(fact: QuestionSettled, law: Edition) -> str:
    """The question of law and the number that was settled, in its unit or in dollars."""
    rule = law.provisions.get(fact.provision)
    counts = counted(fact.amount, rule.unit) if isinstance(rule, Period) else dollars(fact.amount)
    return f"{getattr(rule, 'text', fact.provision)}: {counts}"


def _said(fact: Fact, name: str, names: dict[str, str], law: Edition) -> str | None:
    """One field of the fact in words; None if it is empty or left out."""
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
    """A value in words: a name for a code, dollars for cents, an instant in the city's zone."""
    if isinstance(value, tuple):
        return ", ".join(_value(marks, each, names, law) for each in value)
    if isinstance(value, date):
        return zoned(value, law.zone) if isinstance(value, datetime) else day_in_words(value)
    if Mark.MONEY in marks:
        return dollars(value)
    if Mark.NAMED in marks:
        return names.get(value, str(value))
    if Mark.QUESTION in marks:
        return question_in_words(value).lower()
    return in_sentence(words(value)) if isinstance(value, StrEnum) else _of_law(marks, str(value), law)


def _of_law(marks: Set[object], code: str, law: Edition) -> str:
    """The text of a provision; a code that the edition does not have stays a code."""
    provisions = (law.provisions.get(f"{part}.{code}") for mark, part in OF_LAW.items() if mark in marks)
    return next((str(getattr(each, "text", code)) for each in provisions), code)
