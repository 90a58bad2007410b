"""Sample users act through the real API; a case that a real person has opened is left to that person."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from activities.casework import submit
from activities.keys import Keys
from activities.notifying import TemporalClient
from activities.services import SYSTEM, Services
from rules.fees import owed
from schemas.importing import ReportRow, Story
from schemas.impound import DecideHearing, ReleaseVehicle, RequestHearing
from schemas.mail import RecordMailing
from schemas.messages import Actor
from schemas.pace import Pace
from schemas.verification import RecordInspection
from schemas.waiting_periods import StepFailed
from schemas.words import Finding, Notice, Outcome, Paper, Role, Task
from tests.app import app_of
from tests.car import reported
from tests.city_law import law_here
from tests.conftest import EDITION, SECRET, Clock
from tests.journeys.roads import CLEAR
from tests.web.desk import in_the_lot, letters
from web.app_state import AppState
from workers.city import City
from workers.client import checked
from workers.data_dir import StackError
from workers.importing import import_rows
from workers.player import MOST_RETRIES, Player, parts_of
from workers.sample_users import SampleUsers
from workers.scenes import ScenePart
from workers.settings import SAMPLE

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
PACE = Pace(factor=86_400, case_origin=NOW, real_origin=NOW)
Session = Callable[[str], dict[str, str]]


@pytest.fixture
async def http(
    services: Services, temporal_client: TemporalClient, bearer: Session
) -> AsyncIterator[httpx.AsyncClient]:
    """The API of a training copy, with an admin signed in. No worker runs."""
    app_state = AppState(replace(services, pace=PACE), lambda: temporal_client, SECRET, clock=lambda: NOW)
    transport = httpx.ASGITransport(app_of(app_state))
    async with httpx.AsyncClient(transport=transport, base_url="http://towpath", headers=bearer("admin-1")) as client:
        yield client


@pytest.fixture
def sample_users(http: httpx.AsyncClient, city: City) -> SampleUsers:
    """The people of the city, with this client."""
    return SampleUsers(http, Keys(SECRET), city)


@pytest.fixture
async def player(http: httpx.AsyncClient, sample_users: SampleUsers) -> Player:
    """Plays the sample week."""
    imported = await import_rows(http, SAMPLE, "towpath", lambda *_: None)
    return Player(sample_users, parts_of(imported.rows, imported.cases), PACE)


async def numbers(http: httpx.AsyncClient) -> dict[str, int]:
    """How many facts each case has."""
    return {each["id"]: each["number"] for each in checked(await http.get("/api/cases", params={"limit": 200}))}


async def test_every_sample_user_does_what_is_due_now(http: httpx.AsyncClient, player: Player) -> None:
    before = await numbers(http)

    known = await player.play_turn()
    await player.play_turn()

    after = await numbers(http)
    assert known == before
    originals = {part.original for part in player.parts.values()} - {None}
    assert sum(after[case] > before[case] for case in after) >= len(after) - len(originals)


async def test_the_first_of_two_cases_of_one_car_waits_for_the_second_to_be_joined(
    http: httpx.AsyncClient, player: Player
) -> None:
    duplicates = [case for case, part in player.parts.items() if part.story.outcome is Outcome.DUPLICATE]
    originals = [player.parts[case].original for case in duplicates]
    before = await numbers(http)

    await player.play_turn()

    shown = {case["id"]: case for case in checked(await http.get("/api/cases", params={"limit": 200}))}
    assert [shown[case]["outcome"] for case in duplicates] == ["duplicate"] * 3
    # The older case has one more fact: the report that was moved to it.
    assert all(shown[case or ""]["number"] - before[case or ""] == originals.count(case) for case in originals)


async def test_a_payment_for_a_wrongful_tow_is_refunded_and_the_case_can_end(
    services: Services, temporal_client: TemporalClient, clock: Clock, client: httpx.AsyncClient, city: City
) -> None:
    car = await reported(services, temporal_client, clock)
    await in_the_lot(car)
    [letter] = await letters(car, Notice.IMPOUND)
    await car.ask("dispatcher-1", RecordMailing(letter=letter))
    await car.ask("dispatcher-1", CLEAR)
    await car.ask("dispatcher-1", RequestHearing())
    paid = owed((await car.row()).case, law_here(EDITION), clock())
    await car.ask("lot-1", ReleaseVehicle(papers=(Paper.IDENTITY, Paper.REGISTRATION, Paper.INSURANCE), paid=paid))
    await car.ask("hearing-1", DecideHearing(lawful=False))
    part = ScenePart(Story(outcome=Outcome.WRONGLY_TOWED))

    await Player(SampleUsers(client, Keys(SECRET), city), {car.case: part}, services.pace).play_turn()

    assert paid > 0
    assert (await car.facts())[-1].paid_back == paid
    assert (await car.row()).tasks.next.task is Task.CLOSING


async def test_only_a_few_cases_move_at_a_time_if_limited(http: httpx.AsyncClient, player: Player) -> None:
    before = await numbers(http)

    await replace(player, most=2).play_turn()

    after = await numbers(http)
    assert sum(after[case] != before[case] for case in after) in (2, 3)


@pytest.mark.parametrize("how", ["page", "request"])
async def test_a_case_that_a_person_has_opened_for_work_is_left_to_that_person(
    http: httpx.AsyncClient, player: Player, session_of: Session, bearer: Session, how: str
) -> None:
    case = next(case for case, part in player.parts.items() if part.story.outcome is Outcome.GONE_ON_ARRIVAL)
    if how == "page":
        cookie = "; ".join(f"{name}={value}" for name, value in session_of("dispatcher-1").items())
        page = await http.get(f"/cases/{case}", headers={"Cookie": cookie, "Authorization": ""})
        assert "the sample users will not touch it" in page.text
    else:
        asked = {"kind": "place_hold", "hold": "litigation"}
        answer = await http.post(f"/api/cases/{case}/requests", json=asked, headers=bearer("dispatcher-1"))
        assert answer.status_code == 200
    before = await numbers(http)

    await player.play_turn()
    await player.play_turn()

    assert (await numbers(http))[case] == before[case]
    assert checked(await http.get(f"/api/cases/{case}"))["opened_by"] == "dispatcher-1"


async def test_at_production_pace_opening_a_page_leaves_no_trace(
    client: httpx.AsyncClient, app_state: AppState, session_of: Session, bearer: Session
) -> None:
    report = {"address": "100 First Street", "district": "d25"}
    case = checked(await client.post("/api/reports", json=report, headers=bearer("admin-1")))["case"]
    client.cookies.update(session_of("dispatcher-1"))

    assert "sample people" not in (await client.get(f"/cases/{case}")).text

    assert checked(await client.get(f"/api/cases/{case}"))["opened_by"] is None


def test_a_report_that_joined_a_case_adds_no_story_of_its_own() -> None:
    told = {"source": "s", "reported_at": NOW, "address": "1 Street", "district": "d25"}
    first = ReportRow(line=1, external_id="a", story=Story(outcome=Outcome.AUCTIONED), **told)
    again = Story(outcome=Outcome.DUPLICATE, duplicate_of="a")
    rows = [
        first,
        ReportRow(line=2, external_id="b", story=again, **told),
        ReportRow(line=3, external_id="c", story=again, **told),
        ReportRow(line=4, external_id="d", **told),
    ]

    parts = parts_of(rows, {1: "26-000001", 2: "26-000001", 3: "26-000002", 4: "26-000003"})

    assert parts == {
        "26-000001": ScenePart(Story(outcome=Outcome.AUCTIONED)),
        "26-000002": ScenePart(again, "26-000001"),
    }


def test_a_duplicate_whose_original_was_quarantined_is_a_duplicate_elsewhere() -> None:
    told = {"source": "s", "reported_at": NOW, "address": "1 Street", "district": "d25"}
    lost = Story(outcome=Outcome.DUPLICATE, duplicate_of="lost")
    without = ReportRow(line=1, external_id="a", **told)
    rows = [without, ReportRow(line=2, external_id="b", story=lost, **told)]
    again = ReportRow(line=3, external_id="c", story=Story(outcome=Outcome.DUPLICATE, duplicate_of="a"), **told)

    parts = parts_of([*rows, again], {1: "26-000001", 2: "26-000002", 3: "26-000003"})

    assert {case: part.original for case, part in parts.items()} == {"26-000002": None, "26-000003": "26-000001"}


async def test_a_refused_act_backs_off_and_other_cases_continue(
    http: httpx.AsyncClient, player: Player, bearer: Session
) -> None:
    duplicate = next(case for case, part in player.parts.items() if part.story.outcome is Outcome.DUPLICATE)
    original = player.parts[duplicate].original
    withdrawn = {"kind": "close_case", "outcome": "withdrawn", "authority": "Captain", "note": "Wrong street"}
    closed = await http.post(f"/api/cases/{original}/requests", json=withdrawn, headers=bearer("supervisor-1"))
    assert closed.status_code == 200
    younger = {case: part for case, part in player.parts.items() if case >= duplicate}
    few = replace(player, parts=younger, most=1)
    before = await numbers(http)

    for _ in range(4):
        await few.play_turn()

    after = await numbers(http)
    why = few.resting[duplicate].why
    assert why is not None
    assert "There is no open case" in why
    assert after[duplicate] == before[duplicate]
    assert sum(after.values()) - sum(before.values()) >= 3, "a fact in each of the other rounds"


async def test_a_step_that_fails_again_and_again_is_left_and_told(
    services: Services, http: httpx.AsyncClient, player: Player
) -> None:
    case = next(iter(player.parts))
    alone = replace(player, parts={case: player.parts[case]})
    officer = Actor(account="officer-1", role=Role.OFFICER)
    await submit(services, case, RecordInspection(finding=Finding.GONE), officer, now=NOW)
    before = (await numbers(http))[case]

    for _ in range(MOST_RETRIES + 1):
        await submit(services, case, StepFailed(step=Task.CLOSING, cause="fault"), SYSTEM, now=NOW)
        await alone.play_turn()
    await alone.play_turn()

    assert (await numbers(http))[case] - before == 2 * MOST_RETRIES + 1
    assert alone.resting[case].why == "The step closing failed."


def test_a_role_that_no_person_in_the_city_has_is_reported(sample_users: SampleUsers) -> None:
    assert sample_users.account(Role.CONTRACTOR, "harbor-towing") == "contractor-2"
    with pytest.raises(StackError, match=r"The city file has no lot keeper moon-lot\."):
        sample_users.account(Role.LOT_KEEPER, "moon-lot")
