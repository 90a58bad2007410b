"""By which plate and VIN a case is known, and so to which open case the next report of a car belongs."""

from activities.services import CaseContext
from activities.statements import keep_statement
from database import cases, vehicles
from rules.rows import CorrectionRows, StatementKept, VehicleRows
from rules.unread import unread_among
from rules.vehicles import (
    all_states,
    half_read,
    names_another,
    normalize_plate,
    normalize_state,
    normalize_vin,
)
from schemas.casework import CloseCase
from schemas.reporting import CorrectDescription
from schemas.rulings import Refusal
from schemas.texts import in_sentence
from schemas.verification import RecordInspection
from schemas.words import Detail


async def vehicle_read(context: CaseContext, asked: RecordInspection) -> VehicleRows:
    """What was read on the car is added to what is known of it, and leads the next report of it to this case."""
    plate, vin = normalize_plate(asked.plate or ""), normalize_vin(asked.vin or "")
    state = normalize_state(asked.plate_state or "")
    read = vehicles.NewVehicle(plate=plate, plate_state=state, vin=vin, plate_half=half_read(asked.plate))
    await vehicles.update_vehicle(context.connection, context.row.vehicle, read)
    await vehicles.claim_vehicle(context.connection, read.keys, context.row.id)
    other = names_another((context.row.plate, context.row.vin), (plate, vin))
    return VehicleRows(known=bool(plate or vin), other=other)


async def corrected(context: CaseContext, asked: CorrectDescription) -> CorrectionRows | Refusal:
    """The newest words describe the car from now on; the words before them are kept."""
    given = [each for each in Detail if getattr(asked, each)]
    if refused := _not_to_be_corrected(asked, given):
        return refused
    before = "; ".join(f"{in_sentence(each.words)} {_before(context, each)}" for each in given)
    was = await keep_statement(context, f"Before: {before}.")
    place = asked.place
    lat, lon = (place.lat, place.lon) if place else (None, None)
    await cases.correct_place(context.connection, context.row.id, asked.address, lat, lon)
    known, other = await _known_by(context, asked)
    return CorrectionRows(was, known, other)


def _not_to_be_corrected(asked: CorrectDescription, given: list[Detail]) -> Refusal | None:
    if not given:
        return Refusal(code="nothing_said", reason="Enter what is to be corrected.")
    if names := unread_among(asked.plate, asked.plate_state, asked.vin):
        return Refusal(code="cannot_be_read", reason=f"This cannot be read as a {names[0]}. Nothing was changed.")
    return None


async def _known_by(context: CaseContext, asked: CorrectDescription) -> tuple[bool, bool]:
    """What is known of the car from now on. Returns the same as `VehicleRows`."""
    row, plate, vin = context.row, normalize_plate(asked.plate or ""), normalize_vin(asked.vin or "")
    state = normalize_state(asked.plate_state or "")
    given = vehicles.NewVehicle(plate=plate, plate_state=state, vin=vin, **_look(asked))
    await vehicles.update_vehicle(context.connection, row.vehicle, given)
    if plate or state or vin:
        await _leads_here(context, given)
    return bool(plate or vin), names_another((row.plate, row.vin), (plate, vin))


async def _leads_here(context: CaseContext, given: vehicles.NewVehicle) -> None:
    """What was corrected leads to this case from now on, and what stood there before does not."""
    row, on_plate = context.row, given.plate or given.plate_state
    wrong = vehicles.NewVehicle(row.plate if on_plate else None, row.plate_state, vin=row.vin if given.vin else None)
    now = vehicles.NewVehicle(given.plate or row.plate, given.plate_state or row.plate_state, vin=given.vin or row.vin)
    await vehicles.free_keys(context.connection, row.id, wrong.keys)
    await vehicles.claim_vehicle(context.connection, now.keys, row.id)


def _look(asked: CorrectDescription) -> dict[str, str | None]:
    return {"make": asked.make, "model": asked.model, "color": asked.color}


def _before(context: CaseContext, detail: Detail) -> str:
    row = context.row
    if detail is Detail.PLACE:
        return "not known" if row.lat is None else f"{row.lat:.5f}, {row.lon:.5f}"
    return getattr(row, detail.value) or "not known"


async def closed(context: CaseContext, asked: CloseCase) -> StatementKept:
    """The next report of this car opens a new case."""
    await vehicles.free_vehicle(context.connection, context.row.id)
    return StatementKept(await keep_statement(context, asked.elsewhere or asked.authority))


async def claimed_again(context: CaseContext) -> Refusal | None:
    """The car leads to this case again, unless it already has another open one."""
    row = context.row
    known = vehicles.NewVehicle(plate=row.plate, plate_state=row.plate_state, vin=row.vin)
    await vehicles.lock_vehicles(context.connection, known.locks)
    others = await vehicles.list_open_cases(context.connection, known, all_states(), except_for=row.id)
    if others:
        return Refusal(code="open_elsewhere", reason=f"This car already has an open case: {others[0]}.")
    await vehicles.claim_vehicle(context.connection, known.keys, row.id)
    return None
