"""Where the records service of the city file is, and how it is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from activities.outside import Circuit
from activities.records_service import HttpRecordsService, RecordsService
from database.connection import Pool
from schemas.outside import Port
from workers.city import City
from workers.data_dir import StackError
from workers.settings import Settings

NOT_AN_ADDRESS = (
    "The address of the records service is an https address without a query or a name before an @; http is for this"
    " machine alone."
)


@asynccontextmanager
async def records_service_of(settings: Settings, city: City, pool: Pool) -> AsyncIterator[RecordsService | None]:
    """The records service of the city, while the context is open; None if people check the records.

    Raises StackError for an address that is none, or to which plates would travel in clear.
    """
    entry = city.records_at(settings.records_url)
    if entry is None or entry.url is None:
        yield None
        return
    token = settings.records_token.get_secret_value() if settings.records_token else None
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    address = _checked(entry.url)
    # A proxy of the environment would get what is sent to this machine in clear.
    trust = address.startswith("https:")
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=entry.seconds, trust_env=trust) as client:
        yield HttpRecordsService(client, Circuit(Port.RECORDS, pool), entry.seconds)


def _checked(address: str) -> str:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError as fault:
        raise StackError(NOT_AN_ADDRESS) from fault
    safe = parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))
    if not (safe and host) or parts.query or parts.fragment or parts.username is not None:
        raise StackError(f"{NOT_AN_ADDRESS} It begins with {parts.scheme}://{host} now.")
    return address


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
