"""Records the histories that every later version must replay: `python -P -m tests.workflows.recording`."""

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from temporalio.client import Client, WorkflowHistory

from activities.knocking import Engine
from activities.office import Office
from activities.wire import WIRE
from database.connection import open_pool, transaction
from database.migrations import migrate
from database.tow_dispatch import put_contractors, put_lots
from schemas.impound import RecordIntake, ReleaseVehicle
from schemas.reporting import AnswerLookups
from schemas.verification import RecordInspection
from schemas.words import Finding, Paper, Registration, Stolen
from tests.car import reported
from tests.conftest import Clock, office_of
from tests.journeys.roads import towed
from workers.city import read_city
from workers.settings import HERE, Settings
from workers.stack import engines
from workers.worker import build_worker

FOLDER = Path(__file__).parent / "histories"


def read_histories() -> dict[str, WorkflowHistory]:
    """The recorded histories by their names."""
    return {path.stem: WorkflowHistory.from_json("recorded", path.read_text()) for path in FOLDER.glob("*.json")}


async def record(engine: Engine, office: Office) -> dict[str, str]:
    """Live through each life once; answers with its history as JSON."""
    car = await reported(office, engine, Clock())
    clear = AnswerLookups(stolen=Stolen.CLEAR, registration=Registration.EXPIRED)
    await car.ask("dispatcher-1", clear)
    await car.ask("officer-1", RecordInspection(finding=Finding.GONE))
    await car.ends()
    return {
        "closed_at_verification": (await car.workflow.fetch_history()).to_json(),
        "hazard_brought_to_the_lot": await _hazard(engine, office),
    }


async def _hazard(engine: Engine, office: Office) -> str:
    car = await reported(office, engine, Clock(), plate="DEF 4567")
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", hazard=True, photos=(await car.photo(),))
    await car.ask("officer-1", look)
    await towed(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    await car.ask("dispatcher-1", AnswerLookups(stolen=Stolen.STOLEN, registration=Registration.EXPIRED))
    papers = (Paper.IDENTITY, Paper.REGISTRATION, Paper.INSURANCE)
    await car.ask("lot-1", ReleaseVehicle(papers=papers, paid=0))
    await car.ends()
    return (await car.workflow.fetch_history()).to_json()


async def main() -> None:
    """Write every history to its file."""
    with TemporaryDirectory() as folder:
        async with engines(Settings(data=Path(folder) / "data", temporal_ui_port=0)) as stack:
            pool = await open_pool(stack.addresses.database_url)
            await migrate(pool)
            city = read_city(HERE / "city.toml")
            async with transaction(pool) as connection:
                await put_contractors(connection, city.firms)
                await put_lots(connection, city.places)
            client = await Client.connect(stack.addresses.temporal_address, data_converter=WIRE)
            engine, office = Engine(client, "recording"), office_of(pool, city)
            async with build_worker(office, engine):
                histories = await record(engine, office)
            await pool.close()
    FOLDER.mkdir(exist_ok=True)
    for name, text in histories.items():
        (FOLDER / f"{name}.json").write_text(json.dumps(json.loads(text), indent=1) + "\n")
    await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main())
