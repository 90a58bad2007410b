"""Contractors and lot keepers: what is theirs of a case, before, while and after they have a part in it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from schemas.disposal import AnswerServiceCheck, ClassifyVehicle
from schemas.mail import RecordMailing
from schemas.owner_notice import WriteLetter
from schemas.waiting_periods import OpenGate
from schemas.words import Gate, MilitaryStatus, Notice, Party, Task, VehicleStatus
from tests.car import CaseDriver
from tests.journeys.roads import CLEAR
from tests.web.desk import asks, in_the_lot, letters, offered, system_does

Sit = Callable[[str], httpx.AsyncClient]
Headers = Callable[[str], dict[str, str]]
FIRMS = {"north-salvage": "contractor-1", "harbor-towing": "contractor-2"}


async def unclaimed(car: CaseDriver) -> tuple[str, str]:
    """Nobody has come for the car in time, and an officer has classified it; returns who has towed it, and somebody
    of another company.
    """
    await in_the_lot(car)
    await letters(car, Notice.HAZARD_TOW, Notice.IMPOUND)
    bank = (await car.row()).case.lienholders[0]
    await system_does(car, WriteLetter(notice=Notice.IMPOUND, party=Party.LIENHOLDER, addressee=bank))
    for each in (await car.row()).case.letters:
        await car.ask("dispatcher-1", RecordMailing(letter=each.letter))
    await car.ask("dispatcher-1", CLEAR)
    car.clock.ahead += timedelta(days=40)
    await car.ask("dispatcher-1", CLEAR)
    await system_does(car, OpenGate(gate=Gate.DISPOSAL))
    await car.ask("dispatcher-1", AnswerServiceCheck(service=MilitaryStatus.NONE))
    await car.ask("officer-1", ClassifyVehicle(status=VehicleStatus.SALVAGE))
    towed_by = (await car.row()).case.towed_by or ""
    return FIRMS[towed_by], next(who for firm, who in FIRMS.items() if firm != towed_by)


async def test_the_contractor_that_towed_an_unclaimed_car_classifies_it_on_its_page(
    car: CaseDriver, sign_in: Sit
) -> None:
    who, other = await unclaimed(car)
    assert Task.SALVOR_STATUS in (await car.row()).tasks.codes
    page = f"/portal/{car.case}/1"
    elsewhere = await sign_in(other).get("/portal")
    browser = sign_in(who)
    listed, shown = (await browser.get("/portal")).text, (await browser.get(page)).text

    sent = await asks(browser, page, "classify_vehicle", status="salvage")

    after = [(await browser.get(each)).text for each in ("/portal", page)]
    assert (sent.status_code, (await car.row()).case.salvor_status) == (303, VehicleStatus.SALVAGE)
    assert ["Classify the car" in each for each in (elsewhere.text, listed, after[0])] == [False, True, False]
    assert [each.count("/requests/") for each in (shown, after[1])] == [1, 0]
    assert "closed to you" in shown


async def test_no_other_form_of_an_ended_order_is_taken_while_the_car_waits_for_its_class(
    car: CaseDriver, sign_in: Sit
) -> None:
    who, _ = await unclaimed(car)
    browser, page = sign_in(who), f"/portal/{car.case}/1"
    csrf = (await browser.get(page)).text.partition('name="csrf" value="')[2].partition('"')[0]

    sent = await browser.post(f"{page}/requests/report_done", data={"csrf": csrf, "order": "1", "result": "gone"})

    assert (sent.status_code, "You brought the car to the lot." in sent.text) == (409, True)


ANSWER: dict[str, Any] = {"kind": "accept_offer", "order": 1}
INTAKE: dict[str, Any] = {"kind": "record_intake", "lot": "river-lot", "inventory": "Nothing"}


@pytest.mark.parametrize("kind", ["report_done", "place_hold"])
async def test_who_has_no_part_in_a_case_is_told_nothing_of_it(
    car: CaseDriver, client: httpx.AsyncClient, bearer: Headers, kind: str
) -> None:
    driver = await offered(car)
    stranger = next(who for who in FIRMS.values() if who != driver)
    path = f"/api/cases/{car.case}/requests"
    given = ANSWER if kind == "report_done" else {"kind": "place_hold", "hold": "litigation"}

    said = [await client.post(path, json=given, headers=bearer(who)) for who in (stranger, "lot-1")]
    none = await client.post("/api/cases/99-000001/requests", json=given, headers=bearer(stranger))

    assert [each.status_code for each in (*said, none)] == [404, 404, 404]
    assert {each.json()["detail"].replace(car.case, "99-000001") for each in said} == {none.json()["detail"]}


async def test_the_parties_of_a_tow_ask_by_the_api_while_they_have_a_part(
    car: CaseDriver, client: httpx.AsyncClient, bearer: Headers
) -> None:
    driver = await offered(car)
    path = f"/api/cases/{car.case}/requests"

    accepted = await client.post(path, json=ANSWER, headers=bearer(driver))
    again = await client.post(path, json=ANSWER, headers=bearer(driver))

    assert (accepted.status_code, again.status_code) == (200, 409)


async def test_a_lot_keeper_asks_for_a_car_in_their_lot(
    car: CaseDriver, client: httpx.AsyncClient, bearer: Headers
) -> None:
    await in_the_lot(car)

    answer = await client.post(f"/api/cases/{car.case}/requests", json=INTAKE, headers=bearer("lot-1"))

    assert answer.status_code == 200
