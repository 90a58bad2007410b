"""Workers with planted activities, runs with short histories, and the position a run knows."""

from collections.abc import Callable
from typing import Any

from temporalio.worker import Worker

from activities.knocking import Engine
from activities.office import Office
from activities.registry import all_activities
from activities.reporting import report_vehicle
from schemas import names
from schemas.reporting import ReportVehicle
from schemas.wire import CaseInput, Position
from tests.car import Car, actor
from tests.conftest import Clock
from workers.sandbox import workflow_runner
from workflows.abandoned_vehicle import AbandonedVehicle

FEW_EVENTS = 12


def planted(office: Office, engine: Engine, *planted: Callable[..., Any]) -> Worker:
    """A worker in which these activities replace those of the same name."""
    activities = activities_of(office) | {each.__name__: each for each in planted}
    return worker_of(engine, list(activities.values()))


def without_activities(engine: Engine, workflow: type = AbandonedVehicle) -> Worker:
    """A worker that runs no activity, as if every service were down."""
    return worker_of(engine, [], workflow)


def worker_of(engine: Engine, activities: list[Callable[..., Any]], workflow: type = AbandonedVehicle) -> Worker:
    """A worker with these activities."""
    return Worker(
        engine.client,
        task_queue=engine.queue,
        workflows=[workflow],
        activities=activities,
        workflow_runner=workflow_runner(),
    )


def activities_of(office: Office) -> dict[str, Callable[..., Any]]:
    """The activities with these services, by name."""
    return {each.__name__: each for each in all_activities(office)}


async def started(office: Office, engine: Engine, clock: Clock) -> Car:
    """A case whose runs have short histories."""
    told = ReportVehicle.model_validate({"address": "100 First Street", "district": "d25"})
    answer = await report_vehicle(office, told, actor("dispatcher-1"), now=clock())
    given = CaseInput(case=answer.case, position=answer.position, arrival_seconds=60, longest_history=FEW_EVENTS)
    identity = names.workflow_id(answer.case)
    await engine.client.start_workflow(names.WORKFLOW, given, id=identity, task_queue=engine.queue)
    return Car(office, engine, clock, answer.case)


async def run_of(car: Car) -> str:
    """The id of the newest run."""
    return str((await car.workflow.describe()).run_id)


async def is_in_another_run(car: Car, run: str) -> bool:
    """Whether a newer run has started."""
    return await run_of(car) != run


async def position_of(car: Car) -> Position:
    """The position that the run knows."""
    position: Position = await car.workflow.query(names.POSITION, result_type=Position)
    return position


async def knows(car: Car, number: int) -> bool:
    """Whether the run knows this fact."""
    return (await position_of(car)).number >= number
