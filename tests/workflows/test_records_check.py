"""The records check by the system, on real Temporal and over real HTTP: answered, wrong, away, back, and late."""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial

import pytest
from temporalio.client import WorkflowExecutionDescription

from activities.notifying import TemporalClient
from activities.owner_notice import read_party
from activities.services import Services
from activities.statements import read_statements
from database.cases import CaseRow
from schemas.messages import Fact
from schemas.owner_notice import PartiesRecorded, RecordParties
from schemas.records import AnswerOutcome, AnswerReferred
from schemas.reporting import CorrectDescription, DescriptionCorrected, EnterRecordsCheck, RecordsChecked
from schemas.verification import RecordInspection
from schemas.waiting_periods import PlaceHold
from schemas.words import Finding, Hold, Outcome, Registration, Role, Stage, Stolen, Task
from tests.asking_city import AskingCity, asking_city
from tests.car import CaseDriver, actor
from tests.journeys.planted import found, list_temporal_texts
from tests.serving import once
from tests.workflows.test_replay import replay
from workers.world import TrainingCity

CLEAR = EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.VALID)


@pytest.fixture
async def city_that_asks(services: Services, temporal_client: TemporalClient) -> AsyncIterator[AskingCity]:
    """Workers of a city that lets its records service answer."""
    async with asking_city(services, temporal_client) as city:
        yield city


async def test_a_clear_answer_is_entered_by_the_system_and_kept_in_words(city_that_asks: AskingCity) -> None:
    car = await city_that_asks.reported("ABC 1234")

    await car.waits_for(Task.INSPECTION)

    _, checked = await car.recorded()
    assert (checked.role, checked.fact.stolen, checked.fact.registration) == (
        Role.SYSTEM,
        Stolen.CLEAR,
        Registration.EXPIRED,
    )
    assert checked.fact.note is not None
    await car.ask("officer-1", RecordInspection(finding=Finding.GONE))
    await car.ends()
    assert (await car.row()).outcome == Outcome.GONE_ON_ARRIVAL
    assert len(await car.kinds_of_events()) <= 17
    await replay(await car.workflow.fetch_history())


@pytest.mark.parametrize("word", ["STOLEN1", "DOUBT1", "NOBODY1", "TWICE1", "OTHER1", "HALF1", "REFUSE1"])
async def test_an_answer_that_settles_nothing_waits_for_a_dispatcher(city_that_asks: AskingCity, word: str) -> None:
    car = await city_that_asks.reported(word)

    row = await once(partial(_by_a_person, car))

    assert (row.stage, bool(row.case.open_holds)) == (Stage.REPORTED, word in ("STOLEN1", "DOUBT1"))
    assert (await car.facts())[-1].task is Task.RECORDS_CHECK
    asked = len(city_that_asks.world.calls)
    await car.ask("dispatcher-1", CLEAR)
    await car.waits_for(Task.INSPECTION)
    assert len(city_that_asks.world.calls) == asked


async def test_a_clear_answer_about_a_car_whose_make_is_not_that_of_its_vin_waits_with_both_sides(
    city_that_asks: AskingCity,
) -> None:
    car = await city_that_asks.reported("ABC 1234", vin="1HGCM82633A004352", make="Ford")

    row = await once(partial(_by_a_person, car))

    referral = row.case.referral(Task.RECORDS_CHECK)
    assert referral is not None
    assert referral.outcome is AnswerOutcome.OTHER_VEHICLE
    async with car.services.pool.acquire() as connection:
        said = await read_statements(car.services, connection, car.case)
    assert "The VIN is that of a 2003 HONDA Accord. On record: Ford." in "".join(said.values())


async def test_a_check_by_the_system_adds_at_most_four_transitions_to_a_case(
    services: Services, temporal_client: TemporalClient
) -> None:
    async with asking_city(services, temporal_client, asks=frozenset()) as city:
        unasked = await city.reported("ABC 1234")
        await once(partial(_by_a_person, unasked))
        without = await _transitions_at_rest(unasked)
    async with asking_city(services, temporal_client) as city:
        asked = await city.reported("ABC 1235")
        await asked.waits_for(Task.INSPECTION)
        with_it = await _transitions_at_rest(asked)

    assert 0 < with_it - without <= 4


async def _transitions_at_rest(car: CaseDriver) -> int:
    """How often the state of the workflow has changed, once no workflow task is open."""
    described = await once(partial(_without_a_task, car))
    return described.raw_description.workflow_execution_info.state_transition_count


async def _without_a_task(car: CaseDriver) -> WorkflowExecutionDescription | None:
    described = await car.workflow.describe()
    return None if described.raw_description.HasField("pending_workflow_task") else described


async def _by_a_person(car: CaseDriver) -> CaseRow | None:
    """The case, once its next task is a dispatcher's."""
    row = await car.row()
    return row if row.tasks.next.by is Role.DISPATCHER else None


async def declared(car: CaseDriver) -> None:
    """An officer declares the car abandoned, as a hazard, so that nobody waits for two days."""
    photos = (await car.photo(),)
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", photos=photos)
    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE))
    car.clock.ahead += timedelta(days=3)
    assert (await car.ask("officer-1", look)).refusal is None


async def test_the_owner_is_found_by_the_system_and_the_letter_is_written(city_that_asks: AskingCity) -> None:
    car = await city_that_asks.reported("ABC 1234")
    await car.waits_for(Task.INSPECTION)

    await declared(car)

    row = await car.waits_for(Task.MAILING)
    (letter,) = row.case.letters
    found = await read_party(
        city_that_asks.services, car.case, letter.addressee, actor("dispatcher-1"), purpose="audit", now=car.clock()
    )
    assert found.name == "Sample Owner 0"
    kinds = {type(each.fact): each for each in await car.recorded()}
    assert kinds[PartiesRecorded].role is Role.SYSTEM


async def test_whom_an_uncertain_answer_names_is_shown_to_a_dispatcher_and_is_no_party(
    city_that_asks: AskingCity,
) -> None:
    car = await city_that_asks.reported("TWICE1")
    await once(partial(_by_a_person, car))
    await car.ask("dispatcher-1", CLEAR)

    await declared(car)

    row = await once(partial(_by_a_person, car))
    (referral,) = row.case.referrals
    assert (referral.task, row.tasks.next.task, row.case.parties) == (Task.PARTIES, Task.PARTIES, None)
    found = await read_party(
        city_that_asks.services, car.case, referral.parties[0], actor("dispatcher-1"), purpose="audit", now=car.clock()
    )
    assert found.name == "Sample Owner 0"
    nobody = RecordParties(no_owner_found=True)
    assert (await car.ask("dispatcher-1", nobody)).refusal is None
    assert (await car.row()).case.referrals == ()


async def test_while_the_service_is_away_a_persons_answer_counts_at_once(city_that_asks: AskingCity) -> None:
    city_that_asks.world.is_down = True
    car = await city_that_asks.reported("ABC 1234")
    await once(partial(_has_been_asked, city_that_asks.world))

    await car.ask("dispatcher-1", CLEAR)

    await car.waits_for(Task.INSPECTION)
    assert [type(each) for each in await car.facts()][1:] == [RecordsChecked]
    said = await list_temporal_texts(car.temporal_client.client, car.case)
    assert set().union(*(found(each, car.case, "ABC1234") for each in said)) == {car.case}


async def test_a_service_that_is_back_answers_for_the_cases_that_wait(city_that_asks: AskingCity) -> None:
    city_that_asks.world.is_down = True
    cars = [await city_that_asks.reported(f"ABC 100{number}") for number in range(3)]
    await once(partial(_has_been_asked, city_that_asks.world))

    city_that_asks.world.is_down = False

    for car in cars:
        await car.waits_for(Task.INSPECTION)
        assert (await car.recorded())[-1].role is Role.SYSTEM


@pytest.mark.parametrize(("plate", "held"), [("STOLEN1", True), ("ABC 1234", False)])
async def test_an_answer_that_comes_after_a_persons_changes_nothing_unless_the_car_may_be_stolen(
    city_that_asks: AskingCity, plate: str, *, held: bool
) -> None:
    city_that_asks.door.clear()
    car = await city_that_asks.reported(plate)
    await once(partial(_has_been_asked, city_that_asks.world))
    await car.ask("dispatcher-1", CLEAR)
    await car.waits_for(Task.INSPECTION)

    city_that_asks.door.set()

    facts: list[type[Fact]] = [RecordsChecked, AnswerReferred] if held else [RecordsChecked]
    if held:
        await once(partial(_has_facts, car, 3))
    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE))
    row = await car.row()
    assert [type(each) for each in await car.facts()][1:-1] == facts
    assert [each.hold for each in row.case.open_holds] == ([Hold.POLICE_EVIDENCE] if held else [])
    assert row.case.stolen is Stolen.CLEAR


async def test_an_answer_about_a_plate_that_was_corrected_meanwhile_says_nothing_of_this_car(
    city_that_asks: AskingCity,
) -> None:
    city_that_asks.door.clear()
    car = await city_that_asks.reported("STOLEN1")
    await once(partial(_has_been_asked, city_that_asks.world))
    await car.ask("officer-1", CorrectDescription(plate="ABC 1234"))

    city_that_asks.door.set()

    await car.waits_for(Task.INSPECTION)
    assert [type(each) for each in await car.facts()][1:] == [DescriptionCorrected, RecordsChecked]
    assert (await car.row()).case.open_holds == ()


async def test_what_is_recorded_while_the_service_is_asked_makes_a_theft_no_late_answer(
    city_that_asks: AskingCity,
) -> None:
    city_that_asks.door.clear()
    car = await city_that_asks.reported("STOLEN1")
    await once(partial(_has_been_asked, city_that_asks.world))
    await car.ask("officer-1", PlaceHold(hold=Hold.LITIGATION))

    city_that_asks.door.set()

    row = await once(partial(_by_a_person, car))
    (referred,) = [each for each in await car.facts() if isinstance(each, AnswerReferred)]
    assert (referred.late, row.tasks.next.task) == (False, Task.RECORDS_CHECK)


async def _has_facts(car: CaseDriver, number: int) -> bool:
    return (await car.row()).number >= number


async def _has_been_asked(world: TrainingCity) -> bool:
    return bool(world.calls)
