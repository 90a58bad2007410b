"""Each fact says through which door its request came: page, API, command line, owner's link, Temporal."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import httpx
from pydantic import SecretStr

from activities.casework import CLOSED_DOOR
from activities.notifying import TemporalClient
from activities.services import Services
from database import journal
from schemas import names
from schemas.wire import WireAnswer, WireRequest
from schemas.words import Door, Notice, Task
from tests.car import CaseDriver
from tests.journeys import roads
from tests.web.desk import declared, letters, offered, owners_link
from tests.web.test_cases import A_REPORT, CLEAR
from tests.web.test_console import hidden
from workers.client import client_of
from workers.settings import Settings
from workers.worker import build_worker

Sit = Callable[[str], httpx.AsyncClient]
Headers = Callable[[str], dict[str, str]]
HOLD = {"kind": "place_hold", "hold": "police_evidence"}


async def facts_of(services: Services, case: str) -> list[tuple[str, str, Door | None]]:
    """Kind, role and door of each fact, after its digest was checked."""
    async with services.pool.acquire() as connection:
        entries = await journal.list_entries(connection, case)
    assert journal.faults_of_chain(entries) == []
    return [(each.kind, each.role, journal.read_fact(each).fact.door) for each in entries]


async def test_a_report_and_a_request_of_a_page(services: Services, sign_in: Sit) -> None:
    browser = sign_in("dispatcher-1")

    csrf = {"csrf": hidden((await browser.get("/report")).text, "csrf")}
    made = await browser.post("/report", data=A_REPORT | csrf)
    page = made.headers["location"]
    await browser.post(f"{page}/requests/place_hold", data={"hold": "police_evidence"} | csrf)

    doors = [door for _, _, door in await facts_of(services, page.removeprefix("/cases/"))]
    assert doors == [Door.PAGE, Door.PAGE]
    assert "through" not in (await browser.get(page)).text.partition('id="history"')[2]


async def test_a_report_and_a_request_of_a_program(
    services: Services, client: httpx.AsyncClient, bearer: Headers, sign_in: Sit
) -> None:
    me = bearer("dispatcher-1")

    case = (await client.post("/api/reports", json=A_REPORT, headers=me)).json()["case"]
    joined = await client.post("/api/reports", json=A_REPORT, headers=me)
    await client.post(f"/api/cases/{case}/requests", json=CLEAR, headers=me)

    assert joined.json()["case"] == case
    assert [door for _, _, door in await facts_of(services, case)] == [Door.API] * 3
    assert (await sign_in("dispatcher-1").get(f"/cases/{case}")).text.count("through the API") == 3


async def test_a_request_of_the_command_line(services: Services, client: httpx.AsyncClient, bearer: Headers) -> None:
    said = client_of(Settings(secret=SecretStr("s"))).headers[names.DOOR_HEADER]
    headers = bearer("dispatcher-1") | {names.DOOR_HEADER: said}

    case = (await client.post("/api/reports", json=A_REPORT, headers=headers)).json()["case"]

    assert await facts_of(services, case) == [("vehicle_reported", "dispatcher", Door.TERMINAL)]


async def test_a_request_of_an_owner_and_an_act_of_the_system(
    services: Services, car: CaseDriver, client: httpx.AsyncClient
) -> None:
    await declared(car)
    await letters(car, Notice.PRE_TOW)
    _, page = await owners_link(car)

    await client.post(f"{page}/requests/claim_moved", data={})

    told = await facts_of(services, car.case)
    assert told[-1] == ("move_claimed", "owner", Door.OWNER_LINK)
    assert {door for _, role, door in told if role == "system"} == {None}


async def test_what_follows_from_a_request_is_an_act_of_the_system(
    services: Services, car: CaseDriver, client: httpx.AsyncClient, bearer: Headers
) -> None:
    await offered(car)

    await client.post(f"/api/cases/{car.case}/requests", json=HOLD, headers=bearer("officer-1"))

    assert (await facts_of(services, car.case))[-2:] == [
        ("hold_placed", "officer", Door.API),
        ("tow_withdrawn", "system", None),
    ]


async def through_temporal(car: CaseDriver) -> WireAnswer:
    """Ask for a hold as somebody who reaches Temporal and says to be a supervisor."""
    asked = WireRequest(by="supervisor-1", kind="place_hold", fields={"hold": "police_evidence"})
    answer: WireAnswer = await car.workflow.execute_update(names.REQUEST, asked, id=uuid4().hex, result_type=WireAnswer)
    return answer


async def test_a_request_through_temporal_is_not_like_the_persons_own(
    services: Services, car: CaseDriver, temporal_client: TemporalClient, sign_in: Sit
) -> None:
    async with build_worker(services, temporal_client):
        answer = await through_temporal(car)

    assert answer.accepted
    assert (await facts_of(services, car.case))[-1] == ("hold_placed", "supervisor", Door.TEMPORAL)
    assert "through Temporal" in (await sign_in("supervisor-1").get(f"/cases/{car.case}")).text


async def test_a_closed_door_of_temporal_lets_nothing_in_and_the_workflow_goes_on(
    services: Services, car: CaseDriver, temporal_client: TemporalClient
) -> None:
    closed = replace(services, temporal_door=False)
    async with build_worker(closed, temporal_client):
        answer = await through_temporal(car)
        await car.ask("dispatcher-1", roads.CLEAR)
        await car.waits_for(Task.INSPECTION)

    assert (answer.accepted, answer.reason) == (False, CLOSED_DOOR)
    assert [kind for kind, _, _ in await facts_of(services, car.case)] == ["vehicle_reported", "records_checked"]
