"""Where the letters of the city go: to a mail house over HTTP, or into a folder for one, or for our own mail room."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from activities.mail_folder import FolderMailHouse
from activities.mail_house import HttpMailHouse
from activities.outside import Circuit
from activities.services import Mail
from database.connection import Pool
from schemas.outside import Port
from workers.city import City
from workers.service_address import client_for
from workers.settings import Settings


@asynccontextmanager
async def mail_of(settings: Settings, city: City, pool: Pool) -> AsyncIterator[Mail]:
    """Where the letters go, while the context is open. Raises StackError for an address that is none."""
    entry, circuit = city.mail_at(settings.mail_url), Circuit(Port.MAIL, pool)
    if entry.by == "house" and entry.url:
        async with client_for(Port.MAIL, entry.url, settings.mail_token, entry.seconds) as client:
            yield Mail(HttpMailHouse(client, circuit, entry.seconds), entry.hour, entry.mailer_id)
        return
    folder = FolderMailHouse(settings.mail_folder or settings.data / "mail", circuit)
    yield Mail(folder if entry.by == "files" else None, entry.hour, entry.mailer_id)
