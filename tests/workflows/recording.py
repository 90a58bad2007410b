"""Records the histories that every later version must replay: `make histories`.

To record some of them: `.venv/bin/python -P -m tests.workflows.recording no_truck_in_time`.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowHistory

from activities.notifying import TemporalClient
from activities.services import Services
from activities.wire import WIRE
from database.connection import open_pool, transaction
from database.migrations import migrate
from database.people import put_account
from database.tow_dispatch import put_contractors, put_lots
from tests.city_law import CITY
from tests.conftest import open_folder, owner_url_of, services_of
from tests.reality.hostile import Hostile
from tests.workflows.lives import LIVES, Lives, at_training_pace
from workers.settings import Settings
from workers.stack import open_servers
from workers.worker import build_worker

FOLDER = Path(__file__).parent / "histories"


def read_histories() -> dict[str, WorkflowHistory]:
    """The recorded histories by name."""
    return {path.stem: WorkflowHistory.from_json("recorded", path.read_text()) for path in FOLDER.glob("*.json")}


@asynccontextmanager
async def beginning() -> AsyncIterator[Lives]:
    """Servers, a database and workers for the recording only."""
    hostile = Hostile()
    async with AsyncExitStack() as last:
        folder = last.enter_context(open_folder())
        stack = await last.enter_async_context(open_servers(Settings(data=folder / "data", temporal_ui_port=0)))
        services = await _services(owner_url_of(stack))
        last.push_async_callback(services.pool.close)
        address = stack.addresses.temporal_address
        # The identity is part of the histories: it must not be the name of this machine.
        client = await Client.connect(address, data_converter=WIRE, interceptors=[hostile], identity="recording")
        lives = Lives(
            services,
            TemporalClient(client, "real"),
            at_training_pace(services),
            TemporalClient(client, "training"),
            hostile,
        )
        await last.enter_async_context(build_worker(lives.services, lives.temporal_client))
        await last.enter_async_context(build_worker(lives.training, lives.training_client))
        yield lives


async def _services(database_url: str) -> Services:
    pool, city = await open_pool(database_url), CITY
    await migrate(pool)
    async with transaction(pool) as connection:
        for account in city.accounts:
            await put_account(connection, account)
        await put_contractors(connection, city.firms)
        await put_lots(connection, city.places)
    return services_of(pool, city)


def text_of(history: WorkflowHistory) -> str:
    """A history as JSON, without stack traces, which name paths on this machine."""

    def without_traces(part: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in part.items() if name != "stackTrace"}

    return json.dumps(json.loads(history.to_json(), object_hook=without_traces), indent=1) + "\n"


async def main(chosen: Sequence[str]) -> None:
    """Run each case once and write its history to its file."""
    FOLDER.mkdir(exist_ok=True)
    async with beginning() as lives:
        for name in chosen:
            workflow = await LIVES[name](lives)
            (FOLDER / f"{name}.json").write_text(text_of(await workflow.fetch_history()))
    # The client must not exist when the interpreter ends.
    await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or list(LIVES)))
