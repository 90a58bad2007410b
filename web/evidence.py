"""What a tow rests on, read from the journal: each look at the car that counts, with its clause and its photos."""

from collections.abc import Mapping
from dataclasses import dataclass

from database import journal
from rules.law import Clause
from rules.library import find_edition
from schemas.case import Case
from schemas.messages import JournalEntry, fact_of
from web.app_state import AppState


@dataclass(frozen=True)
class Look:
    """One look at the car, with the clause of the definition that the officer named."""

    recorded: JournalEntry
    clause: Clause | None
    declares: bool


async def read_facts(app_state: AppState, case: str) -> dict[int, JournalEntry]:
    """The facts of a case by their numbers."""
    async with app_state.services.pool.acquire() as connection:
        entries = await journal.list_entries(connection, case)
    return {entry.number: journal.read_fact(entry) for entry in entries}


def inspections_of(case: Case, facts: Mapping[int, JournalEntry]) -> tuple[Look, ...]:
    """The looks that count, oldest first; what was seen before a case was begun anew counts no more."""
    clauses = find_edition(case.edition).clauses
    return tuple(
        Look(facts[each.number], clauses.get(each.clause or ""), declares=each.number == fact_of(case.declared))
        for each in case.inspections
    )
