"""Connections to PostgreSQL: one pool per process, transactions, and the exceptions to expect.

No wait is without limit: for a connection, for a lock, for an answer.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias

import asyncpg

Pool: TypeAlias = asyncpg.Pool
Connection: TypeAlias = asyncpg.pool.PoolConnectionProxy

CONNECTIONS = 10
CONNECT_SECONDS = 5.0
ACQUIRE_SECONDS = 5.0
"""How long a caller waits for a free connection of the pool."""
COMMAND_SECONDS = 10.0
WAITS = {"lock_timeout": "3s", "idle_in_transaction_session_timeout": "60s"}
"""A lock is given up before the callers behind it run out of connections. A transaction that its process has left alone
is ended, with its locks.
"""

PATIENCE_OF_A_BATCH = "500ms"
"""Less than the second after which PostgreSQL looks for a deadlock: it is the batch that gives up, and no person."""

Busy = (TimeoutError, asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError)
"""Raised when no connection, lock or answer came in time, or two transactions waited for each other."""

Unreachable = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    *Busy,
)
"""Raised when PostgreSQL is unreachable, stopped, starting, busy, out of disk space or out of connections."""

Unkeepable = asyncpg.DataError
"""Raised for a value that PostgreSQL cannot store: an invalid character, or a number out of range."""

Failing = (*Unreachable, asyncpg.PostgresError)
"""Everything that can go wrong with one statement: a loop that runs every minute catches it and goes on."""


class BoundedPool(asyncpg.Pool):  # type: ignore[misc]
    """A pool in which nobody waits for a connection without limit."""

    def acquire(self, *, timeout: float | None = None) -> Any:
        """A connection within this time in seconds, `ACQUIRE_SECONDS` if none is given. Raises TimeoutError."""
        return super().acquire(timeout=ACQUIRE_SECONDS if timeout is None else timeout)


async def open_pool(url: str) -> Pool:
    """Open a pool to the database at this URL. Raises one of `Unreachable`."""
    pool: Pool = await BoundedPool(
        url,
        min_size=1,
        max_size=CONNECTIONS,
        max_queries=50_000,
        max_inactive_connection_lifetime=300.0,
        loop=asyncio.get_running_loop(),
        connection_class=asyncpg.Connection,
        record_class=asyncpg.Record,
        command_timeout=COMMAND_SECONDS,
        timeout=CONNECT_SECONDS,
        server_settings=WAITS,
    )
    return pool


@asynccontextmanager
async def snapshot(pool: Pool) -> AsyncIterator[Connection]:
    """A read-only connection that sees one consistent snapshot."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        yield connection


async def give_way(connection: Connection) -> None:
    """Wait for locks in this transaction only briefly: it holds the locks of many cases itself."""
    await connection.execute(f"set local lock_timeout = '{PATIENCE_OF_A_BATCH}'")


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
