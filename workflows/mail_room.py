"""The workflow of the mail: started by its schedule each hour of case time, it hands letters over and collects events.

Each run repeats what an earlier one left undone: the database knows what was done. Replayed, like the other workflow.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

from schemas import names
from schemas.wire import DailyInput

STEPS = (names.HAND_OVER_LETTERS, names.COLLECT_MAIL_EVENTS)
LONGEST = timedelta(minutes=30)
"""Enough for the letters of a day."""
RETRIES = RetryPolicy(initial_interval=timedelta(seconds=2), maximum_interval=timedelta(minutes=5), maximum_attempts=8)


@workflow.defn(name=names.MAIL_ROOM)
class MailRoomRun:
    """One round: a step that fails for good does not keep the other one from its work."""

    @workflow.run
    async def run(self) -> None:
        """Do each step once; the run fails in sight if one did."""
        failed = [step for step in STEPS if not await self._does(step)]
        if failed:
            raise ApplicationError(f"Not done in this round: {', '.join(failed)}.", non_retryable=True)

    async def _does(self, step: str) -> bool:
        try:
            await workflow.execute_activity(
                step,
                DailyInput(now=workflow.now()),
                task_queue=names.service_queue(workflow.info().task_queue, names.MAIL_QUEUE),
                start_to_close_timeout=LONGEST,
                heartbeat_timeout=timedelta(seconds=30),
                retry_policy=RETRIES,
                summary=step.replace("_", " "),
            )
        except ActivityError:
            return False
        return True
