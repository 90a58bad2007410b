"""Workers with planted activities, runs with short histories, and the position a run knows."""

from collections.abc import Callable
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from activities.notifying import TemporalClient
from activities.registry import all_activities
from activities.reporting import report_vehicle
from activities.services import Services
from schemas import names
from schemas.reporting import ReportVehicle
from schemas.wire import ActivityInput, CaseInput, Position
from tests.car import CaseDriver, actor
from tests.conftest import Clock
from workers.sandbox import workflow_runner
from workflows.abandoned_vehicle import AbandonedVehicle

FEW_EVENTS = 12


def planted(services: Services, temporal_client: TemporalClient, *planted: Callable[..., Any]) -> Worker:
    """A worker in which these activities replace those of the same name."""
    activities = activities_of(services) | {each.__name__: each for each in planted}
    return worker_of(temporal_client, list(activities.values()))


def without_activities(temporal_client: TemporalClient, workflow: type = AbandonedVehicle) -> Worker:
    """A worker that gets no activity done, as if every service were down."""
    return worker_of(temporal_client, [_fails], workflow)


@activity.defn(name=names.CLOSE_CASE)
async def _fails(_: ActivityInput) -> Position:
    """The one activity that the workflow tries where it is itself."""
    raise ApplicationError("The database is away.")


def worker_of(
    temporal_client: TemporalClient, activities: list[Callable[..., Any]], workflow: type = AbandonedVehicle
) -> Worker:
    """A worker with these activities."""
    return Worker(
        temporal_client.client,
        task_queue=temporal_client.queue,
        workflows=[workflow],
        activities=activities,
        workflow_runner=workflow_runner(),
    )


def activities_of(services: Services) -> dict[str, Callable[..., Any]]:
    """The activities with these services, by name."""
    return {each.__name__: each for each in all_activities(services)}


async def started(services: Services, temporal_client: TemporalClient, clock: Clock) -> CaseDriver:
    """A case whose runs have short histories."""
    told = ReportVehicle.model_validate({"address": "100 First Street", "district": "d25"})
    answer = await report_vehicle(services, told, actor("dispatcher-1"), now=clock())
    given = CaseInput(case=answer.case, position=answer.position, arrival_seconds=60, longest_history=FEW_EVENTS)
    identity = names.workflow_id(answer.case)
    await temporal_client.client.start_workflow(names.WORKFLOW, given, id=identity, task_queue=temporal_client.queue)
    return CaseDriver(services, temporal_client, clock, answer.case)


async def run_of(car: CaseDriver) -> str:
    """The id of the newest run."""
    return str((await car.workflow.describe()).run_id)


async def is_in_another_run(car: CaseDriver, run: str) -> bool:
    """Whether a newer run has started."""
    return await run_of(car) != run


async def position_of(car: CaseDriver) -> Position:
    """The position that the run knows."""
    position: Position = await car.workflow.query(names.POSITION, result_type=Position)
    return position


async def knows(car: CaseDriver, number: int) -> bool:
    """Whether the run knows this fact."""
    return (await position_of(car)).number >= number
