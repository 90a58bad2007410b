"""The journal of a case as its pages tell it: every fact in words, and which of them set a guard aside."""

from dataclasses import dataclass
from datetime import datetime

from activities.proof_words import QUESTIONS
from database import casework as papers
from database import journal
from database.cases import CaseRow
from database.connection import Connection
from database.people import list_accounts
from rules.guards import GUARDS
from rules.library import find_edition
from schemas.case import Override
from web.words import Told, tell


async def tell_journal(connection: Connection, row: CaseRow) -> dict[int, Told]:
    """Every fact of a case in words, by its number, oldest first."""
    entries = await journal.list_entries(connection, row.id)
    statements = await papers.list_statements(connection, row.id)
    names = {account.code: account.name for account in await list_accounts(connection)}
    zone = find_edition(row.edition).zone
    return {entry.number: tell(journal.read_fact(entry), statements, names, zone) for entry in entries}


@dataclass(frozen=True)
class Aside:
    """A guard that a person set aside: which one and for what, by whom, when and why."""

    what: str
    stage: str
    by: str
    at: datetime
    why: str
    fact: int


def set_aside_in(row: CaseRow, told: dict[int, Told]) -> dict[int, Aside]:
    """The guards that persons set aside in this case, by the numbers of the facts."""
    return {each.fact: _aside(each, told[each.fact]) for each in row.case.overrides}


def _aside(override: Override, told: Told) -> Aside:
    says = GUARDS[override.guard].says if override.guard in GUARDS else "a guard of an earlier Towpath"
    asked = QUESTIONS.get(override.question, override.question)
    what = f"Guard {override.guard} ({says}), for: {asked.lower()}"
    return Aside(what, override.stage, told.actor, told.at, told.note or "no reason was kept", override.fact)
