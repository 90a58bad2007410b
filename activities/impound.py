"""Impound: custody in the lot, hearing, release and surrender. The bill is stored in the transaction of its fact."""

from dataclasses import dataclass

from temporalio import activity

from activities.office import Folder, System
from activities.statements import keep_statement
from database import impound as lots
from rules.fees import list_fees
from rules.rows import StatementKept, UnnamedRows
from schemas import names
from schemas.impound import RecordIntake, ReleaseVehicle
from schemas.waiting_periods import OpenGate
from schemas.wire import ActivityInput, Position
from schemas.words import Gate


@dataclass(frozen=True)
class Impound:
    """The activity that ends the time to reclaim a vehicle."""

    system: System

    @activity.defn(name=names.OPEN_DISPOSAL_GATE)
    async def open_disposal_gate(self, given: ActivityInput) -> Position:
        """Ask whether the time to reclaim the vehicle has passed; if not, the position says when to ask again."""
        return (await self.system.ask(given, OpenGate(gate=Gate.DISPOSAL))).position


async def inventory_kept(folder: Folder, asked: RecordIntake) -> StatementKept:
    """The list of what is in the car is somebody's: it is kept as a statement."""
    return StatementKept(await keep_statement(folder, asked.inventory))


async def released(folder: Folder, asked: ReleaseVehicle) -> UnnamedRows:
    """The bill as it stood when the car left is kept item by item, with what was waived and why."""
    at = asked.at or folder.now
    lines = list_fees(folder.case, folder.law, at)
    await lots.insert_bill(folder.connection, folder.row.id, folder.case.number + 1, lines)
    await lots.end_stay(folder.connection, folder.row.id, at)
    return UnnamedRows()
