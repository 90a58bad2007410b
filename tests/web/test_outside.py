"""The outside systems, for admins and for monitoring: which one refuses, since when, and how many cases wait."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import httpx
import pytest

from activities.casework import submit
from activities.notifying import TemporalClient
from activities.quarantine import set_apart
from activities.records_service import RecordsService
from activities.service_states import ServiceState
from activities.services import SYSTEM, Services
from database.access import list_access
from database.outside import Refusing, note_state
from database.records import WaitingInquiries
from rules.city_law import CityLaw
from schemas.outside import AwayCause, Port
from schemas.records import AnswerOutcome, FoundParty, RecordsQuestion, ReferAnswer
from schemas.words import Party, Task
from tests.car import reported
from tests.conftest import Clock
from web.outside import sentence_of

Headers = Callable[[str], dict[str, str]]
ZONE = ZoneInfo("America/New_York")
NOW = datetime(2027, 3, 1, 15, tzinfo=UTC)


@pytest.fixture
def services(services: Services) -> Services:
    """A city with a records service, which nothing asks here."""
    law = CityLaw(services.city_law.fees, asks=frozenset({RecordsQuestion.VEHICLE}))
    return replace(services, city_law=law, records=cast(RecordsService, object()))


def state(waiting: int, since: datetime | None = None, *, connected: bool = True) -> ServiceState:
    """The state of the records service."""
    refusing = Refusing(Port.RECORDS, since, AwayCause.NO_CONNECTION) if since else None
    return ServiceState(Port.RECORDS, connected, refusing, waiting)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (state(0), "Records service: no failure; no case waits."),
        (state(1), "Records service: no failure; 1 case waits."),
        (
            state(212, NOW - timedelta(minutes=50)),
            "Records service: refusing since 9:10 AM (it cannot be reached); 212 cases wait.",
        ),
        (
            state(0, NOW - timedelta(days=1)),
            "Records service: refusing since Feb 28, 10:00 AM (it cannot be reached); no case waits.",
        ),
        (
            state(0, connected=False),
            "Records service: not connected. A dispatcher checks the records of each car.",
        ),
    ],
)
def test_the_sentence_says_since_when_and_how_many(told: ServiceState, sentence: str) -> None:
    assert sentence_of(told, ZONE, NOW) == sentence


def by_file(count: int, oldest: datetime | None) -> ServiceState:
    """The state of a records system that takes files."""
    inquiries = WaitingInquiries(count, oldest)
    return ServiceState(Port.RECORDS, connected=True, refusing=None, waiting=count, inquiries=inquiries)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (by_file(0, None), "Records service: no failure; by files; no question waits."),
        (by_file(1, NOW), "Records service: no failure; by files; 1 question waits, the oldest since Mar 1."),
        (by_file(212, NOW), "Records service: no failure; by files; 212 questions wait, the oldest since Mar 1."),
    ],
)
def test_of_files_the_sentence_says_how_many_questions_wait_and_since_when(told: ServiceState, sentence: str) -> None:
    assert sentence_of(told, ZONE, NOW) == sentence


@pytest.mark.parametrize(("count", "end"), [(1, "1 answer could not be used."), (8, "8 answers could not be used.")])
def test_what_could_not_be_used_is_counted(count: int, end: str) -> None:
    told = replace(by_file(0, None), quarantined=count)

    assert sentence_of(told, ZONE, NOW) == f"Records service: no failure; by files; no question waits; {end}"


async def test_an_admin_sees_which_answers_could_not_be_used_and_settles_them(
    services: Services, clock: Clock, sign_in: Any
) -> None:
    await set_apart(services, Port.RECORDS, "row", "A row cannot be read.", "the row", clock())
    admin = sign_in("admin-1")
    page = (await admin.get("/services")).text
    form = re.search(r'action="(/services/quarantined/(\d+))/settled"[^>]*>\s*<input[^>]*value="([^"]+)"', page)
    assert form is not None
    address, row, csrf = form[1], form[2], {"csrf": form[3]}

    shown = await admin.post(address, data=csrf)
    nothing = await admin.post("/services/quarantined/999", data=csrf)
    elsewhere = await admin.post(f"/mail/quarantined/{row}", data=csrf)
    settled = await admin.post(f"{address}/settled", data=csrf)

    assert "A row cannot be read." in page
    assert (shown.text, shown.headers["cache-control"]) == ("the row", "no-store")
    assert (nothing.status_code, elsewhere.status_code, settled.status_code) == (404, 404, 303)
    assert "A row cannot be read." not in (await admin.get("/services")).text
    assert (await sign_in("officer-1").post(address, data=csrf)).status_code == 403


async def test_an_admin_sees_which_service_refuses_and_whom_it_makes_wait(
    services: Services, temporal_client: TemporalClient, clock: Clock, sign_in: Any, client: httpx.AsyncClient
) -> None:
    await reported(services, temporal_client, clock)
    async with services.pool.acquire() as connection:
        await note_state(connection, Port.RECORDS, AwayCause.TOO_SLOW, clock() - timedelta(hours=1))
        await note_state(connection, Port.RECORDS, AwayCause.OVERLOADED, clock())

    page = (await sign_in("admin-1").get("/services")).text
    health = (await client.get("/healthz")).json()

    sentence = health["services"][0]
    assert "Records service: refusing since" in sentence
    assert sentence.endswith("(it says that it is overloaded or out of order); 1 case waits.")
    assert sentence in page
    assert 'href="/services" aria-current="page"' in page
    async with services.pool.acquire() as connection:
        await note_state(connection, Port.RECORDS, None, clock())
    assert "no failure; 1 case waits" in (await sign_in("admin-1").get("/services")).text


async def test_the_api_says_the_same_and_only_to_admins(
    client: httpx.AsyncClient, bearer: Headers, clock: Clock
) -> None:
    told, mail = (await client.get("/api/services", headers=bearer("admin-1"))).json()
    assert (mail["port"], mail["connected"]) == ("mail", False)
    assert mail["sentence"] == "Mail house: not connected. The mail room prints the batches and mails them."
    assert (told["port"], told["connected"], told["refusing_since"], told["waiting"]) == ("records", True, None, 0)
    for who in ("officer-1", "dispatcher-1", "supervisor-1", "hearing-1"):
        assert (await client.get("/api/services", headers=bearer(who))).status_code == 403


async def test_what_a_service_answered_stands_beside_the_task_and_whom_it_named_is_for_few(
    services: Services, temporal_client: TemporalClient, clock: Clock, sign_in: Any
) -> None:
    car = await reported(services, temporal_client, clock)
    named = FoundParty(role=Party.OWNER, name="A", lines=())
    answer = ReferAnswer(task=Task.RECORDS_CHECK, outcome=AnswerOutcome.HIT, note="By plate: Hit.", parties=(named,))
    assert (await submit(services, car.case, answer, SYSTEM, now=clock())).refusal is None

    officer = (await sign_in("officer-1").get(f"/cases/{car.case}")).text
    dispatcher = sign_in("dispatcher-1")
    page = (await dispatcher.get(f"/cases/{car.case}")).text

    assert '<a href="#fact-2">What the service answered</a>' in officer
    assert "By plate: Hit." in officer
    assert "Show whom the service named" not in officer
    form = re.search(rf'action="(/cases/{car.case}/parties/\d+)"[^>]*>\s*<input[^>]*name="csrf" value="([^"]+)"', page)
    assert form is not None
    shown = await dispatcher.post(form[1], data={"csrf": form[2], "purpose": "case_work"})
    assert shown.status_code == 200
    assert "A (as the service wrote it)" in shown.text
    assert "The service gave no address." in shown.text
    async with services.pool.acquire() as connection:
        (log,) = await list_access(connection, case=car.case, account=None, before=None, limit=5)
    assert (log.account, log.purpose) == ("dispatcher-1", "case_work")
