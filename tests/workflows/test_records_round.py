"""Records checks by file on a real Temporal server: the case waits without an open activity, and the round goes on."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.testing import TimeSkipper

from activities.notifying import TemporalClient
from activities.relay import notify_workflows
from activities.services import Services
from sample.records import TrainingRecords
from schemas import names
from schemas.disposal import ServiceChecked
from schemas.records import RecordsAsked, RecordsQuestion
from schemas.reporting import RecordsChecked
from schemas.words import MilitaryStatus, Role, Task
from tests.car import CaseDriver, reported
from tests.conftest import Clock
from tests.journeys.planted import found, list_temporal_texts
from tests.journeys.roads import impound_noticed, records_checked
from tests.mail_city import ZONE
from tests.records_city import RecordsCity, records_city
from tests.serving import once
from tests.workflows.planting import knows
from tests.workflows.test_replay import replay
from workers.worker import build_worker, service_workers
from workers.world import TrainingCity
from workers.world_records import FolderOfRecords


@pytest.fixture
async def town(
    services: Services, temporal_client: TemporalClient, clock: Clock, tmp_path: Path
) -> AsyncIterator[RecordsCity]:
    """The workers of a city that asks by files, on the real clock, after the hour of the file."""
    async with records_city(services, temporal_client, clock, tmp_path / "records") as running:
        clock.stands = None
        by_files = running.services.records_files
        assert by_files is not None
        due = replace(by_files, hour=datetime.now(ZONE).hour)
        city = replace(running, services=replace(running.services, records_files=due))
        async with build_worker(city.services, temporal_client), service_workers(city.services, temporal_client, 100):
            yield city


async def goes_round(town: RecordsCity) -> None:
    """One round, as its schedule starts it."""
    client, queue = town.temporal_client.client, town.temporal_client.queue
    await client.execute_workflow(names.RECORDS_ROUND, id=f"round-{uuid4()}", task_queue=queue)


async def has(car: CaseDriver, kind: type) -> bool:
    return any(isinstance(each, kind) for each in await car.facts())


async def is_told(town: RecordsCity, car: CaseDriver) -> bool:
    """Whether the workflow knows the newest fact; the relay tells it."""
    await notify_workflows(town.services, town.temporal_client)
    return await knows(car, (await car.row()).number)


async def test_a_case_is_asked_about_overnight_and_goes_on_with_the_answer(town: RecordsCity) -> None:
    records = FolderOfRecords(town.folder, lambda question: TrainingCity(TrainingRecords()).asked(question)[0])
    car = await reported(town.services, town.temporal_client, Clock(), plate="ABC 1234")
    await once(partial(has, car, RecordsAsked))
    open_activities = await car.pending()

    await goes_round(town)
    records.look()
    await goes_round(town)
    await once(partial(is_told, town, car))

    await car.waits_for(Task.INSPECTION)
    assert not open_activities
    [checked] = [each for each in await car.recorded() if isinstance(each.fact, RecordsChecked)]
    assert checked.role is Role.SYSTEM
    said = await list_temporal_texts(car.temporal_client.client, car.case)
    assert set().union(*(found(each, car.case, "ABC1234") for each in said)) == {car.case}
    await replay(await car.workflow.fetch_history())


async def test_whether_an_owner_serves_is_asked_and_answered_in_files_of_their_own(
    services: Services, skipper: TimeSkipper, clock: Clock, tmp_path: Path
) -> None:
    client = TemporalClient(skipper.client, f"queue-{uuid4().hex[:12]}")
    async with records_city(services, client, clock, tmp_path / "records") as town:
        clock.stands = None
        law = replace(town.services.city_law, asks=frozenset({RecordsQuestion.MILITARY}))
        town.services = replace(town.services, city_law=law)
        async with build_worker(town.services, client), service_workers(town.services, client, 100):
            car = await reported(town.services, client, clock, skipper)
            await impound_noticed(car)
            await car.days_pass(35)
            await records_checked(car)
            await once(partial(has, car, RecordsAsked))
            # The hour of the file comes within a day.
            clock.ahead += timedelta(days=1)
            await town.goes_round()
            out = town.files("out")
            FolderOfRecords(town.folder, lambda question: TrainingCity(TrainingRecords()).asked(question)[0]).look()
            await town.goes_round()
            await town.goes_round()

            await once(partial(has, car, ServiceChecked))
            assert [each.partition(".")[2] for each in out] == ["people.csv", "people.csv.sha256"]
            assert [town.files(place) for place in ("in", "out", "done", "quarantine")] == [[], [], [], []]
            [checked] = [each for each in await car.recorded() if isinstance(each.fact, ServiceChecked)]
            assert (checked.role, checked.fact.service) == (Role.SYSTEM, MilitaryStatus.NONE)
