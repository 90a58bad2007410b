"""The Temporal worker, and the relay that sends the notifications of the outbox."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import structlog
from temporalio.worker import Worker

from activities.folding import refold
from activities.notifying import TemporalClient, TemporalUnavailableError, patience
from activities.reconciliation import has_fewer_runs
from activities.recovery import recover_late_runs, recover_runs, replace_runs_ahead
from activities.registry import all_activities, service_activities
from activities.relay import BATCH, notify_workflows, starts_of_round
from activities.services import Services
from database.closed_cases import fold_closed_count
from database.connection import Failing
from database.idempotency import forget_answers
from database.reconciliation import notify_where_behind
from schemas import names
from schemas.names import service_queue
from workers.sandbox import workflow_runner
from workers.schedules import keep_schedules
from workflows.abandoned_vehicle import AbandonedVehicle
from workflows.checkpoint import CheckpointRun
from workflows.mail_room import MailRoomRun
from workflows.records_round import RecordsRoundRun

RELAY_SECONDS = 1.0
SWEEP_SECONDS = 60.0
RECOVERY_SECONDS = 300.0
CALLS_AT_ONCE = 10
"""How many cases ask one outside system at the same time, for each worker."""
COMPARED_EACH = 10
"""In how many sweeps the running workflows are listed once, even if there are as many as open cases."""

log = structlog.get_logger()


def build_worker(services: Services, temporal_client: TemporalClient) -> Worker:
    """A worker that runs every case's workflow and activities."""
    return Worker(
        temporal_client.client,
        task_queue=temporal_client.queue,
        workflows=[AbandonedVehicle, CheckpointRun, MailRoomRun, RecordsRoundRun],
        activities=all_activities(services),
        workflow_runner=workflow_runner(),
        graceful_shutdown_timeout=timedelta(seconds=8),
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=2),
    )


@asynccontextmanager
async def service_workers(services: Services, temporal_client: TemporalClient, rate: float) -> AsyncIterator[None]:
    """Workers of their own for what asks outside systems, at most `rate` cases a second over all processes."""
    async with AsyncExitStack() as running:
        for service, activities in service_activities(services).items():
            worker = Worker(
                temporal_client.client,
                task_queue=service_queue(temporal_client.queue, service),
                activities=activities,
                max_concurrent_activities=CALLS_AT_ONCE,
                max_task_queue_activities_per_second=rate,
                graceful_shutdown_timeout=timedelta(seconds=8),
            )
            await running.enter_async_context(worker)
        yield


async def relay(services: Services, temporal_client: TemporalClient, stop: asyncio.Event) -> None:
    """Send the notifications of the outbox, until `stop`; database errors are retried."""
    while not stop.is_set():
        sent = 0
        try:
            starts = await starts_of_round(services, datetime.now(UTC))
            sent = await notify_workflows(services, temporal_client, starts=starts)
        except Failing as fault:
            log.warning("database unavailable", fault=type(fault).__name__)
        if sent < BATCH:
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), RELAY_SECONDS)


async def watch(services: Services, temporal_client: TemporalClient, stop: asyncio.Event) -> None:
    """Run `sweep` and `recover` each minute, until `stop`; what fails is tried again in the next minute."""
    beyond: str | None = ""
    counted = 0
    while not stop.is_set():
        try:
            await sweep(services)
            beyond = await recover(services, temporal_client, beyond, everything=counted == 0)
            counted = (counted + 1) % COMPARED_EACH
        except Failing as fault:
            log.warning("database unavailable", fault=type(fault).__name__)
        except TemporalUnavailableError:
            log.warning("temporal unavailable")
        except Exception as fault:  # One case that nobody foresaw must not end the work on all others.
            log.error("sweep failed", fault=type(fault).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), SWEEP_SECONDS)


async def sweep(services: Services) -> None:
    """Compare the clocks, fold cases that an older process stored during an upgrade, notify workflows that are behind,
    sum up the closed cases, and forget answers older than a year. Raises ClockError.
    """
    now = datetime.now(UTC)
    async with services.pool.acquire() as connection:
        await services.compare_clocks(connection, now)
    async for progress in refold(services.pool, services.city_law, now=services.pace.case_time(now)):
        if progress.folded:
            log.info("cases rebuilt", count=progress.folded)
    async with services.pool.acquire() as connection:
        behind = await notify_where_behind(connection)
        await fold_closed_count(connection)
        await forget_answers(connection, now)
    if behind:
        log.warning("workflows behind", count=behind)


async def recover(
    services: Services, temporal_client: TemporalClient, beyond: str | None, *, everything: bool
) -> str | None:
    """Replace missing runs, and, once after the start of this worker, runs that know more than the journal.

    If not `everything` is to be compared, the running workflows are only counted, and listed if they are too few. A
    restored database comes with a restart. Returns the case up to which runs were compared; None when all were.
    Raises TemporalUnavailableError.
    """
    async with patience(RECOVERY_SECONDS):
        listed = everything or await has_fewer_runs(services, temporal_client)
        work = recover_runs if listed else recover_late_runs
        if replaced := await work(services, temporal_client, now=datetime.now(UTC)):
            log.warning("workflows replaced", count=replaced)
        return None if beyond is None else await replace_runs_ahead(services, temporal_client, beyond)


async def run_worker(services: Services, temporal_client: TemporalClient, stop: asyncio.Event, *, rate: float) -> None:
    """Work until `stop`; the records service is asked about `rate` cases a second."""
    rounds = {names.MAIL_ROOM: services.mail, names.RECORDS_ROUND: services.records_files}
    wanted = [names.CHECKPOINT, *(each for each, place in rounds.items() if place)]
    await keep_schedules(temporal_client.client, temporal_client.queue, services.pace, wanted)
    async with build_worker(services, temporal_client), service_workers(services, temporal_client, rate):
        await asyncio.gather(relay(services, temporal_client, stop), watch(services, temporal_client, stop))
