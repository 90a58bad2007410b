"""Notifies workflows: starts them, restarts them or signals them. Repeating any of it is harmless.

An outbox row says only *that* there is something to send; what is sent is the current position.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from temporalio.client import Client, WorkflowHandle
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.services import Services, standing
from activities.tow_dispatch import ended_tow
from database import cases
from database.outbox import Unsent, take_from_outbox
from schemas import names
from schemas.wire import CaseInput, Position
from schemas.words import Stage

STAGE = SearchAttributeKey.for_keyword(names.CASE_STAGE)
DISTRICT = SearchAttributeKey.for_keyword(names.CASE_DISTRICT)
PATIENCE_SECONDS = 2.0
STARTS = ("start", "restart", "replace")
NOT_CONNECTED = "Failed client connect"
TASK_TIME = timedelta(seconds=3)

log = structlog.get_logger()


@dataclass(frozen=True)
class TemporalClient:
    """The Temporal client and the task queue of our workers."""

    client: Client
    queue: str


class TemporalUnavailableError(Exception):
    """Temporal does not answer, or not to this call."""

    def __init__(self) -> None:
        super().__init__("Temporal is unavailable. No data was lost. Please try again.")


@asynccontextmanager
async def patience(seconds: float) -> AsyncIterator[None]:
    """Bound a Temporal call by a timeout in seconds. Raises TemporalUnavailableError."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except (RPCError, TimeoutError) as fault:
        raise TemporalUnavailableError from fault
    except RuntimeError as fault:
        # A client that has not connected yet raises a plain RuntimeError if the server is unreachable.
        if NOT_CONNECTED not in str(fault):
            raise
        raise TemporalUnavailableError from fault


async def deliver(services: Services, temporal_client: TemporalClient, unsent: Unsent) -> bool:
    """Deliver one notification; whether there was a workflow to notify. Raises TemporalUnavailableError."""
    async with services.pool.acquire() as connection:
        row = await cases.find_case(connection, unsent.case_id)
    if row is None:
        raise LookupError(unsent.case_id)
    async with patience(PATIENCE_SECONDS):
        heard = await _deliver(services, temporal_client, row, unsent.kind)
    async with services.pool.acquire() as connection:
        if heard:
            await cases.mark_notified(connection, row.id, row.number)
        await take_from_outbox(connection, unsent)
    return heard


async def is_available(temporal_client: TemporalClient) -> bool:
    """Whether Temporal itself answers that it is well."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await temporal_client.client.service_client.check_health()
    except (RPCError, RuntimeError, TimeoutError):
        return False


async def _deliver(services: Services, temporal_client: TemporalClient, row: cases.CaseRow, kind: str) -> bool:
    position = standing(services, row)
    if kind in STARTS:
        await _start(services, temporal_client, row, position, kind)
        return True
    try:
        await (
            _complete_tow(temporal_client, row, position)
            if kind == "tow"
            else _signal(temporal_client, row.id, position)
        )
    except RPCError as fault:
        if fault.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True


async def _signal(temporal_client: TemporalClient, case: str, position: Position) -> None:
    handle: WorkflowHandle[object, object] = temporal_client.client.get_workflow_handle(names.workflow_id(case))
    try:
        await handle.signal(names.FACT_RECORDED, position)
    except RPCError as fault:
        ended = fault.status is RPCStatusCode.NOT_FOUND and position.stage == Stage.CLOSED
        if not ended:
            raise


async def _complete_tow(temporal_client: TemporalClient, row: cases.CaseRow, position: Position) -> None:
    """Complete the activity that waits for the truck. If it is not waiting (any more, or yet), signal the workflow."""
    ended = ended_tow(row.case, None)
    if ended is None:
        raise LookupError(f"Case {row.id} has no tow that has ended.")
    handle = temporal_client.client.get_async_activity_handle(
        workflow_id=names.workflow_id(row.id), run_id=None, activity_id=names.tow_id(ended.order)
    )
    try:
        await handle.complete(ended.model_copy(update={"position": position}))
    except RPCError as fault:
        if fault.status is not RPCStatusCode.NOT_FOUND:
            raise
        await _signal(temporal_client, row.id, position)


CONFLICTS = {"replace": WorkflowIDConflictPolicy.TERMINATE_EXISTING}
"""A restart replaces the broken run, which may still be running."""


async def _start(
    services: Services, temporal_client: TemporalClient, row: cases.CaseRow, position: Position, kind: str
) -> None:
    if position.stage == Stage.CLOSED:
        return
    first = kind == "start"
    reuse = WorkflowIDReusePolicy.REJECT_DUPLICATE if first else WorkflowIDReusePolicy.ALLOW_DUPLICATE
    try:
        await temporal_client.client.start_workflow(
            names.WORKFLOW,
            CaseInput(case=row.id, position=position, arrival_seconds=services.windows.arrival_seconds),
            id=names.workflow_id(row.id),
            task_queue=temporal_client.queue,
            id_reuse_policy=reuse,
            id_conflict_policy=CONFLICTS.get(kind, WorkflowIDConflictPolicy.FAIL),
            task_timeout=TASK_TIME,
            static_summary=f"{row.id} in district {row.district}",
            search_attributes=TypedSearchAttributes(
                [SearchAttributePair(STAGE, position.stage), SearchAttributePair(DISTRICT, row.district)]
            ),
        )
    except WorkflowAlreadyStartedError:
        if not first:
            await _signal(temporal_client, row.id, position)
