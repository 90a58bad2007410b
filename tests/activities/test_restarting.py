"""A restart replaces a broken run with a new one that continues from the journal's position."""

import pytest
from temporalio.client import WorkflowExecutionStatus

from activities.notifying import TemporalClient
from activities.relay import notify_workflows
from activities.restarting import restart_all, restart_case
from activities.services import NoSuchCaseError, Services
from database.outbox import list_outbox
from database.recovery import count_replacements
from schemas.casework import CloseCase
from schemas.rulings import Refusal
from schemas.tow_dispatch import AcceptOffer, OrderTow
from schemas.verification import RecordInspection
from schemas.words import Finding, Outcome, Stage, Task
from tests.car import CaseDriver, actor, reported
from tests.conftest import Clock
from tests.journeys.roads import asked, tow

CLOSE = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="No reason to go on")


async def correct(car: CaseDriver) -> None:
    """An admin restarts the run."""
    assert await restart_case(car.services, car.case, actor("admin-1"), now=car.clock()) is None
    assert await notify_workflows(car.services, car.temporal_client, case=car.case) == 1


@pytest.mark.parametrize("lost", [True, False])
async def test_a_run_that_is_lost_or_stuck_is_replaced(
    services: Services, worker: TemporalClient, clock: Clock, *, lost: bool
) -> None:
    car = await reported(services, worker, clock)
    before = await car.workflow.describe()
    if lost:
        await car.workflow.terminate("lost")

    await correct(car)

    after = await car.workflow.describe()
    assert (after.status, after.run_id == before.run_id) == (WorkflowExecutionStatus.RUNNING, False)
    assert (await car.row()).run == 2
    await car.ask("officer-1", RecordInspection(finding=Finding.GONE))
    await car.ends()


async def test_a_new_run_waits_for_the_tow_that_is_under_way(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", hazard=True, photos=(await car.photo(),))
    await car.ask("officer-1", look)
    await car.ask("dispatcher-1", OrderTow())
    await car.waits_for(Task.ANSWER)
    driver = await asked(car)
    await car.ask(driver, AcceptOffer(order=1))
    await car.waits_for(Task.TOW)
    await car.workflow.terminate("lost")

    await correct(car)
    await car.waits_for(Task.TOW)
    await tow(car, driver, order=1)

    assert (await car.waits_for(Task.INTAKE)).stage == Stage.IMPOUND
    assert len((await car.row()).case.orders) == 1


async def test_only_an_admin_restarts_and_only_open_cases(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)

    stranger = await restart_case(services, car.case, actor("dispatcher-1"), now=clock())
    await car.ask("supervisor-1", CLOSE)
    closed = await restart_case(services, car.case, actor("admin-1"), now=clock())

    assert stranger is not None
    assert stranger.reason == "Only an admin may do this."
    assert closed is not None
    assert closed.reason == "The case is closed and needs no workflow."
    with pytest.raises(NoSuchCaseError):
        await restart_case(services, "00-000001", actor("admin-1"), now=clock())


async def test_all_open_cases_get_new_runs_the_nearest_deadlines_first(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    cars = [await reported(services, worker, clock, plate=plate) for plate in ("AAA111", "BBB222", "CCC333", "DDD444")]
    *still_open, closed = cars
    await closed.ask("supervisor-1", CLOSE)
    await closed.ends()
    for days, car in zip((30, 10, 20), still_open, strict=True):
        due = f"opened_at + interval '{days} days'"
        await services.pool.execute(f"update vehicle_case set due_at = {due} where id = $1", car.case)
    before = {car.case: (await car.workflow.describe()).run_id for car in still_open}

    assert await restart_all(services, actor("admin-1"), now=clock()) == 3
    async with services.pool.acquire() as connection:
        queued = await list_outbox(connection)
        assert await count_replacements(connection) == 3
    assert [(each.case_id, each.kind) for each in queued] == [(still_open[at].case, "replace") for at in (1, 2, 0)]
    assert await notify_workflows(services, worker) == 3

    for car in still_open:
        new = await car.workflow.describe()
        assert (new.status, new.run_id == before[car.case]) == (WorkflowExecutionStatus.RUNNING, False)
    logged = await services.pool.fetch("select account, case_id from access_log where what = 'restart'")
    assert sorted(map(tuple, logged)) == [("admin-1", car.case) for car in still_open]


async def test_only_an_admin_restarts_all_cases(services: Services, clock: Clock) -> None:
    refusal = await restart_all(services, actor("supervisor-1"), now=clock())

    assert isinstance(refusal, Refusal)
    assert refusal.reason == "Only an admin may do this."
