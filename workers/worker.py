"""The Temporal worker, and the relay that sends the notifications of the outbox."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog
from temporalio.worker import Worker

from activities.folding import fold_anew
from activities.knocking import Engine, tell
from activities.office import Office
from activities.registry import all_activities
from activities.sealing import seal_journal
from database.connection import Failing
from database.orphans import knock_where_behind
from workers.sandbox import workflow_runner
from workflows.abandoned_vehicle import AbandonedVehicle

RELAY_SECONDS = 1.0
SWEEP_SECONDS = 60.0

log = structlog.get_logger()


def build_worker(office: Office, engine: Engine) -> Worker:
    """A worker that runs every case's workflow and activities."""
    return Worker(
        engine.client,
        task_queue=engine.queue,
        workflows=[AbandonedVehicle],
        activities=all_activities(office),
        workflow_runner=workflow_runner(),
        graceful_shutdown_timeout=timedelta(seconds=8),
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=2),
    )


async def relay(office: Office, engine: Engine, stop: asyncio.Event) -> None:
    """Send the notifications of the outbox, until `stop`; database errors are retried."""
    while not stop.is_set():
        try:
            await tell(office, engine)
        except Failing as fault:
            log.warning("database unavailable", fault=type(fault).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), RELAY_SECONDS)


async def watch(office: Office, stop: asyncio.Event) -> None:
    """Run `sweep` each minute, until `stop`; database errors are retried."""
    while not stop.is_set():
        try:
            await sweep(office)
        except Failing as fault:
            log.warning("database unavailable", fault=type(fault).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), SWEEP_SECONDS)


async def sweep(office: Office) -> None:
    """Fold cases that an older process stored during an upgrade, notify workflows that are behind, and add the day's
    checkpoint.
    """
    async for progress in fold_anew(office.pool, now=office.pace.case_time(datetime.now(UTC))):
        if progress.folded:
            log.info("cases rebuilt", count=progress.folded)
    async with office.pool.acquire() as connection:
        behind = await knock_where_behind(connection)
    if behind:
        log.warning("workflows behind", count=behind)
    if seal := await seal_journal(office, now=datetime.now(UTC)):
        log.info("checkpoint written", seal=seal.id, heads=seal.heads, digest=seal.digest.hex())


async def run_worker(office: Office, engine: Engine, stop: asyncio.Event) -> None:
    """Work until `stop`."""
    async with build_worker(office, engine):
        await asyncio.gather(relay(office, engine, stop), watch(office, stop))
