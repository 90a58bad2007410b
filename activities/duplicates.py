"""Duplicates: two cases of one vehicle. The younger is closed, its reports move to the older; and how to undo it."""

from activities.known_vehicles import claimed_again
from activities.office import Folder
from activities.record import record
from database import cases, reporting
from database.connection import Connection
from rules.rows import UnnamedRows
from schemas.casework import Reopen
from schemas.reporting import CloseAsDuplicate, ReportsMoved, Split
from schemas.rulings import Refusal


async def closed_as_duplicate(folder: Folder, asked: CloseAsDuplicate) -> UnnamedRows | Refusal:
    """What the case was known by leads to the older one from now on.

    The younger case is always locked first, then the older, so that two of these never deadlock.
    """
    case = folder.row.id
    other = await cases.lock_case(folder.connection, asked.of)
    if other is None or other.closed_at is not None:
        return Refusal(code="no_such_case", reason=f"There is no open case {asked.of}.")
    moved = await reporting.move_reports(folder.connection, case, other.id)
    await _tell_other(folder, other, moved)
    return UnnamedRows()


async def split(folder: Folder, _: Split) -> UnnamedRows | Refusal:
    """The case is known by its own plate and VIN again, except where the older one is known by the same.

    One plate leads to one open case. Until a person has checked the vehicles, reports of that plate go to the case that
    had it first.
    """
    if not await _take_reports_back(folder):
        return Refusal(code="no_such_case", reason=f"There is no case {folder.case.duplicate_of}.")
    known = reporting.NewVehicle(plate=folder.row.plate, plate_state=folder.row.plate_state, vin=folder.row.vin)
    await reporting.claim_vehicle(folder.connection, known.keys, folder.row.id)
    return UnnamedRows()


async def reopened(folder: Folder, _: Reopen) -> UnnamedRows | Refusal:
    """A duplicate that is taken up again is none any more, and has its reports again."""
    if elsewhere := await claimed_again(folder):
        return elsewhere
    await _take_reports_back(folder)
    return UnnamedRows()


async def _take_reports_back(folder: Folder) -> bool:
    """Take the reports back from the case that holds them now, open or closed. False if there is no such case."""
    holder = await holder_of(folder.connection, folder.case.duplicate_of or "")
    if holder is None:
        return False
    back = await reporting.bring_reports_back(folder.connection, folder.row.id, holder.id)
    if holder.closed_at is None:
        await _tell_other(folder, holder, -back)
    return True


async def holder_of(connection: Connection, case: str) -> cases.CaseRow | None:
    """The case, or the case that holds its reports if it was closed as a duplicate; locked. None if there is none."""
    row = await cases.lock_case(connection, case)
    while row and row.case.duplicate_of:
        row = await cases.lock_case(connection, row.case.duplicate_of)
    return row


async def _tell_other(folder: Folder, other: cases.CaseRow, count: int) -> None:
    there = Folder(folder.office, folder.connection, other, folder.actor, folder.now)
    await record(there, ReportsMoved(other=folder.row.id, count=count), folder.now)
