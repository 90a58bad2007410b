"""One car in the engine's eyes: where its journal stands, and the ways to wait and to act.

Knows no law, no people and no database: positions come from the record, and every verdict is given there.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey
from temporalio.exceptions import ActivityError, TimeoutError

from schemas import names
from schemas.engine import Errand, Opening, Position
from schemas.words import FailureCause, Stage, Step

STAGE = SearchAttributeKey.for_keyword(names.CASE_STAGE)
ERRAND_TIME = timedelta(seconds=5)
ERRAND_RETRIES = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1), maximum_attempts=20
)


class Process:
    """The position of one case, and what the stages do with it."""

    def __init__(self, opening: Opening) -> None:
        self.case = opening.case
        self.position = opening.position

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

    async def hears_more(self) -> None:
        """Wait for news: it is somebody else's turn."""
        known = self.position
        workflow.set_current_details(f"Waits for: {known.thing.replace('_', ' ')}")
        await workflow.wait_condition(lambda: self.position != known)

    async def does(self, errand: str) -> None:
        """Run an errand and go on from its answer; one that cannot succeed becomes somebody's task."""
        step, number = self.step, self.position.number
        try:
            await self._run(errand, Errand(case=self.case, now=workflow.now()))
        except ActivityError as fault:
            cause = FailureCause.TIMED_OUT if isinstance(fault.cause, TimeoutError) else FailureCause.FAULT
            failure = Errand(case=self.case, now=workflow.now(), step=step, cause=cause)
            await self._run(names.STEP_FAILED, failure, RetryPolicy(maximum_interval=timedelta(minutes=10)))
        if (self.position.number, self.step) == (number, step):
            # The record refused: only news can change its mind, so asking again at once would spin.
            await self.hears_more()

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
