"""Where the letters of the city go: to a mail house over HTTP, into folders for one, or to our own mail room."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from activities.file_folder import FolderExchange
from activities.mail_files import FileMailHouse
from activities.mail_house import HttpMailHouse
from activities.outside import Circuit
from activities.services import Mail
from database.connection import Pool
from schemas.outside import Port
from workers.city import City
from workers.city_mail import MailEntry
from workers.service_address import client_for
from workers.settings import Settings

if TYPE_CHECKING:
    from activities.file_sftp import SftpServer


@asynccontextmanager
async def mail_of(settings: Settings, city: City, pool: Pool) -> AsyncIterator[Mail]:
    """Where the letters go, while the context is open. Raises StackError for an address or a key that is none."""
    entry, circuit = city.mail_at(settings.mail_url), Circuit(Port.MAIL, pool)
    if entry.by == "house" and entry.url:
        async with client_for(Port.MAIL, entry.url, settings.mail_token, entry.seconds) as client:
            yield Mail(HttpMailHouse(client, circuit, entry.seconds), entry.hour, entry.mailer_id)
        return
    files = _files(settings, entry)
    yield Mail(FileMailHouse(files.opened, circuit) if files else None, entry.hour, entry.mailer_id)


def _files(settings: Settings, entry: MailEntry) -> "FolderExchange | SftpServer | None":
    """Where files are exchanged; None if our own people mail the letters."""
    if entry.by == "sftp":
        return _server(settings, entry)
    return FolderExchange(settings.mail_folder or settings.data / "mail", Port.MAIL) if entry.by == "files" else None


def _server(settings: Settings, entry: MailEntry) -> "SftpServer":
    from workers.file_server import server_at

    return server_at(Port.MAIL, entry.url or "", entry.host_key or "", settings.mail_key_file, entry.seconds)
