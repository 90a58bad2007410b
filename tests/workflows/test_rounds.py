"""A round that its worker has left: its steps end, and the next round has its own time."""

from datetime import timedelta
from uuid import uuid4

from temporalio.client import WorkflowHandle
from temporalio.worker import Worker

from activities.notifying import TemporalClient
from schemas import names
from tests.serving import once
from workers.sandbox import workflow_runner
from workflows.records_round import RecordsRoundRun


async def test_a_step_that_nobody_does_for_an_hour_is_left_to_the_next_round(temporal_client: TemporalClient) -> None:
    """What a step records bears the time at which its round began."""
    client, queue, rounds = temporal_client.client, temporal_client.queue, [RecordsRoundRun]
    async with Worker(client, task_queue=queue, workflows=rounds, workflow_runner=workflow_runner()):
        handle = await client.start_workflow(names.RECORDS_ROUND, id=f"round-{uuid4()}", task_queue=queue)
        await once(lambda: has_begun(handle))
        times = await times_of_steps(handle)
        await handle.terminate()

    assert times == [timedelta(hours=1)]


async def has_begun(handle: WorkflowHandle[object, object]) -> bool:
    """Whether its first step waits for a worker."""
    return bool(await times_of_steps(handle))


async def times_of_steps(handle: WorkflowHandle[object, object]) -> list[timedelta]:
    """How long each step may take in all, with its waiting and its retries."""
    steps = [each.activity_task_scheduled_event_attributes async for each in handle.fetch_history_events()]
    return [each.schedule_to_close_timeout.ToTimedelta() for each in steps if each.activity_id]
