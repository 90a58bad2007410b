"""Where the records service of the city file is, and how it is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from activities.outside import Circuit
from activities.records_service import HttpRecordsService, RecordsService
from database.connection import Pool
from schemas.outside import Port
from workers.city import City
from workers.service_address import client_for
from workers.settings import Settings


@asynccontextmanager
async def records_service_of(settings: Settings, city: City, pool: Pool) -> AsyncIterator[RecordsService | None]:
    """The records service of the city, while the context is open; None if people check the records.

    Raises StackError for an address that is none, or to which plates would travel in clear.
    """
    entry = city.records_at(settings.records_url)
    if entry is None or entry.url is None:
        yield None
        return
    async with client_for(Port.RECORDS, entry.url, settings.records_token, entry.seconds) as client:
        yield HttpRecordsService(client, Circuit(Port.RECORDS, pool), entry.seconds)
