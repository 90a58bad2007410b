"""Verification of the record: the chain of the journal, what must agree with it, and the rows beside it."""

from dataclasses import dataclass
from hashlib import sha256

from activities.checkpoints import lost_facts
from activities.named_rows import Journal, faults_of_named_rows
from activities.row_versions import faults_of_photos, faults_of_rows
from activities.services import NoSuchCaseError, Services
from database import audit, cases, journal, photos, proofs
from database.checkpoints import list_lost_heads
from database.closed_cases import find_miscount
from database.connection import Connection, snapshot
from rules.library import EditionError
from rules.next_task import list_tasks
from schemas.case import Case
from schemas.messages import at_of
from schemas.tasks import TaskList

UNREADABLE = (ValueError, LookupError, EditionError)
"""Raised by a record that was overwritten, or that is under an edition this version does not have."""


MOST_MISSING = 100
"""How many missing cases one audit names."""


@dataclass(frozen=True)
class Audited:
    """The result for a batch of cases: how many were verified, the last of them, and every fault in a sentence."""

    checked: int
    last: str | None
    faults: list[str]


async def verify_case(services: Services, case: str) -> list[str]:
    """What is wrong with the record of a case, in sentences; empty if nothing is. Raises NoSuchCaseError."""
    async with snapshot(services.pool) as connection:
        faults, elsewhere = await _verify(services, connection, [case])
    return (await _with_photos(services, faults, elsewhere))[case]


async def verify_cases(services: Services, *, beyond: str | None, limit: int) -> Audited:
    """Verify cases in number order, after the number `beyond`, at most `limit`."""
    async with snapshot(services.pool) as connection:
        numbers = await audit.list_numbers(connection, beyond, limit)
        faults, elsewhere = await _verify(services, connection, numbers)
    found = await _with_photos(services, faults, elsewhere)
    return Audited(len(numbers), numbers[-1] if numbers else None, [each for said in found.values() for each in said])


async def verify_counts(services: Services) -> list[str]:
    """What is wrong with the counts that are kept and the numbers that were given, in sentences; empty if nothing."""
    async with snapshot(services.pool) as connection:
        miscount = await find_miscount(connection)
        missing = await audit.list_missing_cases(connection, MOST_MISSING)
    faults = [f"{each}: the case is missing, although its number was given." for each in missing]
    if miscount:
        said = f"The number of closed cases is kept as {miscount.kept}, but {miscount.counted} cases are closed."
        faults.append(said)
    return faults


async def _verify(
    services: Services, connection: Connection, numbers: list[str]
) -> tuple[dict[str, list[str]], list[photos.ContentElsewhere]]:
    """The faults by case, and the photos that remain to be read. All reads use one snapshot: a fact recorded meanwhile
    is no fault.
    """
    journals: dict[str, Journal] = {}
    faults = {case: await _verify_journal(services, connection, case, journals) for case in numbers}
    rows, named = await faults_of_rows(connection, numbers), await faults_of_named_rows(connection, journals)
    elsewhere = await photos.list_elsewhere(connection, numbers)
    found = {case: dict.fromkeys([*faults[case], *rows[case], *named.get(case, ())]) for case in numbers}
    return {case: list(said) for case, said in found.items()}, elsewhere


async def _with_photos(
    services: Services, faults: dict[str, list[str]], elsewhere: list[photos.ContentElsewhere]
) -> dict[str, list[str]]:
    """These faults, and those of the photos. The snapshot is over: reading files takes no connection from people."""
    contents = await faults_of_photos(services.photo_store, elsewhere)
    return {case: [*said, *contents[case]] for case, said in faults.items()}


async def _verify_journal(
    services: Services, connection: Connection, case: str, journals: dict[str, Journal]
) -> list[str]:
    """The faults of its journal and of what is made from it. A journal without any is added to `journals`."""
    row, shown = await cases.find_case(connection, case), await audit.find_shown(connection, case)
    entries = await journal.list_entries(connection, case)
    orders, rulings = await audit.list_orders(connection, case), await proofs.list_proofs(connection, case)
    lost = lost_facts(await list_lost_heads(connection, case))
    if shown is None:
        raise NoSuchCaseError(case)
    if row is None:
        # Its vehicle is missing: the rows say so.
        return lost
    try:
        faults = journal.faults_of_journal(row.id, row.number, row.digest, entries)
        if faults:
            return [*faults, *lost]
        journals[case] = recorded = [journal.read_fact(entry) for entry in entries]
        faults = _faults_of_row(services, row, shown, entries)
        return [*(faults or [*_faults_of_orders(row, orders), *_faults_of_rulings(case, recorded, rulings)]), *lost]
    except UNREADABLE as fault:
        # An overwritten record may be unreadable; it must not hide the cases after it.
        return [cannot_be_read(case, fault), *lost]


def cannot_be_read(case: str, fault: Exception) -> str:
    """The sentence for a record that is `UNREADABLE`. The exception's own message may hold personal data."""
    return f"{case}: its record cannot be read ({type(fault).__name__})."


def _faults_of_row(
    services: Services, row: cases.CaseRow, shown: audit.Shown, entries: list[journal.Entry]
) -> list[str]:
    case = journal.rebuilt(entries)
    tasks = list_tasks(case, services.law(case.edition), row.tasks.at)
    readable = row.is_readable or not row.is_stale
    as_made = readable and case == row.case and _of_case(case, row.tasks) == shown
    if row.is_stale and not (as_made and tasks == row.tasks):
        return [f"{row.id}: the stored case was made by an older version of Towpath; `towpath setup` rebuilds it."]
    if not as_made:
        return [f"{row.id}: the stored case does not match its journal."]
    if tasks != row.tasks:
        return [f"{row.id}: its tasks do not match its facts under the current rules."]
    return []


def _of_case(case: Case, tasks: TaskList) -> audit.Shown:
    return audit.Shown(
        stage=case.stage,
        number=case.number,
        outcome=case.outcome,
        district=case.district,
        edition=case.edition,
        opened_at=case.opened_at,
        closed_at=at_of(case.closed),
        open_tasks=list(tasks.codes),
        not_before=tasks.next.not_before,
        due_at=tasks.due_at,
        own_act=tasks.own_act,
        wake_at=tasks.wake_at,
        duplicate_of=case.duplicate_of,
        hearing_requested_at=cases.hearing_requested_at(case),
    )


def _faults_of_orders(row: cases.CaseRow, orders: list[tuple[int, str]]) -> list[str]:
    """Every order is in the state in which the facts leave it."""
    if orders == [(each.order, each.state.value) for each in row.case.orders]:
        return []
    return [f"{row.id}: the stored tow orders do not match its facts."]


def _faults_of_rulings(case: str, recorded: Journal, rulings: dict[int, str]) -> list[str]:
    """Every fact that names a ruling has that ruling as it was written, and no other fact has one."""
    triples = [(entry.number, entry.fact.proof, rulings.get(entry.number)) for entry in recorded]
    told = (_fault_of_ruling(number, proof, body) for number, proof, body in triples)
    return [f"{case}: {sentence}" for sentence in told if sentence]


def _fault_of_ruling(number: int, proof: str | None, body: str | None) -> str | None:
    if proof is None:
        return None if body is None else f"a ruling is stored for fact {number}, which has none."
    if body is None:
        return f"the ruling of fact {number} is missing."
    if sha256(body.encode()).hexdigest() != proof:
        return f"the ruling of fact {number} is not as it was written."
    return None
