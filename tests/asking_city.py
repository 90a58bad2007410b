"""A city that lets its records service answer, with the training city as that service, over real HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
from fastapi import Request, Response

from activities.notifying import TemporalClient
from activities.outside import Circuit
from activities.records_service import HttpRecordsService
from activities.services import Services
from sample.records import TrainingRecords
from schemas.outside import Port
from schemas.records import RecordsQuestion
from tests.car import CaseDriver, reported
from tests.conftest import Clock
from tests.outside import served
from workers.worker import build_worker, service_workers
from workers.world import TrainingCity, world_app


@dataclass(frozen=True)
class AskingCity:
    """A city whose records service is the training city's."""

    services: Services
    temporal_client: TemporalClient
    world: TrainingCity
    door: asyncio.Event
    """Set unless a test lets the questions wait."""

    async def reported(self, plate: str, **said: Any) -> CaseDriver:
        """A case of a car with this plate, which has just been reported; and what else was said of it."""
        return await reported(self.services, self.temporal_client, Clock(), plate=plate, **said)


@asynccontextmanager
async def asking_city(
    services: Services, temporal_client: TemporalClient, asks: frozenset[RecordsQuestion] = frozenset(RecordsQuestion)
) -> AsyncIterator[AskingCity]:
    """Its workers, and the training city."""
    world, door = TrainingCity(TrainingRecords()), asyncio.Event()
    door.set()
    app = world_app(world)

    @app.middleware("http")
    async def behind_the_door(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        answer = await go_on(request)
        await door.wait()
        return answer

    async with served(app) as address, httpx.AsyncClient(base_url=f"{address}records/", timeout=20) as client:
        records = HttpRecordsService(client, Circuit(Port.RECORDS, services.pool), seconds=20)
        law = replace(services.city_law, asks=asks)
        asking = replace(services, city_law=law, records=records)
        async with build_worker(asking, temporal_client), service_workers(asking, temporal_client, 100):
            yield AskingCity(asking, temporal_client, world, door)
            door.set()
