"""Whether the record is as it was written: the chain of the journal, and all that is shown or kept against it."""

from dataclasses import dataclass

from activities.office import NoSuchCaseError, Office
from activities.sealing import lost_facts
from database import audit, cases, journal
from database.connection import transaction
from database.sealing import list_lost_heads
from rules.law import find_edition
from rules.next_thing import next_thing
from schemas.after import after, opened
from schemas.case import Case


@dataclass(frozen=True)
class Audited:
    """A run of cases that were verified: how many, the last of them, and what is wrong, in sentences."""

    checked: int
    last: str | None
    faults: list[str]


async def verify_case(office: Office, case: str) -> list[str]:
    """What is wrong with the record of a case, in sentences; empty if nothing is. Raises NoSuchCaseError."""
    async with transaction(office.pool) as connection:
        row = await cases.find_case(connection, case)
        entries = await journal.list_entries(connection, case)
        papers = await audit.find_papers(connection, case)
        lost = await list_lost_heads(connection, case)
    if row is None:
        raise NoSuchCaseError(case)
    faults = journal.faults_of_chain(entries) or _faults_of_row(row, entries) or _faults_of_papers(row, papers)
    return [*faults, *lost_facts(lost)]


async def verify_cases(office: Office, *, beyond: str | None, limit: int) -> Audited:
    """Verify the cases whose numbers follow this one, in order, at most so many."""
    async with office.pool.acquire() as connection:
        numbers = await audit.list_numbers(connection, beyond, limit)
    faults = [fault for case in numbers for fault in await verify_case(office, case)]
    return Audited(len(numbers), numbers[-1] if numbers else None, faults)


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


def _faults_of_papers(row: cases.CaseRow, papers: audit.Papers) -> list[str]:
    """Every letter and order of the facts is there once, and there is no other."""
    faults = []
    if papers.letters != sorted(each.letter for each in row.case.letters):
        faults.append(f"{row.id}: the letters that are kept are not those that its facts speak of.")
    if papers.orders != [(each.order, each.state.value) for each in row.case.orders]:
        faults.append(f"{row.id}: the tow orders that are kept are not those that its facts speak of.")
    return faults
