"""PostgreSQL or Temporal stops while people act over real HTTP, and comes back on the same address."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from temporalio.client import Client
from temporalio.service import RPCError

from activities.wire import WIRE
from schemas import names
from schemas.wire import Position
from tests.running import own_port
from tests.serving import Serving, once, serving
from workers.processes import Child, start, stop
from workers.settings import Settings
from workers.stack import Stack, open_servers, towpath

AWAY = "The database is unavailable. Nothing was changed. Please try again."
SOON_SECONDS = 5.0


@dataclass
class FaultyStack:
    """Servers that can be stopped and started again, and people who act."""

    live: Serving
    client: Client
    database_url: str
    servers: dict[str, Child]
    last: AsyncExitStack
    slowest: float = field(default=0.0)

    async def stops(self, name: str) -> None:
        """Stop a server."""
        await stop(self.servers[name])

    async def starts(self, name: str) -> None:
        """Start the same program again, on the same files and the same address."""
        program = self.servers[name].program
        self.servers[name] = await start(program, self.live.logs / f"{name}.log")
        self.last.push_async_callback(stop, self.servers[name])

    async def timed(self, asking: Any) -> httpx.Response:
        """Await an answer; the slowest duration is kept."""
        began = time.monotonic()
        answer: httpx.Response = await asking
        self.slowest = max(self.slowest, time.monotonic() - began)
        return answer

    async def hold(self, case: str, key: str) -> httpx.Response:
        """An officer places a hold under this key."""
        return await self.timed(self.live.ask("officer-1", case, "place_hold", key, hold="litigation", note=key))

    async def report(self, plate: str) -> httpx.Response:
        """Report a car, with its plate as the key."""
        told = {"address": "100 First Street", "district": "d25", "plate": plate, "plate_state": "PA"}
        return await self.timed(self.live.report("dispatcher-1", plate, **told))

    async def list_cases(self) -> httpx.Response:
        """An officer reads the list of cases."""
        return await self.timed(self.live.http.get("/api/cases", headers=self.live.bearer("officer-1")))

    async def works(self) -> bool:
        """Whether the list is available."""
        return (await self.list_cases()).status_code == 200

    async def is_whole(self, case: str) -> bool:
        """Whether the record of this case has no faults."""
        found = await self.live.http.get(f"/api/cases/{case}/faults", headers=self.live.bearer("admin-1"))
        return bool(found.json() == [])

    async def temporal_knows(self, case: str, number: int) -> bool:
        """Whether the workflow knows this fact."""
        workflow = self.client.get_workflow_handle(names.workflow_id(case))
        try:
            return bool((await workflow.query(names.POSITION, result_type=Position)).number >= number)
        except RPCError:
            return False


@pytest.fixture
async def stack_under_test(folder: Path) -> AsyncIterator[FaultyStack]:
    """Servers of the test's own, with worker and web."""
    async with AsyncExitStack() as last:
        settings = Settings(data=folder / "data", temporal_port=own_port(), temporal_ui_port=own_port())
        stack: Stack = await last.enter_async_context(open_servers(settings))
        logs = folder / "data" / "logs"
        environment = stack.addresses.environment | stack.addresses.owners_environment
        setup = await start(towpath("setup", environment=environment), logs / "setup.log")
        assert await setup.process.wait() == 0
        live = await last.enter_async_context(serving(stack, logs))
        client = await Client.connect(stack.addresses.temporal_address, data_converter=WIRE)
        yield FaultyStack(
            live, client, stack.addresses.database_url, {server.name: server for server in stack.servers}, last
        )


async def test_without_the_database_people_get_a_503_and_repeated_requests_are_done_once(
    stack_under_test: FaultyStack,
) -> None:
    case = (await stack_under_test.report("AAA 1111")).json()["case"]
    keys = [f"key-{number}" for number in range(24)]

    asking = [asyncio.ensure_future(stack_under_test.hold(case, key)) for key in keys]
    await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
    await stack_under_test.stops("postgres")
    during = await asyncio.gather(*asking)
    away = [
        await stack_under_test.hold(case, "late"),
        await stack_under_test.report("BBB 2222"),
        await stack_under_test.list_cases(),
    ]
    page = await stack_under_test.timed(stack_under_test.live.http.get("/o/the-link-of-an-owner"))
    await stack_under_test.starts("postgres")
    await once(stack_under_test.works)
    recorded = (await stack_under_test.live.show(case))["number"] - 1
    again = [await stack_under_test.hold(case, key) for key in (*keys, "late")]
    other = await stack_under_test.report("BBB 2222")

    refused = [each for each in (*during, *away) if each.status_code != 200]
    assert {(each.status_code, each.json()["detail"]) for each in refused} == {(503, AWAY)}
    assert (page.status_code, AWAY in page.text) == (503, True)
    assert stack_under_test.slowest < SOON_SECONDS
    assert recorded == len(keys) - len(refused) + len(away)
    assert sorted(each.json()["number"] for each in again) == list(range(2, len(keys) + 3))
    assert other.json()["case"] != case
    for each in (case, other.json()["case"]):
        assert await stack_under_test.is_whole(each)
    await once(lambda: stack_under_test.temporal_knows(case, len(keys) + 2))


async def test_a_database_that_crashes_during_five_requests_has_none_of_them_until_they_are_repeated(
    stack_under_test: FaultyStack,
) -> None:
    case = (await stack_under_test.report("AAA 1111")).json()["case"]
    keys = [f"key-{number}" for number in range(5)]
    ours = await asyncpg.connect(stack_under_test.database_url)
    sight = await asyncpg.connect(stack_under_test.database_url)
    await ours.execute("begin")
    await ours.execute("select from vehicle_case for update")

    asking = [asyncio.ensure_future(stack_under_test.hold(case, key)) for key in keys]
    await once(lambda: sight.fetchval(WAITING, len(keys)))
    os.kill(ours.get_server_pid(), signal.SIGKILL)
    during = await asyncio.gather(*asking)
    await once(stack_under_test.works)
    recorded = (await stack_under_test.live.show(case))["number"]
    again = [await stack_under_test.hold(case, key) for key in keys]

    assert [each.status_code for each in during] == [503] * len(keys)
    assert recorded == 1
    assert [each.json()["number"] for each in again] == list(range(2, len(keys) + 2))
    assert await stack_under_test.is_whole(case)


WAITING = "select count(*) >= $1 from pg_stat_activity where wait_event_type = 'Lock'"


async def test_without_temporal_people_can_work_and_the_workflows_catch_up(stack_under_test: FaultyStack) -> None:
    gone, stays = [(await stack_under_test.report(plate)).json()["case"] for plate in ("AAA 1111", "BBB 2222")]
    await once(lambda: stack_under_test.temporal_knows(stays, 1))
    await stack_under_test.stops("temporal")

    looks = stack_under_test.timed(stack_under_test.live.ask("officer-1", gone, "record_inspection", finding="gone"))
    holds = [stack_under_test.hold(stays, f"key-{number}") for number in range(3)]
    looked, *held, new = await asyncio.gather(looks, *holds, stack_under_test.report("CCC 3333"))
    assert [each.status_code for each in (looked, *held, new)] == [200] * 5
    assert stack_under_test.slowest < SOON_SECONDS
    assert (await stack_under_test.live.show(gone))["number"] == 2
    await stack_under_test.starts("temporal")

    shown = await stack_under_test.live.until(gone, lambda seen: seen["outcome"] is not None)
    assert (shown["outcome"], shown["number"]) == ("gone_on_arrival", 3)
    await once(lambda: stack_under_test.temporal_knows(stays, 4))
    await once(lambda: stack_under_test.temporal_knows(new.json()["case"], 1))
    for case in (gone, stays, new.json()["case"]):
        assert await stack_under_test.is_whole(case)
