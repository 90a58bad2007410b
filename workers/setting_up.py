"""Set-up: migrations, folding of the cases that are stale after them, and the people of the city file."""

from datetime import UTC, datetime

from activities.folding import refold
from database.cases import notify_all
from database.connection import Pool, open_pool, transaction
from database.folding import mark_stale_if_law_is_asked
from database.migrations import migrate
from database.people import put_accounts
from database.tow_dispatch import put_contractors, put_lots
from rules.city_fees import CityFees
from rules.library import find_edition
from workers.city import read_city
from workers.compose import pace_of
from workers.settings import Settings


async def set_up(settings: Settings) -> None:
    """Bring the database up to date. Safe to repeat, and to run twice at once.

    A training clock stands still while the stack is down, so every open workflow is notified of its new wake-up times.
    """
    law = find_edition(settings.edition)
    city = read_city(settings.city, law)
    pool = await open_pool(settings.database_url or "")
    try:
        for name in await migrate(pool):
            print(f"applied {name}")
        await _refold(pool, city.fees_under(law), pace_of(settings).case_time(datetime.now(UTC)))
        async with transaction(pool) as connection:
            await put_accounts(connection, city.accounts, datetime.now(UTC))
            if settings.clock:
                await notify_all(connection)
            await put_contractors(connection, city.firms)
            await put_lots(connection, city.places)
    finally:
        await pool.close()


async def _refold(pool: Pool, fees: CityFees, now: datetime) -> None:
    """Runs before the application serves: no guard may read a case as an older Towpath folded it.

    A case that waits for counsel is folded too, because the city may have enacted the fee since.
    """
    async with pool.acquire() as connection:
        await mark_stale_if_law_is_asked(connection)
    async for progress in refold(pool, fees, now=now):
        for fault in progress.left:
            print(f"not rebuilt: {fault}")
        print(f"cases rebuilt: {progress.folded} of {progress.total}", flush=True)
