"""Signing in: a link works once, for an hour, by its button; a session ends where it is told to, on the server."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from activities.keys import LINK, SESSION, Keys
from database.connection import Connection, Pool, transaction
from database.people import Account, put_accounts
from database.sign_in import sign_out_everywhere, spend
from schemas.waiting_periods import PlaceHold
from schemas.words import Hold
from tests.app import app_of
from tests.car import CaseDriver
from tests.conftest import SECRET
from tests.web.desk import link_of, uses
from web import sign_in
from web.app_state import AppState
from web.people import COOKIE
from workers.city import City

Headers = Callable[[str], dict[str, str]]


@asynccontextmanager
async def browser_of(app_state: AppState) -> AsyncIterator[httpx.AsyncClient]:
    """One more browser, with cookies of its own."""
    url = "https://towpath" if app_state.secure else "http://towpath"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app_of(app_state)), base_url=url) as browser:
        yield browser


def csrf_of(page: str) -> str:
    """The token of the forms of a page."""
    found = re.search(r'name="csrf" value="([^"]*)"', page)
    assert found is not None
    return found[1]


async def signs_out(browser: httpx.AsyncClient) -> httpx.Response:
    """Press the button that signs out."""
    return await browser.post("/sign-out", data={"csrf": csrf_of((await browser.get("/report")).text)})


async def status(browser: httpx.AsyncClient, path: str = "/report") -> int:
    """200 for a person who is signed in."""
    return (await browser.get(path)).status_code


async def test_a_link_is_used_by_its_button_and_not_by_opening_it(
    client: httpx.AsyncClient, app_state: AppState
) -> None:
    link = link_of("officer-1")
    async with browser_of(app_state) as scanner:
        for _ in range(3):
            opened = await scanner.get(link)
            assert (opened.status_code, await status(scanner)) == (200, 303)
    page = (await client.get(link)).text

    used = await uses(client, link)

    assert "Sign in as Ines Calloway" in page
    assert (used.status_code, used.headers["location"]) == (303, "/")
    assert "HttpOnly" in used.headers["set-cookie"]
    assert "Ines Calloway" in (await client.get("/report")).text


async def test_a_link_works_once(client: httpx.AsyncClient, app_state: AppState) -> None:
    link = link_of("officer-1")
    await uses(client, link)
    async with browser_of(app_state) as other:
        again = await other.get(link)
        token = link.partition("=")[2]
        page = (await other.get(link_of("officer-2"))).text
        sent = await other.post("/sign-in", data={"csrf": csrf_of(page), "token": token})

        assert [each.status_code for each in (again, sent)] == [401, 401]
        assert all("It was used before, has expired, or is incomplete" in each.text for each in (again, sent))
        assert await status(other) == 303
    assert (await client.get(link)).headers["location"] == "/", "It leads the person who used it to the start page."


async def test_a_button_that_was_pressed_twice_leads_to_the_start_page(client: httpx.AsyncClient) -> None:
    link = link_of("lot-1")
    form = {"csrf": csrf_of((await client.get(link)).text), "token": link.partition("=")[2]}

    pressed = [await client.post("/sign-in", data=form) for _ in range(2)]

    assert [(each.status_code, each.headers["location"]) for each in pressed] == [(303, "/lot")] * 2
    assert await status(client, "/lot") == 200


async def test_of_two_browsers_that_press_at_once_one_gets_in(app_state: AppState) -> None:
    link = link_of("officer-1")
    async with browser_of(app_state) as one, browser_of(app_state) as other:
        forms = [
            {"csrf": csrf_of((await each.get(link)).text), "token": link.partition("=")[2]} for each in (one, other)
        ]
        pressed = [each.post("/sign-in", data=form) for each, form in zip((one, other), forms, strict=True)]
        answers = await asyncio.gather(*pressed)

    assert sorted(each.status_code for each in answers) == [303, 401]


@pytest.mark.parametrize(("minutes", "answer"), [(59, 200), (61, 401), (-2, 401)])
async def test_a_link_is_good_for_an_hour(client: httpx.AsyncClient, minutes: int, answer: int) -> None:
    assert (await client.get(link_of("officer-1", timedelta(minutes=minutes)))).status_code == answer


@pytest.mark.parametrize(
    "token",
    [
        "forged",
        Keys("another secret").issue_credential(LINK, "officer-1", datetime.now(UTC)),
        Keys(SECRET).issue_credential(SESSION, "officer-1", datetime.now(UTC)),
        Keys(SECRET).issue(LINK, "officer-1"),
        Keys(SECRET).issue_credential(LINK, "nobody-1", datetime.now(UTC)),
    ],
    ids=["forged", "of another secret", "a session", "as older versions signed it", "of nobody"],
)
async def test_a_link_that_is_none_opens_no_session(client: httpx.AsyncClient, token: str) -> None:
    answer = await client.get("/sign-in", params={"token": token})

    assert answer.status_code == 401
    assert "This link does not work" in answer.text


async def test_another_site_cannot_sign_a_person_in_as_somebody_else(
    client: httpx.AsyncClient, app_state: AppState
) -> None:
    token = link_of("officer-2").partition("=")[2]
    async with browser_of(app_state) as attacker:
        theirs = csrf_of((await attacker.get(f"/sign-in?token={token}")).text)

    for csrf in ("", theirs):
        answer = await client.post("/sign-in", data={"csrf": csrf, "token": token})
        assert (answer.status_code, "Please open your link again" in answer.text) == (403, True)
    assert await status(client) == 303


async def test_a_session_ends_on_the_server_when_its_person_signs_out(
    client: httpx.AsyncClient, app_state: AppState
) -> None:
    async with browser_of(app_state) as phone:
        await uses(phone, link_of("officer-1"))
        await uses(client, link_of("officer-1"))
        copied = {COOKIE: client.cookies[COOKIE]}

        left = await signs_out(client)

        assert left.headers["location"] == "/sign-in"
        assert COOKIE not in client.cookies
        client.cookies.update(copied)
        assert await status(client) == 303
        assert await status(phone) == 200, "The person's other session goes on."


async def test_signing_in_as_somebody_else_ends_the_session_before(client: httpx.AsyncClient) -> None:
    await uses(client, link_of("officer-1"))
    copied = {COOKIE: client.cookies[COOKIE]}
    await uses(client, link_of("officer-2"))

    assert "Tobias Renner" in (await client.get("/report")).text
    client.cookies.clear()
    client.cookies.update(copied)
    assert await status(client) == 303


async def test_a_session_lasts_as_long_as_the_settings_say(client: httpx.AsyncClient, app_state: AppState) -> None:
    before = datetime.now(UTC) - timedelta(hours=13)
    cookie = {COOKIE: Keys(SECRET).issue_credential(SESSION, "officer-1", before)}
    client.cookies.update(cookie)
    async with browser_of(replace(app_state, session_lasts=timedelta(hours=14))) as other:
        other.cookies.update(cookie)

        assert [await status(client), await status(other)] == [303, 200]


async def test_who_left_the_citys_file_is_out_at_once(
    client: httpx.AsyncClient, app_state: AppState, owned: Pool, city: City, bearer: Headers
) -> None:
    link, token = link_of("officer-2"), bearer("officer-2")
    await uses(client, link_of("officer-2"))
    stay = [account for account in city.accounts if account.code != "officer-2"]

    async def set_up(accounts: list[Account]) -> list[int]:
        async with transaction(owned) as connection:
            await put_accounts(connection, accounts, datetime.now(UTC))
        async with browser_of(app_state) as other:
            answers = [await client.get("/report"), await other.get(link)]
            return [each.status_code for each in (*answers, await other.get("/api/cases", headers=token))]

    assert await set_up([*city.accounts]) == [200, 200, 200]
    assert await set_up(stay) == [303, 401, 401]
    assert await set_up([*city.accounts]) == [303, 401, 401], (
        "Old links and sessions stay void for a person who is back."
    )
    assert (await client.get(link_of("officer-2"))).status_code == 200


async def test_what_a_person_did_keeps_their_name_when_they_have_left(
    car: CaseDriver, client: httpx.AsyncClient, owned: Pool, city: City
) -> None:
    await car.ask("supervisor-1", PlaceHold(hold=Hold.LITIGATION))
    async with transaction(owned) as connection:
        stay = [account for account in city.accounts if account.code != "supervisor-1"]
        await put_accounts(connection, stay, datetime.now(UTC))
    await uses(client, link_of("officer-1"))

    page = (await client.get(f"/cases/{car.case}")).text

    assert "Leonard Vasquez" in page
    assert "supervisor-1" not in page


async def test_sessions_and_links_of_one_person_are_ended_and_nobody_elses(
    client: httpx.AsyncClient, app_state: AppState, pool: Pool, bearer: Headers
) -> None:
    link, token = link_of("officer-1"), bearer("officer-1")
    await uses(client, link_of("officer-1"))
    async with browser_of(app_state) as colleague:
        await uses(colleague, link_of("officer-2"))

        async with pool.acquire() as connection:
            assert await sign_out_everywhere(connection, "officer-1", datetime.now(UTC))
            assert not await sign_out_everywhere(connection, "nobody-1", datetime.now(UTC))

        assert await status(client) == 303
        assert (await client.get(link)).status_code == 401
        assert (await client.get("/api/cases", headers=token)).status_code == 401
        assert await status(colleague) == 200
        assert (await uses(client, link_of("officer-1"))).status_code == 303


async def test_a_person_who_is_signed_out_while_they_sign_in_has_no_session(
    client: httpx.AsyncClient, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def and_then_is_signed_out(connection: Connection, *given: Any) -> bool:
        spent = await spend(connection, *given)
        await sign_out_everywhere(connection, "officer-1", datetime.now(UTC))
        return spent

    monkeypatch.setattr(sign_in, "spend", and_then_is_signed_out)
    used = await uses(client, link_of("officer-1"))

    assert used.status_code == 303
    assert await status(client) == 303


async def test_a_session_of_a_machine_whose_clock_is_ahead_ends_with_the_others(
    client: httpx.AsyncClient, app_state: AppState, bearer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "wall_clock", lambda: datetime.now(UTC) + timedelta(seconds=40))
    await uses(client, link_of("officer-1"))
    assert await status(client) == 200

    async with browser_of(app_state) as admin:
        await admin.post("/api/accounts/officer-1/sign-out", headers=bearer("admin-1"))

    assert await status(client) == 303


async def test_used_links_are_forgotten_when_they_would_open_nothing_anyway(
    client: httpx.AsyncClient, pool: Pool
) -> None:
    async with pool.acquire() as connection:
        await connection.execute(
            "insert into spent_credential values ('old', 'officer-1', now() - interval '1 minute'),"
            " ('new', 'officer-1', now() + interval '1 minute')"
        )
    await uses(client, link_of("officer-1"))

    async with pool.acquire() as connection:
        kept = {row["id"] for row in await connection.fetch("select id from spent_credential")}
    assert {"old", "new"} & kept == {"new"}
    assert len(kept) == 2


async def test_no_page_holds_the_session(client: httpx.AsyncClient) -> None:
    await uses(client, link_of("supervisor-1"))
    session = client.cookies[COOKIE]
    for path in ("/", "/cases", "/report", "/overrides", "/amendments", "/sign-in"):
        page = (await client.get(path)).text
        token = csrf_of(page)
        assert session not in page
        assert session not in str(Keys(SECRET)._signer("form").loads(token))


async def test_the_form_token_of_one_session_is_no_token_of_another(
    client: httpx.AsyncClient, app_state: AppState
) -> None:
    await uses(client, link_of("officer-1"))
    async with browser_of(app_state) as other:
        await uses(other, link_of("officer-1"))
        theirs = csrf_of((await other.get("/report")).text)

    assert (await client.post("/sign-out", data={"csrf": theirs})).status_code == 403
    assert await status(client) == 200


async def test_over_https_the_cookie_belongs_to_this_host_alone(app_state: AppState) -> None:
    async with browser_of(replace(app_state, secure=True)) as browser:
        used = await uses(browser, link_of("officer-1"))
        cookie = used.headers["set-cookie"]

        assert cookie.startswith(f"__Host-{COOKIE}=")
        assert all(each in cookie for each in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"))
        assert "Domain" not in cookie
        assert used.headers["strict-transport-security"] == "max-age=31536000"
        assert await status(browser) == 200
        await signs_out(browser)
        assert await status(browser) == 303


async def test_a_path_with_a_slash_too_many_leads_nowhere(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{link_of('officer-1')}".replace("?", "/?"), headers={"Host": "evil.example"})

    assert answer.status_code == 404
    assert "location" not in answer.headers
