"""People at their browsers: a dispatcher reports and looks up, an officer inspects with a phone, the case closes."""

import shutil
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.running import Running

CHROMIUM = shutil.which("chromium")
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


def signed_in(browser: Browser, running: Running, name: str, size: dict[str, int]) -> Page:
    """The browser of a person who has followed their link; scripts are off, and any fault of a page fails the test."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(running.link(name))
    return page


def a_photo() -> bytes:
    """A photo as a phone takes it."""
    out = BytesIO()
    Image.new("RGB", (640, 480), "steelblue").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed on this machine")
def test_a_car_is_reported_looked_up_inspected_and_closed(stack_here: Running, browser: Browser) -> None:
    running = stack_here.until_ready()
    desk = signed_in(browser, running, "Maud Okafor", DESK)
    expect(desk.get_by_text("No case is open.")).to_be_visible()

    desk.get_by_role("link", name="Report a car").click()
    desk.get_by_label("Address").fill("100 First Street")
    desk.get_by_label("District").fill("d25")
    desk.get_by_label("Plate", exact=True).fill("ABC 1234")
    desk.get_by_role("button", name="Report the car").click()
    desk.get_by_text("Answer lookups").first.click()
    desk.get_by_text("Clear", exact=True).click()
    desk.get_by_text("Expired", exact=True).click()
    desk.get_by_role("button", name="Answer lookups").click()
    expect(desk.get_by_role("heading", name="Next: Inspection")).to_be_visible()

    phone = signed_in(browser, running, "Ines Calloway", PHONE)
    phone.goto(desk.url)
    phone.get_by_text("Record inspection").first.click()
    phone.get_by_text("Gone", exact=True).click()
    phone.get_by_label("Photos").set_input_files({"name": "kerb.jpg", "mimeType": "image/jpeg", "buffer": a_photo()})
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    phone.get_by_role("button", name="Record inspection").click()
    expect(phone.get_by_alt_text("Photo 1 of fact 3")).to_be_visible()

    def closed() -> bool:
        desk.reload()
        return desk.get_by_role("heading", name="Closed: Gone on arrival").is_visible()

    assert any(closed() for _ in range(100))
