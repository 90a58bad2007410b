"""The real engine of one case: how it is told, with what trouble on the way, when it rests, and what it knows."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.client import WorkflowExecutionDescription, WorkflowExecutionStatus, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from activities.knocking import STARTS, tell
from activities.office import position_of
from activities.registry import all_activities
from database import cases
from database import casework as papers
from database.orphans import knock_where_behind
from schemas import names
from schemas.wire import Position
from schemas.words import Stage, Step
from tests.reality.hostile import Trouble
from tests.reality.town import Town

AT_ONCE = frozenset({Step.WRITE_LETTERS, Step.OFFER_TOW, Step.CLOSE})
TIMED = frozenset({Step.PASS_TOW_GATE, Step.PASS_DISPOSAL_GATE, Step.AWAIT_ANSWER, Step.WRITE_LETTERS})
BEYOND = timedelta(milliseconds=100)
"""So far beyond an instant time is passed, that whoever sleeps until then has woken."""


@dataclass
class Listening:
    """The engine of one case."""

    town: Town
    case: str
    behind: bool = False
    """Whether it was not told of all that is recorded."""
    heard: list[Position] = field(default_factory=list)

    async def is_told(self, trouble: Trouble, *, which: int = 0) -> None:
        """What is in the outbox, with this trouble on the way; `which` of the old knocks or errands, if one comes."""
        self.town.hostile.trouble = trouble
        if trouble is Trouble.LOST:
            await self._loses()
        else:
            await self._takes_over_time()
            await tell(self.town.office, self.town.engine, case=self.case)
        if trouble is Trouble.STALE and self.heard:
            with suppress(RPCError):
                await self.workflow.signal(names.FACT_RECORDED, self.heard[which % len(self.heard)])
        if trouble is Trouble.ZOMBIE:
            await self._works_late(which)
        row = await self.row()
        self.behind = bool(await self.outbox()) or row.told < row.number

    async def is_found_behind(self) -> None:
        """The minute's sweep."""
        async with self.town.office.pool.acquire() as connection:
            await knock_where_behind(connection)
        await self.is_told(Trouble.NONE)

    async def _loses(self) -> None:
        async with self.town.office.pool.acquire() as connection:
            await connection.execute("delete from outbox where case_id = $1 and kind = 'knock'", self.case)

    async def _takes_over_time(self) -> None:
        """A run that begins knows nothing of the time that was skipped for the one before it."""
        begins = any(each.kind in STARTS for each in await self.outbox())
        if begins and self.town.clock.ahead and not await self.runs():
            self.town.pace.move(self.town.clock.ahead)
            self.town.clock.ahead = timedelta()

    async def _works_late(self, which: int) -> None:
        done = [each for each in self.town.hostile.done if each[0] != names.TOW_VEHICLE]
        if done:
            name, given = done[which % len(done)]
            activities = {each.__name__: each for each in all_activities(self.town.office)}
            await activities[name](given)

    async def sleeps(self, duration: timedelta) -> None:
        """Time passes, for the engine and for everybody's clock."""
        if not await self.runs() or not await self.town.skipper.fast_forward(self.workflow, duration):
            self.town.clock.ahead += duration
        else:
            self.town.clock.ahead = await self.town.skipper.get_current_time(self.workflow) - datetime.now(UTC)

    async def is_busy(self) -> bool:
        """Whether it waits for a truck, so that no time can be skipped."""
        described = await self.described()
        return described is not None and bool(described.raw_description.pending_activities)

    async def at_rest(self) -> cases.CaseRow | None:
        """The case as it stands, once the engine does nothing and owes nothing of what it knows; None before."""
        row, described = await self.row(), await self.described()
        if described is None or described.status is not WorkflowExecutionStatus.RUNNING:
            return row if self.behind or row.stage == Stage.CLOSED else None
        if described.raw_description.HasField("pending_workflow_task") or any(_errands(described)):
            return None
        position = await self._position()
        if position is None or self._is_due(position) or (await self.row()).number != row.number:
            return None
        return row if self.behind or self._knows(row, position, described) else None

    async def _position(self) -> Position | None:
        """Where it believes the journal to stand; None if it is too busy to say."""
        position: Position | None = None
        with suppress(RPCError):
            position = await self.workflow.query(names.POSITION, result_type=Position)
        return position

    def _is_due(self, position: Position) -> bool:
        due = self.town.clock() + BEYOND
        return position.step in TIMED and position.wake_at is not None and position.wake_at <= due

    def _knows(self, row: cases.CaseRow, position: Position, described: WorkflowExecutionDescription) -> bool:
        """It knows where the journal stands, owes nothing, and waits for the truck where one is awaited."""
        if position != position_of(row.case, row.next, self.town.pace, row.changed_at):
            return False
        if position not in self.heard:
            self.heard.append(position)
        if position.step == Step.TOW_VEHICLE:
            waits = (self.case, position.order) in self.town.hostile.awaited
            return waits and list(_activities(described)) == [names.tow_id(position.order or 0)]
        at_once = position.step in AT_ONCE and position.wake_at is None
        return not at_once and not list(_activities(described))

    async def runs(self) -> bool:
        """Whether there is a run that goes on."""
        described = await self.described()
        return described is not None and described.status is WorkflowExecutionStatus.RUNNING

    async def described(self) -> WorkflowExecutionDescription | None:
        """The newest run; None before there is any."""
        try:
            return await self.workflow.describe()
        except RPCError as fault:
            if fault.status is not RPCStatusCode.NOT_FOUND:
                raise
            return None

    @property
    def workflow(self) -> WorkflowHandle[Any, Any]:
        """The workflow."""
        return self.town.engine.client.get_workflow_handle(names.workflow_id(self.case))

    async def row(self) -> cases.CaseRow:
        """The case as the database has it."""
        async with self.town.office.pool.acquire() as connection:
            row = await cases.find_case(connection, self.case)
        assert row is not None
        return row

    async def outbox(self) -> list[papers.Unsent]:
        """What it was not told yet."""
        async with self.town.office.pool.acquire() as connection:
            return await papers.list_outbox(connection, case=self.case)


def _activities(described: WorkflowExecutionDescription) -> Iterator[str]:
    return (each.activity_id for each in described.raw_description.pending_activities)


def _errands(described: WorkflowExecutionDescription) -> Iterator[str]:
    """What it does just now; a truck that is awaited is nothing that it does."""
    return (each for each in _activities(described) if not each.startswith("tow-"))
