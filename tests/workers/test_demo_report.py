"""The numbers of a demo come from the record and from Temporal: damage behind its back changes them."""

from collections.abc import Awaitable, Callable
from io import StringIO

import httpx
import pytest
from rich.console import Console

from activities.notifying import TemporalClient
from activities.services import Services
from schemas.importing import Story
from schemas.impound import RecordIntake, ReportToState
from schemas.owner_notice import RecordParties
from schemas.verification import RecordInspection
from schemas.words import Finding, Outcome, Task
from tests.car import CaseDriver, reported
from tests.conftest import Clock
from tests.journeys.roads import BANK, OWNER, towed
from tests.owner import rewrite
from workers.demo_report import DemoReport, audit, faults_of_mail
from workers.scenes import ScenePart
from workers.world import ReceivedLetters

Telling = Callable[[], Awaitable[DemoReport]]
GONE = ScenePart(Story(outcome=Outcome.GONE_ON_ARRIVAL))


@pytest.fixture
async def gone(services: Services, worker: TemporalClient, clock: Clock) -> CaseDriver:
    """A car that was gone: its case is closed."""
    car = await reported(services, worker, clock, plate="GONE1")
    await car.ask("officer-1", RecordInspection(finding=Finding.GONE))
    await car.ends()
    return car


@pytest.fixture
async def held(services: Services, worker: TemporalClient, clock: Clock) -> CaseDriver:
    """A car in the lot, with two letters to be mailed."""
    car = await reported(services, worker, clock, plate="HELD1")
    photo = await car.photo()
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", hazard=True, photos=(photo,))
    await car.ask("officer-1", look)
    await towed(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    await car.ask("dispatcher-1", ReportToState())
    await car.ask("dispatcher-1", RecordParties(owner=OWNER, lienholders=(BANK,)))
    await car.waits_for(Task.MAILING)
    return car


NOTHING = ReceivedLetters(letters=0, twice=[])


@pytest.fixture
def told(
    client: httpx.AsyncClient, bearer: Callable[[str], dict[str, str]], gone: CaseDriver, held: CaseDriver
) -> Telling:
    """The audit at the end of a demo with these two cars."""
    client.headers.update(bearer("admin-1"))
    return lambda: audit(client, Console(file=StringIO()), {gone.case: GONE, held.case: GONE}, NOTHING)


async def test_a_sound_record_is_reported_as_one_object(told: Telling, gone: CaseDriver, held: CaseDriver) -> None:
    found = await told()

    report = found.report()
    assert list(report) == [
        *(
            "rows",
            "cases",
            "merged",
            "quarantined",
            "outcomes",
            "by_system",
            "by_people",
            "letters_taken",
            "events_median",
            "events_max",
        ),
        *("mismatches", "cases_per_second", "seconds", "chains_ok"),
    ]
    assert (report["rows"], report["cases"], report["merged"], report["quarantined"]) == (2, 2, 0, 0)
    assert report["outcomes"] == {"gone_on_arrival": 1}
    events = len(await gone.kinds_of_events())
    assert (report["events_median"], report["events_max"]) == (events, events)
    assert report["seconds"] > 0
    assert report["cases_per_second"] == round(1 / report["seconds"], 2)
    assert (report["mismatches"], report["chains_ok"]) == (0, True)
    assert found.sentences == [f"{held.case}: it is open, in the stage impound, but its story says gone_on_arrival."]


async def test_a_car_in_the_lot_has_to_end_as_the_law_lets_its_story_end(
    client: httpx.AsyncClient, told: Telling, gone: CaseDriver, held: CaseDriver
) -> None:
    await told()
    stories = {gone.case: GONE, held.case: ScenePart(Story(outcome=Outcome.CRUSHED))}

    found = await audit(client, Console(file=StringIO()), stories, NOTHING)

    assert found.sentences == [f"{held.case}: it is open, in the stage impound, but its story says crushed."]


async def test_a_damaged_fact_a_lost_letter_and_a_lost_workflow_are_found(
    told: Telling, gone: CaseDriver, held: CaseDriver
) -> None:
    await rewrite(
        held.services.pool,
        f"update case_fact set body = replace(body, 'gone', 'abandoned') where case_id = '{gone.case}'",
    )
    damaged = await told()
    letter = await held.services.pool.fetchval("select max(id) from letter")
    await rewrite(held.services.pool, f"delete from letter where id = {letter}")
    lost = await told()
    await held.workflow.terminate("planted")
    mismatched = await told()

    assert damaged.faults[0] == f"{gone.case}: fact 2 is not as it was written."
    assert (damaged.report()["chains_ok"], damaged.mismatches) == (False, [])
    assert f"{held.case}: letter {letter} is missing." in lost.faults
    assert mismatched.report()["mismatches"] == 1
    assert mismatched.mismatches == [f"{held.case}: the workflow ended before its case was closed."]


async def test_the_report_is_printed_for_people_too(told: Telling, held: CaseDriver) -> None:
    console = Console(file=StringIO(), width=200)
    (await told()).say(console)

    assert isinstance(console.file, StringIO)
    said = console.file.getvalue()
    assert "gone_on_arrival 1" in said
    assert f"{held.case}: it is open" in said


async def test_a_letter_that_was_handed_over_twice_is_a_fault_of_the_demo(
    client: httpx.AsyncClient, told: Telling
) -> None:
    await told()

    found = await audit(client, Console(file=StringIO()), {}, ReceivedLetters(letters=2, twice=[7]))

    assert found.mail == ["Letter 7 was handed over more than once."]
    assert found.mail[0] in found.sentences


def test_letters_that_the_mail_house_never_received_are_told() -> None:
    [said] = faults_of_mail(3, ReceivedLetters(letters=2, twice=[]))

    assert said == "The record says that the mail house took 3 letters, but it received 2."
    assert list(faults_of_mail(2, ReceivedLetters(letters=3, twice=[]))) == []
