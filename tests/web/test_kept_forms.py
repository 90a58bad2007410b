"""A form that was sent after its session had ended is kept, and sent again after a new sign-in."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from activities.statements import read_statements
from tests.car import CaseDriver
from tests.web.test_console import hidden

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
SAID = {"hold": "police_evidence", "note": 'He said: "wait"\nand <b>left</b>'}


def resent(page: str) -> dict[str, str]:
    """The hidden fields of a kept form, as a browser sends them again."""
    found = re.findall(r'type="hidden" name="([\w.]+)" value="([^"]*)"', page)
    form = page.split("<main")[1]
    return {name: unescape(value) for name, value in found if f'name="{name}"' in form}


async def test_what_was_typed_outlives_the_session(car: CaseDriver, sign_in: Any, client: httpx.AsyncClient) -> None:
    browser, path = sign_in("supervisor-1"), f"/cases/{car.case}/requests/place_hold"
    csrf = hidden((await browser.get(f"/cases/{car.case}")).text, "csrf")
    browser.cookies.clear()

    ended = await client.post(path, data=SAID | {"csrf": csrf, "key": "k1"}, headers=SAME_SITE)
    sign_in("supervisor-1")
    back = await client.post(path, data=resent(ended.text), headers=SAME_SITE)
    done = await client.post(path, data=resent(back.text), headers=SAME_SITE)

    assert [ended.status_code, back.status_code, done.status_code] == [401, 403, 303]
    assert "Your session has ended" in ended.text
    assert "Leonard Vasquez" not in ended.text
    assert "Leonard Vasquez" in back.text
    assert "Send again" in back.text
    assert "<b>left</b>" not in back.text
    assert '<dt class="tp-law">Notes</dt>' in back.text
    assert "Police evidence</dd>" in back.text
    entry = (await car.recorded())[-1]
    assert (entry.fact.kind, entry.actor) == ("hold_placed", "supervisor-1")
    async with car.services.pool.acquire() as connection:
        words = await read_statements(car.services, connection, car.case)
    assert words[entry.fact.note].replace("\r", "") == SAID["note"]


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "none"}])
async def test_a_form_of_another_site_is_not_offered(
    car: CaseDriver, sign_in: Any, client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    path = f"/cases/{car.case}/requests/place_hold"
    signed_in = await sign_in("supervisor-1").post(path, data=SAID | {"csrf": "forged"}, headers=headers)
    client.cookies.clear()
    ended = await client.post(path, data=SAID, headers=headers)

    assert (signed_in.status_code, ended.status_code) == (403, 303)
    assert "police_evidence" not in signed_in.text
    assert [fact.kind for fact in await car.facts()] == ["vehicle_reported"]


async def test_every_form_is_kept_and_photos_are_chosen_again(car: CaseDriver, sign_in: Any) -> None:
    browser = sign_in("dispatcher-1")
    typed = dict(parse_qsl("address=100+First+Street&district=d25&description=Caller+says+since+July&csrf=old"))

    reported = await browser.post("/report", data=typed, headers=SAME_SITE)
    files = [("photos", ("a.jpg", b"x", "image/jpeg"))]
    inspected = await browser.post(
        f"/cases/{car.case}/requests/record_inspection", data={"csrf": "old"}, files=files, headers=SAME_SITE
    )
    empty = await browser.post("/sign-out", data={"csrf": "old"}, headers=SAME_SITE)

    assert resent(reported.text)["description"] == "Caller says since July"
    assert (inspected.status_code, "Please choose them again" in inspected.text) == (403, True)
    assert (empty.status_code, "Nothing you typed" in empty.text) == (403, False)
