"""The worker process."""

import asyncio

from rules.library import find_edition
from workers.city import read_city
from workers.city_records import RATE
from workers.compose import connect_temporal, open_services
from workers.exposure import check_public_url
from workers.languages import tell_languages
from workers.logs import set_up_logs
from workers.settings import Settings
from workers.worker import run_worker


async def work(settings: Settings, stop: asyncio.Event) -> None:
    """Work until `stop`. Raises StackError if letters would have no address that people can use."""
    set_up_logs(settings.log)
    check_public_url(settings)
    async with open_services(settings) as services:
        await tell_languages(services)
        records = read_city(settings.city, find_edition(settings.edition)).records
        rate = records.rate if records else RATE
        await run_worker(services, await connect_temporal(settings), stop, rate=rate)
