"""Duplicates: two cases of one vehicle. The younger is closed, its reports move to the older; and how to undo it.

Open cases of perhaps one vehicle are found here, in the transaction of the fact that shows it, and told in both.
"""

from activities.known_vehicles import claimed_again
from activities.record import record
from activities.services import CaseContext
from database import cases, reporting, vehicles
from database.connection import Connection
from rules.duplicates import is_new
from rules.rows import UnnamedRows
from schemas.casework import CaseClosed, CaseReopened, Reopen
from schemas.messages import Fact
from schemas.reporting import (
    CaseSplit,
    CloseAsDuplicate,
    DescriptionCorrected,
    KeepApart,
    KeptApart,
    PossibleDuplicateClosed,
    PossibleDuplicateFound,
    ReportJoined,
    ReportsMoved,
    Split,
    VehicleReported,
)
from schemas.rulings import Refusal
from schemas.verification import VehicleInspected
from schemas.wire import Position

SHOWS_THE_CAR = (VehicleReported, ReportJoined, DescriptionCorrected, VehicleInspected, CaseReopened, CaseSplit)
"""The facts after which a case can be of the same car as another open one."""


async def closed_as_duplicate(context: CaseContext, asked: CloseAsDuplicate) -> UnnamedRows | Refusal:
    """What the case was known by leads to the older one from now on.

    The younger case is always locked first, then the older, so that two of these never deadlock.
    """
    case = context.row.id
    other = await cases.lock_case(context.connection, asked.of)
    if other is None or other.closed_at is not None:
        return Refusal(code="no_such_case", reason=f"There is no open case {asked.of}.")
    moved = await reporting.move_reports(context.connection, case, other.id)
    await _tell_other(context, other, ReportsMoved(other=case, count=moved))
    return UnnamedRows()


async def split(context: CaseContext, _: Split) -> UnnamedRows | Refusal:
    """The case is known by its own plate and VIN again, except where the older one is known by the same.

    One plate leads to one open case. Until a person has checked the vehicles, reports of that plate go to the case that
    had it first.
    """
    holder = await holder_of(context.connection, context.case.duplicate_of or "")
    if holder is None:
        return Refusal(code="no_such_case", reason=f"There is no case {context.case.duplicate_of}.")
    if gone := _removed_in(holder):
        return gone
    await _take_reports_back(context, holder)
    known = vehicles.NewVehicle(plate=context.row.plate, plate_state=context.row.plate_state, vin=context.row.vin)
    await vehicles.claim_vehicle(context.connection, known.keys, context.row.id)
    return UnnamedRows()


async def reopened(context: CaseContext, _: Reopen) -> UnnamedRows | Refusal:
    """A duplicate that is taken up again is none any more, and has its reports again."""
    if elsewhere := await claimed_again(context):
        return elsewhere
    holder = await holder_of(context.connection, context.case.duplicate_of or "")
    if holder is None:
        return UnnamedRows()
    if gone := _removed_in(holder):
        return gone
    await _take_reports_back(context, holder)
    return UnnamedRows()


def _removed_in(holder: cases.CaseRow) -> Refusal | None:
    """A case whose reports lost data together with those of the case that holds them has no whole record either."""
    if not holder.case.removed:
        return None
    reason = f"Its reports belong to case {holder.id}, of which data were removed. Report the car again instead."
    return Refusal(code="not_now", reason=reason)


async def _take_reports_back(context: CaseContext, holder: cases.CaseRow) -> None:
    """Take the reports back from the case that holds them now, open or closed."""
    back = await reporting.bring_reports_back(context.connection, context.row.id, holder.id)
    if holder.closed_at is None:
        await _tell_other(context, holder, ReportsMoved(other=context.row.id, count=-back))


async def holder_of(connection: Connection, case: str) -> cases.CaseRow | None:
    """The case, or the case that holds its reports if it was closed as a duplicate; locked. None if there is none."""
    row = await cases.lock_case(connection, case)
    while row and row.case.duplicate_of:
        row = await cases.lock_case(connection, row.case.duplicate_of)
    return row


async def kept_apart(context: CaseContext, asked: KeepApart) -> UnnamedRows:
    """The decision stands in both cases."""
    other = await _undecided_in(context, asked.other)
    if other:
        await _tell_other(context, other, KeptApart(other=context.row.id))
    return UnnamedRows()


async def compare_open_cases(context: CaseContext, fact: Fact) -> Position | None:
    """Tell both cases what this fact of the case shows; returns the position if this case has a further fact."""
    if isinstance(fact, CaseClosed):
        for each in context.case.undecided_duplicates:
            if other := await _undecided_in(context, each.other):
                await _tell_other(context, other, PossibleDuplicateClosed(other=context.row.id))
    if not isinstance(fact, SHOWS_THE_CAR):
        return None
    told = [await _tell_both(context, each) for each in await list_open_beside(context.connection, context.row.id)]
    return next((each for each in reversed(told) if each), None)


async def list_open_beside(connection: Connection, case: str) -> list[vehicles.SameVehicle]:
    """The other open cases of perhaps the same car."""
    same = await vehicles.list_same_vehicle(connection, case, vehicles.SAME_VEHICLE_SHOWN)
    return [each for each in same if each.closed_at is None]


async def _tell_both(context: CaseContext, other: vehicles.SameVehicle) -> Position | None:
    """Returns the position of this case, if it has a further fact."""
    await _tell_if_new(context, other.id, context.row.id, same_vin=other.same_vin)
    return await _tell_if_new(context, context.row.id, other.id, same_vin=other.same_vin)


async def _tell_if_new(context: CaseContext, case: str, other: str, *, same_vin: bool) -> Position | None:
    row = await _open_case(context, case)
    if row is None or not is_new(row.case, other, same_vin=same_vin):
        return None
    return await _tell_other(context, row, PossibleDuplicateFound(other=other, same_vin=same_vin))


async def _undecided_in(context: CaseContext, case: str) -> cases.CaseRow | None:
    """The other case, locked, if it is open and nobody has decided about this one there."""
    row = await _open_case(context, case)
    asked = row is not None and any(each.other == context.row.id for each in row.case.undecided_duplicates)
    return row if asked else None


async def _open_case(context: CaseContext, case: str) -> cases.CaseRow | None:
    """The case, locked; None if it is closed meanwhile, or cannot be read."""
    row = await cases.lock_case(context.connection, case)
    return row if row and row.closed_at is None and row.is_readable else None


async def _tell_other(context: CaseContext, other: cases.CaseRow, fact: Fact) -> Position:
    there = CaseContext(context.services, context.connection, other, context.actor, context.now)
    return await record(there, fact, context.now)
