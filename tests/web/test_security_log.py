"""The security log: who signed in, who was refused what; no link, no address, and nobody but people who work here."""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
import structlog

from schemas.words import Notice
from tests.car import CaseDriver
from tests.conftest import SECRET
from tests.web.desk import in_the_lot, letters, link_of, owners_link, uses
from tests.web.test_sign_in import browser_of, csrf_of, signs_out
from tests.web.test_slowing import Waits
from web.app_state import AppState
from web.people import COOKIE
from web.slowing import ONE_SOURCE
from workers.logs import set_up_events

Headers = Callable[[str], dict[str, str]]
BAD_TOKEN = "the API token is forged or too old, or its account was signed out or has left"
Told = list[dict[str, Any]]


@pytest.fixture
def only_warnings() -> Iterator[None]:
    """Logs as JSON lines, of warnings and worse."""
    set_up_events(logging.WARNING)
    yield
    structlog.reset_defaults()


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], only_warnings: None) -> Callable[[], Told]:
    """The lines of the security log since the last time, although only warnings are asked for."""

    def read() -> Told:
        lines = [json.loads(each) for each in capsys.readouterr().out.splitlines() if '"security"' in each]
        assert all(each.pop("log") == "security" and each.pop("level") == "info" for each in lines)
        assert all(each.pop("timestamp") and len(each.pop("source")) == 12 for each in lines)
        return lines

    return read


async def test_signing_in_and_out_is_logged(client: httpx.AsyncClient, told: Callable[[], Told]) -> None:
    await uses(client, link_of("officer-1"))
    await signs_out(client)

    who = {"account": "officer-1", "role": "officer"}
    assert told() == [{"event": "signed in"} | who, {"event": "signed out"} | who]


async def test_what_an_admin_does_about_a_person_is_logged(
    client: httpx.AsyncClient, bearer: Headers, told: Callable[[], Told]
) -> None:
    for path in ("links", "sign-out"):
        await client.post(f"/api/accounts/officer-1/{path}", headers=bearer("admin-1"))

    by = {"account": "officer-1", "by": "admin-1"}
    assert told() == [{"event": "link issued"} | by, {"event": "sessions ended"} | by]


async def test_a_link_that_is_refused_is_logged_with_its_reason(
    client: httpx.AsyncClient, app_state: AppState, told: Callable[[], Told]
) -> None:
    link = link_of("officer-1")
    await uses(client, link)
    told()
    async with browser_of(app_state) as other:
        await other.get(link)
        await other.get("/sign-in?token=forged")
        await other.get("/o/forged")

    assert [(each["status"], each["method"], each["route"], each["reason"]) for each in told()] == [
        (401, "GET", "/sign-in", "the link was used, or ended, or its person has left"),
        (401, "GET", "/sign-in", "the link is forged, incomplete or too old"),
        (404, "GET", "/o/{token}", "an owner's link that opens no case"),
    ]


async def test_who_was_refused_what_is_logged(
    client: httpx.AsyncClient, bearer: Headers, car: CaseDriver, told: Callable[[], Told]
) -> None:
    await client.get("/api/cases", headers={"Authorization": "Bearer forged"})
    await client.get("/api/overrides", headers=bearer("officer-1"))
    hold = {"kind": "place_hold", "hold": "litigation"}
    await client.post(f"/api/cases/{car.case}/requests", json=hold, headers=bearer("admin-1"))
    await uses(client, link_of("officer-2"))
    await client.post("/sign-out", data={"csrf": "of another site"})

    refused = [each for each in told() if each.pop("event") == "refused"]
    assert refused == [
        {"status": 401, "method": "GET", "route": "/api/cases", "reason": BAD_TOKEN},
        {"status": 403, "method": "GET", "route": "/api/overrides", "account": "officer-1", "role": "officer"},
        {
            "status": 403,
            "method": "POST",
            "route": "/api/cases/{case}/requests",
            "account": "admin-1",
            "role": "admin",
        },
        {
            "status": 403,
            "method": "POST",
            "route": "/sign-out",
            "reason": "a form of another session, or of another site",
            "account": "officer-2",
            "role": "officer",
        },
    ]


async def test_who_asks_for_a_case_that_is_not_theirs_is_logged(
    client: httpx.AsyncClient,
    bearer: Headers,
    sign_in: Callable[[str], httpx.AsyncClient],
    car: CaseDriver,
    told: Callable[[], Told],
) -> None:
    case = f"/api/cases/{car.case}"
    await client.get(f"{case}/photos/{'a' * 64}", headers=bearer("contractor-1"))
    await client.get(f"{case}/bill", headers=bearer("lot-1"))
    await client.post(f"{case}/requests", json={"kind": "accept_offer", "order": 1}, headers=bearer("contractor-2"))
    await sign_in("contractor-2").get(f"/portal/{car.case}/1")
    await sign_in("lot-1").get(f"/lot/{car.case}")

    no_part = "a case in which this person has no part"
    assert [(each["status"], each["account"], each["reason"]) for each in told()] == [
        (404, "contractor-1", no_part),
        (404, "lot-1", no_part),
        (404, "contractor-2", no_part),
        (404, "contractor-2", "an order that is not of this person's company"),
        (404, "lot-1", "a car that is not in this person's lot"),
    ]


async def test_a_session_that_was_ended_is_logged_when_it_is_tried_again(
    client: httpx.AsyncClient, app_state: AppState, told: Callable[[], Told]
) -> None:
    await uses(client, link_of("officer-1"))
    copied = dict(client.cookies)
    await signs_out(client)
    told()
    async with browser_of(app_state) as thief:
        thief.cookies.update(copied)
        await thief.get("/cases")
        await thief.get("/api/cases")
        await uses(thief, link_of("officer-2"))

    reason = "the session was ended, or its person has left"
    said = [(each["event"], each.get("status"), each.get("reason")) for each in told()]
    assert said == [("refused", 303, reason), ("refused", 401, reason), ("signed in", None, None)]


async def test_a_stranger_cannot_fill_the_log(app_state: AppState, told: Callable[[], Told]) -> None:
    waits = Waits(ends=asyncio.Event())
    async with browser_of(replace(app_state, slowing=waits.slowing())) as stranger:
        for _ in range(20):
            await stranger.get("/api/cases")
            await stranger.get("/cases", headers={"Cookie": f"{COOKIE}=forged"})
        for _ in range(ONE_SOURCE.free):
            await stranger.post("/sign-in", data={"csrf": "forged"})
        tries = [asyncio.ensure_future(stranger.get("/o/forged")) for _ in range(ONE_SOURCE.most_waiting)]
        await waits.full.wait()
        answers = {(await stranger.get("/o/forged")).status_code for _ in range(20)}
        logged = told()
        for each in tries:
            each.cancel()
        await asyncio.wait(tries)

    assert answers == {429}
    assert len(logged) == ONE_SOURCE.free


async def test_what_is_allowed_is_no_event(
    client: httpx.AsyncClient, bearer: Headers, car: CaseDriver, told: Callable[[], Told]
) -> None:
    await in_the_lot(car)
    await letters(car, Notice.IMPOUND)
    _, page = await owners_link(car)

    assert (await client.get(page)).status_code == 200
    assert (await client.get("/api/cases", headers=bearer("officer-1"))).status_code == 200
    assert (await client.get("/nowhere")).status_code == 404
    assert told() == []


async def test_the_log_has_no_link_no_session_and_no_address(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str], only_warnings: None
) -> None:
    link = link_of("officer-1")
    await uses(client, link)
    session = next(iter(client.cookies.values()))
    csrf = csrf_of((await client.get("/report")).text)
    for path in (link.replace("=", "=x"), "/o/a-token-of-an-owner"):
        await client.get(path)
    await client.post("/sign-out", data={"csrf": f"{csrf}x"})

    said = capsys.readouterr().out

    assert said.count('"security"') == 4
    for secret in (link.partition("=")[2], session, csrf, "a-token-of-an-owner", "127.0.0.1", SECRET, "Calloway"):
        assert secret not in said
