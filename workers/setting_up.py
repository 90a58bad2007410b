"""Set-up: migrations, and the people of the city's file."""

from database.cases import knock_at_all
from database.connection import open_pool, transaction
from database.migrations import migrate
from database.people import put_account
from database.tow_dispatch import put_contractors, put_lots
from workers.city import read_city
from workers.settings import Settings


async def set_up(settings: Settings) -> None:
    """Bring the database up to date. Safe to repeat, and to run twice at once.

    A training clock stood while the stack was down, so what waits for an instant is told the new one.
    """
    city = read_city(settings.city)
    pool = await open_pool(settings.database_url or "")
    try:
        for name in await migrate(pool):
            print(f"applied {name}")
        async with transaction(pool) as connection:
            for account in city.accounts:
                await put_account(connection, account)
            if settings.clock:
                await knock_at_all(connection)
            await put_contractors(connection, city.firms)
            await put_lots(connection, city.places)
    finally:
        await pool.close()
