"""One round of work that belongs to no case: each step is done once. Replayed, like every workflow.

Each round repeats what an earlier one left undone: the database knows what was done.
"""

from collections.abc import Sequence
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

from schemas import names
from schemas.wire import DailyInput

LONGEST = timedelta(minutes=30)
"""Enough for the letters, or the questions, of a day."""
STALE = timedelta(hours=1)
"""A step that waits longer is done by the next round: what it records would bear the time of this one."""
RETRIES = RetryPolicy(initial_interval=timedelta(seconds=2), maximum_interval=timedelta(minutes=5), maximum_attempts=8)


async def go_round(steps: Sequence[str], queue: str | None = None) -> None:
    """Do each step once, on the queue of its service or on that of the cases.

    The run fails in sight if one did, after all were tried.
    """
    failed = [step for step in steps if not await _does(step, queue)]
    if failed:
        raise ApplicationError(f"Not done in this round: {', '.join(failed)}.", non_retryable=True)


async def _does(step: str, queue: str | None) -> bool:
    try:
        await workflow.execute_activity(
            step,
            DailyInput(now=workflow.now()),
            task_queue=names.service_queue(workflow.info().task_queue, queue) if queue else None,
            start_to_close_timeout=LONGEST,
            schedule_to_close_timeout=STALE,
            heartbeat_timeout=timedelta(seconds=30),
            retry_policy=RETRIES,
            summary=step.replace("_", " "),
        )
    except ActivityError:
        return False
    return True
