"""What Temporal starts by itself: the round of the mail, each hour of case time. Temporal's pages show and pause it."""

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

from schemas import names
from schemas.pace import Pace

HOUR = timedelta(hours=1)
SHORTEST = timedelta(seconds=2)
"""However fast the days pass in training, a round has so long."""


async def keep_schedules(client: Client, queue: str, pace: Pace) -> None:
    """The schedules are there, at this pace. What an admin has paused stays so."""
    wanted = _mail_room(queue, pace)
    try:
        await client.create_schedule(names.MAIL_ROOM, wanted)
    except ScheduleAlreadyRunningError:
        await client.get_schedule_handle(names.MAIL_ROOM).update(lambda known: _updated(known, wanted))


def _updated(known: ScheduleUpdateInput, wanted: Schedule) -> ScheduleUpdate:
    wanted.state = known.description.schedule.state
    return ScheduleUpdate(schedule=wanted)


def _mail_room(queue: str, pace: Pace) -> Schedule:
    every = max(HOUR / pace.factor, SHORTEST)
    return Schedule(
        action=ScheduleActionStartWorkflow(names.MAIL_ROOM, id=names.MAIL_ROOM, task_queue=queue),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)]),
        # A round does all that an earlier one left undone: none is needed twice, and none for the past.
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(minutes=1)),
    )
