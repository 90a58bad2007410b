"""Impound: custody in the lot, hearing, release and surrender. The bill is stored in the transaction of its fact."""

from dataclasses import dataclass

from temporalio import activity

from activities.services import CaseContext, SystemActor
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

    system: SystemActor

    @activity.defn(name=names.OPEN_DISPOSAL_GATE)
    async def open_disposal_gate(self, given: ActivityInput) -> Position:
        """Ask whether the time to reclaim the vehicle has passed; if not, the position says when to ask again."""
        return (await self.system.ask(given, OpenGate(gate=Gate.DISPOSAL))).position


async def inventory_kept(context: CaseContext, asked: RecordIntake) -> StatementKept:
    """The list of what is in the car is somebody's: it is kept as a statement."""
    return StatementKept(await keep_statement(context, asked.inventory))


async def released(context: CaseContext, asked: ReleaseVehicle) -> UnnamedRows:
    """The bill as it stood when the car left is kept item by item, with what was waived and why."""
    at = asked.at or context.now
    lines = list_fees(context.case, context.law, at)
    await lots.insert_bill(context.connection, context.row.id, context.case.number + 1, lines)
    await lots.end_stay(context.connection, context.row.id, at)
    return UnnamedRows()
