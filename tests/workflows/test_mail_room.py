"""The round of the mail on a real Temporal server: by its schedule, step by step, and in sight if a step fails."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from temporalio import activity
from temporalio.client import Client, ScheduleHandle, ScheduleIntervalSpec, WorkflowFailureError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError
from temporalio.worker import Worker

from activities.notifying import TemporalClient
from activities.services import Services
from schemas import names
from schemas.names import service_queue
from schemas.pace import Pace
from schemas.wire import DailyInput
from tests.conftest import Clock
from tests.mail_city import HANDED_OVER, MAILED, mail_city, told
from tests.serving import once
from workers.sandbox import workflow_runner
from workers.schedules import keep_schedules
from workers.worker import build_worker, service_workers
from workflows.mail_room import MailRoomRun


async def go_round(temporal_client: TemporalClient) -> None:
    """One round; it ends as the workflow does."""
    queue = temporal_client.queue
    await temporal_client.client.execute_workflow(names.MAIL_ROOM, id=f"round-{queue}", task_queue=queue)


async def test_a_round_hands_letters_over_and_collects_what_became_of_them(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    """The workflow reads the clock of Temporal, so the letter is one of yesterday."""
    async with mail_city(services, temporal_client, clock) as town:
        clock.stands = datetime.now(UTC) - timedelta(days=1)
        car = await town.written()
        clock.stands = None
        async with build_worker(town.services, temporal_client), service_workers(town.services, temporal_client, 100):
            await go_round(temporal_client)

        assert await told(car) == [HANDED_OVER, MAILED]


@pytest.mark.parametrize("fails", [(names.HAND_OVER_LETTERS,), (names.HAND_OVER_LETTERS, names.COLLECT_MAIL_EVENTS)])
async def test_a_step_that_fails_keeps_no_other_one_from_its_work_and_the_run_fails_in_sight(
    temporal_client: TemporalClient, fails: tuple[str, ...]
) -> None:
    done: list[str] = []

    def step(name: str) -> Callable[..., Any]:
        @activity.defn(name=name)
        async def does(_: DailyInput) -> None:
            done.append(name)
            if name in fails:
                raise ApplicationError("No.", non_retryable=True)

        return does

    client, queue = temporal_client.client, temporal_client.queue
    steps = [step(names.HAND_OVER_LETTERS), step(names.COLLECT_MAIL_EVENTS)]
    runs = Worker(client, task_queue=queue, workflows=[MailRoomRun], workflow_runner=workflow_runner())
    acts = Worker(client, task_queue=service_queue(queue, names.MAIL_QUEUE), activities=steps)
    async with runs, acts:
        with pytest.raises(WorkflowFailureError) as failed:
            await go_round(temporal_client)

    assert done == [names.HAND_OVER_LETTERS, names.COLLECT_MAIL_EVENTS]
    assert str(failed.value.cause) == f"Not done in this round: {', '.join(fails)}."


@pytest.fixture
async def schedule(temporal: Client) -> AsyncIterator[ScheduleHandle]:
    """The schedule of the mail, which is removed afterward."""
    handle = temporal.get_schedule_handle(names.MAIL_ROOM)
    yield handle
    await handle.delete()


async def interval_of(schedule: ScheduleHandle) -> timedelta:
    described = await schedule.describe()
    [interval] = described.schedule.spec.intervals
    assert isinstance(interval, ScheduleIntervalSpec)
    return interval.every


async def test_the_schedule_follows_the_pace_and_stays_paused(
    temporal_client: TemporalClient, temporal: Client, schedule: ScheduleHandle
) -> None:
    minute = Pace(factor=1440, case_origin=Clock()(), real_origin=Clock()())

    await keep_schedules(temporal, temporal_client.queue, Pace(), [names.MAIL_ROOM])
    in_production = await interval_of(schedule)
    await schedule.pause()
    await keep_schedules(temporal, temporal_client.queue, minute, [names.MAIL_ROOM])

    assert (in_production, await interval_of(schedule)) == (timedelta(hours=1), timedelta(seconds=2.5))
    assert (await schedule.describe()).schedule.state.paused


async def test_the_schedule_starts_rounds_and_can_be_triggered(
    services: Services, temporal_client: TemporalClient, temporal: Client, schedule: ScheduleHandle
) -> None:
    await keep_schedules(temporal, temporal_client.queue, Pace(), [names.MAIL_ROOM])
    async with build_worker(services, temporal_client), service_workers(services, temporal_client, 100):
        await schedule.trigger()

        await once(partial(_has_gone_round, schedule))


async def _has_gone_round(schedule: ScheduleHandle) -> bool:
    try:
        return (await schedule.describe()).info.num_actions > 0
    except RPCError:
        return False
