"""Disposal: the two statuses, the state's authority, and the sale or certificate."""

from activities.facts import kept, note
from activities.office import Folder
from database import impound as lots
from rules.disposal import divide
from rules.ways_out import asks_more, status_asks_more
from schemas.disposal import (
    AppraiseVehicle,
    AuthorityRecorded,
    ClassifyVehicle,
    RecordAuthority,
    RecordCertificate,
    RecordSale,
    VehicleAppraised,
    VehicleClassified,
    VehicleDestroyed,
    VehicleSold,
)
from schemas.facts import plain_fact
from schemas.messages import Fact
from schemas.words import Role


async def classified(folder: Folder, asked: ClassifyVehicle) -> Fact:
    """An officer classifies the vehicle for the city, a contractor for the salvor."""
    salvor = folder.actor.role == Role.CONTRACTOR
    more = status_asks_more(folder.case, folder.law, asked.status, by_salvor=salvor)
    return plain_fact(asked, VehicleClassified, by_salvor=salvor, asks_more=more, note=await note(folder, asked))


async def appraised(folder: Folder, asked: AppraiseVehicle) -> Fact:
    """Record value and model year. They can change the disposal option, which may need another notice or period."""
    more = asks_more(folder.case, folder.law, value=asked.value, model_year=asked.model_year)
    return plain_fact(asked, VehicleAppraised, asks_more=more, note=await note(folder, asked))


async def authorised(folder: Folder, asked: RecordAuthority) -> Fact:
    """Store the number of the state's authority as a statement."""
    reference = await kept(folder, asked.reference)
    return AuthorityRecorded(route=asked.route, reference=reference, note=await note(folder, asked))


async def sold(folder: Folder, asked: RecordSale) -> Fact:
    """Divide the price: first the costs as of the day of the sale, the rest is held."""
    at = asked.at or folder.now
    reimbursed, held = divide(folder.case, folder.law, asked.price, asked.auction_costs, at)
    await lots.end_stay(folder.connection, folder.row.id, at)
    return VehicleSold(
        price=asked.price,
        auction_costs=asked.auction_costs,
        reimbursed=reimbursed,
        held_for_owner=held,
        note=await note(folder, asked),
    )


async def destroyed(folder: Folder, asked: RecordCertificate) -> Fact:
    """Store the number of the certificate as a statement."""
    await lots.end_stay(folder.connection, folder.row.id, asked.at or folder.now)
    reference = await kept(folder, asked.reference)
    return VehicleDestroyed(route=asked.route, reference=reference, note=await note(folder, asked))
