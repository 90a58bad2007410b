"""The worker process."""

import asyncio

from workers.compose import connect_engine, open_office
from workers.logs import set_up_logs
from workers.settings import Settings
from workers.worker import run_worker


async def work(settings: Settings, stop: asyncio.Event) -> None:
    """Work until `stop`."""
    set_up_logs(settings.log)
    async with open_office(settings) as office:
        await run_worker(office, await connect_engine(settings), stop)
