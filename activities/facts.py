"""From a request that may be, to the fact that says so: people's words go to tables, the fact takes their rows."""

from collections.abc import Awaitable, Callable
from typing import Any

from activities.office import Folder
from database import casework as papers
from database import photos, reporting
from rules.amending import amendment, taking_back
from rules.casework import evidence_for
from rules.library import find_edition
from rules.vehicles import names_another, normalise_plate, normalise_state, normalise_vin
from rules.verification import exemption_ends, exemption_of
from rules.waiting_periods import time_again
from schemas.amendments import AmendmentApplied, AmendmentTakenBack, ApplyAmendment, TakeBackAmendment
from schemas.casework import CaseClosed, CaseReopened, CloseCase, Reopen
from schemas.facts import plain_fact
from schemas.messages import Fact, Request
from schemas.reporting import AnswerLookups, LookupsAnswered
from schemas.rulings import Refusal
from schemas.verification import RecordInspection, VehicleInspected
from schemas.waiting_periods import DecideExtension, ExtensionDecided, HoldReleased, ReleaseHold
from schemas.words import Finding, Stage

Maker = Callable[[Folder, Any], Awaitable[Fact | Refusal]]


def plain(fact: type[Fact]) -> Callable[[Folder, Any], Awaitable[Fact]]:
    """A maker that takes over the fields of the same name."""

    async def make(folder: Folder, request: Request) -> Fact:
        return plain_fact(request, fact, note=await note(folder, request))

    return make


async def note(folder: Folder, request: Request) -> int | None:
    """The row of the words said with a request."""
    return await statement(folder, request.note) if request.note else None


async def statement(folder: Folder, words: str | None) -> int | None:
    """The row of somebody's words; None if there are none."""
    return await kept(folder, words) if words else None


async def kept(folder: Folder, words: str) -> int:
    """The row of somebody's words, which there are."""
    return await papers.insert_statement(folder.connection, folder.row.id, folder.actor.account, words, folder.now)


def photographed(make: Maker) -> Maker:
    """A maker that first asks whether the photos are on file."""

    async def checked(folder: Folder, asked: Any) -> Fact | Refusal:
        missing = await photos.list_missing(folder.connection, folder.row.id, list(asked.photos))
        if missing:
            return Refusal(
                code="no_such_photo", reason=f"The photo {missing[0][:12]}… has not been uploaded to this case."
            )
        return await make(folder, asked)

    return checked


async def looked_up(folder: Folder, asked: AnswerLookups) -> Fact:
    """A registration that is not so old after all ends the exemption that rested on it."""
    ends = exemption_ends(folder.case, asked.registration, folder.law)
    fact = await plain(LookupsAnswered)(folder, asked)
    return fact.model_copy(update={"ends_exemption": ends})


async def inspected(folder: Folder, asked: RecordInspection) -> Fact:
    """What was read on the car is added to what is known of it, and leads the next report of it to this case."""
    plate, vin = normalise_plate(asked.plate or ""), normalise_vin(asked.vin or "")
    state = normalise_state(asked.plate_state or "")
    read = reporting.NewVehicle(plate=plate, plate_state=state, vin=vin)
    await reporting.update_vehicle(folder.connection, folder.row.vehicle, plate, state, vin)
    await reporting.claim_vehicle(folder.connection, read.keys, folder.row.id)
    fact = await plain(VehicleInspected)(folder, asked)
    declares = asked.finding is Finding.ABANDONED
    exemption = exemption_of(folder.case, asked, folder.law, "owner_notice") if declares else None
    known = (folder.row.plate, folder.row.vin)
    more = {"vehicle_known": bool(plate or vin), "other_vehicle": names_another(known, (plate, vin))}
    return fact.model_copy(update={**more, "exempt": exemption[0] if exemption else None})


async def extension_decided(folder: Folder, asked: DecideExtension) -> Fact:
    """A refusal may give the owner time once more."""
    again = time_again(folder.case, folder.law, asked)
    return ExtensionDecided(until=asked.until, time_again=again, note=await note(folder, asked))


async def hold_released(folder: Folder, asked: ReleaseHold) -> Fact:
    """The kind of the hold goes with the fact, so that it reads by itself."""
    hold = next(each.hold for each in folder.case.open_holds if each.placed == asked.placed)
    return HoldReleased(placed=asked.placed, hold=hold, note=await note(folder, asked))


async def closed(folder: Folder, asked: CloseCase) -> Fact:
    """The next report of this car opens a new case."""
    await reporting.free_vehicle(folder.connection, folder.row.id)
    return CaseClosed(
        outcome=asked.outcome,
        evidence=evidence_for(folder.case, asked),
        reference=await statement(folder, asked.elsewhere or asked.authority),
        photos=asked.photos,
        note=await note(folder, asked),
    )


async def reopened(folder: Folder, asked: Reopen) -> Fact | Refusal:
    """Under the same number, unless the car already has another open case."""
    row = folder.row
    known = reporting.NewVehicle(plate=row.plate, plate_state=row.plate_state, vin=row.vin)
    await reporting.lock_vehicle(folder.connection, known.keys)
    other = await reporting.find_open_case(folder.connection, known.keys, besides=row.id)
    if other:
        return Refusal(code="open_elsewhere", reason=f"This car already has an open case: {other}.")
    await reporting.claim_vehicle(folder.connection, known.keys, row.id)
    in_the_lot = folder.case.in_custody and folder.case.surrendered is None
    stage = Stage.IMPOUND if in_the_lot else Stage.VERIFICATION
    return CaseReopened(stage=stage, note=await note(folder, asked))


async def amended(folder: Folder, asked: ApplyAmendment) -> AmendmentApplied:
    """What the new law undoes in this case is found before it counts."""
    fact = amendment(folder.case, folder.law, find_edition(asked.edition), folder.now)
    return fact.model_copy(update={"note": await note(folder, asked)})


async def amendment_taken_back(folder: Folder, asked: TakeBackAmendment) -> AmendmentTakenBack:
    """The edition from before the newest amendment counts again."""
    was = find_edition(folder.case.amendments[-1].was)
    fact = taking_back(folder.case, folder.law, was, folder.now)
    return fact.model_copy(update={"note": await note(folder, asked)})
