"""The links of owners and lienholders: what they open, what they ask, and when they end."""

from datetime import timedelta
from html import unescape
from typing import Any

import httpx
import pytest

from activities.keys import Keys
from activities.owner_links import PURPOSE
from database import impound
from rules.fees import owed
from schemas.casework import CloseCase
from schemas.impound import RecordIntake, ReleaseVehicle, RequestHearing
from schemas.mail import RecordMailing
from schemas.owner_notice import Addressee, RecordParties, WriteLetter
from schemas.words import Notice, Outcome, Paper, Party, Stage, Task
from tests.car import CaseDriver
from tests.city_law import law_here
from tests.conftest import SECRET, Clock
from tests.journeys.roads import BANK, CLEAR, OWNER
from tests.web.desk import asks, declared, in_the_lot, letters, owners_link, system_does, token_of

STRANGER = Addressee(name="Paul Marchetti", lines=("9 Other Street", "Exampleton, PA 19133"))


async def test_an_owner_sees_one_case_and_asks_for_a_hearing(car: CaseDriver, client: httpx.AsyncClient) -> None:
    await in_the_lot(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    await letters(car, Notice.IMPOUND)
    _, page = await owners_link(car)

    text = unescape((await client.get(page)).text)
    asked_for = await asks(client, page, "request_hearing", note="It was not abandoned")

    assert "You have the right to a hearing. The hearing is held by a civilian officer" in text
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
    paid = owed(case, law_here(case.edition), car.clock())
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
    assert "<dt>Party</dt><dd>Lienholder</dd>" in hearing
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


@pytest.mark.parametrize("now", [STRANGER, None])
async def test_the_link_of_a_person_who_turns_out_not_to_be_the_owner_opens_and_asks_nothing(
    car: CaseDriver, sign_in: Any, client: httpx.AsyncClient, now: Addressee | None
) -> None:
    await declared(car)
    await letters(car, Notice.PRE_TOW)
    _, page = await owners_link(car)
    assert (await client.get(f"{page}/report")).status_code == 200

    parties = RecordParties(owner=now, no_owner_found=now is None, lienholders=(BANK,))
    await car.ask("dispatcher-1", parties)

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
