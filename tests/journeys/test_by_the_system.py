"""A whole life in which the records service answers: no person checks records or looks for the owner."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from temporalio.testing import TimeSkipper

from activities.notifying import TemporalClient
from activities.owner_notice import read_party
from activities.services import SYSTEM, Services
from database.access import list_access
from rules.owner_notice import unmailed
from sample.records import KnownCar
from schemas.disposal import ServiceChecked
from schemas.importing import Story
from schemas.impound import RecordIntake, ReportToState
from schemas.mail import (
    FurtherStep,
    FurtherStepTaken,
    MailReturn,
    RecordFurtherStep,
    RecordMailing,
    RecordReturn,
)
from schemas.owner_notice import PartiesRecorded
from schemas.reporting import RecordsChecked
from schemas.verification import RecordInspection
from schemas.words import Finding, MilitaryStatus, Notice, Outcome, Party, Role, Stage, Task
from tests.asking_city import AskingCity, asking_city
from tests.car import CaseDriver, reported
from tests.conftest import Clock
from tests.journeys.planted import found, list_temporal_texts
from tests.journeys.roads import accepted, offered, tow

PLANTED = ("XYZ7777", "Sample Owner", "Nowhere Lane")
STILL_THERE = RecordInspection(finding=Finding.STILL_THERE)


@pytest.fixture
async def city_that_asks(services: Services, skipper: TimeSkipper) -> AsyncIterator[AskingCity]:
    """Workers of such a city, whose workflows can skip time."""
    async with asking_city(services, TemporalClient(skipper.client, f"queue-{uuid4().hex[:12]}")) as city:
        yield city


async def mailed(car: CaseDriver) -> None:
    """Every letter is mailed on the day on which it was written."""
    for letter in unmailed((await car.waits_for(Task.MAILING)).case):
        await car.ask("dispatcher-1", RecordMailing(letter=letter.letter, at=letter.written.at))


async def in_storage(city: AskingCity, clock: Clock, skipper: TimeSkipper) -> CaseDriver:
    """A car in the lot whose owner was written to; nobody but officers, contractors and those who mail did anything."""
    car = await reported(city.services, city.temporal_client, clock, skipper, plate="XYZ 7777")
    await car.waits_for(Task.INSPECTION)
    await car.ask("officer-1", STILL_THERE)
    await car.waits_for(Task.SECOND_OBSERVATION)
    await car.days_pass(2.1)
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", photos=(await car.photo(),))
    await car.ask("officer-1", look)
    await mailed(car)
    await car.waits_for(Task.NOTICE_PERIOD)
    await car.days_pass(15)
    await car.waits_for(Task.REINSPECTION)
    await car.ask("officer-1", STILL_THERE)
    await offered(car)
    await tow(car, await accepted(car), order=1)
    await car.waits_for(Task.INTAKE)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing", keys=False))
    await car.ask("dispatcher-1", ReportToState())
    await mailed(car)
    await car.waits_for(Task.RECLAIM_PERIOD)
    return car


async def test_from_report_to_disposal_the_service_answers_for_a_dispatcher(
    city_that_asks: AskingCity, clock: Clock, skipper: TimeSkipper
) -> None:
    car = await in_storage(city_that_asks, clock, skipper)
    await car.days_pass(35)
    await car.waits_for(Task.OFFICER_STATUS)

    recorded = await car.recorded()
    checks = [each for each in recorded if isinstance(each.fact, RecordsChecked | PartiesRecorded | ServiceChecked)]
    assert {each.role for each in checks} == {Role.SYSTEM}
    assert [type(each.fact) for each in checks] == [
        RecordsChecked,
        PartiesRecorded,
        RecordsChecked,
        RecordsChecked,
        RecordsChecked,
        ServiceChecked,
    ]
    assert checks[-1].fact.service is MilitaryStatus.NONE
    await _names_of_people_are_nowhere(car)


async def _names_of_people_are_nowhere(car: CaseDriver) -> None:
    """Neither in the history nor in a fact; and the access log says for what the system read the owner's name."""
    said = await list_temporal_texts(car.temporal_client.client, car.case)
    said += [each.fact.model_dump_json().encode() for each in await car.recorded()]
    assert set().union(*(found(each, car.case, "check records", *PLANTED) for each in said)) == {
        car.case,
        "check records",
    }
    async with car.services.pool.acquire() as connection:
        log = await list_access(connection, case=car.case, account="system", before=None, limit=10)
    assert [(each.purpose, each.what.split()[0]) for each in log] == [("military_status", "party")]


async def moved_away(car: CaseDriver) -> int:
    """The impound letter to the owner came back; returns its number."""
    case = (await car.row()).case
    letter = next(each.letter for each in case.letters_of(Notice.IMPOUND) if each.party is Party.OWNER)
    await car.days_pass(5)
    await car.ask("dispatcher-1", RecordReturn(letter=letter, reason=MailReturn.MOVED))
    return letter


async def test_after_a_return_the_records_are_asked_again_and_no_other_address_is_a_persons_task(
    city_that_asks: AskingCity, clock: Clock, skipper: TimeSkipper
) -> None:
    car = await in_storage(city_that_asks, clock, skipper)
    letter = await moved_away(car)

    row = await car.waits_for(Task.FURTHER_STEPS)

    assert "Write to another address, or publish the notice if none can be found" in row.tasks.next.why
    [step] = [each for each in await car.recorded() if isinstance(each.fact, FurtherStepTaken)]
    assert (step.role, step.fact.letter, step.fact.step) == (Role.SYSTEM, letter, FurtherStep.RECORDS_AGAIN)
    assert step.fact.note is not None, "what was answered is kept with it"
    async with car.services.pool.acquire() as connection:
        log = await list_access(connection, case=car.case, account="system", before=None, limit=10)
    assert {each.purpose for each in log} == {"address_after_return"}
    await car.ask("dispatcher-1", RecordFurtherStep(letter=letter, step=FurtherStep.PUBLICATION))
    assert (await car.waits_for(Task.RECLAIM_PERIOD)).stage == Stage.IMPOUND


async def test_after_a_return_an_owner_who_has_moved_is_written_to_at_the_new_address(
    city_that_asks: AskingCity, clock: Clock, skipper: TimeSkipper
) -> None:
    plate = "XYZ7777"
    story = Story(outcome=Outcome.CRUSHED)
    city_that_asks.world.records.cars[plate] = KnownCar(story, "311-000001", plate, "PA", None)
    car = await in_storage(city_that_asks, clock, skipper)
    letter = await moved_away(car)

    row = await car.waits_for(Task.MAILING)

    old, new = row.case.letters_of(Notice.IMPOUND)
    assert (old.letter, old.addressee == row.case.owner) == (letter, False)
    assert new.addressee == row.case.owner
    assert not any(isinstance(each.fact, FurtherStepTaken) for each in await car.recorded())
    party = await read_party(car.services, car.case, new.addressee, SYSTEM, purpose="test", now=clock())
    assert party.lines[0] == "9 Elsewhere Street"
