"""One round of records checks at a time: while its process lives, and no longer."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from activities.outside import ServiceAwayError
from database import connection, records
from database.connection import Pool, open_pool
from database.records import alone
from schemas.outside import AwayCause, Port
from tests.conftest import url_of
from tests.serving import once
from workers.stack import Stack


@pytest.fixture
async def impatient(stack: Stack, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pool]:
    """Connections to the same database, which ends a transaction that is not used for so long."""
    monkeypatch.setitem(connection.WAITS, "idle_in_transaction_session_timeout", "500ms")
    mine = await open_pool(url_of(stack, await pool.fetchval("select current_database()")))
    yield mine
    await mine.close()


async def is_free(pool: Pool) -> bool:
    async with alone(pool) as free:
        return free


async def test_a_round_that_takes_long_stays_alone(impatient: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "AWAKE_SECONDS", 0.05)
    async with alone(impatient) as first:
        # Longer than PostgreSQL keeps a transaction that is not used.
        await asyncio.sleep(1.2)
        second = await is_free(impatient)

    assert (first, second, await is_free(impatient)) == (True, False, True)


async def test_a_round_whose_process_has_stopped_keeps_no_other_one_waiting(
    impatient: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that hangs, or whose machine is gone, says nothing any more; its connection stays."""
    monkeypatch.setattr(records, "AWAKE_SECONDS", 3600)
    freed = False

    with pytest.raises(connection.Unreachable):
        async with alone(impatient) as first:
            freed = await once(lambda: is_free(impatient))

    assert (first, freed) == (True, True)


async def test_what_a_round_fails_with_is_what_is_told(pool: Pool) -> None:
    fault = ServiceAwayError(Port.RECORDS, AwayCause.NO_CONNECTION)

    with pytest.raises(ServiceAwayError):
        async with alone(pool):
            raise fault

    assert await is_free(pool)
