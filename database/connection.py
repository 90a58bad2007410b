"""How PostgreSQL is reached: one pool a process, and transactions under the lock of a case."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeAlias

import asyncpg

Pool: TypeAlias = asyncpg.Pool
Connection: TypeAlias = asyncpg.pool.PoolConnectionProxy

Unreachable = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
)
"""What a lost or stopped PostgreSQL looks like."""

Failing = (*Unreachable, asyncpg.PostgresError)
"""Whatever can go wrong with one statement: what is done every minute goes on with the next one."""

Unstorable = asyncpg.DataError
"""A value that no column takes: a NUL in a text, a number that is too large."""


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
    async with pool.acquire() as connection, connection.transaction():
        yield connection
