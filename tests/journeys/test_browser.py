"""Many people in one browser: a car that is gone is closed; a hazard is towed, and its owner reclaims it."""

import re
from io import BytesIO
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.journeys.barriers import barriers
from tests.journeys.people import (
    DESK,
    NEEDS_CHROMIUM,
    PATIENCE,
    PHONE,
    a_photo,
    browser,
    closed,
    fits,
    panel,
    report,
    sends,
    signed_in,
    stranger,
    watch,
)
from tests.journeys.watching import Watch
from tests.running import Running

__all__ = ["browser", "watch"]

PAGES = ("/", "/cases", "/report", "/overrides", "/amendments", "/sign-in", "/nowhere")


@NEEDS_CHROMIUM
def test_a_car_is_reported_checked_inspected_and_closed(stack_here: Running, browser: Browser) -> None:
    running = stack_here.until_ready()
    desk = signed_in(browser, running, "Maud Okafor", DESK)
    expect(desk.get_by_text("No open cases")).to_be_visible()
    desk.get_by_role("link", name="Report a car").click()
    desk.get_by_label("Address").fill("100 First Street")
    desk.get_by_label("District").fill("d25")
    desk.get_by_label("Plate", exact=True).fill("ABC 1234")
    desk.get_by_role("button", name="Report the car").click()
    answers = panel(desk, "Enter records check")
    answers.get_by_text("Clear", exact=True).click()
    answers.get_by_text("Expired", exact=True).click()
    answers.locator("button").click()
    expect(desk.get_by_role("heading", name="Next: Inspection")).to_be_visible()

    phone = signed_in(browser, running, "Ines Calloway", PHONE)
    phone.goto(desk.url)
    look = panel(phone, "Record inspection")
    look.get_by_text("Gone", exact=True).click()
    look.get_by_label("Photos").set_input_files(a_photo())
    fits(phone)
    look.locator("button").click()
    expect(phone.get_by_alt_text("Photo 1 of fact 3")).to_be_visible()

    assert closed(desk, "Gone on arrival")


@NEEDS_CHROMIUM
def test_a_car_is_inspected_ordered_towed_and_reclaimed_after_a_hearing(
    stack_here: Running, browser: Browser, watch: Watch
) -> None:
    """On the way every kind of page is opened."""
    running = stack_here.until_ready()
    desk = signed_in(browser, running, "Maud Okafor", DESK)
    case = report(desk)
    officer = signed_in(browser, running, "Ines Calloway", PHONE)
    officer.get_by_role("link", name="Route sheet").click()
    assert barriers(officer) == []
    _inspects(officer)
    sends(desk, "Order tow")
    contractor = _offered_to(browser, running)
    assert barriers(contractor) == []
    _tows(contractor)
    keeper = signed_in(browser, running, "Gus Marchetti", PHONE)
    _takes_in(keeper)
    assert barriers(keeper) == []
    desk.goto(case)
    sends(desk, "Report to state: vehicle impounded")
    supervisor = signed_in(browser, running, "Leonard Vasquez", PHONE)
    _reads_the_proof(supervisor, case)
    for path in (*PAGES, case, f"{case}/proof"):
        supervisor.goto(urljoin(running.url, path))
        assert barriers(supervisor) == []
    _lets_people_in(browser, running)
    text = _writes_to_the_owner(desk)
    assert "Maria Sandoval" in text

    owner = stranger(browser)
    owner.goto(re.findall(r"http://\S+/o/\S+", text)[0])
    expect(owner.get_by_text("Your vehicle is being held at a lot. You can pick it up.")).to_be_visible()
    expect(owner.get_by_text("River Lot")).to_be_visible()
    assert barriers(owner) == []
    _asks_to_be_heard(owner)
    _decides(signed_in(browser, running, "Ruth Adeyemi", PHONE))
    _reads_the_report(owner)
    assert barriers(owner) == []

    _hands_over(keeper)
    assert closed(desk, "Reclaimed")
    _sees_that_it_was_mailed(desk, running, case)
    assert watch.unopened() == []


@NEEDS_CHROMIUM
def test_a_barrier_is_found_on_a_phone_and_on_a_desk(browser: Browser) -> None:
    page = stranger(browser)
    page.goto("data:text/html,<html lang=en><title>A</title><main><h1>A</h1><img src=x></main>")

    assert [each.split(" at ")[1].split(":")[0:2] for each in barriers(page)] == [
        ["390", " critical image-alt"],
        ["1280", " critical image-alt"],
    ]


def _sees_that_it_was_mailed(desk: Page, running: Running, case: str) -> None:
    """The mail house of the training city has mailed the letters, without a person."""
    desk.goto(f"{case}/service")
    expect(desk.get_by_text("Mailed: acceptance scan of the postal service").first).to_be_visible()
    assert barriers(desk) == []
    desk.get_by_role("link", name="Mail", exact=True).click()
    assert barriers(desk) == []
    desk.get_by_role("link", name=re.compile(r"^[0-9]{8}-[0-9]{2}$")).first.click()
    assert barriers(desk) == []
    number = desk.get_by_role("row").nth(1).get_by_role("cell").nth(1).inner_text()
    desk.goto(urljoin(running.url, f"/mail/envelope?scanned={number}"))
    expect(desk.get_by_role("heading", name=f"Letter no. {number}")).to_be_visible()
    assert barriers(desk) == []


def _inspects(officer: Page) -> None:
    """A hazard, found on the route sheet."""
    officer.get_by_text("100 First Street").click()
    look = panel(officer, "Record inspection")
    look.get_by_text("Abandoned", exact=True).click()
    look.locator('[name="clause"]').select_option("inoperable")
    look.get_by_text("Safety hazard").click()
    look.get_by_label("Photos").set_input_files(a_photo())
    look.locator("button").click()


def _lets_people_in(browser: Browser, running: Running) -> None:
    """The admin makes a link for an officer, who uses it, and ends the officer's sessions."""
    admin, officer = signed_in(browser, running, "Wen Halloran", PHONE), stranger(browser)
    for path in ("/access", "/services", "/people"):
        admin.goto(urljoin(running.url, path))
        assert barriers(admin) == []
        fits(admin)
    admin.get_by_label("Make sign-in link for Tobias Renner").click()
    fits(admin)
    officer.goto(admin.locator(".tp-link code").inner_text())
    assert barriers(officer) == []
    officer.get_by_role("button", name="Sign in as Tobias Renner").click()
    expect(officer.get_by_role("button", name="Sign out")).to_be_visible()
    admin.get_by_label("End sessions and links of Tobias Renner").click()
    expect(admin.get_by_text("Every session, unused link and API token of officer-2 has ended.")).to_be_visible()
    officer.reload()
    expect(officer.get_by_role("heading", name="Sign in")).to_be_visible()


def _offered_to(browser: Browser, running: Running) -> Page:
    """The phone of the contractor that has the offer."""
    phones = [signed_in(browser, running, name, PHONE) for name in ("Petra Lindqvist", "Amos Whitfield")]
    for _ in range(PATIENCE):
        for phone in phones:
            phone.reload()
            if phone.get_by_text("Offer: answer within").is_visible():
                phone.get_by_text("Offer: answer within").click()
                return phone
    raise AssertionError("No contractor was offered the tow.")


def _tows(contractor: Page) -> None:
    """Accepted, en route, hooked up, in the lot, done."""
    sends(contractor, "Accept offer")
    contractor.get_by_role("button", name="On my way").click()
    for title in ("Hooked up", "Dropped at lot"):
        form = panel(contractor, title)
        form.get_by_label("Latitude").fill("39.99")
        form.get_by_label("Longitude").fill("-75.12")
        for lot in form.get_by_text("River Lot").all():
            lot.click()
        form.locator("button").click()
    fits(contractor)
    sends(contractor, "Finish tow")


def _takes_in(keeper: Page) -> None:
    keeper.get_by_text("Record intake").click()
    form = panel(keeper, "Record intake")
    form.get_by_label("Inventory of contents").fill("A child's seat")
    form.locator("button").click()


def _reads_the_proof(phone: Page, case: str) -> None:
    """Without scripts: a question unfolds, a fact leads to its ruling, and the page prints in full."""
    phone.goto(case)
    question = phone.locator("details.tp-verdict", has_text="Release the car").first
    question.locator("summary").click()
    expect(question.get_by_text("The person who takes the car shows the required documents")).to_be_visible()
    fits(phone)
    phone.get_by_role("link", name="See legal basis").first.click()
    expect(phone.get_by_text("This is the ruling as it was given")).to_be_visible()
    assert _sheets(phone)
    assert barriers(phone) == []
    fits(phone)
    phone.goto(f"{case}/proof")
    expect(phone.get_by_text("No longer applicable: Tow the car")).to_be_visible()
    assert _sheets(phone) > 2
    fits(phone)


def _sheets(page: Page) -> int:
    """Every printed sheet has case, question, law and time at its top, so that a loose sheet can be filed."""
    said = dict(zip(*(page.locator(f".tp-sheet {each}").all_inner_texts() for each in ("dt", "dd")), strict=True))
    assert list(said)[:3] == ["Case", "Question", "Law"]
    sheets = [" ".join(each.extract_text().split()) for each in PdfReader(BytesIO(page.pdf(format="Letter"))).pages]
    assert all(each in sheet[:300] for sheet in sheets for each in said.values())
    return len(sheets)


def _writes_to_the_owner(desk: Page) -> str:
    """Record the owner, then read the letter that was printed."""
    form = panel(desk, "Enter owner and lienholders")
    form.get_by_label("Name").first.fill("Maria Sandoval")
    form.get_by_label("Address, one line per row").first.fill("1458 West Example Street\nExampleton, PA 19133")
    form.locator("button").click()
    letter = panel(desk, "View letter or address").locator("form")
    token, action = letter.locator('[name="csrf"]').get_attribute("value"), letter.get_attribute("action")
    said: dict[str, str | float | bool] = {"csrf": token or "", "purpose": "mailing"}
    answer = desk.context.request.post(urljoin(desk.url, action or ""), form=said)
    assert answer.status == 200
    return "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(answer.body())).pages)


def _asks_to_be_heard(owner: Page) -> None:
    fits(owner)
    form = panel(owner, "Request a hearing")
    form.get_by_label("What you want to tell us").fill("It stood before my own door")
    form.locator("button").click()


def _decides(hearing: Page) -> None:
    """The browser itself blocks a decision that was not chosen."""
    assert barriers(hearing) == []
    hearing.get_by_text("Hold hearing by").click()
    assert barriers(hearing) == []
    expect(hearing.get_by_text("It stood before my own door")).to_be_visible()
    expect(hearing.get_by_alt_text("Photo 1 of the car")).to_be_visible()
    fits(hearing)
    decide = hearing.get_by_role("button", name="Decide hearing")
    decide.click()
    expect(hearing.get_by_role("heading", name="Hearing pending")).to_be_visible()
    hearing.get_by_text("The tow was lawful", exact=True).click()
    decide.click()
    expect(hearing.get_by_role("heading", name="Decided: lawful")).to_be_visible()
    fits(hearing)


def _reads_the_report(owner: Page) -> None:
    owner.get_by_role("link", name="View a copy of the report").click()
    expect(owner.get_by_text("the tow is lawful")).to_be_visible()
    assert (
        owner.get_by_alt_text("Photo 1 of the car").evaluate(
            "picture => picture.decode().then(() => picture.naturalWidth)"
        )
        == 640
    )
    fits(owner)


def _hands_over(keeper: Page) -> None:
    """Release for exactly the amount on the page; storage began when the state was notified."""
    keeper.reload()
    form = panel(keeper, "Release vehicle")
    form.get_by_text("Owner", exact=True).click()
    for paper in ("Photo ID", "Registration", "Proof of insurance"):
        form.get_by_text(paper, exact=True).click()
    form.get_by_label("Paid, in dollars").fill(keeper.locator(".tp-bill tfoot strong").inner_text())
    form.locator("button").click()
