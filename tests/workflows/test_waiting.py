"""How a run waits: for an instant that is due, and for a record that refuses again and again."""

from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

from temporalio import activity
from temporalio.testing import TimeSkipper
from temporalio.worker import Worker

from activities.notifying import TemporalClient
from activities.services import Services
from schemas import names
from schemas.verification import RecordInspection
from schemas.waiting_periods import StepHasFailed
from schemas.wire import ActivityInput, CaseInput, Position
from schemas.words import Finding, Stage, Task
from tests.car import reported
from tests.conftest import Clock
from tests.serving import once
from tests.workflows.due import DueAct
from tests.workflows.planting import activities_of, planted
from workers.sandbox import PASSED_THROUGH, workflow_runner
from workflows.abandoned_vehicle import OPTIONS
from workflows.case_run import PAUSES


async def test_an_instant_that_is_exactly_due_is_due(temporal_client: TemporalClient) -> None:
    worker = Worker(
        temporal_client.client, task_queue=temporal_client.queue, workflows=[DueAct], workflow_runner=workflow_runner()
    )
    given = CaseInput(case="26-000001", position=Position(number=1, stage=Stage.NOTICE))

    async with worker:
        news = await temporal_client.client.execute_workflow(
            "due", given, id=uuid4().hex, task_queue=temporal_client.queue, execution_timeout=timedelta(seconds=60)
        )

    assert news is False


async def test_an_act_that_is_refused_backs_off_and_then_is_a_persons_task(
    services: Services, temporal_client: TemporalClient, clock: Clock, skipper: TimeSkipper
) -> None:
    tried: list[ActivityInput] = []

    @activity.defn(name=names.CLOSE_CASE)
    async def close_case(given: ActivityInput) -> Position:
        tried.append(given)
        answer: Position = await activities_of(services)[names.READ_POSITION](given)
        return answer

    temporal_client = TemporalClient(skipper.client, temporal_client.queue)
    async with planted(services, temporal_client, close_case):
        car = await reported(services, temporal_client, clock, skipper)
        await car.ask("officer-1", RecordInspection(finding=Finding.GONE))
        for number, pause in enumerate(PAUSES, start=1):

            async def rests(number: int = number) -> bool:
                return len(tried) == number and not await car.pending()

            await once(rests)
            await skipper.fast_forward(car.workflow, pause)
        row = await car.waits_for(Task.FAILED_STEP)

    waited = [later.now - earlier.now for earlier, later in pairwise(tried)]
    assert [pause for pause, wait in zip(PAUSES, waited, strict=True) if wait < pause] == [], waited
    failed = (await car.facts())[-1]
    assert isinstance(failed, StepHasFailed)
    assert (failed.cause, row.case.failed and row.case.failed.step) == ("refused", "closing")


def test_every_activity_has_its_options_and_is_registered(services: Services) -> None:
    assert set(OPTIONS) == set(names.ACTIVITIES)
    assert {*names.ACTIVITIES, *names.OF_NO_CASE} == set(activities_of(services))


def test_no_module_of_the_workflow_passes_through_the_sandbox() -> None:
    assert [each for each in PASSED_THROUGH if each.startswith("workflows")] == []
