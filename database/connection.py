"""Connections to PostgreSQL: one pool per process, transactions, and the exceptions to expect."""

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
"""Raised when PostgreSQL is unreachable, stopped, starting, out of disk space or out of connections."""

Unkeepable = asyncpg.DataError
"""Raised for a value that PostgreSQL cannot store: an invalid character, or a number out of range."""

Failing = (*Unreachable, asyncpg.PostgresError)
"""Everything that can go wrong with one statement: a loop that runs every minute catches it and goes on."""


async def open_pool(url: str) -> Pool:
    """Open a pool to the database at this URL. Raises one of `Unreachable`."""
    pool: Pool = await asyncpg.create_pool(url, min_size=1, max_size=10, command_timeout=10, timeout=5)
    return pool


@asynccontextmanager
async def snapshot(pool: Pool) -> AsyncIterator[Connection]:
    """A read-only connection that sees one consistent snapshot."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        yield connection


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """A connection in a transaction: everything commits, or nothing."""
    connection = await pool.acquire()
    try:
        async with connection.transaction():
            yield connection
    finally:
        # The commit stands even if the connection is lost before it is released.
        with suppress(*Unreachable):
            await pool.release(connection)
