"""Accessibility barriers of a page by the rules of axe-core, on a phone and on a desktop.

axe-core is used by tests only: `python -P -m tests.journeys.barriers` fetches it if it is missing.
"""

from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.people import DESK, PHONE
from web.assets import Package, bring

AXE = Package(
    "axe-core@4.14.1",
    "1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b73"
    "4f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5",
    "package",
    ("axe.min.js",),
)
VENDOR = Path(__file__).parent / "vendor"
LOOK = """async () => {
  document.querySelectorAll("details").forEach(each => each.open = true);
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.flatMap(rule => rule.nodes.map(node => `${rule.impact} ${rule.id}: ${node.html}`));
}"""


def barriers(page: Page) -> list[str]:
    """Every barrier on the current page, loaded again with scripts on and all panels unfolded."""
    bring(AXE, VENDOR)
    found, browser = [], page.context.browser
    assert browser is not None
    with browser.new_context(storage_state=page.context.storage_state()) as context:
        beside = context.new_page()
        beside.goto(page.url)
        beside.evaluate((VENDOR / "axe.min.js").read_text())
        for size in (PHONE, DESK):
            beside.set_viewport_size(size)
            found += [f"{beside.url} at {size['width']}: {each}" for each in beside.evaluate(LOOK)]
    return found


if __name__ == "__main__":
    bring(AXE, VENDOR)
