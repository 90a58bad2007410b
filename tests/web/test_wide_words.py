"""A word of any length stays on its page: nothing has to be scrolled sideways because of what somebody typed."""

import pytest
from playwright.async_api import Browser

from activities.reporting import report_vehicle
from schemas.reporting import ReportVehicle
from tests.app import app_of
from tests.car import CaseDriver, actor
from tests.journeys.people import NEEDS_CHROMIUM
from tests.web.conftest import Session
from tests.web.test_content_security import browser, served
from web.app_state import AppState

__all__ = ["browser"]
WORD = "W" * 200


@NEEDS_CHROMIUM
@pytest.mark.parametrize("width", [320, 1280])
async def test_no_word_makes_a_page_wider_than_the_screen(
    car: CaseDriver, app_state: AppState, browser: Browser, session_of: Session, width: int
) -> None:
    words = {"address": WORD, "make": WORD, "model": WORD, "color": WORD, "vin": WORD, "plate": WORD}
    report = ReportVehicle(district="d25", description="x" * 4_000, **words)
    answer = await report_vehicle(car.services, report, actor("dispatcher-1"), now=car.clock())
    wide: list[str] = []
    async with served(app_of(app_state)) as url:
        context = await browser.new_context(viewport={"width": width, "height": 800})
        session = session_of("officer-1")
        await context.add_cookies([{"name": name, "value": value, "url": url} for name, value in session.items()])
        page = await context.new_page()
        case = f"/cases/{answer.case}"
        for path in (
            case,
            f"{case}?unread=plate&unread=VIN",
            f"{case}/proof",
            f"/cases?q={answer.case}",
            "/route-sheet",
        ):
            await page.goto(url + path)
            wide += [path] if await page.evaluate("document.documentElement.scrollWidth") > width else []

    assert wide == []
