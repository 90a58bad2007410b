"""Every route names its audience and admits no one else: tried for each route of the app with each role."""

from collections.abc import Callable
from html import unescape
from types import SimpleNamespace
from typing import cast

import httpx
import pytest
from fastapi import APIRouter

from database.connection import Pool
from database.people import Account, put_account
from schemas.words import Role
from tests.app import app_of
from web import app as composed
from web.app_state import App, AppState
from web.audiences import (
    ANYONE_SIGNED_IN,
    HOME_PAGES,
    OWNER_LINK,
    PUBLIC,
    Everybody,
    NoAudienceError,
    SignedIn,
    Staff,
    list_audiences,
)
from web.people import COOKIE

ROUTES = list_audiences(app_of(cast(AppState, None)))
LOCKED = {route: audience for route, audience in ROUTES.items() if isinstance(audience, SignedIn)}
LINKED = [route for route, audience in ROUTES.items() if audience is OWNER_LINK]
FILLED = {
    "account": "officer-1",
    "case": "26-000001",
    "kind": "place_hold",
    "letter": 1,
    "number": 1,
    "party": 1,
    "photo": "a" * 64,
    "question": "may_tow",
    "report": 1,
    "row": 1,
    "token": "forged",
}

Headers = Callable[[str], dict[str, str]]
parametrized = pytest.mark.parametrize(("route", "audience"), LOCKED.items(), ids=map(" ".join, LOCKED))


@pytest.fixture
async def everybody(owned: Pool) -> dict[Role, str]:
    """One account of each role."""
    accounts = {role: Account(f"one-{role.value.replace('_', '-')}", "Somebody Else", role, None) for role in Role}
    async with owned.acquire() as connection:
        for account in accounts.values():
            await put_account(connection, account)
    return {role: account.code for role, account in accounts.items()}


async def call(client: httpx.AsyncClient, route: tuple[str, str], headers: dict[str, str]) -> httpx.Response:
    """A request to this route, without a body."""
    method, path = route
    return await client.request(method, path.format_map(FILLED), headers=headers)


def around(audience: SignedIn) -> list[SignedIn]:
    """The audience and the wider ones that contain it."""
    return [audience, *(around(audience.within) if audience.within else ())]


def is_admitted(answer: httpx.Response, audience: SignedIn) -> bool:
    """Whether the route answered, with any status, and not its audience."""
    said = unescape(answer.text)
    turned_away = answer.status_code == 403 and any(each.says and each.says in said for each in around(audience))
    sent_away = answer.status_code == 303 and answer.headers["location"] in {"/", "/sign-in", *HOME_PAGES.values()}
    return not (answer.status_code == 401 or turned_away or sent_away)


@parametrized
async def test_a_route_is_closed_without_a_sign_in(
    client: httpx.AsyncClient, route: tuple[str, str], audience: SignedIn
) -> None:
    answer = await call(client, route, {})

    api = route[1].startswith("/api/")
    assert answer.status_code == (401 if api else 303)
    assert answer.headers.get("location") == (None if api else "/sign-in")
    assert not is_admitted(answer, audience)


@parametrized
async def test_a_route_admits_its_audience_and_no_other_role(
    client: httpx.AsyncClient,
    bearer: Headers,
    session_of: Headers,
    everybody: dict[Role, str],
    route: tuple[str, str],
    audience: SignedIn,
) -> None:
    admitted = set()
    for role, who in everybody.items():
        headers = bearer(who) if route[1].startswith("/api/") else {"Cookie": f"{COOKIE}={session_of(who)[COOKIE]}"}
        answer = await call(client, route, headers)
        assert answer.status_code < 500
        admitted |= {role} if is_admitted(answer, audience) else set()

    assert admitted == audience.roles


@pytest.mark.parametrize("route", LINKED, ids=map(" ".join, LINKED))
async def test_an_owners_page_opens_only_with_its_link(
    client: httpx.AsyncClient, session_of: Headers, route: tuple[str, str]
) -> None:
    answers = [
        await call(client, route, {}),
        await call(client, route, {"Cookie": f"{COOKIE}={session_of('supervisor-1')[COOKIE]}"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert all("This link is not valid" in answer.text for answer in answers)


def test_the_public_routes_are_few_and_change_nothing_but_the_session() -> None:
    public = {route for route, audience in ROUTES.items() if audience is PUBLIC}

    assert {path for method, path in public if method != "HEAD"} == {
        "/sign-in",
        "/sign-out",
        "/static",
        "/api/openapi.json",
        "/health/live",
        "/health/ready",
        "/healthz",
    }
    changing = {path for method, path in public if method not in ("GET", "HEAD")}
    assert changing == {"/sign-in", "/sign-out"}


def test_these_routes_leave_the_decision_to_the_rules_or_the_case() -> None:
    assert {route for route, audience in ROUTES.items() if audience is ANYONE_SIGNED_IN} == {
        ("GET", "/api/cases/{case}/bill"),
        ("GET", "/api/cases/{case}/photos/{photo}"),
        ("POST", "/api/cases/{case}/photos"),
        ("POST", "/api/cases/{case}/requests"),
        ("POST", "/api/cases/{case}/restart"),
        ("POST", "/api/restarts"),
    }


forgotten, contradictory = APIRouter(), APIRouter()


@forgotten.post("/secrets/{case}")
async def forgets(case: str, app_state: App) -> str:
    """A route without an audience."""
    return f"{case} at {app_state.now}"


@contradictory.get("/secrets")
async def contradicts(who: Staff, _: Everybody) -> str:
    """A route with two audiences."""
    return who.name


@pytest.mark.parametrize(
    ("router", "says"),
    [(forgotten, "The route POST /secrets/{case} names 0 aud"), (contradictory, "The route GET /secrets names 2 aud")],
)
def test_an_app_with_a_route_without_one_audience_is_not_built(
    monkeypatch: pytest.MonkeyPatch, router: APIRouter, says: str
) -> None:
    monkeypatch.setattr(composed, "MODULES", (*composed.MODULES, SimpleNamespace(router=router)))

    with pytest.raises(NoAudienceError) as refused:
        composed.create_app(cast(AppState, None))

    assert str(refused.value).startswith(says)
    assert "such as `who: Staff`, or `_: Everybody` for a public page." in str(refused.value)
