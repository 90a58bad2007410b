"""One car, one workflow, on the real clock: it is notified, it closes, it never forgets."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from activities.casework import submit
from activities.notifying import TemporalClient
from activities.registry import all_activities
from activities.relay import notify_workflows
from activities.services import Services
from schemas import names
from schemas.casework import CloseCase, Reopen
from schemas.messages import JournalEntry, fact_of
from schemas.pace import Pace
from schemas.reporting import EnterRecordsCheck
from schemas.tow_dispatch import AcceptOffer, OrderTow
from schemas.verification import RecordInspection
from schemas.waiting_periods import RetryStep
from schemas.wire import ActivityInput, Position, WireAnswer, WireRequest
from schemas.words import Finding, Outcome, Registration, Stage, Stolen, Task
from tests.car import CaseDriver, actor, reported
from tests.conftest import Clock
from tests.journeys.roads import asked, tow
from tests.serving import once
from tests.workflows.test_replay import replay
from workers.sandbox import workflow_runner
from workers.worker import build_worker
from workflows.abandoned_vehicle import AbandonedVehicle

CLEAR = EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.EXPIRED)
GONE = RecordInspection(finding=Finding.GONE)


async def heard(car: CaseDriver, number: int) -> Position:
    """The position that the workflow knows, once it knows this fact."""
    position = Position(number=0, stage=Stage.REPORTED)
    while position.number < number:
        position = await car.workflow.query(names.POSITION, result_type=Position)
    return position


async def test_a_car_that_is_gone_is_closed_by_the_system_in_fifteen_events(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)

    await car.ask("dispatcher-1", CLEAR)
    await heard(car, 2)
    await car.ask("officer-1", GONE)

    assert (await car.ends()).stage == Stage.CLOSED
    row = await car.row()
    assert (row.outcome, fact_of(row.case.closed), row.notified_number) == (Outcome.GONE_ON_ARRIVAL, 4, 4)
    assert len(await car.kinds_of_events()) <= 15
    await replay(await car.workflow.fetch_history())


async def test_a_car_with_a_valid_registration_is_not_closed_before_an_officer_has_inspected_it(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)

    await car.ask("dispatcher-1", CLEAR.model_copy(update={"registration": Registration.VALID}))

    assert (await car.waits_for(Task.INSPECTION)).stage == Stage.VERIFICATION
    await car.ask("officer-1", RecordInspection(finding=Finding.NOT_ABANDONED))
    await car.ends()
    assert (await car.row()).outcome == Outcome.UNFOUNDED


async def test_stale_and_duplicate_signals_change_nothing(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)
    early = await car.workflow.query(names.POSITION, result_type=Position)
    await car.ask("dispatcher-1", CLEAR)
    current = await heard(car, 2)

    for position in (early, current, early):
        await car.workflow.signal(names.FACT_RECORDED, position)

    assert await car.workflow.query(names.POSITION, result_type=Position) == current


async def test_staff_work_while_no_worker_runs_and_the_workflow_catches_up(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, temporal_client, clock)
    await car.ask("dispatcher-1", CLEAR)
    await car.ask("officer-1", GONE)

    async with build_worker(services, temporal_client):
        await car.ends()

    assert (await car.row()).stage == Stage.CLOSED


async def test_the_relay_sends_a_notification_that_was_not_sent_at_once(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)
    await submit(services, car.case, GONE, actor("officer-1"), now=clock())

    assert await notify_workflows(services, worker) == 1

    await car.ends()
    assert await notify_workflows(services, worker) == 0


async def test_a_closed_case_that_is_reopened_runs_again_under_the_same_id(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)
    await car.ask("officer-1", GONE)
    await car.ends()

    await car.ask("supervisor-1", Reopen(note="It is back"))
    await heard(car, 4)

    described = await car.workflow.describe()
    assert described.status is WorkflowExecutionStatus.RUNNING
    await car.ask("supervisor-1", CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Another car"))
    assert (await car.ends()).number == 5


async def test_a_request_by_temporal_update_gets_the_same_answer(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)

    async def asked(by: str, kind: str, **fields: str | int | bool) -> WireAnswer:
        told: WireAnswer = await car.workflow.execute_update(
            names.REQUEST, WireRequest(by=by, kind=kind, fields=fields), id=uuid4().hex, result_type=WireAnswer
        )
        return told

    placed = await asked("officer-1", "place_hold", hold="police_evidence")
    refused = await asked("officer-1", "release_hold", placed=placed.number or 0)
    stranger = await asked("nobody-9", "place_hold", hold="hearing")
    wrong = await asked("officer-1", "place_hold", hold="forever")
    with pytest.raises(WorkflowUpdateFailedError) as unknown:
        await asked("officer-1", "fly_away")
    with pytest.raises(WorkflowUpdateFailedError) as private:
        await asked("officer-1", "place_hold", hold="hearing", note="a-word")

    assert (placed.accepted, placed.number) == (True, 2)
    assert refused.reason == "Only a hearing officer or supervisor may do this."
    assert stranger.reason == "There is no account nobody-9."
    assert str(unknown.value.cause) == "There is no request fly_away."
    assert str(private.value.cause) == "The field note may not travel through Temporal: ask over HTTP."
    assert wrong.reason is not None
    assert wrong.reason.startswith("place_hold.hold:")
    assert (await car.row()).number == 2


async def test_a_request_by_signal_is_submitted_without_an_answer(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)

    for fields in ({"hold": "hearing", "note": "a-word"}, {"hold": "litigation"}):
        await car.workflow.signal(names.REQUEST, WireRequest(by="officer-1", kind="place_hold", fields=fields))

    await heard(car, 2)
    assert [each.hold for each in (await car.row()).case.holds] == ["litigation"]


async def test_a_step_that_cannot_succeed_becomes_a_persons_task_and_is_tried_again(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    activities = {each.__name__: each for each in all_activities(services)}
    broken = True

    @activity.defn(name=names.CLOSE_CASE)
    async def close_case(given: ActivityInput) -> Position:
        if broken:
            raise ApplicationError("The printer burns.", non_retryable=True)
        answer: Position = await activities[names.CLOSE_CASE](given)
        return answer

    worker = Worker(
        temporal_client.client,
        task_queue=temporal_client.queue,
        workflows=[AbandonedVehicle],
        activities=[close_case, activities[names.REPORT_FAILED_STEP]],
        workflow_runner=workflow_runner(),
    )
    async with worker:
        car = await reported(services, temporal_client, clock)
        await car.ask("officer-1", GONE)
        await heard(car, 3)
        assert (await car.row()).tasks.next.task is Task.FAILED_STEP

        broken = False
        await car.ask("admin-1", RetryStep())
        await car.ends()

    assert (await car.row()).outcome == Outcome.GONE_ON_ARRIVAL


async def test_a_tow_activity_ended_by_hand_in_temporal_does_not_end_the_case(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)
    look = {"finding": "abandoned", "clause": "inoperable", "hazard": True, "photos": [await car.photo()]}
    await car.ask("officer-1", RecordInspection.model_validate(look))
    await car.ask("dispatcher-1", OrderTow())
    await car.waits_for(Task.ANSWER)
    driver = await asked(car)
    await car.ask(driver, AcceptOffer(order=1))
    await once(partial(truck_is_awaited, car))
    waiting = worker.client.get_async_activity_handle(
        workflow_id=names.workflow_id(car.case), run_id=None, activity_id=names.tow_id(1)
    )

    await waiting.fail(ApplicationError("ended by hand", non_retryable=True))
    row = await car.waits_for(Task.FAILED_STEP)
    await car.retry()
    await once(partial(truck_is_awaited, car))
    await tow(car, driver, order=1)

    assert (row.case.failed and row.case.failed.step, row.case.order is not None) == (Task.TOW, True)
    assert (await car.waits_for(Task.INTAKE)).case.lot == "river-lot"


async def truck_is_awaited(car: CaseDriver) -> bool:
    """Whether the workflow waits for the truck."""
    return await car.pending() == [names.tow_id(1)]


async def test_a_workflow_that_would_load_the_database_is_refused_at_the_start(temporal_client: TemporalClient) -> None:
    from tests.workflows.forbidden import Forbidden

    with pytest.raises(RuntimeError, match="Failed validating workflow"):
        Worker(
            temporal_client.client,
            task_queue=temporal_client.queue,
            workflows=[Forbidden],
            workflow_runner=workflow_runner(),
        )


async def test_a_timer_that_fired_early_because_the_clock_stood_still_is_set_again_at_once(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    async with build_worker(services, temporal_client):
        car = await reported(services, temporal_client, clock)
        look = {"finding": "abandoned", "clause": "inoperable", "hazard": True, "photos": [await car.photo()]}
        await car.ask("officer-1", RecordInspection.model_validate(look))
        await car.ask("dispatcher-1", OrderTow())
        await car.waits_for(Task.ANSWER)

    now = clock()
    stood = Pace(factor=1.0, case_origin=now, real_origin=now + timedelta(seconds=3))
    async with build_worker(replace(services, pace=stood), temporal_client):
        lapsed = await once(partial(first_of, car, "offer_lapsed"))

    answer_by = (await car.row()).case.orders[0].answer_by
    assert answer_by is not None
    assert timedelta() <= lapsed.recorded_at - answer_by < timedelta(seconds=10)


async def first_of(car: CaseDriver, kind: str) -> JournalEntry | None:
    """The first fact of this kind."""
    return next((each for each in await car.recorded() if each.fact.kind == kind), None)
