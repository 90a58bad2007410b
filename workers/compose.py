"""Composition: services on the database, the Temporal client, and the web application on both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

from temporalio.client import Client
from temporalio.envconfig import ClientConfig

from activities.clocks import ClockCheck, ClockError
from activities.encryption import Encryption
from activities.notifying import TemporalClient
from activities.services import LinkSettings, Services, Windows
from activities.wire import WIRE
from database.case_lists import list_open_editions
from database.connection import Connection, open_pool
from rules.library import find_edition
from schemas.pace import Pace
from workers.city import read_city
from workers.data_dir import StackError
from workers.exposure import signing_secret
from workers.mail_place import mail_of
from workers.photo_place import photo_store_of
from workers.records_place import records_files_of, records_service_of
from workers.settings import Settings


def pace_of(settings: Settings) -> Pace:
    """The pace that the stack passed on."""
    return Pace.model_validate_json(settings.clock) if settings.clock else Pace()


def encryption_of(settings: Settings) -> Encryption:
    """The encryption of names and addresses. Raises StackError."""
    if settings.encryption_keys is None:
        raise StackError("Set TOWPATH_ENCRYPTION_KEYS: it encrypts people's names and addresses.")
    try:
        return Encryption.of(settings.encryption_keys.get_secret_value())
    except ValueError as fault:
        raise StackError("TOWPATH_ENCRYPTION_KEYS is not a Fernet key (32 bytes in URL-safe base64).") from fault


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """The services on the database of the settings. Raises StackError, CityFileError, and EditionError if the edition
    of new cases, or of an open case, cannot be used.
    """
    law = find_edition(settings.edition)
    city, encryption, secret = read_city(settings.city, law), encryption_of(settings), signing_secret(settings)
    pool = await open_pool(settings.database_url or "")
    try:
        clock_check = ClockCheck(partial(datetime.now, UTC))
        async with pool.acquire() as connection:
            await _compare_at_start(clock_check, connection)
            for code in await list_open_editions(connection):
                find_edition(code)
        windows = Windows(settings.answer_seconds, settings.arrival_seconds)
        link_settings = LinkSettings(settings.address, secret)
        async with records_service_of(settings, city, pool) as records, mail_of(settings, city, pool) as mail:
            yield Services(
                pool,
                pace_of(settings),
                settings.edition,
                encryption,
                city.letterhead,
                link_settings,
                city.law_under(law, settings.records_url, settings.mail_url),
                windows,
                settings.temporal_door == "open",
                clock_check,
                city.districts,
                photo_store_of(settings),
                records,
                records_files_of(settings, city, pool),
                mail,
                city.letter_catalogs(law),
            )
    finally:
        await pool.close()


async def _compare_at_start(clock_check: ClockCheck, connection: Connection) -> None:
    try:
        await clock_check.compare(connection)
    except ClockError as fault:
        raise StackError(f"{fault} Set both by NTP, then start again.") from fault


async def connect_temporal(settings: Settings, *, lazy: bool = False) -> TemporalClient:
    """The Temporal client per TEMPORAL_ADDRESS and Temporal's other variables; `lazy` connects at first call."""
    config = ClientConfig.load_client_connect_config()
    client = await Client.connect(**config, data_converter=WIRE, lazy=lazy)
    return TemporalClient(client, settings.queue)
