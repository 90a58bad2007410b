"""Worker and web as processes of their own on servers that run, and people who act over real HTTP."""

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

from activities.keys import Keys
from tests.running import own_port
from workers.processes import Child, start, stop
from workers.settings import Settings
from workers.stack import Stack, environment_of, towpath

LOOKS = 3_000
LOOK_SECONDS = 0.02
Seen = TypeVar("Seen")


async def once(look: Callable[[], Awaitable[Seen | None]], looks: int = LOOKS) -> Seen:
    """What is seen once there is something to see. Raises TimeoutError after so many looks.

    Looks are counted and not seconds: a busy machine, on which everything takes longer, looks less often too.
    """
    for _ in range(looks):
        if seen := await look():
            return seen
        await asyncio.sleep(LOOK_SECONDS)
    raise TimeoutError(f"It was not seen in {looks} looks.")


@dataclass(frozen=True)
class Serving:
    """Our two processes, their logs, and a way in for everybody."""

    http: httpx.AsyncClient
    secret: str
    logs: Path
    children: Mapping[str, Child]

    def bearer(self, who: str) -> dict[str, str]:
        """The headers of somebody who acts through the API."""
        return {"Authorization": f"Bearer {Keys(self.secret).issue('api', who)}"}

    async def report(self, who: str, key: str | None = None, **fields: Any) -> httpx.Response:
        """Somebody reports a car."""
        headers = self.bearer(who) | {"Idempotency-Key": key or uuid4().hex}
        return await self.http.post("/api/reports", json=fields, headers=headers)

    async def ask(self, who: str, case: str, kind: str, key: str | None = None, **fields: Any) -> httpx.Response:
        """Somebody asks a case for something."""
        headers = self.bearer(who) | {"Idempotency-Key": key or uuid4().hex}
        return await self.http.post(f"/api/cases/{case}/requests", json={"kind": kind} | fields, headers=headers)

    async def do(self, who: str, case: str, kind: str, **fields: Any) -> int:
        """Somebody asks, and it is done; answers with the number of the fact."""
        answer = await self.ask(who, case, kind, **fields)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["number"])

    async def show(self, case: str) -> dict[str, Any]:
        """The case as the API shows it."""
        answer = await self.http.get(f"/api/cases/{case}", headers=self.bearer("admin-1"))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def until(self, case: str, there: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The case once it has come so far."""

        async def look() -> dict[str, Any] | None:
            shown = await self.show(case)
            return shown if there(shown) else None

        return await once(look)

    async def waits_for(self, case: str, thing: str) -> dict[str, Any]:
        """The case once it waits for this."""
        return await self.until(case, lambda shown: bool(shown["tasks"][0]["task"] == thing))


@asynccontextmanager
async def serving(stack: Stack, logs: Path, database_url: str | None = None, **said: str) -> AsyncIterator[Serving]:
    """Both processes, from the moment when both work to the end; `said` is more of their environment."""
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
    """Each request comes on a connection of its own, as that of another person would."""
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20, limits=limits)


async def _polls(client: Client, queue: str) -> bool:
    """Whether the worker asks for work; a query of a workflow that nobody has worked for is refused at once."""
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
