"""The start of a road: an older case and our case are reported, and ours has a photo on file."""

from io import BytesIO
from itertools import count
from random import randrange

from PIL import Image

from activities.photos import keep_photo
from activities.reporting import report_vehicle
from database import journal
from proving import people
from proving.worlds import World
from schemas.after import opened
from schemas.messages import JournalEntry
from schemas.reporting import ReportVehicle, VehicleReported
from schemas.words import Channel
from tests.reality.city import CityUnderTest
from tests.reality.listening import Listening
from tests.reality.model import Model
from tests.reality.road import Road
from tests.reality.sameness import with_rows

PLATES = count(1000)


async def begun(town: CityUnderTest, *, known: bool = True, private: bool = False) -> Road:
    """A case that has just been reported, in the model and for real, with its workflow started."""
    town.begin()
    older = await _reported(town, known=True, private=False)
    case = await _reported(town, known=known, private=private)
    real = await _first_fact(town, case)
    fact = VehicleReported(
        report=1,
        channel=Channel.PHONE,
        edition=town.law.code,
        district="d1",
        vehicle_known=known,
        private_property=private,
    )
    first = JournalEntry(
        number=1,
        at=real.at,
        recorded_at=real.at,
        actor=people.DISPATCHER.account,
        role=people.DISPATCHER.role,
        fact=with_rows(fact, real.fact),
    )
    model = Model(town.law, World(opened(case, first), real.at))
    model.must(first == real, "It begins with another fact.", first, real)
    where = "private" if private else "public"
    model.lines.append(f"A car {'with' if known else 'without'} a plate is reported on {where} property.")
    road = Road(town, model, Listening(town, case), await _photo(town, case), older)
    await road.tells()
    await road.rests()
    return road


async def _reported(town: CityUnderTest, *, known: bool, private: bool) -> str:
    told = {"address": "100 First Street", "district": "d1", "channel": Channel.PHONE, "private_property": private}
    plate = {"plate": f"ABC {next(PLATES)}", "plate_state": "PA"} if known else {}
    report = ReportVehicle.model_validate(told | plate)
    return (await report_vehicle(town.services, report, people.DISPATCHER, now=town.clock())).case


async def _first_fact(town: CityUnderTest, case: str) -> JournalEntry:
    async with town.services.pool.acquire() as connection:
        return journal.read_fact((await journal.list_entries(connection, case))[0])


async def _photo(town: CityUnderTest, case: str) -> str:
    out = BytesIO()
    Image.new("RGB", (8, 8), (randrange(256), randrange(256), randrange(256))).save(out, "PNG")
    return await keep_photo(town.services, case, out.getvalue(), people.OFFICER, now=town.clock())
