"""The console as people use it: pages, forms, and refusals that keep the typed values."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import httpx
import pytest

from database.connection import Pool
from tests.conftest import Clock
from tests.web.test_cases import a_photo

Session = Callable[[str], dict[str, str]]
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_tuesday(clock: Clock) -> None:
    """The web clock stands still on a Tuesday in November."""
    clock.stands = NOW


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(f'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


async def reported(browser: httpx.AsyncClient, **changes: str) -> str:
    """Report a car by the form; returns the path of its case page."""
    form = (await browser.get("/report")).text
    typed = {"address": "100 First Street", "district": "d25", "plate": "ABC 1234", "plate_state": "PA"} | changes
    answer = await browser.post("/report", data=typed | {"csrf": hidden(form, "csrf"), "key": hidden(form, "key")})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def asks(
    browser: httpx.AsyncClient, path: str, kind: str, files: list[bytes] | None = None, **typed: Any
) -> httpx.Response:
    """Send one form of the case page."""
    csrf = hidden((await browser.get(path)).text, "csrf")
    photos = [("photos", ("car.jpg", data)) for data in files or []]
    return await browser.post(f"{path}/requests/{kind}", data=typed | {"csrf": csrf}, files=photos or None)


async def test_empty_queues_say_what_will_appear_there(sign_in: Callable[[str], httpx.AsyncClient]) -> None:
    page = (await sign_in("dispatcher-1").get("/")).text

    assert "No open cases" in page
    assert "Maud Okafor" in page


async def test_a_dispatcher_reports_a_car_and_enters_the_records_check(
    sign_in: Callable[[str], httpx.AsyncClient],
) -> None:
    browser = sign_in("dispatcher-1")

    path = await reported(browser)
    answer = await asks(
        browser, path, "enter_records_check", stolen="clear", registration="expired", note="Called twice"
    )

    assert (answer.status_code, answer.headers["location"]) == (303, path)
    page = unescape((await browser.get(path)).text)
    assert "Next: Inspection" in page
    assert "75 Pa.C.S. 7304.1" in page
    assert "Dec 2, 2026, 11:59 PM" in page
    assert "Called twice" in page
    assert "ABC1234" in (await browser.get("/cases?q=first street")).text
    assert "oldest: 0 hours" in (await browser.get("/")).text


async def test_each_person_is_offered_only_what_the_rules_permit_to_them(
    sign_in: Callable[[str], httpx.AsyncClient],
) -> None:
    path = await reported(sign_in("dispatcher-1"))

    async def offered(who: str) -> set[str]:
        page = (await sign_in(who).get(path)).text
        return set(re.findall(rf'action="{path}/requests/(\w+)"', page))

    assert await offered("dispatcher-1") == {
        "enter_records_check",
        "correct_description",
        "place_hold",
        "close_as_duplicate",
        "close_case",
    }
    assert await offered("officer-1") == {"record_inspection", "correct_description", "place_hold"}
    assert await offered("admin-1") == {"preserve_record"}


async def test_an_officer_inspects_with_a_photo_and_it_is_shown(
    sign_in: Callable[[str], httpx.AsyncClient],
) -> None:
    path = await reported(sign_in("dispatcher-1"), plate="NONE")
    browser = sign_in("officer-1")

    answer = await asks(browser, path, "record_inspection", [a_photo()], finding="still_there", plate="XYZ 99")

    assert answer.status_code == 303
    page = (await browser.get(path)).text
    [photo] = set(re.findall(r'<img src="([^"]+)"', page))
    assert (await browser.get(photo)).headers["content-type"] == "image/jpeg"
    assert "Next: Second inspection" in page
    assert "XYZ99" in page


async def test_a_refusal_keeps_what_was_typed_and_names_the_paragraph(
    sign_in: Callable[[str], httpx.AsyncClient],
) -> None:
    path = await reported(sign_in("dispatcher-1"))
    browser = sign_in("officer-1")

    answer = await asks(
        browser, path, "record_inspection", [a_photo()], finding="abandoned", clause="inoperable", note="Flat tires"
    )

    page = unescape(answer.text)
    assert answer.status_code == 409
    assert "more than 48 hours after the first" in page
    assert "75 Pa.C.S. 102" in page
    assert "Flat tires" in page


@pytest.mark.parametrize(
    ("kind", "typed", "status", "words"),
    [
        ("enter_records_check", {"stolen": "perhaps"}, 422, "Choose one of the options."),
        ("fly_away", {}, 422, "There is no request fly_away."),
        ("reopen", {"note": "again"}, 403, "Only a supervisor may do this."),
    ],
)
async def test_an_invalid_form_is_shown_again_with_the_reason(
    sign_in: Callable[[str], httpx.AsyncClient], kind: str, typed: dict[str, Any], status: int, words: str
) -> None:
    browser = sign_in("dispatcher-1")

    answer = await asks(browser, await reported(browser), kind, **typed)

    assert answer.status_code == status
    assert words in unescape(answer.text)


async def test_a_file_that_is_no_photo_is_refused_and_the_typed_values_stay(
    sign_in: Callable[[str], httpx.AsyncClient],
) -> None:
    path = await reported(sign_in("dispatcher-1"))

    answer = await asks(sign_in("officer-1"), path, "record_inspection", [b"no photo"], finding="gone", note="Looked")

    assert answer.status_code == 422
    assert "not a photo that can be read" in answer.text
    assert "Looked" in answer.text


async def test_a_report_without_an_address_comes_back_with_the_reason(
    sign_in: Callable[[str], httpx.AsyncClient],
) -> None:
    browser = sign_in("dispatcher-1")
    csrf = hidden((await browser.get("/report")).text, "csrf")

    answer = await browser.post("/report", data={"district": "d25", "plate": "KEEP 123", "csrf": csrf})

    assert answer.status_code == 422
    assert "This field is required." in answer.text
    assert "KEEP 123" in answer.text


async def test_a_form_without_its_token_changes_nothing(sign_in: Callable[[str], httpx.AsyncClient]) -> None:
    browser = sign_in("dispatcher-1")
    case = await reported(browser)

    answers = [
        await browser.post("/report", data={"address": "100 First Street", "district": "d25"}),
        await browser.post(f"{case}/requests/place_hold", data={"hold": "litigation", "csrf": "forged"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "Your session has changed. Please reload the page and try again." in answers[0].text
    assert answers[0].headers["content-type"].startswith("text/html")
    assert "Hold placed" not in (await browser.get(case)).text


async def test_a_page_says_that_the_database_is_unavailable(
    sign_in: Callable[[str], httpx.AsyncClient], pool: Pool
) -> None:
    browser = sign_in("dispatcher-1")
    await pool.close()

    answer = await browser.get("/")

    assert answer.status_code == 503
    assert "The database is unavailable." in answer.text
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_case_that_does_not_exist_is_a_page_that_says_so(
    sign_in: Callable[[str], httpx.AsyncClient],
) -> None:
    browser = sign_in("dispatcher-1")
    csrf = hidden((await browser.get("/report")).text, "csrf")

    shown = await browser.get("/cases/26-999999")
    asked = await browser.post("/cases/26-999999/requests/place_hold", data={"csrf": csrf})

    assert (shown.status_code, asked.status_code) == (404, 404)
    assert "There is no case 26-999999." in shown.text


async def test_a_long_list_goes_on_to_the_next_page(sign_in: Callable[[str], httpx.AsyncClient]) -> None:
    browser = sign_in("dispatcher-1")
    for number in range(51):
        await reported(browser, plate=f"PAGE {number:03}")

    first = (await browser.get("/cases?stage=reported")).text
    second = (await browser.get(unescape(re.findall(r'href="(/cases\?[^"]+after=[^"]+)"', first)[0]))).text

    assert "PAGE000" in first
    assert "PAGE050" not in first
    assert "PAGE050" in second
    assert "Next page" not in second
    assert "No cases found" in (await browser.get("/cases?stage=tow")).text


async def test_free_text_is_escaped(
    sign_in: Callable[[str], httpx.AsyncClient],
) -> None:
    browser = sign_in("dispatcher-1")
    path = await reported(browser, address="<script>alert(1)</script> Street")

    page = (await browser.get(path)).text

    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Street" in page


@pytest.mark.parametrize("path", ["/sign-in/?token=secret", "/o/secret/", "/cases/"])
async def test_an_address_with_a_slash_too_many_is_not_repeated_to_the_host_that_a_request_names(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(path, headers={"Host": "evil.example"})

    assert (answer.status_code, "location" in answer.headers) == (404, False)
    assert "evil.example" not in answer.text
