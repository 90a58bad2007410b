"""The evidence of a case, read from the journal: each inspection that counts, with what was seen and its photos."""

from collections.abc import Mapping
from dataclasses import dataclass

from database import journal
from rules.law import Edition
from rules.reasons import reasons_seen
from schemas.case import Case
from schemas.messages import JournalEntry, fact_of
from schemas.retention import DataKind, DataRemoved
from web.app_state import AppState


@dataclass(frozen=True)
class EvidenceEntry:
    """One inspection, with the reasons that it gives, in the words of the letters."""

    recorded: JournalEntry
    reasons: tuple[str, ...]
    declares: bool


async def read_facts(app_state: AppState, case: str) -> dict[int, JournalEntry]:
    """The facts of a case, by number; without their photos, if these were removed."""
    async with app_state.services.pool.acquire() as connection:
        entries = [journal.read_fact(each) for each in await journal.list_entries(connection, case)]
    if any(isinstance(each.fact, DataRemoved) and each.fact.data is DataKind.PHOTOS for each in entries):
        entries = [_without_photos(each) for each in entries]
    return {entry.number: entry for entry in entries}


def _without_photos(entry: JournalEntry) -> JournalEntry:
    if not getattr(entry.fact, "photos", ()):
        return entry
    return entry.model_copy(update={"fact": entry.fact.model_copy(update={"photos": ()})})


def inspections_of(case: Case, law: Edition, facts: Mapping[int, JournalEntry]) -> tuple[EvidenceEntry, ...]:
    """The inspections that count, oldest first; those from before a case was reopened do not count."""
    return tuple(
        EvidenceEntry(facts[each.number], reasons_seen(each, case, law), each.number == fact_of(case.declared))
        for each in case.inspections
    )
