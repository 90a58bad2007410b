"""No message, no failure and no cancellation ends a run before its case is closed."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.casework import submit
from activities.notifying import TemporalClient
from activities.services import NoSuchCaseError, Services
from rules.records import ASKED
from rules.tasks import OWN_ACTS
from schemas import names
from schemas.casework import CloseCase
from schemas.verification import RecordInspection
from schemas.wire import ActivityInput, CaseInput, Position, RequestInput, WireAnswer, WireRequest
from schemas.words import Finding, Outcome, Stage, Task
from tests.car import CaseDriver, actor, reported
from tests.conftest import Clock
from tests.serving import once
from tests.workflows.planting import activities_of, knows, planted, position_of, without_activities, worker_of
from tests.workflows.two_versions import Newer, Older

GONE = RecordInspection(finding=Finding.GONE)
STILL_THERE = RecordInspection(finding=Finding.STILL_THERE)
WITHDRAWAL = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Wrong street")
HOLD = WireRequest(by="officer-1", kind="place_hold", fields={"hold": "hearing"})
POSITION = Position(number=1, stage=Stage.REPORTED)
UNREADABLE: list[Sequence[Any]] = [
    [],
    [POSITION, POSITION],
    ["a word"],
    [{"number": "many", "stage": "notice"}],
    [{"number": 9, "stage": "appeal"}],
    [{"number": 9, "stage": "notice", "own_act": "fly_away"}],
    [{"number": 9, "stage": "notice", "own_act": "tow"}],
]


async def runs(car: CaseDriver) -> bool:
    """Whether a run is open."""
    return (await car.workflow.describe()).status is WorkflowExecutionStatus.RUNNING


async def recorded_in_silence(car: CaseDriver) -> int:
    """Record a fact without notifying the workflow; returns its number."""
    answer = await submit(car.services, car.case, STILL_THERE, actor("officer-1"), now=car.clock())
    async with car.services.pool.acquire() as connection:
        await connection.execute("delete from outbox")
    assert answer.number is not None
    return answer.number


@pytest.mark.parametrize("sent", UNREADABLE, ids=str)
async def test_a_position_that_cannot_be_read_makes_the_run_ask_the_journal(
    services: Services, worker: TemporalClient, clock: Clock, sent: Sequence[Any]
) -> None:
    car = await reported(services, worker, clock)
    number = await recorded_in_silence(car)

    await car.workflow.signal(names.FACT_RECORDED, args=sent)

    await once(partial(knows, car, number))
    assert (await position_of(car)).task == Task.SECOND_OBSERVATION
    await car.ask("officer-1", GONE)
    assert (await car.ends()).number == number + 2


async def test_a_position_with_an_unknown_field_is_read(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)
    told = await position_of(car)

    await car.workflow.signal(names.FACT_RECORDED, told.model_dump(mode="json") | {"number": 2, "mood": "calm"})

    await once(partial(knows, car, 2))
    assert "activity_task_scheduled" not in await car.kinds_of_events()


async def test_a_run_that_was_told_of_invented_facts_reads_the_journal_when_it_hears_of_a_real_one(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)
    invented = (await position_of(car)).model_copy(update={"number": 10**9})
    await car.workflow.signal(names.FACT_RECORDED, invented)
    await once(partial(knows, car, 10**9))

    await car.ask("officer-1", STILL_THERE)

    async def hears() -> bool:
        return (await position_of(car)).number == 2

    await once(hears)
    await car.ask("officer-1", GONE)
    assert (await car.ends()).stage == Stage.CLOSED


@pytest.mark.parametrize("sent", [[], [HOLD, HOLD], ["a word"], [{"by": "officer-1"}]], ids=str)
async def test_a_request_by_signal_that_cannot_be_read_does_nothing(
    services: Services, worker: TemporalClient, clock: Clock, sent: Sequence[Any]
) -> None:
    car = await reported(services, worker, clock)

    await car.workflow.signal(names.REQUEST, args=sent)
    await car.workflow.signal("fly_away", args=sent)
    await car.workflow.signal(names.REQUEST, HOLD)

    await once(partial(knows, car, 2))
    assert await runs(car)


@pytest.mark.parametrize("sent", [[], [HOLD, HOLD], ["a word"]], ids=str)
async def test_an_update_that_cannot_be_read_is_refused_to_its_caller(
    services: Services, worker: TemporalClient, clock: Clock, sent: Sequence[Any]
) -> None:
    car = await reported(services, worker, clock)

    with pytest.raises(WorkflowUpdateFailedError):
        await car.workflow.execute_update(names.REQUEST, args=sent, id=uuid4().hex)

    await car.ask("officer-1", GONE)
    await car.ends()


async def test_a_key_used_for_another_request_is_refused_at_once_and_ends_nothing(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)
    first, other = HOLD.model_copy(update={"key": "one"}), {"fields": {"hold": "litigation"}, "key": "one"}
    await car.workflow.signal(names.REQUEST, first)
    await once(partial(knows, car, 2))

    await car.workflow.signal(names.REQUEST, HOLD.model_copy(update=other))
    answer = await car.workflow.execute_update(
        names.REQUEST, HOLD.model_copy(update=other), id=uuid4().hex, result_type=WireAnswer
    )

    assert answer.reason == "This Idempotency-Key was already used for another request."
    assert await runs(car)
    assert (await car.row()).number == 2


async def test_a_request_by_signal_that_fails_for_good_does_not_end_the_run(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    failed = asyncio.Event()

    @activity.defn(name=names.SUBMIT_REQUEST)
    async def submit_request(_: RequestInput) -> WireAnswer:
        failed.set()
        raise ApplicationError("The record is away.", non_retryable=True)

    async with planted(services, temporal_client, submit_request):
        car = await reported(services, temporal_client, clock)
        await car.workflow.signal(names.REQUEST, HOLD)
        await failed.wait()

        await car.ask("officer-1", GONE)
        assert (await car.ends()).stage == Stage.CLOSED


async def test_a_case_that_is_not_in_the_journal_is_asked_for_once_and_its_run_goes_on(worker: TemporalClient) -> None:
    unowned = "99-999998"
    workflow = await worker.client.start_workflow(
        names.WORKFLOW,
        CaseInput(case=unowned, position=POSITION),
        id=names.workflow_id(unowned),
        task_queue=worker.queue,
        execution_timeout=timedelta(minutes=5),
    )
    assert NoSuchCaseError.__name__ == names.NO_SUCH_CASE

    await workflow.signal(names.FACT_RECORDED, "a word")

    async def failed() -> bool:
        history = await workflow.fetch_history()
        return any(each.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED for each in history.events)

    await once(failed)
    described = await workflow.describe()
    assert (described.status, list(described.raw_description.pending_activities)) == (
        WorkflowExecutionStatus.RUNNING,
        [],
    )
    await workflow.terminate("seen")


async def test_a_run_that_is_canceled_goes_on_until_its_case_is_closed(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)

    await car.workflow.cancel()
    await car.ask("officer-1", GONE)

    assert (await car.ends()).stage == Stage.CLOSED
    assert (await car.workflow.describe()).status is WorkflowExecutionStatus.COMPLETED
    assert "workflow_execution_cancel_requested" in await car.kinds_of_events()


async def test_a_persons_answer_ends_the_wait_for_a_service_that_is_away(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    async with without_activities(temporal_client):
        car = await reported(services, temporal_client, clock)
        await car.ask("officer-1", GONE)
        await once(car.pending)

        await car.ask("supervisor-1", WITHDRAWAL)

        assert (await car.ends()).number == 3
    assert (await car.row()).outcome == Outcome.WITHDRAWN


async def test_a_late_answer_counts_although_a_new_position_came_before(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    """The new position has no newer fact, so nothing else announces the fact of the late answer."""
    may_answer = asyncio.Event()

    @activity.defn(name=names.CLOSE_CASE)
    async def close_case(given: ActivityInput) -> Position:
        answer: Position = await activities_of(services)[names.CLOSE_CASE](given)
        await may_answer.wait()
        return answer

    async with planted(services, temporal_client, close_case):
        car = await reported(services, temporal_client, clock)
        await car.ask("officer-1", GONE)
        await once(car.pending)
        known = await position_of(car)
        news = known.model_copy(update={"own_act": None, "task": "inspection", "at": known.at + timedelta(seconds=1)})
        await car.workflow.signal(names.FACT_RECORDED, news)
        await once(partial(has_no_step, car))

        may_answer.set()

        assert (await car.ends()).number == 3


async def has_no_step(car: CaseDriver) -> bool:
    """Whether the run waits for a person."""
    return (await position_of(car)).own_act is None


async def test_an_unknown_position_visibly_fails_the_task_until_a_newer_worker_runs(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    activities = list(activities_of(services).values())
    async with worker_of(temporal_client, activities, Older):
        car = await reported(services, temporal_client, clock)
        await car.ask("officer-1", GONE)

        async def fails() -> bool:
            described = await car.workflow.describe()
            return described.raw_description.pending_workflow_task.attempt > 1

        await once(fails)
        assert await runs(car)

    async with worker_of(temporal_client, activities, Newer):
        assert (await car.ends()).stage == Stage.CLOSED


async def test_positions_are_ordered_by_number_and_then_by_the_instant_of_their_tasks(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)
    known = await position_of(car)
    second = timedelta(seconds=1)
    newer = known.model_copy(update={"task": "review", "at": known.at + second})

    for each in (newer, known, known.model_copy(update={"task": "parties", "at": known.at - second})):
        await car.workflow.signal(names.FACT_RECORDED, each)

    assert await position_of(car) == newer


def test_every_step_of_the_table_is_one_of_a_stage_before_the_last() -> None:
    from workflows.abandoned_vehicle import PROCESS

    assert set(PROCESS) == set(Stage)
    assert {step for handlers in PROCESS.values() for step in handlers} == OWN_ACTS | set(ASKED)
    assert PROCESS[Stage.CLOSED] == {}
