"""Records the histories that every later version must replay: `python -P -m tests.workflows.recording`."""

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from temporalio.client import Client, WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter

from activities.knocking import Engine
from activities.office import Office
from database.connection import open_pool
from database.migrations import migrate
from schemas.reporting import AnswerLookups
from schemas.verification import RecordInspection
from schemas.words import Finding, Registration, Stolen
from tests.car import reported
from tests.conftest import Clock, office_of
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
    return {"closed_at_verification": (await car.workflow.fetch_history()).to_json()}


async def main() -> None:
    """Write every history to its file."""
    with TemporaryDirectory() as folder:
        async with engines(Settings(data=Path(folder) / "data", temporal_ui_port=0)) as stack:
            pool = await open_pool(stack.addresses.database_url)
            await migrate(pool)
            client = await Client.connect(stack.addresses.temporal_address, data_converter=pydantic_data_converter)
            engine, office = Engine(client, "recording"), office_of(pool, read_city(HERE / "city.toml"))
            async with build_worker(office, engine):
                histories = await record(engine, office)
            await pool.close()
    FOLDER.mkdir(exist_ok=True)
    for name, text in histories.items():
        (FOLDER / f"{name}.json").write_text(json.dumps(json.loads(text), indent=1) + "\n")
    await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main())
