"""Impound: the lot's care, the hearing, and the way home. The bill is kept in the transaction of its fact."""

from dataclasses import dataclass

from temporalio import activity

from activities.facts import kept, note
from activities.office import Folder, System
from database import impound as lots
from rules.fees import list_fees, owed
from rules.waiting_periods import time_again
from schemas import names
from schemas.impound import (
    DecideHearing,
    HearingDecided,
    IntakeRecorded,
    RecordIntake,
    ReleaseVehicle,
    SurrenderVehicle,
    VehicleReleased,
    VehicleSurrendered,
)
from schemas.messages import Fact
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


async def taken_in(folder: Folder, asked: RecordIntake) -> Fact:
    """The list of what is in the car is somebody's: it is kept as a statement."""
    inventory = await kept(folder, asked.inventory)
    return IntakeRecorded(
        lot=asked.lot,
        inventory=inventory,
        keys=asked.keys,
        photos=asked.photos,
        note=await note(folder, asked),
    )


async def heard(folder: Folder, asked: DecideHearing) -> Fact:
    """The decision names the wish that it answers."""
    hearing = folder.case.hearing
    requested = hearing.requested.fact if hearing else 0
    again = time_again(folder.case, folder.law, asked)
    return HearingDecided(requested=requested, lawful=asked.lawful, time_again=again, note=await note(folder, asked))


async def released(folder: Folder, asked: ReleaseVehicle) -> Fact:
    """The bill as it stood when the car left is kept item by item, with what was waived and why."""
    at = asked.at or folder.now
    lines = list_fees(folder.case, folder.law, at)
    await lots.insert_bill(folder.connection, folder.row.id, folder.case.number + 1, lines)
    await lots.end_stay(folder.connection, folder.row.id, at)
    price = owed(folder.case, folder.law, at)
    return VehicleReleased(
        to=asked.to, papers=asked.papers, paid=asked.paid, owed=price, note=await note(folder, asked)
    )


async def surrendered(folder: Folder, asked: SurrenderVehicle) -> Fact:
    """The car is the city's, and stays in the lot."""
    return VehicleSurrendered(papers=asked.papers, note=await note(folder, asked))
