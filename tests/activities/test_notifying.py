"""Notifying workflows: Temporal being unreachable is no error, and repeating a notification is harmless."""

import socket

import pytest
from temporalio.client import Client

from activities.casework import submit
from activities.notifying import TemporalClient, TemporalUnavailableError, patience
from activities.reconciliation import list_mismatches
from activities.relay import notify_workflows
from activities.reporting import report_vehicle
from activities.services import Services
from activities.wire import WIRE
from database.outbox import list_outbox, put_in_outbox
from database.reconciliation import notify_where_behind
from schemas.casework import CloseCase
from schemas.reporting import ReportVehicle
from schemas.verification import RecordInspection
from schemas.words import Finding, Outcome
from tests.car import actor, reported
from tests.conftest import Clock
from workers.temporal import free_port


async def outbox(services: Services) -> list[tuple[str, str]]:
    """The notifications that are not sent yet."""
    async with services.pool.acquire() as connection:
        return [(each.case_id, each.kind) for each in await list_outbox(connection)]


async def test_a_notification_stays_in_the_outbox_while_temporal_is_unreachable(
    services: Services, clock: Clock
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
        away = TemporalClient(await Client.connect(address, lazy=True, data_converter=WIRE), "queue")

        car = await reported(services, away, clock)

    assert await outbox(services) == [(car.case, "start")]


async def test_a_refused_connection_counts_as_temporal_unreachable(services: Services, clock: Clock) -> None:
    address = f"127.0.0.1:{free_port()}"
    away = TemporalClient(await Client.connect(address, lazy=True, data_converter=WIRE), "queue")

    car = await reported(services, away, clock)

    assert await outbox(services) == [(car.case, "start")]
    with pytest.raises(TemporalUnavailableError, match="Temporal is unavailable"):
        async with patience(5):
            await list_mismatches(services, away, now=clock())


async def test_another_runtime_error_is_not_reported_as_temporal_unreachable() -> None:
    with pytest.raises(RuntimeError, match="something else"):
        async with patience(5):
            raise RuntimeError("something else")


async def test_a_repeated_start_starts_no_second_run(services: Services, worker: TemporalClient, clock: Clock) -> None:
    car = await reported(services, worker, clock)
    run = (await car.workflow.describe()).run_id
    async with services.pool.acquire() as connection:
        for kind in ("start", "restart"):
            await put_in_outbox(connection, car.case, kind, 1)

    assert await notify_workflows(services, worker) == 2

    assert (await car.workflow.describe()).run_id == run


async def test_a_case_closed_before_its_workflow_was_started_needs_none(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    told = {"address": "100 First Street", "district": "d25"}
    answer = await report_vehicle(services, ReportVehicle.model_validate(told), actor("dispatcher-1"), now=clock())
    withdrawal = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Wrong street")
    await submit(services, answer.case, withdrawal, actor("supervisor-1"), now=clock())

    assert await notify_workflows(services, temporal_client) == 2

    assert await outbox(services) == []


async def test_a_lost_signal_shows_in_the_notified_number(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)
    look = RecordInspection(finding=Finding.STILL_THERE)
    await submit(services, car.case, look, actor("officer-1"), now=clock())
    async with services.pool.acquire() as connection:
        await connection.execute("delete from outbox")
    assert await notify_workflows(services, worker) == 0
    lost = await car.row()

    await car.ask("officer-1", look)

    healed = await car.row()
    assert [(each.notified_number, each.number) for each in (lost, healed)] == [(1, 2), (3, 3)]


async def test_a_workflow_not_notified_of_the_end_of_its_case_is_found_by_the_sweep(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)
    withdrawal = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Wrong street")
    await submit(services, car.case, withdrawal, actor("supervisor-1"), now=clock())
    async with services.pool.acquire() as connection:
        await connection.execute("delete from outbox")
        assert await notify_where_behind(connection) == 1
        assert await notify_where_behind(connection) == 0

    assert await notify_workflows(services, worker) == 1

    assert (await car.ends()).number == 2
    async with services.pool.acquire() as connection:
        assert await notify_where_behind(connection) == 0
