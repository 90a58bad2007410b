"""The daily checkpoint on a real Temporal server: its rounds add one for a day, however often they go."""

import asyncio
from uuid import uuid4

from activities.checkpoints import verify_checkpoints
from activities.notifying import TemporalClient
from activities.services import Services
from database.checkpoints import list_checkpoints
from schemas import names
from tests.car import reported
from tests.conftest import Clock
from workers.worker import build_worker


async def test_rounds_add_one_checkpoint_a_day(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    async with build_worker(services, temporal_client):
        await reported(services, temporal_client, clock)

        await asyncio.gather(*(go_round(temporal_client) for _ in range(3)))

    async with services.pool.acquire() as connection:
        assert [each.heads for each in await list_checkpoints(connection)] == [1]
    assert await verify_checkpoints(services) == []


async def go_round(temporal_client: TemporalClient) -> None:
    """One round, as its schedule starts it."""
    queue = temporal_client.queue
    await temporal_client.client.execute_workflow(names.CHECKPOINT, id=f"round-{uuid4()}", task_queue=queue)
