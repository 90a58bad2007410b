"""No page has anything that its content security policy forbids, or loads anything from elsewhere: seen by Chromium."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import httpx
import pytest
import uvicorn
from fastapi.responses import HTMLResponse
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright
from starlette.types import ASGIApp, Receive, Scope, Send

from database import case_lists
from schemas.impound import RequestHearing
from schemas.tow_dispatch import AcceptOffer
from schemas.words import Notice, Role
from tests.app import app_of
from tests.car import CaseDriver
from tests.journeys.people import CHROMIUM, NEEDS_CHROMIUM
from tests.journeys.roads import tow
from tests.web.conftest import Session
from tests.web.desk import letters, link_of, offered, owners_link
from web.app_state import AppState
from web.audiences import OWNER_LINK, SignedIn, list_audiences
from web.pages import POLICY

NO_PAGES = {"/overrides.csv", "/static", "/o/{token}/photos/{photo}", "/health/live", "/health/ready", "/healthz"}
"""A download, files, a picture that is part of a page, and answers to a load balancer."""
PAGES = {
    path: audience
    for (method, path), audience in list_audiences(app_of(cast(AppState, None))).items()
    if method == "GET" and not path.startswith("/api/") and path not in NO_PAGES
}
PEOPLE = {
    Role.SUPERVISOR: "supervisor-1",
    Role.ADMIN: "admin-1",
    Role.HEARING_OFFICER: "hearing-1",
    Role.LOT_KEEPER: "lot-1",
}
"""Who opens a page, the first of them whom it admits."""


BATCHES = "insert into mail_batch (day, urgent, made_at) select now(), true, now() from generate_series(1, 50)"
"""There is a batch of mail of each number."""


@dataclass
class Watched:
    """What a browser has said and asked for."""

    refused: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """An application at an address of its own."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        serving = asyncio.ensure_future(server.serve(sockets=[door]))
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        await serving


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium."""
    async with async_playwright() as playwright:
        yield await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


async def watched(browser: Browser, url: str, seen: Watched, cookies: dict[str, str]) -> Page:
    """A page with scripts on, of a person with this session."""
    context = await browser.new_context()
    await context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    page = await context.new_page()

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            seen.refused.append(f"{page.url}: {message.text}")

    def ask(request: Request) -> None:
        if not request.url.startswith((url, "data:")):
            seen.elsewhere.append(request.url)

    page.on("console", hear)
    page.on("request", ask)
    return page


async def guarded_fact(car: CaseDriver) -> int:
    """The number of a fact that rests on a ruling."""
    async with car.services.pool.acquire() as connection:
        return int(await connection.fetchval("select min(number) from proof where case_id = $1", car.case))


@NEEDS_CHROMIUM
async def test_every_page_keeps_to_its_policy(
    car: CaseDriver, app_state: AppState, browser: Browser, session_of: Session
) -> None:
    seen = Watched()
    pages: dict[str | None, Page] = {}
    async with served(app_of(app_state)) as url:

        async def opens(route: str, who: str | None, path: str = "", **filled: object) -> Page:
            page = pages.get(who) or await watched(browser, url, seen, session_of(who) if who else {})
            pages[who] = page
            path = path or route.format_map({"case": car.case, "number": 1} | filled)
            answer = await page.goto(url + path)
            assert answer is not None
            assert answer.status == (404 if route == "no page" else 200), (route, answer.status)
            assert answer.headers["content-security-policy"] == POLICY
            seen.opened.add(route)
            return page

        driver = await offered(car)
        for route in ("/portal", "/portal/{case}/{number}"):
            await opens(route, driver)
        await car.ask(driver, AcceptOffer(order=1))
        await tow(car, driver, order=1)
        await letters(car, Notice.IMPOUND)
        await car.ask("dispatcher-1", RequestHearing(note="It stood before my own door"))
        await app_state.services.pool.execute(BATCHES)
        _, owners_page = await owners_link(car)
        for route, audience in PAGES.items():
            if audience is OWNER_LINK:
                await opens(route, None, token=owners_page.removeprefix("/o/"))
            elif isinstance(audience, SignedIn) and route not in seen.opened:
                who = next(PEOPLE[role] for role in PEOPLE if role in audience.roles)
                await opens(route, who, number=await guarded_fact(car))
        await opens("/sign-in", None, link_of("officer-1"))
        await opens("no page", "admin-1", "/nowhere")
        people = await opens("/people", "admin-1")
        await people.get_by_label("Make sign-in link for Ines Calloway").click()
        await people.get_by_role("heading", name="New sign-in link for officer-1").wait_for()

    assert seen.opened == {*PAGES, "no page"}
    assert (seen.refused, seen.elsewhere) == ([], [])


PLANTED = (
    "<style>p { color: red }</style>",
    "<p style='color: red'>x</p>",
    "<script>1</script>",
    "<script src='https://cdn.example/x.js'></script>",
    "<img src='https://tracker.example/x.png'>",
    "<link rel=stylesheet href='https://fonts.example/x.css'>",
    "<iframe src='/'></iframe>",
)


@NEEDS_CHROMIUM
async def test_what_a_page_must_not_have_is_found(browser: Browser) -> None:
    async def planted(scope: Scope, receive: Receive, send: Send) -> None:
        page = PLANTED[int(scope["path"][1:])]
        answer = HTMLResponse(f"<!doctype html>{page}", headers={"Content-Security-Policy": POLICY})
        await answer(scope, receive, send)

    async with served(planted) as url:
        for number, text in enumerate(PLANTED):
            seen = Watched()
            await (await watched(browser, url, seen, {})).goto(f"{url}/{number}")
            assert seen.refused, text


async def test_every_answer_has_the_security_headers(client: httpx.AsyncClient, car: CaseDriver) -> None:
    for path in ("/sign-in", "/nowhere", "/api/cases", "/api/openapi.json", "/static/towpath.css", "/cases"):
        headers = (await client.get(path)).headers

        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "strict-transport-security" not in headers
    assert (await client.get("/api/docs")).status_code == 404


@pytest.mark.parametrize(("path", "says"), [("/", "text/html"), ("/api/cases", "application/problem+json")])
async def test_a_mistake_of_ours_is_answered_in_words_and_with_the_security_headers(
    app_state: AppState, session_of: Session, monkeypatch: pytest.MonkeyPatch, path: str, says: str
) -> None:
    async def breaks(*_: object, **__: object) -> None:
        raise LookupError("a plate: ABC 1234")

    monkeypatch.setattr(case_lists, "count_queues", breaks)
    monkeypatch.setattr(case_lists, "list_cases", breaks)
    transport = httpx.ASGITransport(app_of(app_state), raise_app_exceptions=False)
    cookies = session_of("supervisor-1")
    async with httpx.AsyncClient(transport=transport, base_url="http://towpath", cookies=cookies) as http:
        answer = await http.get(path)

    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith(says)
    assert answer.headers["content-security-policy"] == POLICY
    assert "Towpath has made a mistake." in answer.text
    assert "ABC" not in answer.text


def test_the_policy_allows_nothing_from_elsewhere_and_nothing_written_into_a_page() -> None:
    rules = dict(each.strip().split(" ", 1) for each in POLICY.split(";"))

    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert set(" ".join(rules.values()).split()) == {"'none'", "'self'", "data:"}
    assert "data:" in rules["img-src"]
    assert "data:" not in rules["script-src"] + rules["style-src"]
