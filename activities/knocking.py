"""How the engine hears: it is started, started again, or knocked at. Repeating any of it is harmless.

What the outbox holds is only *that* there is something to tell; what is told is where the journal stands now.
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

from activities.casework import standing
from activities.office import Office
from activities.tow_dispatch import ended_tow
from database import cases
from database import casework as papers
from schemas import names
from schemas.engine import Opening, Position
from schemas.words import Stage

STAGE = SearchAttributeKey.for_keyword(names.CASE_STAGE)
DISTRICT = SearchAttributeKey.for_keyword(names.CASE_DISTRICT)
PATIENCE_SECONDS = 2.0
TASK_TIME = timedelta(seconds=3)

log = structlog.get_logger()


@dataclass(frozen=True)
class Engine:
    """The Temporal client and the queue that our workers listen to."""

    client: Client
    queue: str


class EngineAwayError(Exception):
    """Temporal does not answer."""

    def __init__(self) -> None:
        super().__init__("The engine cannot be reached just now. The record does not suffer; please try again.")


@asynccontextmanager
async def patience(seconds: float) -> AsyncIterator[None]:
    """Ask Temporal something, for so long at the most. Raises EngineAwayError."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except (RPCError, TimeoutError) as fault:
        raise EngineAwayError from fault


async def tell(office: Office, engine: Engine, *, case: str | None = None) -> int:
    """Tell the engine what the outbox holds, of one case or of all; answers how much was told.

    An engine that is away is no error: what could not be told stays in the outbox.
    """
    async with office.pool.acquire() as connection:
        unsent = await papers.list_outbox(connection, case=case)
    told = 0
    for each in unsent:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await _tell_one(office, engine, each)
            told += 1
        except (RPCError, TimeoutError) as fault:
            log.warning("engine not told", case=each.case_id, fault=type(fault).__name__)
            if not _answers(fault):
                break
    return told


def _answers(fault: Exception) -> bool:
    """Whether the engine is there at all and only this case is not."""
    return isinstance(fault, RPCError) and fault.status is RPCStatusCode.NOT_FOUND


async def _tell_one(office: Office, engine: Engine, unsent: papers.Unsent) -> None:
    async with office.pool.acquire() as connection:
        row = await cases.find_case(connection, unsent.case_id)
    if row is None:
        raise LookupError(unsent.case_id)
    position = standing(office, row)
    if unsent.kind == "knock":
        await _knock(engine, row.id, position)
    elif unsent.kind == "tow":
        await _complete_tow(engine, row, position)
    else:
        await _start(office, engine, row, position, unsent.kind)
    async with office.pool.acquire() as connection:
        await cases.mark_told(connection, row.id, row.number)
        await papers.take_from_outbox(connection, unsent)


async def _knock(engine: Engine, case: str, position: Position) -> None:
    handle: WorkflowHandle[object, object] = engine.client.get_workflow_handle(names.workflow_id(case))
    try:
        await handle.signal(names.FACT_RECORDED, position)
    except RPCError as fault:
        ended = fault.status is RPCStatusCode.NOT_FOUND and position.stage is Stage.CLOSED
        if not ended:
            raise


async def _complete_tow(engine: Engine, row: cases.CaseRow, position: Position) -> None:
    """Complete the activity that waits for the truck; where it does not wait (any more, or yet) a knock does."""
    ended = ended_tow(row.case, None)
    if ended is None:
        raise LookupError(f"Case {row.id} has no tow that ended.")
    handle = engine.client.get_async_activity_handle(
        workflow_id=names.workflow_id(row.id), run_id=None, activity_id=names.tow_id(ended.order)
    )
    try:
        await handle.complete(ended.model_copy(update={"position": position}))
    except RPCError as fault:
        if fault.status is not RPCStatusCode.NOT_FOUND:
            raise
        await _knock(engine, row.id, position)


CONFLICTS = {"mend": WorkflowIDConflictPolicy.TERMINATE_EXISTING}
"""A run that is mended takes the place of the broken one, which may still be running."""


async def _start(office: Office, engine: Engine, row: cases.CaseRow, position: Position, kind: str) -> None:
    if position.stage is Stage.CLOSED:
        return
    first = kind == "start"
    reuse = WorkflowIDReusePolicy.REJECT_DUPLICATE if first else WorkflowIDReusePolicy.ALLOW_DUPLICATE
    try:
        await engine.client.start_workflow(
            names.WORKFLOW,
            Opening(case=row.id, position=position, arrival_seconds=office.windows.arrival_seconds),
            id=names.workflow_id(row.id),
            task_queue=engine.queue,
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
            await _knock(engine, row.id, position)
