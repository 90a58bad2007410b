"""A busy database: nobody waits without limit, for a connection or for the lock of a case, and others go on."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from database import connection as connections
from database.connection import CONNECTIONS, Pool
from tests.serving import once
from tests.web.test_cases import CLEAR, opened

Headers = Callable[[str], dict[str, str]]
BUSY = "The database did not answer in time. Nothing was changed. Please try again in a moment."
WAITING = "select count(*) > 0 from pg_stat_activity where wait_event_type = 'Lock' and datname = $1"


async def test_a_person_who_gets_no_connection_is_told_so(
    client: httpx.AsyncClient, bearer: Headers, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = [await pool.acquire() for _ in range(CONNECTIONS)]
    try:
        with monkeypatch.context() as patch:
            patch.setattr(connections, "ACQUIRE_SECONDS", 0.05)
            refused = await client.get("/api/cases", headers=bearer("dispatcher-1"))
    finally:
        for each in held:
            await pool.release(each)
    answer = await client.get("/api/cases", headers=bearer("dispatcher-1"))

    assert (refused.status_code, refused.json()["detail"]) == (503, BUSY)
    assert answer.status_code == 200


async def test_a_case_that_is_locked_for_long_gives_its_connections_back(
    client: httpx.AsyncClient, bearer: Headers, pool: Pool, server: Pool
) -> None:
    case, other = await opened(client, bearer), await opened(client, bearer, plate="XYZ9876")
    me, path = bearer("dispatcher-1"), "/api/cases/{}/requests"
    async with pool.acquire() as ours, ours.transaction():
        await ours.execute("select from vehicle_case where id = $1 for update", case)
        asking = [asyncio.ensure_future(client.post(path.format(case), json=CLEAR, headers=me)) for _ in range(12)]
        ours_is = await ours.fetchval("select current_database()")
        await once(lambda: server.fetchval(WAITING, ours_is))
        # The requests before it take all connections: this one waits for the first that is given back.
        elsewhere = await client.post(path.format(other), json=CLEAR, headers=me)
        refused = await asyncio.gather(*asking)
    again = await client.post(path.format(case), json=CLEAR, headers=me)

    assert {(each.status_code, each.json()["detail"]) for each in refused} == {(503, BUSY)}
    assert (elsewhere.status_code, again.status_code) == (200, 200)


async def test_a_transaction_that_is_left_alone_is_ended_by_the_database(pool: Pool) -> None:
    async with pool.acquire() as connection:
        waits = [await connection.fetchval(f"show {name}") for name in connections.WAITS]

    assert waits == ["3s", "1min"]
