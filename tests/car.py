"""A driver of one case for the tests: `await car.ask(...)`, `await car.waits_for(...)`, `await car.days_pass(...)`."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from random import randrange
from typing import Any

from PIL import Image
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper

from activities.casework import submit
from activities.notifying import TemporalClient
from activities.photos import keep_photo
from activities.relay import notify_workflows
from activities.reporting import report_vehicle
from activities.services import Services
from database import cases, journal
from schemas import names
from schemas.answers import Answer
from schemas.messages import Actor, JournalEntry, Request
from schemas.reporting import ReportVehicle
from schemas.waiting_periods import RetryStep
from schemas.wire import Position
from schemas.words import Task
from tests.conftest import Clock
from tests.serving import once

FIRMS = {"contractor-1": "north-salvage", "contractor-2": "harbor-towing", "contractor-3": "canal-cranes"}
LOTS = {"lot-1": "river-lot"}
POLLS, POLL_SECONDS = 5_000, 0.01
BUSY = (RPCStatusCode.CANCELLED, RPCStatusCode.DEADLINE_EXCEEDED)
ROLES = {"lot": "lot_keeper", "hearing": "hearing_officer"}


@dataclass
class CaseDriver:
    """One case, driven by a test."""

    services: Services
    temporal_client: TemporalClient
    clock: Clock
    case: str
    skipper: TimeSkipper | None = None

    async def ask(self, who: str, request: Request, *, key: str | None = None) -> Answer:
        """Submit a request and notify the workflow; returns the answer."""
        answer = await submit(self.services, self.case, request, actor(who), now=self.clock(), key=key)
        await notify_workflows(self.services, self.temporal_client, case=self.case)
        return answer

    async def waits_for(self, task: Task) -> cases.CaseRow:
        """Wait until this is the next task of the workflow; returns the case as stored."""
        for _ in range(POLLS):
            if await self._workflow_waits_for() is task:
                return await self.row()
            await asyncio.sleep(POLL_SECONDS)
        row = await self.row()
        raise AssertionError(f"The case never waited for {task}, but for {row.tasks.next.task}.")

    async def _workflow_waits_for(self) -> Task | None:
        """The next task as the workflow answers it; None if it was too busy to answer."""
        try:
            position: Position = await self.workflow.query(names.POSITION, result_type=Position)
        except RPCError as fault:
            if fault.status not in BUSY:
                raise
            return None
        return Task(position.task)

    async def days_pass(self, days: float) -> None:
        """Skip days on the clock of the web application and on that of the workflow."""
        row = await self.row()
        busy = row.case.order
        assert busy is None or not busy.accepted_at, "The clock cannot be skipped while a tow is in progress."
        await self.waits_for(row.tasks.next.task)
        assert self.skipper is not None
        await self.skipper.fast_forward(self.workflow, timedelta(days=days))
        self.clock.ahead += timedelta(days=days)

    async def photo(self) -> str:
        """Store a new photo of this case; returns its code."""
        out = BytesIO()
        Image.new("RGB", (8, 8), (randrange(256), randrange(256), randrange(256))).save(out, "PNG")
        return await keep_photo(self.services, self.case, out.getvalue(), actor("officer-1"), now=self.clock())

    @property
    def workflow(self) -> WorkflowHandle[object, object]:
        """A handle of the workflow of this case."""
        return self.temporal_client.client.get_workflow_handle(names.workflow_id(self.case))

    async def retry(self) -> Answer:
        """An admin requests that the failed step be retried."""
        return await self.ask("admin-1", RetryStep())

    async def facts(self) -> list[Any]:
        """The facts of the journal, in order."""
        return [each.fact for each in await self.recorded()]

    async def recorded(self) -> list[JournalEntry]:
        """The same with their entries in the journal."""
        async with self.services.pool.acquire() as connection:
            return [journal.read_fact(entry) for entry in await journal.list_entries(connection, self.case)]

    async def pending(self) -> list[str]:
        """The ids of the activities that the workflow waits for."""
        described = await self.workflow.describe()
        return [each.activity_id for each in described.raw_description.pending_activities]

    async def ends(self) -> Position:
        """Wait until the workflow ends; returns its result, the last position."""
        handle = self.temporal_client.client.get_workflow_handle(names.workflow_id(self.case), result_type=Position)
        position: Position = await handle.result()
        return position

    async def row(self) -> cases.CaseRow:
        """The case as stored in the read model."""
        async with self.services.pool.acquire() as connection:
            row = await cases.find_case(connection, self.case)
        assert row is not None
        return row

    async def loses_its_run(self, why: str) -> None:
        """Terminate the workflow, and wait until Temporal no longer lists it as running."""
        await self.workflow.terminate(why)
        await once(self._is_listed_as_ended)

    async def _is_listed_as_ended(self) -> bool | None:
        query = f"WorkflowId = '{names.workflow_id(self.case)}' and ExecutionStatus = 'Running'"
        running = await self.temporal_client.client.count_workflows(query)
        return True if running.count == 0 else None

    async def kinds_of_events(self) -> list[str]:
        """The events of the workflow's history, by their names."""
        history = await self.workflow.fetch_history()
        return [str(event.WhichOneof("attributes")).removesuffix("_event_attributes") for event in history.events]


def actor(who: str) -> Actor:
    """A person of the test city."""
    kind = who.rpartition("-")[0]
    return Actor(account=who, role=ROLES.get(kind, kind), firm=(FIRMS | LOTS).get(who))


async def reported(
    services: Services,
    temporal_client: TemporalClient,
    clock: Clock,
    skipper: TimeSkipper | None = None,
    **changes: object,
) -> CaseDriver:
    """Report a car and start its workflow; returns the driver of its case."""
    told = {"address": "100 First Street", "district": "d25", "plate": "ABC 1234", "plate_state": "PA"} | changes
    report = ReportVehicle.model_validate(told)
    answer = await report_vehicle(services, report, actor("dispatcher-1"), now=clock())
    await notify_workflows(services, temporal_client, case=answer.case)
    return CaseDriver(services, temporal_client, clock, answer.case, skipper)
