"""A person with every right on the database, for tests that damage it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from database.connection import Connection, Pool
from workers.postgres import OWNER


@asynccontextmanager
async def as_owner(pool: Pool) -> AsyncIterator[Connection]:
    """A connection to the database of this pool as its owner, a superuser here."""
    connection = await asyncpg.connect(pool._connect_args[0], user=OWNER)
    try:
        yield connection
    finally:
        await connection.close()


async def rewrite(pool: Pool, sql: str) -> None:
    """Run this as the owner, with every trigger off."""
    async with as_owner(pool) as connection:
        await connection.execute(f"set session_replication_role = replica; {sql}")
