"""What people say of a car stands on its page; new words are marked until somebody has read them; no word is lost."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import httpx
import pytest

from schemas.verification import RecordInspection
from schemas.words import Finding
from tests.car import CaseDriver
from tests.web.desk import asks
from tests.web.test_console import hidden
from tests.web.test_kept_forms import SAME_SITE
from workers.client import checked

Headers = Callable[[str], dict[str, str]]
FIRST = {"address": "100 First St", "district": "d25", "plate": "ZQX1188", "make": "Ford", "description": "FIRSTWORDS"}
SECOND = FIRST | {"address": "900 Ninth St", "color": "red", "description": "SECONDWORDS: a child sleeps in the car"}


async def reported(client: httpx.AsyncClient, headers: dict[str, str], *reports: dict[str, Any]) -> str:
    """Report these one after another; returns the case of the first."""
    answers = [checked(await client.post("/api/reports", json=each, headers=headers)) for each in reports]
    return str(answers[0]["case"])


async def test_the_page_and_the_api_show_every_report(client: httpx.AsyncClient, sign_in: Any, bearer: Headers) -> None:
    me = bearer("dispatcher-1")
    case = await reported(client, me, FIRST | {"plate_state": "LA - Louisiana"}, SECOND)

    text = unescape((await sign_in("officer-1").get(f"/cases/{case}")).text)
    shown = checked(await client.get(f"/api/cases/{case}", headers=me))

    for words in (
        "FIRSTWORDS",
        "SECONDWORDS",
        "900 Ninth St",
        "red Ford, plate ZQX1188",
        "plate ZQX1188 LA - Louisiana",
    ):
        assert words in text
    assert [each["address"] for each in shown["reports"]] == ["100 First St", "900 Ninth St"]
    assert (shown["plate_state"], shown["color"]) == ("LA", "red")


async def test_a_further_report_is_new_until_somebody_has_read_it(
    client: httpx.AsyncClient, sign_in: Any, bearer: Headers
) -> None:
    case = await reported(client, bearer("dispatcher-1"), FIRST, SECOND)
    browser = sign_in("officer-1")
    page = (await browser.get(f"/cases/{case}")).text
    action = page.partition('action="/cases/' + case + "/reports/")[2].partition('"')[0]
    fields = {"csrf": hidden(page, "csrf")}

    forged = await browser.post(f"/cases/{case}/reports/{action}", data={"csrf": "old"}, headers=SAME_SITE)
    unknown = await browser.post(f"/cases/{case}/reports/999999/read", data=fields)
    done = await browser.post(f"/cases/{case}/reports/{action}", data=fields)
    again = await sign_in("supervisor-1").get(f"/cases/{case}")

    assert page.count("New: nobody has read this yet") == 1
    assert (forged.status_code, unknown.status_code, done.status_code) == (403, 404, 303)
    assert "New: nobody" not in again.text
    assert "Read by Ines Calloway" in again.text


async def test_an_open_and_a_closed_case_of_perhaps_the_same_car_are_named(
    client: httpx.AsyncClient, sign_in: Any, bearer: Headers
) -> None:
    me = bearer("dispatcher-1")
    case = await reported(client, me, FIRST | {"plate": "ZQX1189"})
    other = await reported(client, me, FIRST | {"plate": "ZQX1189", "make": "Audi"})

    text = unescape((await sign_in("officer-1").get(f"/cases/{other}")).text)
    shown = checked(await client.get(f"/api/cases/{case}", headers=me))

    assert "Perhaps the same car" in text
    assert f'href="/cases/{case}"' in text
    assert "The make is another one." in text
    assert [each["id"] for each in shown["same_vehicle"]] == [other]


async def test_the_younger_of_two_cases_of_one_car_is_closed_with_one_button(
    client: httpx.AsyncClient, sign_in: Any, bearer: Headers
) -> None:
    me = bearer("dispatcher-1")
    older = await reported(client, me, FIRST | {"plate": "ZQX1190"})
    younger = await reported(client, me, FIRST | {"plate": "ZQX119O"})
    browser, button = sign_in("dispatcher-1"), 'name="of" value="{}"'
    pages = [unescape((await browser.get(f"/cases/{case}")).text) for case in (older, younger)]

    done = await browser.post(
        f"/cases/{younger}/requests/close_as_duplicate", data={"of": older, "csrf": hidden(pages[1], "csrf")}
    )

    assert [button.format(younger) in pages[0], button.format(older) in pages[1]] == [False, True]
    assert f'name="of" value="{older}"' not in unescape((await sign_in("officer-1").get(f"/cases/{younger}")).text)
    assert done.status_code == 303
    assert checked(await client.get(f"/api/cases/{younger}", headers=me))["outcome"] == "duplicate"
    assert len(checked(await client.get(f"/api/cases/{older}", headers=me))["reports"]) == 2


async def test_what_an_officer_typed_and_no_one_can_read_is_kept_as_words(car: CaseDriver, sign_in: Any) -> None:
    typed = {"plate": "US GOVERNMENT G43-12345", "plate_state": "Mexico", "vin": "1HGCM82633A0043522"}

    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE, note="Old tires.", **typed))

    text = unescape((await sign_in("officer-1").get(f"/cases/{car.case}")).text)
    assert "Old tires." in text
    assert 'Typed as the plate, and not read as one: "US GOVERNMENT G43-12345".' in text
    assert 'Typed as the state, and not read as one: "Mexico".' in text
    assert 'Typed as the VIN, and not read as one: "1HGCM82633A0043522".' in text


async def test_what_cannot_be_read_is_said_after_the_inspection_was_sent(car: CaseDriver, sign_in: Any) -> None:
    browser, page = sign_in("officer-1"), f"/cases/{car.case}"
    seen: Any = {"finding": "still_there", "plate": "US GOVERNMENT G43-12345", "vin": "1HGCM82633A004352"}

    done = await asks(browser, page, "record_inspection", **seen)
    read = await asks(browser, page, "record_inspection", **(seen | {"plate": "KZZ 0111"}))

    told = unescape((await browser.get(done.headers["location"])).text)
    assert done.headers["location"] == f"{page}?unread=plate"
    assert "What you typed cannot be read as a plate." in told
    assert "cannot be read as a VIN" not in told
    assert read.headers["location"] == page


async def test_address_place_and_look_are_corrected_and_the_words_before_are_kept(
    car: CaseDriver, sign_in: Any
) -> None:
    browser, page = sign_in("officer-1"), f"/cases/{car.case}"
    before = await car.row()
    typed: Any = {"address": "100 Main Ave", "lat": "39.96", "lon": "-75.17", "color": "dark green", "note": "Misread."}

    done = await asks(browser, page, "correct_description", **typed)
    nothing = await asks(browser, page, "correct_description", note="Nothing to say.")

    row, text = await car.row(), unescape((await browser.get(page)).text)
    assert (done.status_code, nothing.status_code) == (303, 409)
    assert "Enter what is to be corrected." in unescape(nothing.text)
    assert (row.address, row.lat, row.lon, row.color) == ("100 Main Ave", 39.96, -75.17, "dark green")
    assert (row.make, row.tasks.tasks, row.stage) == (before.make, before.tasks.tasks, before.stage)
    assert "Corrected: address, GPS location, color" in text
    assert f"Before: address {before.address}; GPS location not known; color" in text
    assert "Misread." in text


async def test_two_cases_of_perhaps_one_car_have_a_button_each_way_on_both_pages(
    client: httpx.AsyncClient, sign_in: Any, bearer: Headers
) -> None:
    me = bearer("dispatcher-1")
    older = await reported(client, me, FIRST | {"plate": "ZQX1191"})
    younger = await reported(client, me, FIRST | {"plate": "ZQX1191", "make": "Audi"})
    read = unescape((await sign_in("officer-1").get(f"/cases/{older}")).text)
    browser = sign_in("dispatcher-1")
    pages = {case: unescape((await browser.get(f"/cases/{case}")).text) for case in (older, younger)}

    apart = {"other": younger, "csrf": hidden(pages[older], "csrf")}
    done = await browser.post(f"/cases/{older}/requests/keep_apart", data=apart)

    assert done.status_code == 303
    assert "Nobody has decided" in read
    assert "<form" not in read.partition('id="others"')[2].partition("</section>")[0]
    for case, other in ((older, younger), (younger, older)):
        assert "Nobody has decided" in pages[case]
        assert f'action="/cases/{younger}/requests/close_as_duplicate"' in pages[case]
        assert f'action="/cases/{case}/requests/keep_apart"' in pages[case]
        assert f'name="other" value="{other}"' in pages[case]
        after = unescape((await browser.get(f"/cases/{case}")).text)
        assert "Decided: two different cars." in after
        assert f'action="/cases/{case}/requests/keep_apart"' not in after


async def test_a_case_that_was_found_stays_on_the_page_when_the_plate_is_corrected(
    client: httpx.AsyncClient, sign_in: Any, bearer: Headers
) -> None:
    me = bearer("dispatcher-1")
    older = await reported(client, me, FIRST | {"plate": "ZQX1192"})
    half = await reported(client, me, FIRST | {"plate": "ZQX11?2"})
    browser = sign_in("dispatcher-1")

    before = unescape((await browser.get(f"/cases/{older}")).text)
    await asks(browser, f"/cases/{older}", "correct_description", plate="ZQX9999")
    after = unescape((await browser.get(f"/cases/{older}")).text)

    for text in (before, after):
        assert f'href="/cases/{half}"' in text
        assert "Nobody has decided" in text
        assert f'action="/cases/{older}/requests/keep_apart"' in text
    assert "A plate that was only half read and may be the same" in before
    assert "What was known of plate or VIN before it was read again or corrected" in after


DATES = {
    "0001-01-01T00:00:00Z": "lies before 1970 or after 2099",
    "1969-12-31T23:59:59Z": "lies before 1970 or after 2099",
    "9999-12-31T23:59:59-12:00": "lies before 1970 or after 2099",
    "2098-01-01T00:00:00Z": "The date is in the future.",
}


@pytest.mark.parametrize("at", DATES)
async def test_a_report_of_a_date_that_nobody_means_is_refused(
    client: httpx.AsyncClient, bearer: Headers, at: str
) -> None:
    me, report = bearer("dispatcher-1"), FIRST | {"at": at}

    alone = await client.post("/api/reports", json=report, headers=me)
    among = await client.post("/api/reports/batch", json={"reports": [report, FIRST]}, headers=me)

    assert (alone.status_code, alone.json()["errors"][0]["reason"]) == (422, DATES[at])
    assert (among.json()[0]["case"], among.json()[0]["fault"]) == (None, {"field": "at", "reason": DATES[at]})
    assert among.json()[1]["case"]


def beside(page: str, form: str, field: str) -> str:
    """The sentence beside one field of a form; empty if there is none."""
    found = re.search(rf'id="{form}-{field}-said">([^<]*)<', page)
    return unescape(found[1]) if found else ""


async def test_what_cannot_be_read_is_said_beside_its_field_with_the_reason(car: CaseDriver, sign_in: Any) -> None:
    browser, page = sign_in("officer-1"), f"/cases/{car.case}"
    typed: Any = {"plate": "US GOVERNMENT G43-12345", "plate_state": "Mexico", "vin": "1HGCM82633A0043522"}

    done = await asks(browser, page, "record_inspection", finding="still_there", **typed)

    told = (await browser.get(done.headers["location"])).text
    for form in ("record_inspection", "correct_description"):
        assert beside(told, form, "vin") == (
            '"1HGCM82633A0043522" cannot be read as a VIN: it has 18 letters and digits, and a VIN has 17.'
            " It was kept as words, which do not say which car this is."
        )
        assert beside(told, form, "plate_state").startswith('"Mexico" cannot be read as a state: ')
        assert "it has 20 letters and digits" in beside(told, form, "plate")
    assert 'name="vin" type="text" value="1HGCM82633A0043522"' in told, "the correction offers what was typed"
    assert beside((await browser.get(page)).text, "record_inspection", "vin") == ""


async def test_a_vin_that_cannot_be_right_is_doubted_beside_its_field(car: CaseDriver, sign_in: Any) -> None:
    browser, page = sign_in("officer-1"), f"/cases/{car.case}"

    await asks(browser, page, "record_inspection", finding="still_there", vin="1HGCM82633A004353")

    told = 'Please compare "1HGCM82633A004353" with the car: the check digit does not fit.'
    assert beside((await browser.get(page)).text, "correct_description", "vin") == told


async def test_a_form_that_is_shown_again_says_beside_each_field_what_is_wrong(car: CaseDriver, sign_in: Any) -> None:
    browser, page = sign_in("officer-1"), f"/cases/{car.case}"

    refused = (await asks(browser, page, "record_inspection", vin="1HGCM82633A00435", lat="91", lon="0")).text
    corrected = (await asks(browser, page, "correct_description", vin="17 ones")).text

    assert beside(refused, "record_inspection", "finding") == "This field is required."
    assert beside(refused, "record_inspection", "place") == "Enter 90 or less."
    assert "a character is missing" in beside(refused, "record_inspection", "vin")
    assert 'aria-describedby="record_inspection-place-said" aria-invalid="true"' in refused
    assert "it has 6 letters and digits" in beside(corrected, "correct_description", "vin")


async def test_a_report_says_what_of_it_cannot_be_read_beside_its_field(sign_in: Any) -> None:
    browser = sign_in("dispatcher-1")
    form = (await browser.get("/report")).text
    typed = {"csrf": hidden(form, "csrf"), "address": "1 First St", "district": "d25", "plate": "partial: 4X7"}

    refused = (await browser.post("/report", data=typed | {"address": "x", "vin": "1234"})).text
    done = await browser.post("/report", data=typed)
    without = await browser.post("/report", data=typed | {"plate": "no plate"})

    assert beside(refused, "report", "address") == "Enter at least 3 characters."
    assert "it has 4 letters and digits" in beside(refused, "report", "vin")
    assert done.headers["location"].endswith("?unread=plate")
    told = (await browser.get(done.headers["location"])).text
    assert beside(told, "correct_description", "plate").startswith(
        '"partial: 4X7" cannot be read as a plate: it is only a part of one. It was kept as words'
    )
    assert "unread" not in without.headers["location"]
