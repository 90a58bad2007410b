"""A form that was sent after its session had ended is kept, and sent again after a new sign-in."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from activities.statements import read_statements
from schemas.casework import CloseCase
from schemas.tow_dispatch import WithdrawTow
from schemas.words import Outcome
from tests.car import CaseDriver
from tests.web.desk import offered
from tests.web.test_console import hidden
from web import case_page

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


WORDS = {"note": "He said: <wait>", "hold": "police_evidence"}


async def test_a_form_that_another_tab_has_overtaken_shows_what_was_typed(car: CaseDriver, sign_in: Any) -> None:
    browser, page = sign_in("supervisor-1"), f"/cases/{car.case}"
    csrf = hidden((await browser.get(page)).text, "csrf")
    await car.ask("supervisor-1", CloseCase(outcome=Outcome.WITHDRAWN, authority="Council order 7", note="Why"))

    late = await browser.post(f"{page}/requests/place_hold", data=WORDS | {"csrf": csrf})

    assert late.status_code == 409
    assert "What you typed has not been saved" in late.text
    assert '<dd class="tp-typed">He said: &lt;wait&gt;</dd>' in late.text
    assert '<dd class="tp-typed">Police evidence</dd>' in late.text


async def test_a_form_that_is_refused_and_still_offered_shows_the_words_in_its_fields_only(
    car: CaseDriver, sign_in: Any
) -> None:
    browser, page = sign_in("supervisor-1"), f"/cases/{car.case}"
    csrf = hidden((await browser.get(page)).text, "csrf")

    refused = await browser.post(f"{page}/requests/place_hold", data={"note": "He said", "csrf": csrf})

    assert (refused.status_code, "has not been saved" in refused.text) == (422, False)
    assert "He said</textarea>" in refused.text


async def test_a_form_that_the_database_did_not_take_can_be_sent_again(
    car: CaseDriver, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: object, **__: object) -> None:
        raise TimeoutError

    browser, path = sign_in("supervisor-1"), f"/cases/{car.case}/requests/place_hold"
    csrf = hidden((await browser.get(f"/cases/{car.case}")).text, "csrf")
    with monkeypatch.context() as patch:
        patch.setattr(case_page, "submit", busy)
        failed = await browser.post(path, data=WORDS | {"csrf": csrf, "key": "k2"}, headers=SAME_SITE)
    done = await browser.post(path, data=resent(failed.text), headers=SAME_SITE)

    assert (failed.status_code, done.status_code) == (503, 303)
    assert "The database did not answer in time." in failed.text
    assert [fact.kind for fact in await car.facts()] == ["vehicle_reported", "hold_placed"]


async def test_the_words_for_an_order_that_has_ended_are_shown_and_its_photos_are_not_kept(
    car: CaseDriver, sign_in: Any
) -> None:
    driver = await offered(car)
    browser, page = sign_in(driver), f"/portal/{car.case}/1"
    csrf = hidden((await browser.get(page)).text, "csrf")
    await car.ask("supervisor-1", WithdrawTow(note="Not this car"))

    late = await browser.post(f"{page}/requests/decline_offer", data={"note": "The street is dug up", "csrf": csrf})

    assert late.status_code == 409
    assert '<dd class="tp-typed">The street is dug up</dd>' in late.text


async def test_the_words_of_an_owner_whose_link_has_ended_are_shown(car: CaseDriver, client: httpx.AsyncClient) -> None:
    ended = await client.post("/o/ended/requests/request_hearing", data={"note": "I was ill"}, headers=SAME_SITE)

    assert ended.status_code == 404
    assert "Please call the number on your letter." in ended.text
    assert '<dd class="tp-typed">I was ill</dd>' in ended.text
    assert "Send again" not in ended.text


async def test_a_form_of_a_stranger_is_not_read_beyond_its_limit(car: CaseDriver, client: httpx.AsyncClient) -> None:
    path = f"/cases/{car.case}/reports/1/read"

    kept = await client.post(path, data={"note": "x" * 1_000}, headers=SAME_SITE)
    too_large = await client.post(path, data={"note": "x" * 1_100_000}, headers=SAME_SITE)

    assert (kept.status_code, too_large.status_code) == (401, 303)
    assert "xxx" not in too_large.text
