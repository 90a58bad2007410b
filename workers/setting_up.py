"""Set-up: migrations, the rights of the application, folding of stale cases, and the people of the city file."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from activities.folding import refold
from database.cases import notify_all
from database.clock import read_clock
from database.connection import Pool, open_pool, transaction
from database.folding import mark_stale_if_law_is_asked, mark_stale_if_mailing, mark_stale_if_otherwise_asked
from database.migrations import migrate
from database.people import put_accounts
from database.roles import grant
from database.tow_dispatch import put_contractors, put_lots
from rules.city_law import CityLaw
from rules.library import find_edition
from rules.records import ASKED
from workers.city import read_city
from workers.compose import pace_of
from workers.photo_place import check_photo_store, photo_store_of
from workers.settings import Settings

ONE_ROLE = (
    "the application runs as the owner of its tables, who can disable their triggers; TOWPATH_DATABASE_OWNER_URL"
    " gives the owner a role of its own"
)


async def set_up(settings: Settings) -> None:
    """Bring the database up to date. Safe to repeat, and to run twice at once.

    A training clock stands still while the stack is down, so every open workflow is notified of its new wake-up times.
    """
    law = find_edition(settings.edition)
    if said := await check_photo_store(photo_store_of(settings)):
        print(said)
    city = read_city(settings.city, law)
    pool = await open_pool(settings.database_owner_url or settings.database_url or "")
    try:
        for name in await migrate(pool):
            print(f"applied {name}")
        await _grant(settings, pool)
        await _refold(
            pool,
            city.law_under(law, settings.records_url, settings.mail_url),
            pace_of(settings).case_time(datetime.now(UTC)),
        )
        async with transaction(pool) as connection:
            await put_accounts(connection, city.accounts, await read_clock(connection))
            if settings.clock:
                await notify_all(connection)
            await put_contractors(connection, city.firms)
            await put_lots(connection, city.places)
    finally:
        await pool.close()


async def _grant(settings: Settings, pool: Pool) -> None:
    """Let the application do what it must, and no more, if its role is not the owner's."""
    role, owner = (urlsplit(url or "").username for url in (settings.database_url, settings.database_owner_url))
    if owner is None or role in (None, owner):
        print(ONE_ROLE)
        return
    async with transaction(pool) as connection:
        await grant(connection, role)


async def _refold(pool: Pool, city_law: CityLaw, now: datetime) -> None:
    """Runs before the application serves: no guard may read a case as an older Towpath folded it.

    A case that waits for counsel, a records check or the mail is folded too, because the city's own file may say
    otherwise since.
    """
    async with pool.acquire() as connection:
        await mark_stale_if_law_is_asked(connection)
        await mark_stale_if_mailing(connection)
        for task, question in ASKED.items():
            await mark_stale_if_otherwise_asked(connection, task, by_system=question in city_law.asks)
    async for progress in refold(pool, city_law, now=now):
        for fault in progress.left:
            print(f"not rebuilt: {fault}")
        print(f"cases rebuilt: {progress.folded} of {progress.total}", flush=True)
