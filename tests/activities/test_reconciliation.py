"""Monitoring: one mismatch of each kind is planted, and monitoring names it."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.casework import submit
from activities.notifying import TemporalClient
from activities.reconciliation import Mismatch, MismatchKind, list_mismatches
from activities.relay import notify_workflows
from activities.restarting import restart_case
from activities.services import Services
from database.reconciliation import notify_where_behind
from schemas.casework import CloseCase
from schemas.names import WORKFLOW, workflow_id
from schemas.verification import RecordInspection
from schemas.wire import CaseInput, Position
from schemas.words import Finding, Outcome, Stage, Task
from tests.activities.test_casework import NOW, opened
from tests.car import CaseDriver, actor, reported
from tests.conftest import Clock

WITHDRAWAL = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Wrong street")
LATER = timedelta(minutes=2)


async def reconciliation(car: CaseDriver, *, after: timedelta = LATER) -> list[tuple[str, MismatchKind]]:
    """What monitoring finds this long after the last fact."""
    found = await list_mismatches(car.services, car.temporal_client, now=car.clock() + after)
    assert all(each.reason.startswith(each.case) for each in found)
    return [(each.case, each.kind) for each in found]


@pytest.fixture
async def car(services: Services, worker: TemporalClient, clock: Clock) -> CaseDriver:
    """A reported car whose workflow is running."""
    return await reported(services, worker, clock)


async def test_a_case_with_its_workflow_running_is_no_mismatch(car: CaseDriver) -> None:
    await car.waits_for(Task.RECORDS_CHECK)

    assert await reconciliation(car) == []


async def test_a_closed_case_whose_workflow_has_ended_is_no_mismatch(car: CaseDriver) -> None:
    await car.ask("officer-1", RecordInspection(finding=Finding.GONE))
    await car.ends()

    assert await reconciliation(car) == []


async def test_an_open_case_without_a_workflow_is_found_after_a_moment_of_grace(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, temporal_client, clock)
    await car.loses_its_run("made room")
    other = TemporalClient(temporal_client.client, "a queue of nobody")

    young = await list_mismatches(services, other, now=clock())
    old = await list_mismatches(services, other, now=clock() + LATER)

    reason = f"{car.case}: the case is open, but no workflow is running."
    assert young == []
    assert old == [Mismatch(car.case, MismatchKind.NO_RUN, reason)]


async def test_a_start_that_waits_for_its_turn_is_no_mismatch_for_an_hour_unless_it_has_failed(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    case = await opened(services)

    waits = await list_mismatches(services, temporal_client, now=NOW + LATER)
    too_long = await list_mismatches(services, temporal_client, now=NOW + timedelta(minutes=61))
    await services.pool.execute("update outbox set attempts = 1 where case_id = $1", case)
    failed = await list_mismatches(services, temporal_client, now=NOW + LATER)

    assert waits == []
    assert MismatchKind.NO_RUN in {each.kind for each in too_long if each.case == case}
    assert MismatchKind.NO_RUN in {each.kind for each in failed if each.case == case}


async def test_a_workflow_that_was_ended_before_its_case_is_found_at_once(car: CaseDriver) -> None:
    await car.loses_its_run("planted")

    # Temporal lists what has ended a moment later.
    while not (found := await reconciliation(car, after=timedelta())):
        continue
    assert found == [(car.case, MismatchKind.BROKEN_RUN)]


async def test_a_run_that_was_ended_long_ago_is_a_case_without_one(car: CaseDriver) -> None:
    """So that not every run that ended in ninety days is listed each time."""
    await car.loses_its_run("planted")
    hours = timedelta(hours=2) + (datetime.now(UTC) - car.clock())

    assert (car.case, MismatchKind.NO_RUN) in await reconciliation(car, after=hours)
    assert (car.case, MismatchKind.BROKEN_RUN) not in await reconciliation(car, after=hours)


async def test_a_workflow_that_fails_repeatedly_is_found_until_it_recovers(car: CaseDriver) -> None:
    await car.loses_its_run("made room")
    opening = {"case": car.case, "position": "no position"}
    temporal_client = car.temporal_client
    await temporal_client.client.start_workflow(
        WORKFLOW, opening, id=workflow_id(car.case), task_queue=temporal_client.queue
    )
    while not (found := await reconciliation(car)):
        continue
    assert found == [(car.case, MismatchKind.STUCK_RUN)]

    await restart_case(car.services, car.case, actor("admin-1"), now=car.clock())
    await notify_workflows(car.services, temporal_client, case=car.case)
    await car.waits_for(Task.RECORDS_CHECK)

    assert await reconciliation(car) == []


async def test_a_workflow_without_an_open_case_is_found(car: CaseDriver) -> None:
    unowned = "99-999999"
    opening = CaseInput(case=unowned, position=Position(number=1, stage=Stage.REPORTED))
    await car.temporal_client.client.start_workflow(
        WORKFLOW,
        opening,
        id=workflow_id(unowned),
        task_queue=car.temporal_client.queue,
        execution_timeout=timedelta(minutes=5),
    )
    await car.waits_for(Task.RECORDS_CHECK)

    assert await reconciliation(car) == [(unowned, MismatchKind.NO_CASE)]
    await car.temporal_client.client.get_workflow_handle(workflow_id(unowned)).terminate("planted")
    assert await reconciliation(car) == []


async def test_a_workflow_that_was_not_notified_is_found_and_notified_after_the_sweep(car: CaseDriver) -> None:
    await submit(
        car.services, car.case, RecordInspection(finding=Finding.STILL_THERE), actor("officer-1"), now=car.clock()
    )
    async with car.services.pool.acquire() as connection:
        await connection.execute("delete from outbox")  # the signal is skipped
    assert await reconciliation(car) == [(car.case, MismatchKind.BEHIND)]

    async with car.services.pool.acquire() as connection:
        assert await notify_where_behind(connection) == 1
        assert await notify_where_behind(connection) == 0
    assert await notify_workflows(car.services, car.temporal_client) == 1

    await car.waits_for(Task.SECOND_OBSERVATION)
    assert await reconciliation(car) == []


async def test_an_overdue_act_of_the_system_is_found(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    """No worker polls this queue, so the closing that is due never happens."""
    car = await reported(services, temporal_client, clock)
    await car.ask("officer-1", RecordInspection(finding=Finding.GONE))

    assert await reconciliation(car) == [(car.case, MismatchKind.OVERDUE)]


async def test_a_wake_up_time_that_passes_without_the_workflow_waking_is_found(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, temporal_client, clock)
    async with services.pool.acquire() as connection:
        await connection.execute("update vehicle_case set own_act = 'notice_period', wake_at = $1", clock())

    assert await reconciliation(car) == [(car.case, MismatchKind.OVERDUE)]


async def test_one_case_can_be_monitored_alone(
    car: CaseDriver, services: Services, worker: TemporalClient, clock: Clock
) -> None:
    other = await reported(services, worker, clock, plate="BBB222")
    await car.loses_its_run("planted")
    await other.loses_its_run("planted")

    found = await list_mismatches(services, worker, now=clock(), case=other.case)

    assert [each.case for each in found] == [other.case]


async def test_a_closed_case_needs_no_workflow_however_its_own_has_ended(car: CaseDriver) -> None:
    await car.loses_its_run("planted")
    await submit(car.services, car.case, WITHDRAWAL, actor("supervisor-1"), now=car.clock())

    assert await reconciliation(car) == []


async def test_a_run_that_was_restarted_is_no_mismatch(car: CaseDriver) -> None:
    await car.loses_its_run("planted")
    await restart_case(car.services, car.case, actor("admin-1"), now=car.clock())
    await notify_workflows(car.services, car.temporal_client, case=car.case)
    await car.waits_for(Task.RECORDS_CHECK)

    assert await reconciliation(car) == []
