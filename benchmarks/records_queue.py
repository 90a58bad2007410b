"""5,000 records checks that are due at the same moment: how fast they are asked, and in which order.

As after an outage: every case waits in the queue of the records service before its workers start. The cases are rows of
the ordinary process whose next task is the records service's; the service is the training city's, over real HTTP.
Other sizes: `python -P -m benchmarks.records_queue [CHECKS RATE]`.
"""

import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from statistics import median

import httpx
from fastapi import Request, Response
from starlette.middleware.base import RequestResponseEndpoint
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

from activities.notifying import TemporalClient
from activities.outside import Circuit
from activities.records_service import HttpRecordsService
from activities.restarting import restart_all
from activities.services import Services, standing
from benchmarks.filling import fill
from benchmarks.own_stack import open_own_servers
from database.cases import find_case
from sample.records import TrainingRecords
from schemas.messages import Actor
from schemas.names import RECORDS_QUEUE, service_queue
from schemas.outside import Port
from schemas.records import RecordsQuestion
from schemas.words import Role, Task
from tests.outside import served
from workers.compose import connect_temporal, open_services
from workers.setting_up import set_up
from workers.worker import build_worker, relay, service_workers
from workers.world import TrainingCity, world_app

CHECKS, RATE = 5_000, 20.0
OF_THE_CAR = (Task.RECORDS_CHECK, Task.PARTIES)
"""What is asked by plate. For the military status these rows lack the names."""
LOOK_SECONDS = 1.0
ADMIN = Actor(account="admin-1", role=Role.ADMIN)


@dataclass
class Asked:
    """When the service was first asked about each case, in seconds of a clock of this process."""

    cases: int
    first: dict[str, float] = field(default_factory=dict)
    all_were: asyncio.Event = field(default_factory=asyncio.Event)

    def about(self, case: str) -> None:
        """Note a question."""
        self.first.setdefault(case, time.perf_counter())
        if len(self.first) == self.cases:
            self.all_were.set()


def main() -> None:
    """Measure, and print the results."""
    checks, rate = (int(sys.argv[1]), float(sys.argv[2])) if len(sys.argv) > 2 else (CHECKS, RATE)
    asyncio.run(_measure(checks, rate))


async def _measure(checks: int, rate: float) -> None:
    async with open_own_servers() as settings:
        await set_up(settings)
        os.environ["TEMPORAL_ADDRESS"] = settings.temporal_address or ""
        async with open_services(settings) as services, _asking(services, checks) as (city, asked):
            temporal_client = await connect_temporal(settings)
            await fill(city.pool, city.law(city.edition), checks, keep=lambda tasks: tasks.own_act in OF_THE_CAR)
            bands = await _bands(city, checks)
            began = await _drain(city, temporal_client, asked, checks, rate)
    _say(bands, asked, began, rate)


@asynccontextmanager
async def _asking(services: Services, checks: int) -> AsyncIterator[tuple[Services, Asked]]:
    """A city that lets the records service of the training city answer, and what that was asked."""
    asked, app = Asked(checks), world_app(TrainingCity(TrainingRecords()))

    @app.middleware("http")
    async def noted(request: Request, go_on: RequestResponseEndpoint) -> Response:
        asked.about(request.headers["Idempotency-Key"][: len("26-000001")])
        return await go_on(request)

    async with served(app) as address, httpx.AsyncClient(base_url=f"{address}records/", timeout=20) as client:
        records = HttpRecordsService(client, Circuit(Port.RECORDS, services.pool), seconds=20)
        law = replace(services.city_law, asks=frozenset(RecordsQuestion))
        yield replace(services, city_law=law, records=records), asked


async def _bands(city: Services, checks: int) -> dict[str, int]:
    """The band of each case."""
    bands = {}
    async with city.pool.acquire() as connection:
        for number in range(1, checks + 1):
            if row := await find_case(connection, f"26-{number:06}"):
                bands[row.id] = standing(city, row).band
    return bands


async def _drain(city: Services, temporal_client: TemporalClient, asked: Asked, checks: int, rate: float) -> float:
    """Start every run, wait until all are in the queue, then let the service be asked; returns when that began."""
    stop = asyncio.Event()
    async with build_worker(city, temporal_client):
        sending = asyncio.create_task(relay(city, temporal_client, stop))
        await restart_all(city, ADMIN, now=datetime.now(UTC))
        await _queued(temporal_client, checks)
        began = time.perf_counter()
        async with service_workers(city, temporal_client, rate):
            await asked.all_were.wait()
        stop.set()
        await sending
    return began


async def _queued(temporal_client: TemporalClient, checks: int) -> None:
    """Wait until so many checks are in the queue."""
    named = TaskQueue(name=service_queue(temporal_client.queue, RECORDS_QUEUE))
    asked = DescribeTaskQueueRequest(
        namespace=temporal_client.client.namespace,
        task_queue=named,
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
        report_stats=True,
    )
    while True:
        stats = (await temporal_client.client.workflow_service.describe_task_queue(asked)).stats
        print(f"  {stats.approximate_backlog_count} wait", flush=True)
        if stats.approximate_backlog_count >= checks:
            return
        await asyncio.sleep(LOOK_SECONDS)


def _say(bands: dict[str, int], asked: Asked, began: float, rate: float) -> None:
    whole = max(asked.first.values()) - began
    print(
        f"{len(bands)} checks were asked in {whole:.0f} s, {len(bands) / whole:.1f} cases a second; the rate is {rate}"
    )
    places = {case: place for place, case in enumerate(sorted(asked.first, key=asked.first.__getitem__), 1)}
    for band, cases in sorted(Counter(bands.values()).items()):
        of_band = sorted(places[case] for case, each in bands.items() if each == band)
        print(
            f"  band {band}: {cases} cases, asked as number {of_band[0]} to {of_band[-1]}, median {median(of_band):.0f}"
        )


if __name__ == "__main__":
    main()
