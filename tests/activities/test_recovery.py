"""Recovery by the sweep: whichever store was lost or restored, every open case has a run that knows its journal."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from activities.casework import submit
from activities.notifying import TemporalClient, TemporalUnavailableError
from activities.reconciliation import has_fewer_runs
from activities.recovery import recover_late_runs, recover_runs, replace_runs_ahead
from activities.relay import notify_workflows
from activities.services import Services
from database.outbox import list_outbox
from schemas import names
from schemas.casework import CloseCase
from schemas.verification import RecordInspection
from schemas.wire import Position
from schemas.words import Finding, Outcome, Stage, Task
from tests.activities.test_reconciliation import LATER
from tests.car import CaseDriver, actor, reported
from tests.conftest import Clock
from tests.owner import as_owner
from workers import worker as worker_module
from workers.worker import recover

LOOK = RecordInspection(finding=Finding.STILL_THERE)


@pytest.fixture
async def car(services: Services, worker: TemporalClient, clock: Clock) -> CaseDriver:
    """A reported car whose workflow is running."""
    return await reported(services, worker, clock)


async def queued(services: Services) -> list[tuple[str, str]]:
    """The notifications not sent yet."""
    async with services.pool.acquire() as connection:
        return [(each.case_id, each.kind) for each in await list_outbox(connection)]


async def kept(services: Services, case: str) -> str:
    """The row of a case, as a backup has it."""
    row: str = await services.pool.fetchval("select to_jsonb(c)::text from vehicle_case c where id = $1", case)
    return row


async def restore(services: Services, case: str, row: str) -> None:
    """Only the database is as it was at the backup: this row, and no later fact."""
    async with as_owner(services.pool) as connection, connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        number = json.loads(row)["number"]
        await connection.execute("delete from case_fact where case_id = $1 and number > $2", case, number)
        await connection.execute("delete from vehicle_case where id = $1", case)
        await connection.execute(
            "insert into vehicle_case select * from jsonb_populate_record(null::vehicle_case, $1::jsonb)", row
        )


async def test_an_open_case_whose_workflow_was_terminated_has_a_new_one_after_the_sweep(car: CaseDriver) -> None:
    await car.ask("officer-1", LOOK)
    await car.loses_its_run("planted")

    assert await recover_runs(car.services, car.temporal_client, now=car.clock() + LATER) == 1
    assert await queued(car.services) == [(car.case, "restart")]
    await notify_workflows(car.services, car.temporal_client)

    assert (await car.waits_for(Task.SECOND_OBSERVATION)).notified_number == 2
    assert await recover_runs(car.services, car.temporal_client, now=car.clock() + LATER) == 0


async def test_a_start_that_still_waits_is_not_missing(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, TemporalClient(temporal_client.client, "a queue of nobody"), clock)
    await services.pool.execute("insert into outbox (case_id, kind, number) values ($1, 'start', 1)", car.case)
    await car.loses_its_run("made room")

    assert await recover_runs(services, temporal_client, now=clock() + LATER) == 0
    assert await queued(services) == [(car.case, "start")]


async def test_the_nearest_ceilings_come_first(services: Services, worker: TemporalClient, clock: Clock) -> None:
    cars = [await reported(services, worker, clock, plate=plate) for plate in ("AAA111", "BBB222", "CCC333")]
    for days, car in zip((30, 10, 20), cars, strict=True):
        due = f"opened_at + interval '{days} days'"
        await services.pool.execute(f"update vehicle_case set due_at = {due} where id = $1", car.case)
        await car.loses_its_run("planted")

    assert await recover_runs(services, worker, now=clock() + LATER) == 3

    assert [case for case, _ in await queued(services)] == [cars[number].case for number in (1, 2, 0)]


async def test_a_closed_case_and_one_with_a_running_workflow_are_left_alone(
    car: CaseDriver, services: Services, worker: TemporalClient, clock: Clock
) -> None:
    closed = await reported(services, worker, clock, plate="BBB222")
    withdrawal = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Wrong street")
    await closed.ask("supervisor-1", withdrawal)
    await closed.ends()

    assert await recover_runs(services, worker, now=clock() + LATER) == 0
    assert await replace_runs_ahead(services, worker, None) is None
    assert await queued(services) == []


async def test_a_workflow_that_knows_facts_which_a_restored_journal_lacks_is_replaced(
    car: CaseDriver, services: Services, worker: TemporalClient, clock: Clock
) -> None:
    backup = await kept(services, car.case)
    await car.ask("officer-1", LOOK)
    await car.ask("officer-1", LOOK)
    await car.waits_for(Task.SECOND_OBSERVATION)
    await restore(services, car.case, backup)

    assert await recover(services, worker, "", everything=True) is None
    assert await queued(services) == [(car.case, "replace")]
    await notify_workflows(services, worker)

    assert (await car.waits_for(Task.RECORDS_CHECK)).number == 1
    await submit(services, car.case, LOOK, actor("officer-1"), now=clock())
    await notify_workflows(services, worker)
    assert (await car.waits_for(Task.SECOND_OBSERVATION)).number == 2


async def test_a_workflow_that_is_deaf_is_replaced_when_the_system_is_late(
    car: CaseDriver, services: Services, worker: TemporalClient, clock: Clock
) -> None:
    """It was told of facts in the far future, so that nothing real contradicts them."""
    invented = Position(number=10**9, at=datetime(9999, 1, 1, tzinfo=UTC), stage=Stage.REPORTED)
    await car.workflow.signal(names.FACT_RECORDED, invented)
    await car.ask("officer-1", RecordInspection(finding=Finding.GONE))

    assert await recover_runs(services, worker, now=clock() + LATER) == 1
    assert await queued(services) == [(car.case, "replace")]
    await notify_workflows(services, worker)

    assert (await car.ends()).stage == Stage.CLOSED


async def test_runs_are_too_few_if_one_is_missing_whose_start_does_not_wait(
    car: CaseDriver, services: Services, worker: TemporalClient, clock: Clock
) -> None:
    other = await reported(services, worker, clock, plate="BBB222")
    await car.waits_for(Task.RECORDS_CHECK)
    assert not await has_fewer_runs(services, worker)

    await other.loses_its_run("planted")
    assert await has_fewer_runs(services, worker)

    await services.pool.execute("insert into outbox (case_id, kind, number) values ($1, 'restart', 1)", other.case)
    assert not await has_fewer_runs(services, worker)


async def test_a_sweep_that_only_counts_replaces_what_is_missing(car: CaseDriver) -> None:
    await car.ask("officer-1", LOOK)
    await car.loses_its_run("planted")
    await car.services.pool.execute("update vehicle_case set changed_at = changed_at - interval '1 day'")

    await recover(car.services, car.temporal_client, None, everything=False)

    assert await queued(car.services) == [(car.case, "restart")]


async def test_a_sweep_that_only_counts_asks_what_is_late(
    car: CaseDriver, services: Services, worker: TemporalClient, clock: Clock
) -> None:
    invented = Position(number=10**9, at=datetime(9999, 1, 1, tzinfo=UTC), stage=Stage.REPORTED)
    await car.workflow.signal(names.FACT_RECORDED, invented)
    await car.ask("officer-1", RecordInspection(finding=Finding.GONE))

    assert await recover_late_runs(services, worker, now=clock()) == 0, "it has a minute"
    assert await recover_late_runs(services, worker, now=clock() + LATER) == 1
    assert await queued(services) == [(car.case, "replace")]


async def test_the_running_workflows_are_listed_once_in_ten_sweeps_and_again_after_one_that_failed(
    car: CaseDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared, stop = list[bool](), asyncio.Event()

    async def note(_: Services, __: TemporalClient, beyond: str | None, *, everything: bool) -> str | None:
        compared.append(everything)
        if len(compared) == 1:
            raise TemporalUnavailableError
        if len(compared) == 13:
            stop.set()
        return beyond

    monkeypatch.setattr(worker_module, "recover", note)
    monkeypatch.setattr(worker_module, "SWEEP_SECONDS", 0.001)
    await worker_module.watch(car.services, car.temporal_client, stop)

    assert compared == [True, True, *[False] * 9, True, False]
