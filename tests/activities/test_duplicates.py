"""Two cases of one car: the younger gives its reports to the older, and takes them back if it was a different car."""

import pytest

from activities.audit import verify_case
from activities.notifying import TemporalClient
from activities.relay import notify_workflows
from activities.services import Services
from schemas.casework import CloseCase, Reopen
from schemas.messages import Request
from schemas.reporting import CloseAsDuplicate, EnterRecordsCheck, Split
from schemas.verification import RecordInspection
from schemas.waiting_periods import PlaceHold
from schemas.words import Finding, Hold, Outcome, Registration, Stage, Stolen
from tests.car import CaseDriver, reported
from tests.conftest import Clock
from tests.journeys.test_races import queue


async def two(services: Services, temporal_client: TemporalClient, clock: Clock) -> tuple[CaseDriver, CaseDriver]:
    """One car, reported with its plate and then without."""
    older = await reported(services, temporal_client, clock)
    return older, await reported(services, temporal_client, clock, plate=None, plate_state=None)


async def test_the_younger_case_ends_and_its_reports_move(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    older, younger = await two(services, worker, clock)

    await younger.ask("dispatcher-1", CloseAsDuplicate(of=older.case))

    await younger.ends()
    ended, goes_on = await younger.row(), await older.row()
    assert (ended.outcome, ended.case.duplicate_of) == (Outcome.DUPLICATE, older.case)
    assert (goes_on.case.reports, goes_on.stage) == (2, Stage.REPORTED)
    assert await verify_case(services, older.case) == await verify_case(services, younger.case) == []
    assert await notify_workflows(services, worker) == 1


async def test_a_split_case_is_a_case_of_its_own_again(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    older, younger = await two(services, worker, clock)
    await younger.ask("dispatcher-1", CloseAsDuplicate(of=older.case))
    await younger.ends()

    await younger.ask("supervisor-1", Split())

    assert (await younger.row()).stage == Stage.VERIFICATION
    assert (await older.row()).case.reports == 1
    again = await younger.ask("supervisor-1", Split())
    assert again.refusal is not None


async def chain(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> tuple[CaseDriver, CaseDriver, CaseDriver]:
    """The youngest of three cases is a duplicate of the middle one, and the middle one a duplicate of the oldest."""
    oldest = await reported(services, temporal_client, clock, external_id="of the oldest")
    bare = {"plate": None, "plate_state": None}
    middle = await reported(services, temporal_client, clock, external_id="of the middle one", **bare)
    youngest = await reported(services, temporal_client, clock, external_id="of the youngest", **bare)
    await youngest.ask("dispatcher-1", CloseAsDuplicate(of=middle.case))
    await middle.ask("dispatcher-1", CloseAsDuplicate(of=oldest.case))
    return oldest, middle, youngest


async def reports_of(*cars: CaseDriver) -> list[set[str]]:
    """The reports of each of these cases, by their external ids."""
    async with cars[0].services.pool.acquire() as connection:
        rows = await connection.fetch("select case_id, external_id from report where external_id is not null")
    return [{row["external_id"].removeprefix("of the ") for row in rows if row["case_id"] == car.case} for car in cars]


async def test_a_case_in_the_middle_takes_back_its_own_reports_and_those_that_had_come_to_it(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    cars = await chain(services, temporal_client, clock)
    _, middle, youngest = cars

    await middle.ask("dispatcher-1", Split())

    assert await reports_of(*cars) == [{"oldest"}, {"middle one", "youngest"}, set()]
    await youngest.ask("dispatcher-1", Split())
    assert await reports_of(*cars) == [{"oldest"}, {"middle one"}, {"youngest"}]
    assert [(await car.row()).case.reports for car in cars] == [1, 1, 1]


async def test_the_youngest_case_takes_back_only_its_own_reports_from_the_case_that_holds_them(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    cars = await chain(services, temporal_client, clock)
    oldest, middle, youngest = cars

    await youngest.ask("dispatcher-1", Split())

    assert await reports_of(*cars) == [{"oldest", "middle one"}, set(), {"youngest"}]
    assert [(await car.row()).case.reports for car in (oldest, youngest)] == [2, 1]
    await middle.ask("dispatcher-1", Split())
    assert await reports_of(*cars) == [{"oldest"}, {"middle one"}, {"youngest"}]


async def test_a_case_split_off_and_joined_to_the_oldest_stays_there_when_the_middle_one_is_split_off(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    cars = await chain(services, temporal_client, clock)
    oldest, middle, youngest = cars
    await youngest.ask("dispatcher-1", Split())
    await youngest.ask("dispatcher-1", CloseAsDuplicate(of=oldest.case))

    await middle.ask("dispatcher-1", Split())

    assert await reports_of(*cars) == [{"oldest", "youngest"}, {"middle one"}, set()]


async def test_a_duplicate_that_is_reopened_has_its_reports_again(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    cars = await chain(services, temporal_client, clock)
    oldest, middle, _ = cars

    await middle.ask("supervisor-1", Reopen(note="It stands there by itself"))

    assert await reports_of(*cars) == [{"oldest"}, {"middle one", "youngest"}, set()]
    assert [(await car.row()).case.reports for car in (oldest, middle)] == [1, 2]
    assert await verify_case(services, oldest.case) == await verify_case(services, middle.case) == []


async def test_a_plate_that_both_have_leads_to_the_older_case_after_a_split_too(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    older, younger = await two(services, temporal_client, clock)
    seen = RecordInspection(finding=Finding.STILL_THERE, plate="ABC 1234", plate_state="PA")
    await younger.ask("dispatcher-1", EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.EXPIRED))
    assert (await younger.ask("officer-1", seen)).refusal is None
    await younger.ask("dispatcher-1", CloseAsDuplicate(of=older.case))
    await younger.ask("dispatcher-1", Split())

    assert (await reported(services, temporal_client, clock)).case == older.case


async def test_a_plate_that_an_officer_reads_on_the_car_leads_the_next_report_to_its_case(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    bare = await reported(services, temporal_client, clock, plate=None, plate_state=None)
    seen = RecordInspection(finding=Finding.STILL_THERE, plate="ABC 1234", plate_state="PA")
    assert (await bare.ask("officer-1", seen)).refusal is None

    again = await reported(services, temporal_client, clock)

    assert again.case == bare.case
    assert (await bare.row()).case.reports == 2


async def known_late(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> tuple[CaseDriver, CaseDriver]:
    """The older case has no plate; the younger one, of the same car, has one."""
    older = await reported(services, temporal_client, clock, plate=None, plate_state=None)
    younger = await reported(services, temporal_client, clock)
    await younger.ask("dispatcher-1", CloseAsDuplicate(of=older.case))
    return older, younger


async def test_the_next_report_of_a_duplicate_joins_the_case_that_is_open(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    oldest = await reported(services, temporal_client, clock, plate=None, plate_state=None)
    older, _ = await known_late(services, temporal_client, clock)
    next_one = await reported(services, temporal_client, clock)
    await older.ask("dispatcher-1", CloseAsDuplicate(of=oldest.case))

    assert next_one.case == older.case
    assert (await reported(services, temporal_client, clock)).case == oldest.case
    assert (await oldest.row()).case.reports == 5


async def test_a_report_that_waits_while_its_case_is_closed_as_a_duplicate_joins_the_open_case(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    older = await reported(services, temporal_client, clock, plate=None, plate_state=None)
    younger = await reported(services, temporal_client, clock, external_id="of the younger")

    async with queue(younger) as standing:
        await standing.joins(younger.ask("dispatcher-1", CloseAsDuplicate(of=older.case)))
        await standing.joins(reported(services, temporal_client, clock, external_id="of the late one"))

    assert await reports_of(younger) == [set()]
    assert (await older.row()).case.reports == 3


async def test_after_the_open_case_of_a_car_is_closed_the_next_report_opens_a_new_one(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    older, younger = await known_late(services, temporal_client, clock)
    withdrawn = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Mistake")
    await older.ask("supervisor-1", withdrawn)

    another = await reported(services, temporal_client, clock)
    await younger.ask("dispatcher-1", Split())

    assert another.case not in (older.case, younger.case)
    assert (await reported(services, temporal_client, clock)).case == another.case


@pytest.mark.parametrize("back", [Split(), Reopen(note="It stands there by itself")])
async def test_a_case_of_a_different_car_gets_its_later_reports(
    services: Services, temporal_client: TemporalClient, clock: Clock, back: Request
) -> None:
    _, younger = await known_late(services, temporal_client, clock)

    answer = await younger.ask("supervisor-1", back)

    assert answer.refusal is None
    assert (await reported(services, temporal_client, clock)).case == younger.case


async def test_a_key_that_only_the_younger_case_had_leads_to_it_again(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    older = await reported(services, temporal_client, clock)
    younger = await reported(services, temporal_client, clock, plate="XYZ 1")
    await younger.ask("dispatcher-1", CloseAsDuplicate(of=older.case))

    await younger.ask("dispatcher-1", Split())

    assert (await reported(services, temporal_client, clock, plate="XYZ 1")).case == younger.case


async def test_a_duplicate_names_an_older_open_case_and_leaves_nothing_open(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    older, younger = await two(services, temporal_client, clock)
    itself = await younger.ask("dispatcher-1", CloseAsDuplicate(of=younger.case))
    backwards = await older.ask("dispatcher-1", CloseAsDuplicate(of=younger.case))
    nobody = await younger.ask("dispatcher-1", CloseAsDuplicate(of="00-000001"))
    await younger.ask("officer-1", PlaceHold(hold=Hold.LITIGATION))
    held = await younger.ask("dispatcher-1", CloseAsDuplicate(of=older.case))
    closed = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="No reason to go on")
    await older.ask("supervisor-1", closed)
    ended = await younger.ask("dispatcher-1", CloseAsDuplicate(of=older.case))

    reasons = [each.refusal.reason for each in (itself, backwards, nobody, held, ended) if each.refusal]
    assert reasons == [
        "Required: The case that stays open is the older one.",
        "Required: The case that stays open is the older one.",
        "There is no open case 00-000001.",
        "Required: The hold (litigation) is lifted.",
        "Required: The hold (litigation) is lifted.",
    ]
