"""What Temporal alone costs: a workflow that waits for one signal, and does one empty activity or none.

`python -P -m benchmarks.bare_workflow ADDRESS` is its worker, a process of its own. Imports nothing of Towpath.
"""

import asyncio
import sys
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

QUEUE = "bare"


@activity.defn
async def do_nothing() -> None:
    """An activity without work."""


@workflow.defn
class Bare:
    """One wait, one signal."""

    def __init__(self) -> None:
        self._goes_on = False

    @workflow.run
    async def run(self, activities: int) -> None:
        """Wait for the signal, then run so many activities."""
        await workflow.wait_condition(lambda: self._goes_on)
        for _ in range(activities):
            await workflow.execute_activity(do_nothing, start_to_close_timeout=timedelta(seconds=5))

    @workflow.signal
    def go_on(self) -> None:
        """End the wait."""
        self._goes_on = True


async def work(address: str) -> None:
    """Work until the process is ended."""
    client = await Client.connect(address)
    await Worker(client, task_queue=QUEUE, workflows=[Bare], activities=[do_nothing]).run()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1]))
