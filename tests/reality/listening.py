"""The real workflow of one case: how it is notified, with what fault, when it is idle, and what it knows."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.client import WorkflowExecutionDescription, WorkflowExecutionStatus, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from activities.notifying import STARTS
from activities.registry import all_activities
from activities.relay import notify_workflows
from activities.services import position_of
from database import cases
from database.outbox import Unsent, list_outbox
from database.reconciliation import notify_where_behind
from schemas import names
from schemas.wire import Position
from schemas.words import Stage, Task
from tests.reality.city import CityUnderTest
from tests.reality.hostile import Trouble

AT_ONCE = frozenset({Task.LETTERS, Task.OFFER, Task.CLOSING})
TIMED = frozenset({Task.NOTICE_PERIOD, Task.RECLAIM_PERIOD, Task.ANSWER, Task.LETTERS})
BEYOND = timedelta(milliseconds=100)
"""Time is skipped this far beyond an instant, so that every timer set for it has fired."""


@dataclass
class Listening:
    """The workflow of one case."""

    town: CityUnderTest
    case: str
    behind: bool = False
    """Whether it may have missed a fact."""
    heard: list[Position] = field(default_factory=list)

    async def is_told(self, trouble: Trouble, *, which: int = 0) -> None:
        """Send the outbox, with this fault; `which` selects the old signal or activity to repeat."""
        self.town.hostile.trouble = trouble
        if trouble is Trouble.LOST:
            await self._loses()
        else:
            await self._takes_over_time()
            await notify_workflows(self.town.services, self.town.temporal_client, case=self.case)
        if trouble is Trouble.STALE and self.heard:
            with suppress(RPCError):
                await self.workflow.signal(names.FACT_RECORDED, self.heard[which % len(self.heard)])
        if trouble is Trouble.ZOMBIE:
            await self._works_late(which)
        row = await self.row()
        self.behind = bool(await self.outbox()) or row.notified_number < row.number

    async def is_found_behind(self) -> None:
        """Run the sweep, once the pause after a failed notification is over."""
        async with self.town.services.pool.acquire() as connection:
            await connection.execute("update outbox set not_before = '-infinity' where case_id = $1", self.case)
            await notify_where_behind(connection)
        await self.is_told(Trouble.NONE)

    async def _loses(self) -> None:
        async with self.town.services.pool.acquire() as connection:
            await connection.execute("delete from outbox where case_id = $1 and kind = 'signal'", self.case)

    async def _takes_over_time(self) -> None:
        """A new run does not know the time that was skipped for the run before; case time takes it over."""
        begins = any(each.kind in STARTS for each in await self.outbox())
        if begins and self.town.clock.ahead and not await self.runs():
            self.town.pace.move(self.town.clock.ahead)
            self.town.clock.ahead = timedelta()

    async def _works_late(self, which: int) -> None:
        done = [each for each in self.town.hostile.done if each[0] != names.TOW_VEHICLE]
        if done:
            name, given = done[which % len(done)]
            activities = {each.__name__: each for each in all_activities(self.town.services)}
            await activities[name](given)

    async def sleeps(self, duration: timedelta) -> None:
        """Let time pass, for the workflow and for the clock of the test."""
        if not await self.runs() or not await self.town.skipper.fast_forward(self.workflow, duration):
            self.town.clock.ahead += duration
        else:
            self.town.clock.ahead = await self.town.skipper.get_current_time(self.workflow) - datetime.now(UTC)

    async def is_busy(self) -> bool:
        """Whether it waits for a truck, so that time cannot be skipped."""
        described = await self.described()
        return described is not None and bool(described.raw_description.pending_activities)

    async def at_rest(self) -> cases.CaseRow | None:
        """The case, once the workflow is idle and has done everything it knows to be due; None before."""
        row, described = await self.row(), await self.described()
        if described is None or described.status is not WorkflowExecutionStatus.RUNNING:
            return row if self.behind or row.stage == Stage.CLOSED else None
        if described.raw_description.HasField("pending_workflow_task") or any(_running(described)):
            return None
        position = await self._position()
        if position is None or self._is_due(position) or (await self.row()).number != row.number:
            return None
        return row if self.behind or self._knows(row, position, described) else None

    async def _position(self) -> Position | None:
        """The position it knows; None if it is too busy to answer."""
        position: Position | None = None
        with suppress(RPCError):
            position = await self.workflow.query(names.POSITION, result_type=Position)
        return position

    def _is_due(self, position: Position) -> bool:
        due = self.town.clock() + BEYOND
        return position.own_act in TIMED and position.wake_at is not None and position.wake_at <= due

    def _knows(self, row: cases.CaseRow, position: Position, described: WorkflowExecutionDescription) -> bool:
        """It knows the current position, has nothing due, and waits for the truck if an order is open."""
        if position != position_of(row.case, row.tasks, self.town.pace):
            return False
        if position not in self.heard:
            self.heard.append(position)
        if position.own_act == Task.TOW:
            waits = (self.case, position.order) in self.town.hostile.awaited
            return waits and list(_activities(described)) == [names.tow_id(position.order or 0)]
        at_once = position.own_act in AT_ONCE and position.wake_at is None
        return not at_once and not list(_activities(described))

    async def runs(self) -> bool:
        """Whether a run is open."""
        described = await self.described()
        return described is not None and described.status is WorkflowExecutionStatus.RUNNING

    async def described(self) -> WorkflowExecutionDescription | None:
        """The newest run; None before there is one."""
        try:
            return await self.workflow.describe()
        except RPCError as fault:
            if fault.status is not RPCStatusCode.NOT_FOUND:
                raise
            return None

    @property
    def workflow(self) -> WorkflowHandle[Any, Any]:
        """The handle of the workflow."""
        return self.town.temporal_client.client.get_workflow_handle(names.workflow_id(self.case))

    async def row(self) -> cases.CaseRow:
        """The case as stored."""
        async with self.town.services.pool.acquire() as connection:
            row = await cases.find_case(connection, self.case)
        assert row is not None
        return row

    async def outbox(self) -> list[Unsent]:
        """The notifications that are not sent yet."""
        async with self.town.services.pool.acquire() as connection:
            return await list_outbox(connection, case=self.case)


def _activities(described: WorkflowExecutionDescription) -> Iterator[str]:
    return (each.activity_id for each in described.raw_description.pending_activities)


def _running(described: WorkflowExecutionDescription) -> Iterator[str]:
    """The activities that are running, without the one that waits for a truck."""
    return (each for each in _activities(described) if not each.startswith("tow-"))
