"""People at their browsers: they sign in, open a panel, press its button. Scripts are off."""

import shutil
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, Page, ViewportSize, sync_playwright

from tests.journeys.watching import Watch
from tests.running import Running

CHROMIUM = shutil.which("chromium")
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
NEEDS_CHROMIUM = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed on this machine")
PATIENCE = 200
"""How often a page is loaded before the test gives up."""


@pytest.fixture
def watch() -> Watch:
    """What the browser of this test sees."""
    return Watch()


@pytest.fixture
def browser(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """The system's Chromium. A request that fails, or an error in its console, fails the test at the end."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        made = chromium.new_context
        monkeypatch.setattr(chromium, "new_context", lambda **options: watch.over(made(**options)))
        yield chromium
        chromium.close()
    assert watch.faults == []


def stranger(browser: Browser, size: ViewportSize = PHONE) -> Page:
    """The browser of a person who has never signed in."""
    return browser.new_context(viewport=size, java_script_enabled=False).new_page()


def signed_in(browser: Browser, running: Running, name: str, size: ViewportSize) -> Page:
    """The browser of a person who has used their sign-in link."""
    page = stranger(browser, size)
    page.goto(running.link(name))
    page.get_by_role("button", name=f"Sign in as {name}").click()
    return page


def a_photo() -> FilePayload:
    """A photo as a phone takes it."""
    out = BytesIO()
    Image.new("RGB", (640, 480), "steelblue").save(out, "JPEG")
    return {"name": "car.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def panel(page: Page, title: str) -> Locator:
    """A panel, unfolded; waits, because the case may not have reached it yet."""
    for _ in range(PATIENCE):
        found = page.locator("details.tp-panel", has=page.locator("summary", has_text=title)).first
        if found.count():
            if found.get_attribute("open") is None:
                found.locator("summary").click()
            return found
        page.reload()
    raise AssertionError(f"{page.url} never offered: {title}.")


def sends(page: Page, title: str) -> None:
    """Submit a panel that has no more fields."""
    panel(page, title).locator("button").first.click()


def closed(page: Page, outcome: str) -> bool:
    """Whether the case closes with this outcome."""
    for _ in range(PATIENCE):
        if page.get_by_role("heading", name=f"Closed: {outcome}").is_visible():
            return True
        page.reload()
    return False


def report(desk: Page) -> str:
    """Report a car at the console; returns the URL of its case."""
    desk.get_by_role("link", name="Report a car").click()
    desk.get_by_label("Address").fill("100 First Street")
    desk.get_by_label("District").fill("d25")
    desk.get_by_role("button", name="Report the car").click()
    return desk.url


def fits(phone: Page) -> None:
    """The page is no wider than the phone; waits for a page that is still loading.

    `wait_for_function` would check only once: with scripts off its timer never runs.
    """
    for _ in range(PATIENCE):
        phone.wait_for_load_state()
        if phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]:
            return
    raise AssertionError(f"{phone.url} is wider than {PHONE['width']} px.")
