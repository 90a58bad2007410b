"""The bill on pages and in the API after the car has left: paid, and no longer growing."""

from datetime import timedelta
from html import unescape
from typing import Any

import httpx

from schemas.impound import RecordIntake, ReleaseVehicle, ReportToState
from schemas.words import Notice, Paper, ReleaseTo
from tests.car import CaseDriver
from tests.journeys.roads import CLEAR
from tests.web.desk import in_the_lot, letters, owners_link

PAPERS = (Paper.IDENTITY, Paper.REGISTRATION, Paper.INSURANCE)


async def test_the_bill_says_what_was_paid_and_stops_when_the_car_leaves(
    car: CaseDriver, sign_in: Any, client: httpx.AsyncClient, bearer: Any
) -> None:
    await in_the_lot(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    await car.ask("dispatcher-1", ReportToState())
    await car.ask("dispatcher-1", CLEAR)
    await letters(car, Notice.HAZARD_TOW)
    _, owners = await owners_link(car)
    car.clock.ahead += timedelta(days=2)
    api, staff = f"/api/cases/{car.case}/bill", bearer("dispatcher-1")
    before = (await client.get(api, headers=staff)).json()
    release = ReleaseVehicle(to=ReleaseTo.OWNER, papers=PAPERS, paid=before["owed"])
    assert (await car.ask("lot-1", release)).refusal is None
    car.clock.ahead += timedelta(days=20)

    after = (await client.get(api, headers=staff)).json()
    lot = unescape((await sign_in("lot-1").get(f"/lot/{car.case}")).text)
    owner = unescape((await client.get(owners)).text)

    assert (before["ended"], before["owed"]) == (False, before["charged"])
    assert (after["ended"], after["owed"], after["paid"]) == (True, 0, before["charged"])
    assert after["lines"] == before["lines"]
    for page in (lot, owner):
        assert f"<td>${before['charged'] / 100:,.2f}</td>" in page
        assert "Owed now</th><td><strong>nothing</strong>" in page
    assert "The vehicle was released" in lot
    assert "Next step" not in lot
    assert "in the lot from" in lot
