"""What checks the records of the city file: a service that is asked, or a system that takes files."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from activities.file_folder import FolderExchange
from activities.outside import Circuit
from activities.records_files import RecordsFiles
from activities.records_service import HttpRecordsService, RecordsService
from database.connection import Pool
from schemas.outside import Port
from workers.city import City
from workers.city_records import RecordsEntry
from workers.service_address import client_for
from workers.settings import Settings

if TYPE_CHECKING:
    from activities.file_sftp import SftpServer


@asynccontextmanager
async def records_service_of(settings: Settings, city: City, pool: Pool) -> AsyncIterator[RecordsService | None]:
    """The records service of the city, while the context is open; None if people or files check the records.

    Raises StackError for an address that is none, or to which plates would travel in clear.
    """
    entry = city.records_at(settings.records_url)
    if entry is None or entry.by != "service" or entry.url is None:
        yield None
        return
    async with client_for(Port.RECORDS, entry.url, settings.records_token, entry.seconds) as client:
        yield HttpRecordsService(client, Circuit(Port.RECORDS, pool), entry.seconds)


def records_files_of(settings: Settings, city: City, pool: Pool) -> RecordsFiles | None:
    """The exchange of files with the records system, if there is one. Raises StackError for a key that is none."""
    entry = city.records_at(settings.records_url)
    if entry is None or entry.by == "service":
        return None
    where = _server(settings, entry) if entry.by == "sftp" else FolderExchange(folder_of(settings), Port.RECORDS)
    return RecordsFiles(where.opened, Circuit(Port.RECORDS, pool), entry.hour, entry.days)


def folder_of(settings: Settings) -> Path:
    """The folder of this machine in which files are exchanged."""
    return settings.records_folder or settings.data / "records"


def _server(settings: Settings, entry: RecordsEntry) -> "SftpServer":
    from workers.file_server import server_at

    return server_at(Port.RECORDS, entry.url or "", entry.host_key or "", settings.records_key_file, entry.seconds)
