"""One car in the engine's eyes: where its journal stands, and the ways to wait and to act.

Knows no law, no people and no database: positions come from the record, and every verdict is given there.
"""

import builtins
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey
from temporalio.exceptions import ActivityError, TimeoutError

from schemas import names
from schemas.engine import Errand, FailureCause, Opening, Position, TowReport
from schemas.words import Gate, Stage, Step

STAGE = SearchAttributeKey.for_keyword(names.CASE_STAGE)
ERRAND_TIME = timedelta(seconds=5)
ERRAND_RETRIES = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1), maximum_attempts=20
)
LATER = timedelta(milliseconds=20)
"""A timer asks a moment after its instant: the record computes in case time, and rounds."""
TOO_EARLY = timedelta(minutes=1)


class Process:
    """The position of one case, and what the stages do with it."""

    def __init__(self, opening: Opening) -> None:
        self.case = opening.case
        self.position = opening.position
        self.arrival = timedelta(seconds=opening.arrival_seconds)

    @property
    def stage(self) -> Stage:
        """Where the case is."""
        return self.position.stage

    @property
    def step(self) -> Step | None:
        """What the engine itself owes; None while it is somebody else's turn."""
        return self.position.step

    def hear(self, position: Position) -> None:
        """Take in where the journal stands. Late and repeated news changes nothing."""
        if position.number < self.position.number:
            return
        before, self.position = self.position.stage, position
        # A closed case is told apart by its status; this attribute is for the open ones.
        if position.stage not in (before, Stage.CLOSED):
            workflow.upsert_search_attributes([STAGE.value_set(position.stage)])

    async def hears_more(self, until: datetime | None = None) -> bool:
        """Wait for news, at most until an instant; False if that came first."""
        known = self.position
        words = f"Waits for: {known.task.replace('_', ' ')}"
        workflow.set_current_details(words)
        left = until - workflow.now() + LATER if until else None
        try:
            await workflow.wait_condition(
                lambda: self.position != known,
                timeout=max(left, LATER) if left else None,
                timeout_summary=words if left else None,
            )
        except builtins.TimeoutError:
            return False
        return True

    async def does(self, errand: str) -> None:
        """Run an errand and go on from its answer; one that is refused waits for news, which alone can change it."""
        if not await self._succeeds(errand):
            await self.hears_more()

    async def does_in_time(self, errand: str, gate: Gate | None = None) -> None:
        """Wait until the position says, then run an errand; one that came too early is run again after a while.

        Where the clock had stood, the answer says a later instant, and that one is waited for.
        """
        until = self.position.wake_at
        if until and await self.hears_more(until):
            return
        if not await self._succeeds(errand, gate) and self.position.wake_at == until:
            await self.hears_more(workflow.now() + TOO_EARLY)

    async def writes(self) -> None:
        """Write the letters that are owed: at once, or once their time has come."""
        if self.position.wake_at:
            await self.does_in_time(names.WRITE_LETTERS)
        else:
            await self.does(names.WRITE_LETTERS)

    async def tows(self) -> None:
        """Wait for the truck: the activity is completed from outside, and its end is the end of the order."""
        number, order = self.position.number, self.position.order or 0
        try:
            report = await self._truck(order)
        except ActivityError as fault:
            if isinstance(fault.cause, TimeoutError):
                await self.does(names.NO_SHOW)
            else:
                # Somebody has ended the activity from outside: that is no word of the truck, and no end of the case.
                await self._fails(self.step, FailureCause.FAULT)
            return
        if report.position:
            self.hear(report.position)
        if self.position.number == number:
            await self.hears_more()

    async def _truck(self, order: int) -> TowReport:
        workflow.set_current_details(f"Waits for the truck of order {order}")
        report: TowReport = await workflow.execute_activity(
            names.TOW_VEHICLE,
            Errand(case=self.case, now=workflow.now(), order=order),
            result_type=TowReport,
            activity_id=names.tow_id(order),
            schedule_to_close_timeout=self.arrival,
            summary=f"the truck of order {order}",
        )
        return report

    async def _succeeds(self, errand: str, gate: Gate | None = None) -> bool:
        """Run an errand; one that cannot succeed becomes somebody's task. False if nothing came of it."""
        step, number, order = self.step, self.position.number, self.position.order
        try:
            await self._run(errand, Errand(case=self.case, now=workflow.now(), order=order, gate=gate, number=number))
        except ActivityError as fault:
            await self._fails(
                step, FailureCause.TIMED_OUT if isinstance(fault.cause, TimeoutError) else FailureCause.FAULT
            )
        return (self.position.number, self.step) != (number, step)

    async def _fails(self, step: Step | None, cause: FailureCause) -> None:
        failure = Errand(case=self.case, now=workflow.now(), step=step, cause=cause, number=self.position.number)
        await self._run(names.STEP_FAILED, failure, RetryPolicy(maximum_interval=timedelta(minutes=10)))

    async def _run(self, errand: str, message: Errand, retries: RetryPolicy = ERRAND_RETRIES) -> None:
        position = await workflow.execute_activity(
            errand,
            message,
            result_type=Position,
            start_to_close_timeout=ERRAND_TIME,
            retry_policy=retries,
            summary=errand.replace("_", " "),
        )
        self.hear(position)
