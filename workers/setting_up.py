"""Set-up: migrations, folding of the cases that are stale after them, and the people of the city file."""

from datetime import UTC, datetime

from activities.folding import refold
from database.cases import notify_all
from database.connection import Pool, open_pool, transaction
from database.migrations import migrate
from database.people import put_accounts
from database.tow_dispatch import put_contractors, put_lots
from workers.city import read_city
from workers.compose import pace_of
from workers.settings import Settings


async def set_up(settings: Settings) -> None:
    """Bring the database up to date. Safe to repeat, and to run twice at once.

    A training clock stands still while the stack is down, so every open workflow is notified of its new wake-up times.
    """
    city = read_city(settings.city)
    pool = await open_pool(settings.database_url or "")
    try:
        for name in await migrate(pool):
            print(f"applied {name}")
        await _refold(pool, pace_of(settings).case_time(datetime.now(UTC)))
        async with transaction(pool) as connection:
            await put_accounts(connection, city.accounts, datetime.now(UTC))
            if settings.clock:
                await notify_all(connection)
            await put_contractors(connection, city.firms)
            await put_lots(connection, city.places)
    finally:
        await pool.close()


async def _refold(pool: Pool, now: datetime) -> None:
    """Runs before the application serves: no guard may read a case as an older Towpath folded it."""
    async for progress in refold(pool, now=now):
        for fault in progress.left:
            print(f"not rebuilt: {fault}")
        print(f"cases rebuilt: {progress.folded} of {progress.total}", flush=True)
