"""An admin makes sign-in links and ends the sessions of one person, on a page, by the API and by a command."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from re import search

import httpx
import pytest
from rich.console import Console

from schemas.words import Notice
from tests.car import CaseDriver
from tests.web.desk import in_the_lot, letters, link_of, owners_link, uses
from tests.web.test_sign_in import browser_of, csrf_of, status
from web.app_state import AppState
from workers import access
from workers.data_dir import StackError

Headers = Callable[[str], dict[str, str]]


async def presses(admin: httpx.AsyncClient, account: str, button: str) -> httpx.Response:
    """Press a button on the page of people."""
    csrf = csrf_of((await admin.get("/people")).text)
    return await admin.post(f"/people/{account}/{button}", data={"csrf": csrf})


async def test_an_admin_makes_a_link_that_its_person_uses(client: httpx.AsyncClient, app_state: AppState) -> None:
    await uses(client, link_of("admin-1"))

    shown = await presses(client, "officer-2", "link")

    found = search(r"<code>(http://towpath/sign-in\?token=[^<]+)</code>", shown.text)
    assert found is not None
    assert shown.headers["cache-control"] == "no-store"
    async with browser_of(app_state) as phone:
        await uses(phone, found[1])
        assert "Tobias Renner" in (await phone.get("/report")).text


async def test_an_admin_ends_the_sessions_of_one_person_and_no_owners_link(
    client: httpx.AsyncClient, app_state: AppState, car: CaseDriver
) -> None:
    await in_the_lot(car)
    await letters(car, Notice.IMPOUND)
    _, owners_page = await owners_link(car)
    await uses(client, link_of("admin-1"))
    async with browser_of(app_state) as phone, browser_of(app_state) as colleague:
        await uses(phone, link_of("officer-1"))
        await uses(colleague, link_of("officer-2"))

        ended = await presses(client, "officer-1", "sign-out")

        assert "Every session, unused link and API token of officer-1 has ended." in ended.text
        assert [await status(each) for each in (phone, colleague, client)] == [303, 200, 200]
        assert (await client.get(owners_page)).status_code == 200


async def test_a_form_of_another_site_makes_no_link_and_ends_nothing(
    client: httpx.AsyncClient, app_state: AppState
) -> None:
    await uses(client, link_of("admin-1"))
    async with browser_of(app_state) as phone:
        await uses(phone, link_of("officer-1"))
        for button in ("link", "sign-out"):
            assert (await client.post(f"/people/officer-1/{button}", data={"csrf": "x"})).status_code == 403

        assert await status(phone) == 200


@pytest.mark.parametrize("path", ["links", "sign-out"])
async def test_a_person_who_is_not_there_is_named(client: httpx.AsyncClient, bearer: Headers, path: str) -> None:
    answer = await client.post(f"/api/accounts/nobody-1/{path}", headers=bearer("admin-1"))

    assert (answer.status_code, answer.json()["detail"]) == (404, "There is no active account nobody-1.")


async def test_the_commands_make_a_link_and_end_sessions(
    client: httpx.AsyncClient, app_state: AppState, bearer: Headers
) -> None:
    client.headers.update(bearer("admin-1"))
    out = StringIO()
    console = Console(file=out, width=500)

    await access.issue_link(client, console, "officer-1")
    async with browser_of(app_state) as phone:
        await uses(phone, out.getvalue().strip())
        assert await status(phone) == 200
        await access.sign_out(client, console, "officer-1")
        assert await status(phone) == 303

    assert out.getvalue().endswith("Every session, unused link and API token of officer-1 has ended.\n")
    client.headers.update(bearer("supervisor-1"))
    for act in (access.issue_link, access.sign_out):
        with pytest.raises(StackError, match="Only an admin may do this"):
            await act(client, console, "officer-1")


async def test_a_link_says_until_when_it_works(client: httpx.AsyncClient, bearer: Headers) -> None:
    link = (await client.post("/api/accounts/officer-1/links", headers=bearer("admin-1"))).json()

    minutes = (datetime.fromisoformat(link["expires_at"]) - datetime.now(UTC)).total_seconds() / 60
    assert link["account"] == "officer-1"
    assert 58 < minutes <= 60
