"""Two cases of one car: the younger ends, its reports move to the older one; and the way back."""

from activities.facts import note
from activities.office import Folder
from activities.record import record
from database import cases, reporting
from schemas.casework import CaseClosed
from schemas.messages import Fact
from schemas.reporting import CaseSplit, CloseAsDuplicate, ReportsMoved, Split
from schemas.rulings import Refusal
from schemas.words import Outcome


async def closed_as_duplicate(folder: Folder, asked: CloseAsDuplicate) -> Fact | Refusal:
    """The older case is always locked after the younger, so that two of these never wait for each other."""
    case = folder.row.id
    other = await cases.lock_case(folder.connection, asked.of)
    if other is None or other.closed_at is not None:
        return Refusal(code="no_such_case", reason=f"There is no open case {asked.of}.")
    moved = await reporting.move_reports(folder.connection, case, other.id)
    await _tell_other(folder, other, moved)
    await reporting.free_vehicle(folder.connection, case)
    return CaseClosed(outcome=Outcome.DUPLICATE, of=other.id, note=await note(folder, asked))


async def split(folder: Folder, asked: Split) -> Fact | Refusal:
    """The reports that had moved come back, also from a case that has been closed meanwhile."""
    case = folder.row.id
    other = await cases.lock_case(folder.connection, folder.case.duplicate_of or "")
    if other is None:
        return Refusal(code="no_such_case", reason=f"There is no case {folder.case.duplicate_of}.")
    back = await reporting.bring_reports_back(folder.connection, case)
    if other.closed_at is None:
        await _tell_other(folder, other, -back)
    known = reporting.NewVehicle(plate=folder.row.plate, plate_state=folder.row.plate_state, vin=folder.row.vin)
    await reporting.claim_vehicle(folder.connection, known.keys, case)
    return CaseSplit(of=other.id, note=await note(folder, asked))


async def _tell_other(folder: Folder, other: cases.CaseRow, count: int) -> None:
    there = Folder(folder.office, folder.connection, other, folder.actor, folder.now)
    await record(there, ReportsMoved(other=folder.row.id, count=count), folder.now)
