"""Duplicates: two cases of one vehicle. The younger is closed, its reports move to the older; and how to undo it."""

from activities.known_vehicles import claimed_again
from activities.record import record
from activities.services import CaseContext
from database import cases, reporting, vehicles
from database.connection import Connection
from rules.rows import UnnamedRows
from schemas.casework import Reopen
from schemas.reporting import CloseAsDuplicate, ReportsMoved, Split
from schemas.rulings import Refusal


async def closed_as_duplicate(context: CaseContext, asked: CloseAsDuplicate) -> UnnamedRows | Refusal:
    """What the case was known by leads to the older one from now on.

    The younger case is always locked first, then the older, so that two of these never deadlock.
    """
    case = context.row.id
    other = await cases.lock_case(context.connection, asked.of)
    if other is None or other.closed_at is not None:
        return Refusal(code="no_such_case", reason=f"There is no open case {asked.of}.")
    moved = await reporting.move_reports(context.connection, case, other.id)
    await _tell_other(context, other, moved)
    return UnnamedRows()


async def split(context: CaseContext, _: Split) -> UnnamedRows | Refusal:
    """The case is known by its own plate and VIN again, except where the older one is known by the same.

    One plate leads to one open case. Until a person has checked the vehicles, reports of that plate go to the case that
    had it first.
    """
    if not await _take_reports_back(context):
        return Refusal(code="no_such_case", reason=f"There is no case {context.case.duplicate_of}.")
    known = vehicles.NewVehicle(plate=context.row.plate, plate_state=context.row.plate_state, vin=context.row.vin)
    await vehicles.claim_vehicle(context.connection, known.keys, context.row.id)
    return UnnamedRows()


async def reopened(context: CaseContext, _: Reopen) -> UnnamedRows | Refusal:
    """A duplicate that is taken up again is none any more, and has its reports again."""
    if elsewhere := await claimed_again(context):
        return elsewhere
    await _take_reports_back(context)
    return UnnamedRows()


async def _take_reports_back(context: CaseContext) -> bool:
    """Take the reports back from the case that holds them now, open or closed. False if there is no such case."""
    holder = await holder_of(context.connection, context.case.duplicate_of or "")
    if holder is None:
        return False
    back = await reporting.bring_reports_back(context.connection, context.row.id, holder.id)
    if holder.closed_at is None:
        await _tell_other(context, holder, -back)
    return True


async def holder_of(connection: Connection, case: str) -> cases.CaseRow | None:
    """The case, or the case that holds its reports if it was closed as a duplicate; locked. None if there is none."""
    row = await cases.lock_case(connection, case)
    while row and row.case.duplicate_of:
        row = await cases.lock_case(connection, row.case.duplicate_of)
    return row


async def _tell_other(context: CaseContext, other: cases.CaseRow, count: int) -> None:
    there = CaseContext(context.services, context.connection, other, context.actor, context.now)
    await record(there, ReportsMoved(other=context.row.id, count=count), context.now)
