"""The lot keeper's counter, the owner's link, the route sheet, and letters that are opened for a purpose."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import httpx
import pytest

from activities.keys import Keys
from activities.owner_links import PURPOSE
from database import impound
from rules.fees import owed
from rules.library import find_edition
from schemas.casework import CloseCase
from schemas.impound import RecordIntake, ReleaseVehicle, ReportToState, RequestHearing
from schemas.owner_notice import Addressee, RecordMailing, RecordParties, WriteLetter
from schemas.words import Notice, Outcome, Paper, Party, Stage, Task
from tests.car import CaseDriver
from tests.conftest import SECRET, Clock
from tests.journeys.roads import BANK, CLEAR, OWNER
from tests.web.desk import asks, declared, in_the_lot, letters, offered, owners_link, system_does, token_of
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
    assert 'value="10.0"' in little.text
    fact = (await car.facts())[-1]
    assert fact.paid == fact.owed == round(float(total[1].replace(",", "")) * 100)
    assert car.case not in (await browser.get("/lot")).text


async def test_a_keeper_cannot_see_a_car_in_another_lot(car: CaseDriver, sign_in: Any) -> None:
    await offered(car)
    browser = sign_in("lot-1")

    assert (await browser.get(f"/lot/{car.case}")).status_code == 404
    assert (await browser.post(f"/lot/{car.case}/requests/record_intake")).status_code == 404
    assert (await sign_in("officer-1").get("/lot")).status_code == 403


async def test_an_owner_sees_one_case_and_asks_for_a_hearing(car: CaseDriver, client: httpx.AsyncClient) -> None:
    await in_the_lot(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    await letters(car, Notice.IMPOUND)
    _, page = await owners_link(car)

    text = unescape((await client.get(page)).text)
    asked_for = await asks(client, page, "request_hearing", note="It was not abandoned")

    assert "River Lot" in text
    assert "$250.00" in text
    assert OWNER.name not in text
    assert asked_for.status_code == 303
    assert (await car.row()).case.hearing_open
    fact = await car.row()
    assert fact.case.open_holds[0].hold == "hearing"
    assert (await client.post(f"{page}/requests/place_hold", data={"hold": "litigation"})).status_code == 403


async def test_an_owner_who_took_the_car_home_asks_for_a_hearing_by_the_same_link(
    car: CaseDriver, sign_in: Any, client: httpx.AsyncClient
) -> None:
    await in_the_lot(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    await car.ask("dispatcher-1", CLEAR)
    for letter in await letters(car, Notice.IMPOUND):
        await car.ask("dispatcher-1", RecordMailing(letter=letter))
    _, page = await owners_link(car)
    case = (await car.row()).case
    paid = owed(case, find_edition(case.edition), car.clock())
    papers = (Paper.IDENTITY, Paper.REGISTRATION, Paper.INSURANCE)
    released = await car.ask("lot-1", ReleaseVehicle(papers=papers, paid=paid))
    closed = await car.ask("supervisor-1", CloseCase(outcome=Outcome.RECLAIMED))

    text = unescape((await client.get(page)).text)
    asked_for = await asks(client, page, "request_hearing", note="It was not abandoned")

    assert (released.refusal, closed.refusal, asked_for.status_code) == (None, None, 303)
    assert "Ask for a hearing by" in text
    row = await car.row()
    assert (row.stage, row.case.hearing_open, row.tasks.next.task) == (Stage.IMPOUND, True, Task.HEARING)
    assert f'href="/hearings/{car.case}"' in (await sign_in("hearing-1").get("/hearings")).text


async def test_a_lienholder_has_a_link_that_asks_for_a_hearing_and_for_nothing_of_the_owner(
    car: CaseDriver, sign_in: Any, client: httpx.AsyncClient
) -> None:
    await in_the_lot(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    await letters(car)
    bank = (await car.row()).case.lienholders[0]
    await system_does(car, WriteLetter(notice=Notice.IMPOUND, party=Party.LIENHOLDER, addressee=bank))
    async with car.services.pool.acquire() as connection:
        link = await connection.fetchval("select max(id) from owner_link where party = $1", bank)
    page = f"/o/{token_of(car.services, link)}"

    text = unescape((await client.get(page)).text)
    asked_for = await asks(client, page, "request_hearing", note="We were not told in time")
    extension = await client.post(f"{page}/requests/ask_extension", data={"note": "More time"})
    report = unescape((await client.get(f"{page}/report")).text)

    assert "A vehicle with your lien" in text
    assert "You can pick it up with proof of your lien." in text
    assert "proof of your lien" in text.partition("Please bring")[2][:200]
    assert (asked_for.status_code, extension.status_code) == (303, 403)
    assert "Report on the vehicle" in report
    case = (await car.row()).case
    assert [(each.party, each.decided) for each in case.hearings] == [(bank, None)]
    assert (await car.recorded())[-1].role == "lienholder"
    hearing = unescape((await sign_in("hearing-1").get(f"/hearings/{car.case}")).text)
    assert "<dt>Party</dt><dd>lienholder</dd>" in hearing
    assert "Lienholder, by their link" in hearing
    assert "We were not told in time" in hearing


async def test_the_hearing_officer_sees_both_hearings_and_decides_the_one_that_is_chosen(
    car: CaseDriver, sign_in: Any
) -> None:
    await in_the_lot(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    await letters(car, Notice.IMPOUND)
    case = (await car.row()).case
    for party in (case.owner, *case.lienholders):
        assert (await car.ask("dispatcher-1", RequestHearing(party=party, note="On the telephone"))).refusal is None
    browser, page = sign_in("hearing-1"), f"/hearings/{car.case}"

    text = unescape((await browser.get(page)).text)
    second = (await car.row()).case.hearings[1].requested.fact
    decided = await asks(browser, page, "decide_hearing", requested=str(second), lawful="true", note="It was lawful")

    assert "Lienholder: requested" in text
    assert f"Requested by the lienholder (no. {second})" in text
    assert decided.status_code == 303
    hearings = (await car.row()).case.hearings
    assert [each.lawful for each in hearings] == [None, True]


async def test_a_forged_revoked_or_expired_link_opens_nothing(
    car: CaseDriver, client: httpx.AsyncClient, clock: Clock
) -> None:
    await in_the_lot(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    await letters(car, Notice.IMPOUND)
    link, page = await owners_link(car)
    forged = Keys("another secret").issue(PURPOSE, str(link))
    session = Keys(SECRET).issue("session", "admin-1")

    assert (await client.get(page)).status_code == 200
    clock.ahead = timedelta(days=366)
    assert (await client.get(page)).status_code == 404
    clock.ahead = timedelta()
    async with car.services.pool.acquire() as connection:
        owner = (await car.row()).case.owner or 0
        assert await impound.revoke_links(connection, car.case, owner, clock()) == 1
    for path in (page, f"/o/{forged}", f"/o/{session}", "/o/nonsense", f"/o/{token_of(car.services, 999_999)}"):
        assert (await client.get(path)).status_code == 404
        assert (await client.post(f"{path}/requests/request_hearing")).status_code == 404


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

    half = await asks(browser, page, "record_parties", None, **{"owner.name": "Maria Sandoval"})
    done = await asks(browser, page, "record_parties", None, **typed)

    assert (half.status_code, done.status_code) == (422, 303)
    assert 'value="Maria Sandoval"' in half.text
    fact = (await car.facts())[-1]
    assert (fact.owner is not None, len(fact.lienholders)) == (True, 1)
    async with car.services.pool.acquire() as connection:
        rows = await connection.fetch("select encrypted from party")
        bodies = await connection.fetch("select body from case_fact")
    assert not [row for row in rows if b"Sandoval" in row["encrypted"] or b"Bank" in row["encrypted"]]
    assert not [row for row in bodies if "Sandoval" in row["body"]]


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


@pytest.mark.parametrize("now", [STRANGER, None])
async def test_the_link_of_a_person_who_turns_out_not_to_be_the_owner_opens_and_asks_nothing(
    car: CaseDriver, sign_in: Any, client: httpx.AsyncClient, now: Addressee | None
) -> None:
    await declared(car)
    await letters(car, Notice.PRE_TOW)
    _, page = await owners_link(car)
    assert (await client.get(f"{page}/report")).status_code == 200

    await car.ask("dispatcher-1", RecordParties(owner=now, lienholders=(BANK,)))

    for path in (page, f"{page}/report", f"{page}/photos/{'f' * 64}"):
        assert "This link is not valid" in (await client.get(path)).text
    facts = (await car.row()).number
    asked = await client.post(f"{page}/requests/claim_moved")
    assert (asked.status_code, (await car.row()).number) == (404, facts)
    told = (await sign_in("supervisor-1").get(f"/cases/{car.case}")).text
    assert "The link in letters to this owner no longer works." in told


async def test_the_link_of_a_person_who_turns_out_to_be_a_lienholder_opens_the_page_of_a_lienholder(
    car: CaseDriver, client: httpx.AsyncClient
) -> None:
    await declared(car)
    await letters(car, Notice.PRE_TOW)
    _, page = await owners_link(car)

    await car.ask("dispatcher-1", RecordParties(owner=STRANGER, lienholders=(OWNER,)))

    assert "A vehicle with your lien" in (await client.get(page)).text
    assert (await client.post(f"{page}/requests/ask_extension", data={"note": "More time"})).status_code == 403


async def test_the_link_of_an_owner_who_is_entered_again_still_opens_the_case_and_can_be_revoked(
    car: CaseDriver, sign_in: Any, client: httpx.AsyncClient
) -> None:
    await declared(car)
    await letters(car, Notice.PRE_TOW)
    _, page = await owners_link(car)

    await car.ask("dispatcher-1", RecordParties(owner=OWNER))

    assert (await client.get(page)).status_code == 200
    await asks(sign_in("supervisor-1"), f"/cases/{car.case}", "revoke")
    assert (await client.get(page)).status_code == 404


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
