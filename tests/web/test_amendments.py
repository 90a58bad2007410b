"""The effect of a law change on open cases: the page, the API, and who may decide."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from activities.notifying import TemporalClient
from activities.services import Services
from schemas.mail import RecordMailing
from schemas.words import Notice
from tests.car import CaseDriver, reported
from tests.conftest import EDITION, Clock
from tests.new_laws import TAKES_ALL, Shelf, newer
from tests.rules.law_texts import TX
from tests.web.desk import asks, declared, letters

Headers = Callable[[str], dict[str, str]]
NEW, LATE, DRAFT = (f"us-pa-philadelphia.{day}" for day in ("2026-01-02", "2999-01-01", "2026-01-03"))
PAIR = {"from": EDITION, "to": NEW}
REASON = "The council has given owners more time."
PAGE = f"/amendments?from={EDITION}&to={NEW}"


@pytest.fixture
def new_law(shelf: Shelf) -> str:
    """The code of a new edition that gives owners fifteen days and leaves no case under the old one."""
    shelf.put(NEW, newer(NEW, TAKES_ALL), enact=True)
    return NEW


async def mailed(car: CaseDriver) -> None:
    """Notify the owner by mail."""
    await declared(car)
    for letter in await letters(car, Notice.PRE_TOW):
        assert (await car.ask("dispatcher-1", RecordMailing(letter=letter))).refusal is None


async def sends(browser: httpx.AsyncClient, page: str = PAGE, **typed: str) -> httpx.Response:
    """Send the form that moves cases."""
    token = re.search(r'name="csrf" value="([^"]+)"', (await browser.get(page)).text)
    assert token is not None
    return await browser.post("/amendments", data={"csrf": token[1], **PAIR, **typed})


async def test_with_one_edition_there_is_nothing_to_compare(sign_in: Any) -> None:
    text = (await sign_in("supervisor-1").get("/amendments")).text

    assert "There is nothing to compare" in text
    assert 'href="/amendments" aria-current="page"' in text


async def test_the_page_compares_the_oldest_edition_with_the_newest_by_default(
    car: CaseDriver, sign_in: Any, new_law: str
) -> None:
    text = (await sign_in("admin-1").get("/amendments")).text

    assert f"1 open case under {EDITION}" in text
    assert f"<option selected>{new_law}</option>" in text
    assert "Move cases to the new law" not in text


async def test_every_open_case_is_shown_under_both_laws(car: CaseDriver, sign_in: Any, new_law: str) -> None:
    await mailed(car)

    text = (await sign_in("supervisor-1").get(PAGE)).text

    assert "What changes: 2 provisions" in text
    assert "becomes 15 calendar days (was 10)" in text
    assert "Goes over to the new law: <strong>1</strong>" in text
    assert "The owner has more time: <strong>1</strong>" in text
    assert "<strong>The owner has more time</strong>" in text
    assert text.count("<small>Letters</small>") == 2
    assert f'href="/cases/{car.case}"' in text


@pytest.mark.parametrize(("show", "shown"), [("longer", True), ("shorter", False), ("stays", False), ("all", True)])
async def test_the_table_can_be_filtered(
    car: CaseDriver, sign_in: Any, new_law: str, show: str, *, shown: bool
) -> None:
    await mailed(car)

    text = (await sign_in("hearing-1").get(f"{PAGE}&show={show}")).text

    assert (f'href="/cases/{car.case}"' in text) is shown
    assert ("No cases of this kind." in text) is not shown


async def test_the_page_shows_affected_cases_by_default(car: CaseDriver, sign_in: Any, new_law: str) -> None:
    browser = sign_in("hearing-1")
    nothing_runs = (await browser.get(PAGE)).text

    await mailed(car)

    assert "The new law affects none of these cases right now." in nothing_runs
    assert f'href="/cases/{car.case}"' in (await browser.get(PAGE)).text


async def test_a_case_that_is_not_moved_shows_the_rule(car: CaseDriver, sign_in: Any, shelf: Shelf) -> None:
    shelf.put(NEW, newer(NEW, ("transition", 'stays = "noticed"', 'stays = "none"')), enact=True)
    shelf.put(LATE, newer(LATE), enact=True)
    await mailed(car)

    text = (await sign_in("supervisor-1").get(f"/amendments?from={EDITION}&to={LATE}")).text

    assert "Stays under the old law: <strong>1</strong>" in text
    assert "<strong>Stays under the old law.</strong> The new law applies to this case." in text
    assert "1 Pa.C.S. 1926" in text


@pytest.mark.parametrize(
    ("code", "enact", "says"),
    [
        (LATE, True, "Still needed: The new law is in force, from 2999-01-01."),
        (DRAFT, False, f"Still needed: The edition {DRAFT} is enacted."),
    ],
)
async def test_an_edition_that_is_not_in_force_can_be_compared_but_not_applied(
    car: CaseDriver,
    sign_in: Any,
    client: httpx.AsyncClient,
    bearer: Headers,
    shelf: Shelf,
    code: str,
    says: str,
    *,
    enact: bool,
) -> None:
    shelf.put(code, newer(code), enact=enact)

    text = (await sign_in("supervisor-1").get(f"/amendments?from={EDITION}&to={code}")).text
    body = {"from": EDITION, "to": code, "note": REASON}
    answer = await client.post("/api/amendments", json=body, headers=bearer("supervisor-1"))

    assert "No case can be moved yet" in text
    assert says in text
    assert "Move cases to the new law" not in text
    assert (answer.status_code, answer.json()["detail"]) == (409, says)
    assert (await car.row()).edition == EDITION


async def test_a_supervisor_moves_cases_and_moves_them_back_with_a_reason(
    car: CaseDriver, sign_in: Any, new_law: str
) -> None:
    browser = sign_in("supervisor-1")

    over = await sends(browser, note=REASON)
    row = await car.row()
    case_page = (await browser.get(f"/cases/{car.case}")).text
    back = await sends(browser, note=REASON, take_back="true")

    assert f"1 case moved to {new_law}" in over.text
    assert "No open cases under this law" in over.text
    assert row.edition == new_law
    assert f"Law: {new_law}; In place of: {EDITION}" in case_page
    assert f", {new_law}, replacing {EDITION} since <a" in case_page
    assert REASON in case_page
    assert "Leonard Vasquez" in case_page
    assert f"1 case moved back to {EDITION}" in back.text
    assert (await car.row()).edition == EDITION


async def test_cases_that_cannot_be_moved_are_named_and_unchanged(car: CaseDriver, sign_in: Any, shelf: Shelf) -> None:
    shelf.put(NEW, newer(NEW, TAKES_ALL).replace("[clauses.inoperable]", "[clauses.wrecked]"), enact=True)
    await declared(car)
    before = await car.facts()

    text = (await sends(sign_in("supervisor-1"), note=REASON)).text

    assert "0 cases moved to" in text
    assert "1 left unchanged." in text
    assert "has the definition under which the car was declared abandoned (inoperable)" in text
    assert await car.facts() == before


async def test_many_cases_are_moved_in_batches(
    client: httpx.AsyncClient,
    bearer: Headers,
    services: Services,
    temporal_client: TemporalClient,
    clock: Clock,
    new_law: str,
) -> None:
    cars = [await reported(services, temporal_client, clock, plate=f"XYZ {number}") for number in range(3)]
    body, headers = {**PAIR, "note": REASON, "limit": 2}, bearer("supervisor-1")

    first = (await client.post("/api/amendments", json=body, headers=headers)).json()
    rest = (await client.post("/api/amendments", json=body | {"after": first["last"]}, headers=headers)).json()

    assert [first["done"], rest["done"]] == [[each.case for each in cars[:2]], [cars[2].case]]
    assert (first["last"], rest["last"]) == (cars[1].case, None)


async def test_the_page_continues_with_the_next_batch(
    car: CaseDriver, services: Services, temporal_client: TemporalClient, clock: Clock, sign_in: Any, new_law: str
) -> None:
    await reported(services, temporal_client, clock, plate="XYZ 1")

    text = (await sends(sign_in("supervisor-1"), note=REASON, limit="1")).text

    form = re.search(r'<form class="tp-buttons" method="post" action="/amendments">.*?</form>', text, re.DOTALL)
    assert form is not None
    assert f'name="after" value="{car.case}"' in form[0]
    assert f'name="note" value="{REASON}"' in form[0]


async def test_no_case_is_moved_without_a_reason(car: CaseDriver, sign_in: Any, new_law: str) -> None:
    answer = await sends(sign_in("supervisor-1"), note="So what")

    assert answer.status_code == 422
    assert "Enter at least 10 characters." in answer.text
    assert "So what</textarea>" in answer.text, "what was typed stands in the form again"
    assert (await car.row()).edition == EDITION


async def test_a_stale_form_is_refused(car: CaseDriver, sign_in: Any, new_law: str) -> None:
    answer = await sign_in("supervisor-1").post("/amendments", data={"csrf": "x", **PAIR, "note": REASON})

    assert answer.status_code == 403
    assert (await car.row()).edition == EDITION


async def test_one_case_is_moved_and_moved_back_on_its_own_page(car: CaseDriver, sign_in: Any, new_law: str) -> None:
    browser, page = sign_in("supervisor-1"), f"/cases/{car.case}"

    over = await asks(browser, page, "apply_amendment", edition=new_law, note=REASON)
    went = (await car.row()).edition
    back = await asks(browser, page, "take_back_amendment", note=REASON)

    assert (over.status_code, went) == (303, new_law)
    assert (back.status_code, (await car.row()).edition) == (303, EDITION)


async def test_a_double_click_takes_back_one_amendment_only(
    car: CaseDriver, sign_in: Any, client: httpx.AsyncClient, bearer: Headers, shelf: Shelf, new_law: str
) -> None:
    newest, browser, page = "us-pa-philadelphia.2026-01-04", sign_in("supervisor-1"), f"/cases/{car.case}"
    shelf.put(newest, newer(newest, TAKES_ALL), enact=True)
    for law in (new_law, newest):
        await asks(browser, page, "apply_amendment", edition=law, note=REASON)
    body = {"kind": "take_back_amendment", "edition": newest, "note": REASON}

    once = await asks(browser, page, "take_back_amendment", edition=newest, note=REASON)
    again = await asks(browser, page, "take_back_amendment", edition=newest, note=REASON)
    by_api = await client.post(f"/api/cases/{car.case}/requests", json=body, headers=bearer("supervisor-1"))

    says = f"Required: The newest amendment is the one to the edition {newest}."
    assert (once.status_code, again.status_code, by_api.status_code) == (303, 409, 409)
    assert says in again.text
    assert by_api.json()["detail"] == says
    assert (await car.row()).edition == new_law


async def test_a_request_to_take_back_must_name_the_amendment(
    car: CaseDriver, client: httpx.AsyncClient, bearer: Headers, new_law: str
) -> None:
    body = {"kind": "take_back_amendment", "note": REASON}

    answer = await client.post(f"/api/cases/{car.case}/requests", json=body, headers=bearer("supervisor-1"))

    assert answer.status_code == 422
    assert "edition" in answer.text


async def test_without_a_newer_edition_no_form_is_shown(car: CaseDriver, sign_in: Any) -> None:
    text = (await sign_in("supervisor-1").get(f"/cases/{car.case}")).text

    assert "Apply new law" not in text
    assert "Take back amendment" not in text


async def test_the_api_shows_both_sides_of_each_case(
    client: httpx.AsyncClient, bearer: Headers, car: CaseDriver, new_law: str
) -> None:
    await mailed(car)

    answer = (await client.get("/api/amendments", params=PAIR, headers=bearer("admin-1"))).json()

    (case,) = answer["cases"]
    assert (answer["open"], answer["hindered"]) == (1, None)
    assert (case["case"], case["fate"], case["effect"]) == (car.case, "goes", "longer")
    assert case["before"]["earliest"] < case["then"]["earliest"]
    assert case["then"]["task"]["task"] == "letters"


@pytest.mark.parametrize("code", ["us-nj.2026-01-01", "nothing"])
async def test_an_unknown_edition_is_named(client: httpx.AsyncClient, bearer: Headers, sign_in: Any, code: str) -> None:
    params = {"from": EDITION, "to": code}
    answer = await client.get("/api/amendments", params=params, headers=bearer("supervisor-1"))
    page = await sign_in("supervisor-1").get(f"/amendments?from={EDITION}&to={code}")

    assert answer.status_code == page.status_code == 422
    assert f"There is no edition '{code}' here" in answer.json()["detail"]


async def test_an_edition_of_another_place_moves_no_case(
    car: CaseDriver, client: httpx.AsyncClient, bearer: Headers
) -> None:
    body = {"from": EDITION, "to": TX, "note": REASON}

    answer = await client.post("/api/amendments", json=body, headers=bearer("supervisor-1"))

    assert answer.status_code == 409
    assert "a different edition for the same place" in answer.json()["detail"]


OTHERS = ["dispatcher-1", "officer-1", "hearing-1", "admin-1", "contractor-1", "lot-1"]


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("take_back", [False, True])
async def test_only_a_supervisor_moves_cases(
    car: CaseDriver, client: httpx.AsyncClient, bearer: Headers, new_law: str, who: str, *, take_back: bool
) -> None:
    body = {**PAIR, "note": REASON, "take_back": take_back}

    answer = await client.post("/api/amendments", json=body, headers=bearer(who))

    assert (answer.status_code, answer.json()["detail"]) == (403, "Only a supervisor may do this.")
    assert (await car.row()).edition == EDITION


@pytest.mark.parametrize("who", ["hearing-1", "admin-1"])
async def test_readers_cannot_send_the_form(car: CaseDriver, sign_in: Any, new_law: str, who: str) -> None:
    assert (await sends(sign_in(who), note=REASON)).status_code == 403
    assert (await car.row()).edition == EDITION


@pytest.mark.parametrize("who", ["dispatcher-1", "officer-1", "contractor-1", "lot-1"])
async def test_roles_that_order_tows_may_not_read_the_page(
    client: httpx.AsyncClient, bearer: Headers, sign_in: Any, who: str
) -> None:
    assert (await client.get("/api/amendments", params=PAIR, headers=bearer(who))).status_code == 403
    expected = 403 if who in ("dispatcher-1", "officer-1") else 303
    assert (await sign_in(who).get("/amendments")).status_code == expected
    assert (await sign_in(who).post("/amendments", data=PAIR)).status_code == expected


async def test_the_page_requires_a_sign_in(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/amendments", params=PAIR)).status_code == 401
    assert (await client.post("/api/amendments", json={**PAIR, "note": REASON})).status_code == 401
    assert (await client.get("/amendments")).headers["location"] == "/sign-in"
