"""The worker process."""

import asyncio

from workers.compose import connect_temporal, open_services
from workers.logs import set_up_logs
from workers.settings import Settings
from workers.worker import run_worker


async def work(settings: Settings, stop: asyncio.Event) -> None:
    """Work until `stop`."""
    set_up_logs(settings.log)
    async with open_services(settings) as services:
        await run_worker(services, await connect_temporal(settings), stop)
