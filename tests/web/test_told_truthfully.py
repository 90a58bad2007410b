"""Pages say what is so: closed cases, ended orders, joined reports, error pages, and what a release still needs."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import httpx
import pytest

from activities.notifying import TemporalClient
from activities.services import Services
from schemas.casework import CloseCase
from schemas.impound import RecordIntake, ReportToState
from schemas.tow_dispatch import AcceptOffer, ReportHookedUp
from schemas.verification import RecordInspection
from schemas.words import Finding, Outcome
from tests.car import CaseDriver, reported
from tests.conftest import Clock
from tests.journeys.roads import CLEAR, HERE, tow
from tests.web.desk import in_the_lot, offered
from tests.web.test_console import hidden


async def text_of(browser: httpx.AsyncClient, page: str) -> str:
    """The text of a page."""
    return unescape((await browser.get(page)).text)


async def test_a_closed_case_waits_for_no_one_and_grows_no_older(car: CaseDriver, sign_in: Any) -> None:
    car.clock.ahead = timedelta(days=2)
    await car.ask("dispatcher-1", CLEAR)
    gone = RecordInspection(finding=Finding.GONE, photos=(await car.photo(),))
    await car.ask("officer-1", gone)
    close = CloseCase(outcome=Outcome.GONE_ON_ARRIVAL)
    assert (await car.ask("supervisor-1", close)).refusal is None
    car.clock.ahead += timedelta(days=30)

    page = await text_of(sign_in("officer-1"), f"/cases/{car.case}")
    listed = await text_of(sign_in("officer-1"), "/cases")

    assert "This case is closed. There is nothing left for you to do here." in page
    assert "No action needed from you right now" not in page
    assert "open for 2 days, closed" in page
    assert "open for 2 days" in listed
    assert "days old" not in listed


async def test_an_ended_order_keeps_when_the_car_was_hooked_up_and_dropped(car: CaseDriver, sign_in: Any) -> None:
    driver = await offered(car)
    waiting = await text_of(sign_in(driver), f"/portal/{car.case}/1")
    await car.ask(driver, AcceptOffer(order=1))
    await tow(car, driver, order=1)

    page = await text_of(sign_in(driver), f"/portal/{car.case}/1")

    assert "this order has ended" not in waiting
    for row in ("Accepted", "Hooked up", "Dropped at lot", "Ended"):
        assert f"<dt>{row}</dt>" in page
    assert "No action needed: this order has ended." in page


async def test_a_report_that_joins_a_case_says_so_and_its_words_are_on_the_page(car: CaseDriver, sign_in: Any) -> None:
    browser = sign_in("dispatcher-1")

    async def reports(plate: str, description: str) -> str:
        page = (await browser.get("/report")).text
        said = {"address": "100 First Street", "district": "d25", "plate": plate, "plate_state": "PA"}
        kept = {name: hidden(page, name) for name in ("csrf", "key")}
        sent = await browser.post("/report", data=said | kept | {"description": description, "note": "A blue house"})
        return str(sent.headers["location"])

    joined = await reports("ABC 1234", "Caller says since July, flat tires")
    fresh = await reports("XYZ 9", "Another one")
    page, later = await text_of(browser, joined), await text_of(browser, f"/cases/{car.case}")
    other = await text_of(browser, fresh)
    api = (await browser.get(f"/api/cases/{car.case}")).json()

    assert joined == f"/cases/{car.case}?joined=2"
    assert "Your report was added to this open case" in page
    assert "joined" not in fresh
    for text in (later, other):
        assert "Your report was added" not in text
    assert "Caller says since July, flat tires\nA blue house" in later
    assert [each["description"] for each in api["reports"]] == [
        None,
        "Caller says since July, flat tires\nA blue house",
    ]


@pytest.mark.parametrize(
    ("who", "home"), [("admin-1", "/"), ("officer-1", "/"), ("hearing-1", "/hearings"), ("lot-1", "/lot")]
)
async def test_the_contractors_page_sends_others_to_their_own_and_not_to_the_sign_in(
    sign_in: Any, who: str, home: str
) -> None:
    answer = await sign_in(who).get("/portal")

    assert (answer.status_code, answer.headers["location"]) == (303, home)


async def test_an_error_page_keeps_the_name_and_the_menu(
    car: CaseDriver, sign_in: Any, client: httpx.AsyncClient
) -> None:
    browser = sign_in("dispatcher-1")
    nowhere = await browser.get("/nowhere")
    stale = await browser.post(f"/cases/{car.case}/requests/place_hold", data={"csrf": "old"})
    owners = await browser.get("/o/forged")
    browser.cookies.clear()
    stranger = await browser.get("/nowhere")

    assert [each.status_code for each in (nowhere, stale, owners, stranger)] == [404, 403, 404, 404]
    for page in (nowhere, stale):
        assert "Maud Okafor" in page.text
        assert 'href="/cases"' in page.text
    for page in (owners, stranger):
        assert "Maud Okafor" not in page.text


async def test_a_car_that_waits_only_for_documents_and_payment_can_be_released(car: CaseDriver, sign_in: Any) -> None:
    await in_the_lot(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    await car.ask("dispatcher-1", ReportToState())
    browser, page = sign_in("dispatcher-1"), f"/cases/{car.case}"
    before = await text_of(browser, page)
    await car.ask("dispatcher-1", CLEAR)
    after = await text_of(browser, page)

    assert "Yes, with what the owner brings" not in before
    assert "Yes, with what the owner brings" in after
    assert "These documents were shown" in after


async def test_the_style_sheet_is_sent_small_and_kept_for_an_hour(client: httpx.AsyncClient) -> None:
    answer = await client.get("/static/vendor/css/uswds.min.css", headers={"Accept-Encoding": "gzip"})

    assert (answer.headers["content-encoding"], answer.headers["cache-control"]) == ("gzip", "public, max-age=3600")
    assert "content-encoding" not in (await client.get("/sign-in", headers={"Accept-Encoding": "gzip"})).headers


async def test_a_lot_that_is_the_only_one_is_chosen(car: CaseDriver, sign_in: Any) -> None:
    driver = await offered(car)
    await car.ask(driver, AcceptOffer(order=1))
    await car.ask(driver, ReportHookedUp(order=1, place=HERE))

    page = await text_of(sign_in(driver), f"/portal/{car.case}/1")

    assert re.search(r'type="radio" id="report_dropped_at_lot-lot-river-lot"[^>]* checked required', page)


@pytest.mark.parametrize(
    ("vin", "told"),
    [
        ("1M8GDM9AXKP042788", ""),
        ("1M8GDM9A1KP042788", "the check digit does not fit: please compare it with the car"),
        ("1M8GDM9A1KP04278", "a character is missing: please compare it with the car"),
        ("WVWZZZ1JZXW000001", ""),
    ],
)
async def test_a_vin_that_cannot_be_right_is_told_at_the_vin_and_the_law_by_its_name(
    services: Services, temporal_client: TemporalClient, clock: Clock, sign_in: Any, vin: str, told: str
) -> None:
    car = await reported(services, temporal_client, clock, vin=vin)

    page = await text_of(sign_in("dispatcher-1"), f"/cases/{car.case}")

    assert f"VIN {vin}" in page
    assert told in page
    assert ("please compare it with the car" in page) is bool(told)
    assert "Law: Philadelphia, Pennsylvania;" in page
