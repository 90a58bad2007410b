"""What Temporal starts by itself: rounds, each hour of case time. Temporal's pages show and pause them."""

from collections.abc import Iterable
from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)

from schemas.pace import Pace

HOUR = timedelta(hours=1)
SHORTEST = timedelta(seconds=2)
"""However fast the days pass in training, a round has so long."""


async def keep_schedules(client: Client, queue: str, pace: Pace, rounds: Iterable[str]) -> None:
    """A schedule is there for each of these rounds, at this pace. What an admin has paused stays so."""
    for each in rounds:
        await _keep(client, each, _schedule(each, queue, pace))


async def _keep(client: Client, name: str, wanted: Schedule) -> None:
    try:
        await client.create_schedule(name, wanted)
    except ScheduleAlreadyRunningError:
        await client.get_schedule_handle(name).update(lambda known: _updated(known, wanted))


def _updated(known: ScheduleUpdateInput, wanted: Schedule) -> ScheduleUpdate:
    wanted.state = known.description.schedule.state
    return ScheduleUpdate(schedule=wanted)


def _schedule(name: str, queue: str, pace: Pace) -> Schedule:
    every = max(HOUR / pace.factor, SHORTEST)
    return Schedule(
        action=ScheduleActionStartWorkflow(name, id=name, task_queue=queue),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)]),
        # A round does all that an earlier one left undone: none is needed twice, and none for the past.
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(minutes=1)),
    )
