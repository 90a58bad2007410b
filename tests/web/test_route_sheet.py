"""The route sheet: every car that an officer must inspect, counted, by district, page by page."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from database.case_lists import BEGINNING
from schemas.verification import RecordInspection
from schemas.words import Finding
from tests.car import CaseDriver, reported
from tests.conftest import Clock
from tests.journeys.roads import CLEAR
from web import route_sheet
from web.route_sheet import place_of

CASE = re.compile(r'href="/cases/([\d-]+)"')


@pytest.fixture
async def cars(services: Any, temporal_client: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> list[CaseDriver]:
    """Seven cars in three districts, on pages of two."""
    monkeypatch.setattr(route_sheet, "PAGE", 2)
    found = []
    for number, district in enumerate(("d25", "d02", "d39", "d25", "d02", "d25", "d39")):
        car = await reported(services, temporal_client, clock, district=district, plate=f"KRT {number}00")
        await car.ask("dispatcher-1", CLEAR)
        found.append(car)
    return found


async def pages_of(browser: httpx.AsyncClient, path: str) -> list[str]:
    """This page and every next one."""
    pages = []
    while path:
        pages.append(unescape((await browser.get(path)).text))
        more = re.search(r'href="(/route-sheet\?[^"]*after=[^"]*)"', pages[-1])
        path = more[1] if more else ""
    return pages


async def test_the_pages_show_every_car_once_with_counts(cars: list[CaseDriver], sign_in: Any) -> None:
    pages = await pages_of(sign_in("officer-1"), "/route-sheet")

    shown = [case for page in pages for case in CASE.findall(page)]
    assert sorted(shown) == sorted(car.case for car in cars)
    assert ["7 cars to inspect; these are " in page for page in pages] == [True] * 4
    assert [re.findall(r"these are (\d to \d)", page) for page in pages] == [
        ["1 to 2"],
        ["3 to 4"],
        ["5 to 6"],
        ["7 to 7"],
    ]
    for option in ("all (7)", "d02 (2)", "d25 (3)", "d39 (2)"):
        assert f">{option}</option>" in pages[0]


async def test_the_pages_of_a_district_show_only_its_cars(cars: list[CaseDriver], sign_in: Any) -> None:
    browser = sign_in("officer-1")
    pages = await pages_of(browser, "/route-sheet?district=d25")
    none = unescape((await browser.get("/route-sheet?district=d99")).text)

    assert len([case for page in pages for case in CASE.findall(page)]) == 3
    assert "3 cars to inspect" in pages[0]
    assert "No inspections due" in none
    assert 'value="d99" selected>d99 (0)' in none


async def test_a_car_that_is_inspected_between_two_pages_hides_no_other(cars: list[CaseDriver], sign_in: Any) -> None:
    browser = sign_in("officer-1")
    first = unescape((await browser.get("/route-sheet?district=d25")).text)
    more = re.search(r'href="(/route-sheet\?[^"]*after=[^"]*)"', first)
    assert more is not None
    seen = CASE.findall(first)
    for car in cars:
        if car.case in seen:
            gone = RecordInspection(finding=Finding.GONE, photos=(await car.photo(),))
            assert (await car.ask("officer-1", gone)).refusal is None

    second = CASE.findall((await browser.get(more[1])).text)

    assert sorted([*seen, *second]) == sorted(cars[at].case for at in (0, 3, 5))


@pytest.mark.parametrize(
    "after", ["", "nonsense,nonsense,d25", ",9999-99-99,", "26-000001,0001-01-01T00:00:00+14:00,d25"]
)
async def test_a_place_that_cannot_be_read_is_the_beginning(cars: list[CaseDriver], sign_in: Any, after: str) -> None:
    page = await sign_in("officer-1").get(f"/route-sheet?after={quote(after)}")

    assert place_of(after) == BEGINNING
    assert (page.status_code, len(CASE.findall(page.text))) == (200, 2)


async def test_a_second_look_that_is_allowed_only_after_its_deadline_is_told_as_that_and_not_as_overdue(
    car: CaseDriver, sign_in: Any
) -> None:
    """The first look comes in the last 48 hours before the ceiling of five business days."""
    await car.ask("dispatcher-1", CLEAR)
    due = (await car.row()).due_at
    assert due is not None
    car.clock.ahead = due - car.clock() - timedelta(hours=12)
    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE))
    pages = ("/route-sheet", "/cases", f"/cases/{car.case}")
    browser = sign_in("officer-1")

    before = [unescape((await browser.get(page)).text) for page in pages]
    car.clock.ahead += timedelta(hours=24)
    missed = [unescape((await browser.get(page)).text) for page in pages]
    car.clock.ahead += timedelta(hours=25)
    late = [unescape((await browser.get(page)).text) for page in pages]

    for text in (*before, *missed):
        assert "cannot be met: not allowed before" in text
        assert "overdue" not in text
    for text in late:
        assert "cannot be met" not in text
        assert "overdue by" in text
