"""The journal of a case as its pages tell it: every fact in words, and the guards that persons set aside."""

from dataclasses import dataclass
from datetime import datetime

from database import journal
from database.cases import CaseRow
from database.connection import Connection
from database.people import list_accounts
from database.statements import list_statements
from database.tow_dispatch import list_names
from rules.guards import GUARDS
from rules.library import find_edition
from rules.questions import question_in_words
from schemas.waiting_periods import GuardOverridden
from web.words import TimelineEntry, describe


@dataclass(frozen=True)
class Aside:
    """A guard that a person set aside: which one and for what, by whom, when and why."""

    what: str
    by: str
    at: datetime
    why: str
    fact: int


@dataclass(frozen=True)
class Timeline:
    """Every fact in words, oldest first, and what was set aside, each by the number of its fact."""

    told: dict[int, TimelineEntry]
    aside: dict[int, Aside]
    names: dict[str, str]
    """Of people, lots and contractors, by code."""


async def tell_journal(connection: Connection, row: CaseRow) -> Timeline:
    """The journal of a case. What was set aside stays in it for ever, whatever the case has become since."""
    recorded = [journal.read_fact(entry) for entry in await journal.list_entries(connection, row.id)]
    statements = await list_statements(connection, row.id)
    names = await list_names(connection) | {account.code: account.name for account in await list_accounts(connection)}
    law = find_edition(row.edition)
    told = {each.number: describe(each, statements, names, law) for each in recorded}
    overrides = {each.number: each.fact for each in recorded if isinstance(each.fact, GuardOverridden)}
    return Timeline(told, {number: _aside(fact, told[number]) for number, fact in overrides.items()}, names)


def _aside(fact: GuardOverridden, told: TimelineEntry) -> Aside:
    says = GUARDS[fact.guard].says if fact.guard in GUARDS else "a safeguard of an earlier version"
    asked = question_in_words(fact.question)
    what = f"Safeguard {fact.guard} ({says}), for: {asked.lower()}"
    return Aside(what, told.actor, told.at, told.note or "no reason is on record", told.number)
