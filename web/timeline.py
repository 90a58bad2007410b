"""The timeline of a case: every fact in words, and the guards that were overridden."""

from dataclasses import dataclass, replace
from datetime import datetime

from activities.services import Services
from activities.statements import read_statements
from database import journal
from database.cases import CaseRow
from database.connection import Connection
from database.people import list_names_of_people
from database.tow_dispatch import list_names
from rules.guards import GUARDS
from rules.law import Edition
from rules.questions import question_in_words
from schemas.retention import DataKind
from schemas.waiting_periods import GuardOverridden
from web.words import TimelineEntry, describe


@dataclass(frozen=True)
class OverrideEntry:
    """One override of a guard: which guard and for which act, by whom, when and why."""

    what: str
    by: str
    at: datetime
    why: str
    fact: int


@dataclass(frozen=True)
class Timeline:
    """Every fact in words, oldest first, and every override, both by the number of the fact."""

    told: dict[int, TimelineEntry]
    overrides: dict[int, OverrideEntry]
    names: dict[str, str]
    """The names of people, lots and contractors, by code."""


async def tell_journal(services: Services, connection: Connection, row: CaseRow, law: Edition) -> Timeline:
    """The timeline of a case. Overrides stay in it permanently, also after the case has moved on."""
    recorded = [journal.read_fact(entry) for entry in await journal.list_entries(connection, row.id)]
    statements = await read_statements(services, connection, row.id)
    names = await list_names(connection) | await list_names_of_people(connection)
    names |= {law.code: law.name}
    told = {each.number: describe(each, statements, names, law) for each in recorded}
    if DataKind.PHOTOS in row.case.removed:
        told = {number: replace(entry, photos=()) for number, entry in told.items()}
    overrides = {each.number: each.fact for each in recorded if isinstance(each.fact, GuardOverridden)}
    return Timeline(told, {number: _override(fact, told[number]) for number, fact in overrides.items()}, names)


def _override(fact: GuardOverridden, told: TimelineEntry) -> OverrideEntry:
    says = GUARDS[fact.guard].says if fact.guard in GUARDS else "a safeguard of an earlier version"
    asked = question_in_words(fact.question)
    what = f"Safeguard {fact.guard} ({says}), for: {asked.lower()}"
    return OverrideEntry(what, told.actor, told.at, told.note or "No reason is on record.", told.number)
