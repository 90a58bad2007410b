"""Whether the record is as it was written: the chain of the journal, and the read model against it."""

from activities.office import NoSuchCaseError, Office
from database import cases, journal
from database.connection import transaction
from rules.law import find_edition
from rules.next_thing import next_thing
from schemas.after import after, opened
from schemas.case import Case


async def verify_case(office: Office, case: str) -> list[str]:
    """What is wrong with the record of a case, in sentences; empty if nothing is. Raises NoSuchCaseError."""
    async with transaction(office.pool) as connection:
        row = await cases.find_case(connection, case)
        entries = await journal.list_entries(connection, case)
    if row is None:
        raise NoSuchCaseError(case)
    return journal.faults_of_chain(entries) or _faults_of_row(row, entries)


def rebuilt(entries: list[journal.Entry]) -> Case:
    """The case as its journal makes it."""
    first, *rest = (journal.read_fact(entry) for entry in entries)
    case = opened(entries[0].case, first)
    for recorded in rest:
        case = after(case, recorded)
    return case


def _faults_of_row(row: cases.CaseRow, entries: list[journal.Entry]) -> list[str]:
    if not entries or entries[-1].digest != row.digest:
        return [f"{row.id}: the journal ends before fact {row.number}, which the case has seen."]
    case = rebuilt(entries)
    if case != row.case or (row.stage, row.number, row.outcome) != (case.stage, case.number, case.outcome):
        return [f"{row.id}: the case as it is shown is not the case that its journal makes."]
    if next_thing(case, find_edition(case.edition)) != row.next:
        return [f"{row.id}: its next thing is not the one that follows from its facts."]
    return []
