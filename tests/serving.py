"""Worker and web as processes of their own on running servers, and people who act over real HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import httpx
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from tests.running import own_port
from workers.client import api_token
from workers.processes import Child, start, stop
from workers.settings import Settings
from workers.stack import Stack, environment_of, towpath

LOOKS = 3_000
LOOK_SECONDS = 0.02
Seen = TypeVar("Seen")


async def once(look: Callable[[], Awaitable[Seen | None]], looks: int = LOOKS) -> Seen:
    """The first result that is not None. Raises TimeoutError after so many polls.

    Looks are counted and not seconds: a busy machine, on which everything takes longer, looks less often too.
    """
    for _ in range(looks):
        if seen := await look():
            return seen
        await asyncio.sleep(LOOK_SECONDS)
    raise TimeoutError(f"It was not seen in {looks} looks.")


@dataclass(frozen=True)
class Serving:
    """The worker and web processes, their logs, and an HTTP client for each person."""

    http: httpx.AsyncClient
    secret: str
    logs: Path
    children: Mapping[str, Child]

    def bearer(self, who: str) -> dict[str, str]:
        """The headers of a person who acts through the API."""
        return {"Authorization": f"Bearer {api_token(self.secret, who)}"}

    async def report(self, who: str, key: str | None = None, **fields: Any) -> httpx.Response:
        """Report a car."""
        headers = self.bearer(who) | {"Idempotency-Key": key or uuid4().hex}
        return await self.http.post("/api/reports", json=fields, headers=headers)

    async def ask(self, who: str, case: str, kind: str, key: str | None = None, **fields: Any) -> httpx.Response:
        """Submit a request to a case."""
        headers = self.bearer(who) | {"Idempotency-Key": key or uuid4().hex}
        return await self.http.post(f"/api/cases/{case}/requests", json={"kind": kind} | fields, headers=headers)

    async def do(self, who: str, case: str, kind: str, **fields: Any) -> int:
        """Submit a request that must be granted; returns the number of its fact."""
        answer = await self.ask(who, case, kind, **fields)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["number"])

    async def show(self, case: str) -> dict[str, Any]:
        """The case as the API returns it."""
        answer = await self.http.get(f"/api/cases/{case}", headers=self.bearer("admin-1"))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def until(self, case: str, there: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The case once this is true of it."""

        async def look() -> dict[str, Any] | None:
            shown = await self.show(case)
            return shown if there(shown) else None

        return await once(look)

    async def waits_for(self, case: str, thing: str) -> dict[str, Any]:
        """The case once this is its next task."""
        return await self.until(case, lambda shown: bool(shown["tasks"][0]["task"] == thing))


@asynccontextmanager
async def serving(stack: Stack, logs: Path, database_url: str | None = None, **said: str) -> AsyncIterator[Serving]:
    """Run both processes until the end; `said` is added to their environment."""
    port = own_port()
    addresses = replace(stack.addresses, database_url=database_url or stack.addresses.database_url)
    environment = environment_of(Settings(port=port), replace(stack, addresses=addresses)) | said
    async with AsyncExitStack() as last:
        children = {}
        for name in ("worker", "web"):
            children[name] = await start(towpath(name, environment=environment), logs / f"{name}.log")
            last.push_async_callback(stop, children[name])
        http = await last.enter_async_context(_client(port))
        await once(partial(_answers, http))
        client = await Client.connect(addresses.temporal_address)
        await once(partial(_polls, client, environment.get("TOWPATH_QUEUE", Settings().queue)))
        yield Serving(http, addresses.secret, logs, children)


def _client(port: int) -> httpx.AsyncClient:
    """Each request uses a connection of its own, as one of another person would."""
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20, limits=limits)


async def _polls(client: Client, queue: str) -> bool:
    """Whether the worker polls. A query of a workflow without a polling worker is refused at once."""
    asked = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    return bool((await client.workflow_service.describe_task_queue(asked)).pollers)


async def _answers(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/sign-in")).status_code == 200
    except httpx.TransportError:
        return False
