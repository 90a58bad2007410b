"""How PostgreSQL is reached: one pool a process, and transactions under the lock of a case."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TypeAlias

import asyncpg

Pool: TypeAlias = asyncpg.Pool
Connection: TypeAlias = asyncpg.pool.PoolConnectionProxy

Unreachable = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What a PostgreSQL looks like that is lost, stopped, still starting, or at the end of its disk or connections."""

Unkeepable = asyncpg.DataError
"""What PostgreSQL says of a value that it cannot keep: a character that is none, a number beyond its range."""

Failing = (*Unreachable, asyncpg.PostgresError)
"""Whatever can go wrong with one statement: what is done every minute goes on with the next one."""


async def open_pool(url: str) -> Pool:
    """A pool on the database at this address. Raises one of `Unreachable`."""
    pool: Pool = await asyncpg.create_pool(url, min_size=1, max_size=10, command_timeout=10, timeout=5)
    return pool


@asynccontextmanager
async def snapshot(pool: Pool) -> AsyncIterator[Connection]:
    """A connection that only reads, and sees everything as it is at one moment."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        yield connection


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """A connection in a transaction: all of it happens, or none."""
    connection = await pool.acquire()
    try:
        async with connection.transaction():
            yield connection
    finally:
        # What is committed is done, although the connection may be lost before it is given back.
        with suppress(*Unreachable):
            await pool.release(connection)
