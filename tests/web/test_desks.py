"""The lot keeper's counter, the route sheet, letters that are opened for a purpose, and links that are revoked."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import httpx
import pytest

from database import impound
from schemas.impound import RecordIntake, ReportToState
from schemas.mail import RecordMailing
from schemas.owner_notice import Addressee, WriteLetter
from schemas.words import Notice, Party
from tests.car import CaseDriver
from tests.journeys.roads import CLEAR
from tests.web.desk import asks, declared, in_the_lot, letters, offered, owners_link, system_does
from tests.web.test_console import hidden

STRANGER = Addressee(name="Paul Marchetti", lines=("9 Other Street", "Exampleton, PA 19133"))


async def test_the_lot_keeper_records_the_intake_and_releases_the_car_for_what_is_owed(
    car: CaseDriver, sign_in: Any
) -> None:
    browser, page = sign_in("lot-1"), f"/lot/{car.case}"
    assert "The lot is empty" in (await browser.get("/lot")).text
    await in_the_lot(car)
    assert "Record intake" in (await browser.get("/lot")).text

    taken = await asks(browser, page, "record_intake", inventory="A toolbox", keys="yes")
    await car.ask("dispatcher-1", ReportToState())
    await car.ask("dispatcher-1", CLEAR)
    papers = ["identity", "registration", "insurance"]
    little = await asks(browser, page, "release_vehicle", to="owner", papers=papers, paid="10.00")
    total = re.search(r"<strong>\$([\d.,]+)</strong>", (await browser.get(page)).text)
    assert total is not None
    done = await asks(browser, page, "release_vehicle", to="owner", papers=papers, paid=total[1])

    assert [taken.status_code, little.status_code, done.status_code] == [303, 409, 303]
    assert "The payment is exactly $" in unescape(little.text)
    assert 'value="10.00"' in little.text
    fact = (await car.facts())[-1]
    assert fact.paid == fact.owed == round(float(total[1].replace(",", "")) * 100)
    assert car.case not in (await browser.get("/lot")).text


async def test_a_keeper_cannot_see_a_car_in_another_lot(car: CaseDriver, sign_in: Any) -> None:
    await offered(car)
    browser = sign_in("lot-1")

    assert (await browser.get(f"/lot/{car.case}")).status_code == 404
    assert (await browser.post(f"/lot/{car.case}/requests/record_intake")).status_code == 404
    assert (await sign_in("officer-1").get("/lot")).status_code == 403


async def test_owner_and_lienholders_are_entered_on_the_page_and_facts_have_none_of_their_data(
    car: CaseDriver, sign_in: Any
) -> None:
    await declared(car)
    browser, page = sign_in("dispatcher-1"), f"/cases/{car.case}"
    typed = {
        "owner.name": "Maria Sandoval",
        "owner.lines": "1458 West Example Street\r\nExampleton, PA 19133\r\n",
        "lienholders.1.name": "First Example Bank",
        "lienholders.1.lines": "1 Money Place",
    }

    before = len(await car.facts())
    empty = await asks(browser, page, "record_parties", None)
    half = await asks(browser, page, "record_parties", None, **{"owner.name": "Maria Sandoval"})
    done = await asks(browser, page, "record_parties", None, **typed)

    assert (empty.status_code, half.status_code, done.status_code) == (409, 422, 303)
    assert "An owner is entered, or it is stated that no owner could be found" in empty.text
    assert len(await car.facts()) == before + 1
    assert 'value="Maria Sandoval"' in half.text
    fact = (await car.facts())[-1]
    assert (fact.owner is not None, fact.no_owner_found, len(fact.lienholders)) == (True, False, 1)
    async with car.services.pool.acquire() as connection:
        rows = await connection.fetch("select encrypted from party")
        bodies = await connection.fetch("select body from case_fact")
    assert not [row for row in rows if b"Sandoval" in row["encrypted"] or b"Bank" in row["encrypted"]]
    assert not [row for row in bodies if "Sandoval" in row["body"]]


async def test_an_owner_who_could_not_be_found_is_stated_in_the_history(car: CaseDriver, sign_in: Any) -> None:
    await declared(car)
    browser, page = sign_in("dispatcher-1"), f"/cases/{car.case}"

    done = await asks(browser, page, "record_parties", None, no_owner_found="on")

    fact = (await car.facts())[-1]
    assert (done.status_code, fact.owner, fact.no_owner_found) == (303, None, True)
    assert "No owner could be found" in (await browser.get(page)).text.partition('id="history"')[2]


async def test_a_letter_is_opened_for_a_purpose_and_the_access_is_logged(car: CaseDriver, sign_in: Any) -> None:
    await declared(car)
    [number] = await letters(car, Notice.PRE_TOW)
    path = f"/cases/{car.case}/letters/{number}"

    def form(csrf: str, **more: str) -> dict[str, str]:
        return {"csrf": csrf, "purpose": "complaint"} | more

    officer = sign_in("officer-1")
    denied = await officer.post(path, data=form(hidden((await officer.get("/report")).text, "csrf")))
    browser = sign_in("dispatcher-1")
    csrf = hidden((await browser.get(f"/cases/{car.case}")).text, "csrf")
    stale = await browser.post(path, data=form("nonsense"))
    without = await browser.post(path, data={"csrf": csrf})
    nothing = await browser.post(f"/cases/{car.case}/letters/999999", data=form(csrf))
    opened = await browser.post(path, data=form(csrf))
    owner = (await car.row()).case.owner
    shown = await browser.post(f"/cases/{car.case}/parties/{owner}", data=form(csrf))

    statuses = [each.status_code for each in (denied, stale, without, nothing, opened, shown)]
    assert statuses == [403, 403, 422, 404, 200, 200]
    assert opened.content.startswith(b"%PDF")
    assert "1458 West Example Street" in shown.text
    async with car.services.pool.acquire() as connection:
        kept = await connection.fetch("select account, what, purpose from access_log order by id")
    assert [tuple(row.values()) for row in kept] == [
        ("dispatcher-1", f"letter {number}", "complaint"),
        ("dispatcher-1", f"party {owner}", "complaint"),
    ]


async def test_a_link_is_revoked_on_the_case_page_and_opens_nothing_any_more(
    car: CaseDriver, sign_in: Any, client: httpx.AsyncClient
) -> None:
    await declared(car)
    await letters(car, Notice.PRE_TOW)
    _, page = await owners_link(car)
    owner = (await car.row()).case.owner
    browser, case = sign_in("supervisor-1"), f"/cases/{car.case}"
    assert (await client.get(page)).status_code == 200

    done = await asks(browser, case, "revoke")
    again = await browser.post(f"{case}/parties/{owner}/revoke", data={"csrf": await token(browser)})

    assert (done.status_code, again.status_code, done.headers["location"]) == (303, 303, f"{case}#letters")
    shut = await client.get(page)
    assert (shut.status_code, "This link is not valid" in shut.text) == (404, True)
    after = (await browser.get(case)).text
    assert "The link in letters to this owner no longer works." in after
    assert "/revoke" not in after
    async with car.services.pool.acquire() as connection:
        kept = await connection.fetch("select account, what, purpose from access_log")
    assert [tuple(row.values()) for row in kept] == [("supervisor-1", f"links of party {owner}", "revoked")]


async def token(browser: httpx.AsyncClient) -> str:
    """The form token of this session."""
    return hidden((await browser.get("/")).text, "csrf")


@pytest.mark.parametrize(
    ("who", "party", "forged", "status"),
    [
        ("officer-1", None, "", 403),
        ("hearing-1", None, "", 403),
        ("dispatcher-1", None, "forged", 403),
        ("dispatcher-1", 999_999, "", 404),
    ],
)
async def test_few_roles_can_revoke_a_link_and_only_if_there_is_one(
    car: CaseDriver, sign_in: Any, client: httpx.AsyncClient, who: str, party: int | None, forged: str, status: int
) -> None:
    await declared(car)
    await letters(car, Notice.PRE_TOW)
    _, page = await owners_link(car)
    path = f"/cases/{car.case}/parties/{party or (await car.row()).case.owner}/revoke"
    browser = sign_in(who)

    answer = await browser.post(path, data={"csrf": forged or await token(browser)})

    assert answer.status_code == status
    assert (await client.get(page)).status_code == 200
    assert ("/revoke" in (await browser.get(f"/cases/{car.case}")).text) is (who == "dispatcher-1")


@pytest.mark.parametrize("who", ["contractor-1", "lot-1"])
async def test_contractors_and_lot_keepers_cannot_revoke_a_link(car: CaseDriver, sign_in: Any, who: str) -> None:
    await declared(car)
    await letters(car, Notice.PRE_TOW)
    owner = (await car.row()).case.owner
    browser = sign_in(who)
    desk = "/portal" if who == "contractor-1" else "/lot"

    csrf = hidden((await browser.get(desk)).text, "csrf")
    answer = await browser.post(f"/cases/{car.case}/parties/{owner}/revoke", data={"csrf": csrf})

    assert answer.status_code == 403
    async with car.services.pool.acquire() as connection:
        assert [link.revoked_at for link in await impound.list_links(connection, car.case)] == [None]


async def test_a_letter_written_after_a_revocation_has_a_link_that_opens_the_case(
    car: CaseDriver, sign_in: Any, client: httpx.AsyncClient
) -> None:
    await in_the_lot(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    await letters(car, Notice.HAZARD_TOW)
    _, old = await owners_link(car)
    browser, case = sign_in("dispatcher-1"), f"/cases/{car.case}"
    await asks(browser, case, "revoke")

    owner = (await car.row()).case.owner or 0
    await system_does(car, WriteLetter(notice=Notice.IMPOUND, party=Party.OWNER, addressee=owner))
    _, new = await owners_link(car)

    assert [(await client.get(each)).status_code for each in (old, new)] == [404, 200]
    assert (await browser.get(case)).text.count("/revoke") == 1


async def test_more_time_is_granted_in_the_citys_own_time(car: CaseDriver, sign_in: Any) -> None:
    await declared(car)
    for number in await letters(car, Notice.PRE_TOW):
        await car.ask("dispatcher-1", RecordMailing(letter=number))
    browser, page = sign_in("dispatcher-1"), f"/cases/{car.case}"
    await asks(browser, page, "ask_extension")
    until = (car.clock() + timedelta(days=20)).date()

    supervisor = sign_in("supervisor-1")
    wrong = await asks(supervisor, page, "decide_extension", until="soon")
    await asks(supervisor, page, "decide_extension", until=f"{until}T18:00")

    assert wrong.status_code == 422
    granted = (await car.row()).case.extended_until
    assert granted is not None
    assert granted.hour == 18
    assert granted.utcoffset() in (timedelta(hours=-5), timedelta(hours=-4))


async def test_the_route_sheet_shows_what_an_officer_must_inspect_by_district(car: CaseDriver, sign_in: Any) -> None:
    browser = sign_in("officer-1")
    assert "No inspections due" in (await browser.get("/route-sheet")).text
    await car.ask("dispatcher-1", CLEAR)

    page = (await browser.get("/route-sheet")).text
    other = (await browser.get("/route-sheet?district=d99")).text

    assert f"/cases/{car.case}" in page
    assert "District d25" in page
    assert car.case not in other
    assert (await sign_in("contractor-1").get("/route-sheet")).headers["location"] == "/portal"
