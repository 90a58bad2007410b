"""The contractor's portal shows a contractor its own orders only."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from activities.notifying import TemporalClient
from activities.services import Services, Windows
from schemas.pace import Pace
from schemas.tow_dispatch import AcceptOffer, DeclineOffer, LapseOffer, OfferTow, ReportHookedUp, WithdrawTow
from schemas.words import DeclineReason
from tests.app import app_of
from tests.car import CaseDriver, reported
from tests.conftest import SECRET, Clock
from tests.journeys.roads import HERE, asked, tow
from tests.web.desk import asks, offered, system_does
from tests.web.test_cases import a_photo
from tests.web.test_console import hidden
from web.app_state import AppState
from web.tow_dispatch import time_to_answer

Headers = Callable[[str], dict[str, str]]
Ends = Callable[[CaseDriver, str], Awaitable[None]]
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


async def test_a_contractor_sees_its_offers_and_tows_the_car_to_the_lot(car: CaseDriver, sign_in: Any) -> None:
    browser = sign_in(await offered(car))
    page = f"/portal/{car.case}/1"

    assert f"/portal/{car.case}/1" in (await browser.get("/portal")).text
    assert (await asks(browser, page, "accept_offer")).headers["location"] == page
    assert (await asks(browser, page, "progress", progress="on_scene")).status_code == 303
    assert (
        await asks(browser, page, "report_hooked_up", lat="39.99", lon="-75.1", files=[a_photo()])
    ).status_code == 303
    nowhere = await asks(browser, page, "report_dropped_at_lot", lot="no-lot", lat="39.9", lon="-75.1")
    assert (nowhere.status_code, 'value="39.9"' in nowhere.text, 'value="-75.1"' in nowhere.text) == (409, True, True)
    assert (
        await asks(browser, page, "report_dropped_at_lot", lot="river-lot", lat="39.9", lon="-75.1")
    ).status_code == 303
    assert (await asks(browser, page, "report_done")).status_code == 303

    case = (await car.row()).case
    assert (case.stage, case.lot, case.towed is not None) == ("impound", "river-lot", True)
    assert "Done" in (await browser.get("/portal")).text


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-1, "The time to answer has ended"),
        (0.4, "The time to answer has ended"),
        (1, "Answer within 1 second"),
        (59, "Answer within 59 seconds"),
        (60, "Answer within 1 minute"),
        (14 * 60 + 59, "Answer within 14 minutes"),
        (119 * 60 + 59, "Answer within 119 minutes"),
        (2 * 3600, "Answer within 2 hours"),
        (36 * 3600, "Answer within 36 hours"),
    ],
)
def test_the_time_to_answer_is_never_shown_longer_than_it_is(seconds: float, said: str) -> None:
    assert time_to_answer(NOW + timedelta(seconds=seconds), NOW) == said


async def test_at_production_pace_the_page_shows_the_time_left_and_the_local_time(
    services: Services, temporal_client: TemporalClient, clock: Clock, sign_in: Any
) -> None:
    clock.stands = NOW
    car = await reported(replace(services, windows=Windows(900, 900)), temporal_client, clock)
    browser = sign_in(await offered(car))

    for path in ("/portal", f"/portal/{car.case}/1"):
        page = (await browser.get(path)).text
        assert "Offer: answer within 15 minutes" in page
        assert "Nov 24, 2026, 10:15 AM" in page
    clock.stands += timedelta(minutes=16)
    assert "Offer: the time to answer has ended" in (await browser.get("/portal")).text


async def test_on_a_training_copy_the_page_shows_real_minutes_and_no_local_time(
    services: Services, temporal_client: TemporalClient, clock: Clock, session_of: Callable[[str], dict[str, str]]
) -> None:
    clock.stands = NOW + timedelta(seconds=30)
    pace = Pace(factor=1440, case_origin=NOW, real_origin=NOW)
    training = replace(services, pace=pace, windows=Windows(900, 900))
    car = await reported(training, temporal_client, clock)
    who = await offered(car)
    clock.stands += timedelta(seconds=90)

    transport = httpx.ASGITransport(app_of(AppState(training, lambda: temporal_client, SECRET, clock=clock)))
    async with httpx.AsyncClient(transport=transport, base_url="http://towpath", cookies=session_of(who)) as browser:
        for path in ("/portal", f"/portal/{car.case}/1"):
            page = (await browser.get(path)).text
            assert "Offer: answer within 13 minutes" in page
            assert "Dec 9, 2026, 10:00 PM" not in page
        (order,) = (await browser.get("/api/orders")).json()
    assert order["answer_within_seconds"] == 810
    assert (await car.row()).case.orders[0].answer_by == datetime(2026, 12, 10, 3, tzinfo=UTC)


async def test_a_car_that_is_gone_is_reported_with_a_photo_of_the_empty_place(car: CaseDriver, sign_in: Any) -> None:
    driver = await offered(car)
    await car.ask(driver, AcceptOffer(order=1))
    browser, page = sign_in(driver), f"/portal/{car.case}/1"

    offered_so = (await browser.get(page)).text
    bare = await asks(browser, page, "report_done")
    shown = await asks(browser, page, "report_done", files=[a_photo()])

    assert bare.status_code == 409
    assert "<summary>Report that the car is gone</summary>" in offered_so
    assert "A photo shows the empty place" in bare.text
    assert shown.status_code == 303


async def test_a_supervisor_reports_the_lot_for_a_contractor_who_does_not(car: CaseDriver, sign_in: Any) -> None:
    driver = await offered(car)
    await car.ask(driver, AcceptOffer(order=1))
    await car.ask(driver, ReportHookedUp(order=1, place=HERE))
    browser, page = sign_in("supervisor-1"), f"/cases/{car.case}"
    brought: dict[str, Any] = {"lot": "river-lot", "lat": "39.9", "lon": "-75.1"}

    shown = (await browser.get(page)).text
    bare = await asks(browser, page, "report_dropped_at_lot", **brought)
    told = await asks(browser, page, "report_dropped_at_lot", **brought, note="The keeper found it at the gate.")

    assert (bare.status_code, "The notes say how this was learned" in bare.text) == (409, True)
    assert "You report this for the contractor. Say in the notes how you know." in shown
    assert told.status_code == 303
    assert (await car.row()).case.lot == "river-lot"
    assert "/requests/report_done" in (await browser.get(page)).text
    assert "/requests/report_done" not in (await sign_in("dispatcher-1").get(page)).text


async def test_a_withdrawn_order_says_do_not_tow(car: CaseDriver, sign_in: Any) -> None:
    driver = await offered(car)
    await car.ask(driver, AcceptOffer(order=1))
    await car.ask("dispatcher-1", WithdrawTow())
    browser = sign_in(driver)

    assert "Withdrawn: do not tow" in (await browser.get("/portal")).text
    page = (await browser.get(f"/portal/{car.case}/1")).text
    assert "The city has withdrawn this order. Do not tow the car." in page
    assert "/requests/" not in page


async def declines(car: CaseDriver, driver: str) -> None:
    """The contractor declines the offer."""
    await car.ask(driver, DeclineOffer(order=1, reason=DeclineReason.NO_TRUCK))


async def does(car: CaseDriver, driver: str) -> None:
    """The contractor tows the car to the lot."""
    await car.ask(driver, AcceptOffer(order=1))
    await tow(car, driver, order=1)


async def loses(car: CaseDriver, driver: str) -> None:
    """The contractor accepts, and the city withdraws the order."""
    await car.ask(driver, AcceptOffer(order=1))
    await car.ask("dispatcher-1", WithdrawTow())


async def is_late(car: CaseDriver, driver: str) -> None:
    """The contractor does not answer in time."""
    car.clock.ahead += timedelta(minutes=20)
    await system_does(car, LapseOffer(order=1))


@pytest.mark.parametrize(
    ("ends", "became", "is_its_work"),
    [
        (declines, "You declined this offer. It went to the next contractor.", False),
        (is_late, "You did not answer this offer in time. It went to the next contractor.", False),
        (does, "You brought the car to the lot.", True),
        (loses, "The city has withdrawn this order. Do not tow the car.", True),
    ],
)
async def test_when_its_order_has_ended_a_contractor_can_open_neither_case_nor_photos(
    car: CaseDriver, sign_in: Any, bearer: Headers, ends: Ends, became: str, is_its_work: bool
) -> None:
    driver = await offered(car)
    browser, photos, page = sign_in(driver), f"/api/cases/{car.case}/photos", f"/portal/{car.case}/1"
    photo, me = (await car.facts())[1].photos[0], bearer(driver)
    before = [await browser.get(f"{photos}/{photo}"), await browser.get(page)]
    form = {"csrf": hidden(before[1].text, "csrf")}

    await ends(car, driver)
    kept = await count_photos(car)
    shown = await browser.get(page)
    sent = await browser.post(f"{page}/requests/report_done", data=form, files=[("photos", ("a.jpg", a_photo()))])
    after = [
        await browser.get(f"{photos}/{photo}"),
        await browser.post(photos, files={"photo": ("car.jpg", a_photo())}, headers=me),
    ]
    (order,) = (await browser.get("/api/orders", headers=me)).json()

    assert [each.status_code for each in before] == [200, 200]
    assert before[0].headers["cache-control"] == "no-store"
    assert [each.status_code for each in after] == [404, 404]
    assert (shown.status_code, became in shown.text, "/requests/" in shown.text) == (200, True, False)
    assert (sent.status_code, became in sent.text) == (409, True)
    assert await count_photos(car) == kept
    assert [("100 First Street" in each.text) for each in (shown, await browser.get("/portal"))] == [is_its_work] * 2
    assert (order["address"] is not None, order["plate"] is not None, order["lat"]) == (is_its_work, is_its_work, None)


async def test_the_next_contractor_can_open_the_photos_and_the_one_before_can_not(
    car: CaseDriver, bearer: Headers, client: httpx.AsyncClient
) -> None:
    driver = await offered(car)
    photo = (await car.facts())[1].photos[0]
    path = f"/api/cases/{car.case}/photos/{photo}"
    await declines(car, driver)
    await system_does(car, OfferTow())
    other = await asked(car)

    answers = [(await client.get(path, headers=bearer(who))).status_code for who in (driver, other)]

    assert answers == [404, 200]


async def count_photos(car: CaseDriver) -> int:
    """The number of stored photos."""
    count: int = await car.services.pool.fetchval("select count(*) from photo")
    return count


async def test_a_contractor_cannot_see_orders_of_others_or_other_cases(
    car: CaseDriver, sign_in: Any, bearer: Callable[[str], dict[str, str]], client: httpx.AsyncClient
) -> None:
    driver = await offered(car)
    stranger = "contractor-2" if driver == "contractor-1" else "contractor-1"
    browser = sign_in(stranger)
    photo = (await car.facts())[1].photos[0]

    assert car.case not in (await browser.get("/portal")).text
    assert (await browser.get(f"/portal/{car.case}/1")).status_code == 404
    assert (await browser.get(f"/cases/{car.case}")).headers["location"] == "/portal"
    assert (await browser.get("/")).headers["location"] == "/portal"
    client.cookies.clear()
    for path in (f"/api/cases/{car.case}", f"/api/cases/{car.case}/facts", "/api/cases", "/api/queues"):
        assert (await client.get(path, headers=bearer(driver))).status_code == 403
    for who, status in ((driver, 200), (stranger, 404), ("lot-1", 404), ("officer-2", 200)):
        answer = await client.get(f"/api/cases/{car.case}/photos/{photo}", headers=bearer(who))
        assert answer.status_code == status, who
    assert [each["case_id"] for each in (await client.get("/api/orders", headers=bearer(driver))).json()] == [car.case]
    assert (await client.get("/api/orders", headers=bearer(stranger))).json() == []
    assert (await client.get("/api/orders", headers=bearer("officer-1"))).status_code == 403


async def test_only_the_contractor_of_the_order_reports_progress(
    car: CaseDriver, bearer: Callable[[str], dict[str, str]], client: httpx.AsyncClient
) -> None:
    driver = await offered(car)
    stranger = "contractor-2" if driver == "contractor-1" else "contractor-1"
    path, body = f"/api/orders/{car.case}/1/progress", {"progress": "en_route"}

    async def told(who: str) -> int:
        return (await client.post(path, json=body, headers=bearer(who))).status_code

    assert [await told(who) for who in (driver, stranger, "dispatcher-1")] == [409, 409, 403]
    await car.ask(driver, AcceptOffer(order=1))
    assert [await told(who) for who in (driver, stranger)] == [200, 409]


@pytest.mark.parametrize("path", ["/portal/{case}/1/progress", "/portal/{case}/1/requests/accept_offer"])
async def test_no_form_of_the_portal_is_accepted_without_its_token(car: CaseDriver, sign_in: Any, path: str) -> None:
    browser = sign_in(await offered(car))

    answer = await browser.post(path.format(case=car.case), data={"progress": "on_scene"})

    assert answer.status_code == 403
    assert (await car.row()).case.orders[0].state == "offered"
