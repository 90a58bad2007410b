"""Monitoring: one mismatch of each kind is planted, and monitoring names it."""

from datetime import timedelta

import pytest

from activities.casework import submit
from activities.knocking import Engine, tell
from activities.office import Office
from activities.orphans import Kind, Orphan, list_orphans
from activities.restarting import restart_case
from database.orphans import knock_where_behind
from schemas.casework import CloseCase
from schemas.names import WORKFLOW, workflow_id
from schemas.verification import RecordInspection
from schemas.wire import CaseInput, Position
from schemas.words import Finding, Outcome, Stage, Task
from tests.car import Car, actor, reported
from tests.conftest import Clock

WITHDRAWAL = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Wrong street")
LATER = timedelta(minutes=2)


async def orphans(car: Car, *, after: timedelta = LATER) -> list[tuple[str, Kind]]:
    """What monitoring finds this long after the last fact."""
    found = await list_orphans(car.office, car.engine, now=car.clock() + after)
    assert all(each.reason.startswith(each.case) for each in found)
    return [(each.case, each.kind) for each in found]


@pytest.fixture
async def car(office: Office, worker: Engine, clock: Clock) -> Car:
    """A reported car whose workflow is running."""
    return await reported(office, worker, clock)


async def test_a_case_with_its_workflow_running_is_no_mismatch(car: Car) -> None:
    await car.waits_for(Task.LOOKUPS)

    assert await orphans(car) == []


async def test_a_closed_case_whose_workflow_has_ended_is_no_mismatch(car: Car) -> None:
    await car.ask("officer-1", RecordInspection(finding=Finding.GONE))
    await car.ends()

    assert await orphans(car) == []


async def test_an_open_case_without_a_workflow_is_found_after_a_moment_of_grace(
    office: Office, engine: Engine, clock: Clock
) -> None:
    car = await reported(office, engine, clock)
    await car.workflow.terminate("made room")
    other = Engine(engine.client, "a queue of nobody")

    young = await list_orphans(office, other, now=clock())
    old = await list_orphans(office, other, now=clock() + LATER)

    reason = f"{car.case}: the case is open, but no workflow is running."
    assert young == []
    assert old == [Orphan(car.case, Kind.NO_RUN, reason)]


async def test_a_workflow_that_was_ended_before_its_case_is_found_at_once(car: Car) -> None:
    await car.workflow.terminate("planted")

    assert await orphans(car, after=timedelta()) == [(car.case, Kind.BROKEN_RUN)]


async def test_a_workflow_that_fails_repeatedly_is_found_until_it_recovers(car: Car) -> None:
    await car.workflow.terminate("made room")
    opening = {"case": car.case, "position": "no position"}
    engine = car.engine
    await engine.client.start_workflow(WORKFLOW, opening, id=workflow_id(car.case), task_queue=engine.queue)
    while not (found := await orphans(car)):
        continue
    assert found == [(car.case, Kind.STUCK_RUN)]

    await restart_case(car.office, car.case, actor("admin-1"), now=car.clock())
    await tell(car.office, engine, case=car.case)
    await car.waits_for(Task.LOOKUPS)

    assert await orphans(car) == []


async def test_a_workflow_without_an_open_case_is_found(car: Car) -> None:
    stray = "99-999999"
    opening = CaseInput(case=stray, position=Position(number=1, stage=Stage.REPORTED))
    await car.engine.client.start_workflow(
        WORKFLOW, opening, id=workflow_id(stray), task_queue=car.engine.queue, execution_timeout=timedelta(minutes=5)
    )
    await car.waits_for(Task.LOOKUPS)

    assert await orphans(car) == [(stray, Kind.NO_CASE)]
    await car.engine.client.get_workflow_handle(workflow_id(stray)).terminate("planted")
    assert await orphans(car) == []


async def test_a_workflow_that_was_not_notified_is_found_and_notified_after_the_sweep(car: Car) -> None:
    await submit(
        car.office, car.case, RecordInspection(finding=Finding.STILL_THERE), actor("officer-1"), now=car.clock()
    )
    async with car.office.pool.acquire() as connection:
        await connection.execute("delete from outbox")  # the signal is skipped
    assert await orphans(car) == [(car.case, Kind.BEHIND)]

    async with car.office.pool.acquire() as connection:
        assert await knock_where_behind(connection) == 1
        assert await knock_where_behind(connection) == 0
    assert await tell(car.office, car.engine) == 1

    await car.waits_for(Task.SECOND_OBSERVATION)
    assert await orphans(car) == []


async def test_an_overdue_act_of_the_system_is_found(office: Office, engine: Engine, clock: Clock) -> None:
    """No worker polls this queue, so the closing that is due never happens."""
    car = await reported(office, engine, clock)
    await car.ask("officer-1", RecordInspection(finding=Finding.GONE))

    assert await orphans(car) == [(car.case, Kind.OVERDUE)]


async def test_a_wake_up_time_that_passes_without_the_workflow_waking_is_found(
    office: Office, engine: Engine, clock: Clock
) -> None:
    car = await reported(office, engine, clock)
    async with office.pool.acquire() as connection:
        await connection.execute("update vehicle_case set own_act = 'notice_period', wake_at = $1", clock())

    assert await orphans(car) == [(car.case, Kind.OVERDUE)]


async def test_one_case_can_be_monitored_alone(car: Car, office: Office, worker: Engine, clock: Clock) -> None:
    other = await reported(office, worker, clock, plate="BBB222")
    await car.workflow.terminate("planted")
    await other.workflow.terminate("planted")

    found = await list_orphans(office, worker, now=clock(), case=other.case)

    assert [each.case for each in found] == [other.case]


async def test_a_closed_case_needs_no_workflow_however_its_own_has_ended(car: Car) -> None:
    await car.workflow.terminate("planted")
    await submit(car.office, car.case, WITHDRAWAL, actor("supervisor-1"), now=car.clock())

    assert await orphans(car) == []


async def test_a_run_that_was_restarted_is_no_mismatch(car: Car) -> None:
    await car.workflow.terminate("planted")
    await restart_case(car.office, car.case, actor("admin-1"), now=car.clock())
    await tell(car.office, car.engine, case=car.case)
    await car.waits_for(Task.LOOKUPS)

    assert await orphans(car) == []
