"""Notifying workflows: Temporal being unreachable is no error, and one broken case does not block the others."""

import socket

import pytest
from temporalio.client import Client

from activities.casework import submit
from activities.knocking import Engine, EngineAwayError, patience, tell
from activities.office import Office
from activities.orphans import list_orphans
from activities.reporting import report_vehicle
from activities.wire import WIRE
from database import casework as papers
from database.orphans import knock_where_behind
from schemas.casework import CloseCase
from schemas.reporting import ReportVehicle
from schemas.verification import RecordInspection
from schemas.words import Finding, Outcome
from tests.car import actor, reported
from tests.conftest import Clock
from workers.temporal import free_port


async def outbox(office: Office) -> list[tuple[str, str]]:
    """The notifications that are not sent yet."""
    async with office.pool.acquire() as connection:
        return [(each.case_id, each.kind) for each in await papers.list_outbox(connection)]


async def test_a_notification_stays_in_the_outbox_while_temporal_is_unreachable(office: Office, clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
        away = Engine(await Client.connect(address, lazy=True, data_converter=WIRE), "queue")

        car = await reported(office, away, clock)

    assert await outbox(office) == [(car.case, "start")]


async def test_a_refused_connection_counts_as_temporal_unreachable(office: Office, clock: Clock) -> None:
    address = f"127.0.0.1:{free_port()}"
    away = Engine(await Client.connect(address, lazy=True, data_converter=WIRE), "queue")

    car = await reported(office, away, clock)

    assert await outbox(office) == [(car.case, "start")]
    with pytest.raises(EngineAwayError, match="Temporal is unavailable"):
        async with patience(5):
            await list_orphans(office, away, now=clock())


async def test_another_runtime_error_is_not_reported_as_temporal_unreachable() -> None:
    with pytest.raises(RuntimeError, match="something else"):
        async with patience(5):
            raise RuntimeError("something else")


async def test_a_case_without_a_workflow_does_not_block_the_notifications_of_others(
    office: Office, worker: Engine, clock: Clock
) -> None:
    broken = await reported(office, worker, clock, plate="AAA111")
    sound = await reported(office, worker, clock, plate="BBB222")
    await broken.workflow.terminate("planted")
    for car in (broken, sound):
        await submit(office, car.case, RecordInspection(finding=Finding.STILL_THERE), actor("officer-1"), now=clock())

    assert await tell(office, worker) == 1

    assert await outbox(office) == []
    async with office.pool.acquire() as connection:
        assert await knock_where_behind(connection) == 1
    assert await outbox(office) == [(broken.case, "knock")]


async def test_a_repeated_start_starts_no_second_run(office: Office, worker: Engine, clock: Clock) -> None:
    car = await reported(office, worker, clock)
    run = (await car.workflow.describe()).run_id
    async with office.pool.acquire() as connection:
        for kind in ("start", "restart"):
            await papers.put_in_outbox(connection, car.case, kind, 1)

    assert await tell(office, worker) == 2

    assert (await car.workflow.describe()).run_id == run


async def test_a_case_closed_before_its_workflow_was_started_needs_none(
    office: Office, engine: Engine, clock: Clock
) -> None:
    told = {"address": "100 First Street", "district": "d25"}
    answer = await report_vehicle(office, ReportVehicle.model_validate(told), actor("dispatcher-1"), now=clock())
    withdrawal = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Wrong street")
    await submit(office, answer.case, withdrawal, actor("supervisor-1"), now=clock())

    assert await tell(office, engine) == 2

    assert await outbox(office) == []


async def test_a_lost_signal_shows_in_the_notified_number(office: Office, worker: Engine, clock: Clock) -> None:
    car = await reported(office, worker, clock)
    look = RecordInspection(finding=Finding.STILL_THERE)
    await submit(office, car.case, look, actor("officer-1"), now=clock())
    async with office.pool.acquire() as connection:
        await connection.execute("delete from outbox")
    assert await tell(office, worker) == 0
    lost = await car.row()

    await car.ask("officer-1", look)

    healed = await car.row()
    assert [(each.told, each.number) for each in (lost, healed)] == [(1, 2), (3, 3)]


async def test_a_workflow_not_notified_of_the_end_of_its_case_is_found_by_the_sweep(
    office: Office, worker: Engine, clock: Clock
) -> None:
    car = await reported(office, worker, clock)
    withdrawal = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Wrong street")
    await submit(office, car.case, withdrawal, actor("supervisor-1"), now=clock())
    async with office.pool.acquire() as connection:
        await connection.execute("delete from outbox")
        assert await knock_where_behind(connection) == 1
        assert await knock_where_behind(connection) == 0

    assert await tell(office, worker) == 1

    assert (await car.ends()).number == 2
    async with office.pool.acquire() as connection:
        assert await knock_where_behind(connection) == 0
