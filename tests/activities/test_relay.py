"""The relay: what fails waits and blocks nothing else, workers share the outbox, and a lost workflow is replaced."""

from datetime import timedelta
from typing import Any

import pytest
from temporalio.service import RPCError, RPCStatusCode

from activities import notifying, relay
from activities.casework import submit
from activities.notifying import TemporalClient
from activities.relay import STARTS, STARTS_MEANWHILE, notify_workflows, starts_of_round
from activities.services import Services
from database.outbox import claim_from_outbox, list_outbox
from schemas import names
from schemas.casework import CloseCase
from schemas.verification import RecordInspection
from schemas.words import Finding, Outcome, Task
from tests.activities.test_casework import NOW, opened
from tests.car import CaseDriver, actor, reported
from tests.conftest import Clock

LOOK = RecordInspection(finding=Finding.STILL_THERE)


async def two_cases(services: Services, worker: TemporalClient, clock: Clock) -> tuple[CaseDriver, CaseDriver]:
    """Two cases, each with a fact of which its workflow was not notified; the first one is notified first."""
    first = await reported(services, worker, clock, plate="AAA111")
    second = await reported(services, worker, clock, plate="BBB222")
    for car in (first, second):
        await submit(services, car.case, LOOK, actor("officer-1"), now=clock())
    return first, second


async def fetch(services: Services, sql: str, *arguments: object) -> Any:
    """One value from the database."""
    async with services.pool.acquire() as connection:
        return await connection.fetchval(sql, *arguments)


async def waiting(services: Services) -> list[tuple[str, str, int]]:
    """The notifications not sent yet, with their failed attempts."""
    async with services.pool.acquire() as connection:
        return [(each.case_id, each.kind, each.attempts) for each in await list_outbox(connection)]


async def test_a_case_that_cannot_be_read_waits_and_blocks_no_other(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    unreadable, sound = await two_cases(services, worker, clock)
    await fetch(services, "update vehicle_case set state = '{' where id = $1", unreadable.case)

    assert await notify_workflows(services, worker) == 1

    assert await waiting(services) == [(unreadable.case, "signal", 1)]
    assert await fetch(services, "select fault from outbox") == "UnreadableCaseError"
    assert (await sound.waits_for(Task.SECOND_OBSERVATION)).notified_number == 2
    assert await notify_workflows(services, worker) == 0


async def test_a_call_that_temporal_refuses_for_one_case_is_repeated_ever_more_slowly_and_blocks_no_other(
    services: Services, worker: TemporalClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused, _ = await two_cases(services, worker, clock)
    signal = notifying._signal

    async def refuses(temporal_client: TemporalClient, case: str, position: Any) -> None:
        if case == refused.case:
            raise RPCError("planted", RPCStatusCode.INVALID_ARGUMENT, b"")
        await signal(temporal_client, case, position)

    monkeypatch.setattr(notifying, "_signal", refuses)
    assert await notify_workflows(services, worker) == 1
    pauses = []
    for attempts in range(1, 5):
        assert await waiting(services) == [(refused.case, "signal", attempts)]
        pauses.append(await fetch(services, "select extract(epoch from not_before - clock_timestamp()) from outbox"))
        await fetch(services, "update outbox set not_before = '-infinity'")
        assert await notify_workflows(services, worker) == 0

    assert (pauses[0] < 1, 3 < pauses[-1] < 8) == (True, True)
    monkeypatch.undo()
    await fetch(services, "update outbox set not_before = '-infinity'")
    assert await notify_workflows(services, worker) == 1
    assert await waiting(services) == []


async def test_a_newer_fact_of_a_case_does_not_wait_for_the_pause_of_an_older_one(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)
    await submit(services, car.case, LOOK, actor("officer-1"), now=clock())
    await fetch(services, "update outbox set attempts = 9, not_before = clock_timestamp() + interval '1 hour'")

    await car.ask("officer-1", LOOK)

    assert await waiting(services) == []
    assert (await car.row()).notified_number == 3


async def test_workers_that_drain_the_outbox_together_claim_each_notification_once(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    cars = await two_cases(services, worker, clock)
    async with services.pool.acquire() as one, services.pool.acquire() as other:
        async with one.transaction():
            mine = await claim_from_outbox(one, 60, case=None, limit=1, starts=0)
            others = await claim_from_outbox(other, 60, case=None, limit=100, starts=100)
        assert await claim_from_outbox(other, 60, case=None, limit=100, starts=100) == []

    assert [each.case_id for each in (*mine, *others)] == [car.case for car in cars]


async def test_signals_go_before_the_starts_of_new_cases_and_a_round_starts_only_some(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    known = await reported(services, worker, clock, plate="AAA111")
    new = [await opened(services, plate=f"BBB 22{each}") for each in range(3)]
    await submit(services, known.case, LOOK, actor("officer-1"), now=clock())

    counts = [await notify_workflows(services, worker, starts=2)]
    left = [case for case, _, _ in await waiting(services)]
    counts.append(await notify_workflows(services, worker, starts=2))

    assert (counts, left) == ([3, 1], new[2:])


async def test_few_cases_are_started_while_a_file_is_imported(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "IMPORT_CASES", 2)
    starts = []
    for each in range(2):
        await opened(services, plate=f"BBB 22{each}")
        starts.append(await starts_of_round(services, NOW))
    starts.append(await starts_of_round(services, NOW + timedelta(seconds=6)))

    assert starts == [STARTS, STARTS_MEANWHILE, STARTS]


async def test_what_a_worker_claimed_before_it_died_is_sent_by_another(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    await two_cases(services, worker, clock)
    async with services.pool.acquire() as died:
        assert len(await claim_from_outbox(died, 0, case=None, limit=100, starts=100)) == 2

    assert await notify_workflows(services, worker) == 2


async def test_while_temporal_is_away_nothing_counts_as_failed(
    services: Services, worker: TemporalClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    cars = await two_cases(services, worker, clock)

    async def away(*_: object) -> bool:
        raise RPCError("planted", RPCStatusCode.UNAVAILABLE, b"")

    monkeypatch.setattr(notifying, "_signal", away)
    monkeypatch.setattr(worker.client.service_client, "check_health", away)
    assert await notify_workflows(services, worker) == 0

    assert await waiting(services) == [(car.case, "signal", 0) for car in cars]
    monkeypatch.undo()
    assert await notify_workflows(services, worker) == 2


async def test_an_open_case_whose_workflow_has_ended_gets_a_new_one_that_knows_its_facts(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    lost, sound = await two_cases(services, worker, clock)
    await lost.loses_its_run("planted")

    assert await notify_workflows(services, worker) == 1
    assert await waiting(services) == [(lost.case, "restart", 0)]
    assert await notify_workflows(services, worker) == 1

    assert [(await car.waits_for(Task.SECOND_OBSERVATION)).number for car in (lost, sound)] == [2, 2]
    assert (await lost.row()).notified_number == 2


async def test_a_workflow_that_ends_again_and_again_is_restarted_with_a_growing_pause(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)

    async def restarted() -> bool:
        """Whether its workflow, ended now, is replaced when the next fact is recorded."""
        await worker.client.get_workflow_handle(names.workflow_id(car.case)).terminate("planted")
        await submit(services, car.case, LOOK, actor("officer-1"), now=clock())
        await notify_workflows(services, worker)
        return await notify_workflows(services, worker) == 1

    async def an_hour_passes() -> None:
        await fetch(services, "update vehicle_case set recovered_at = recovered_at - interval '1 hour'")

    assert await restarted()
    assert not await restarted()
    await an_hour_passes()
    await submit(services, car.case, LOOK, actor("officer-1"), now=clock())
    await notify_workflows(services, worker)
    assert await notify_workflows(services, worker) == 1


async def test_a_closed_case_whose_workflow_has_ended_needs_no_other(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)
    await car.loses_its_run("planted")
    withdrawal = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Wrong street")
    await submit(services, car.case, withdrawal, actor("supervisor-1"), now=clock())

    await notify_workflows(services, worker)

    assert await waiting(services) == []
