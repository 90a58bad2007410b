"""A city that has enacted no fee asks counsel in each case, until its file has one: then nobody is asked any more."""

from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from activities.audit import verify_case
from activities.folding import refold
from activities.services import Services
from database.folding import mark_stale_if_law_is_asked
from rules.city_law import CityLaw
from schemas.impound import RecordIntake, ReleaseVehicle
from schemas.words import Task
from tests.car import CaseDriver
from tests.city_law import FEES
from tests.journeys.roads import CLEAR
from tests.web.desk import in_the_lot
from tests.web.test_city_fees import PAPERS


@pytest.fixture
def services(services: Services) -> Services:
    """A city that has enacted no fee."""
    return replace(services, city_law=CityLaw())


@pytest.fixture
async def held(car: CaseDriver) -> CaseDriver:
    """The car is in the lot; the letter that names the amounts waits for them."""
    await in_the_lot(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    await car.ask("dispatcher-1", CLEAR)
    return car


async def test_counsel_is_asked_and_nobody_pays_an_amount_that_nobody_enacted(held: CaseDriver, sign_in: Any) -> None:
    refused = await held.ask("lot-1", ReleaseVehicle(papers=PAPERS, paid=5_000))
    counter = unescape((await sign_in("lot-1").get(f"/lot/{held.case}")).text)
    form = unescape((await sign_in("supervisor-1").get(f"/cases/{held.case}")).text)

    assert refused.refusal is not None
    assert (
        refused.refusal.reason == "Required: What this edition does not know is settled: how much is charged: towing."
    )
    assert Task.LAW_QUESTION in (await held.row()).tasks.codes
    assert "not set yet" in counter
    assert "$175.00" not in counter
    assert "Towing, 75 Pa.C.S. 7306 (in US cents: 17500 is $175.00; at most 50000)" in form


async def test_once_the_city_has_enacted_its_fees_open_cases_ask_nobody_after_the_next_set_up(held: CaseDriver) -> None:
    enacted = replace(held, services=replace(held.services, city_law=CityLaw(FEES)))
    before, stale = (await held.row()).tasks.codes, await verify_case(enacted.services, held.case)

    async with held.services.pool.acquire() as connection:
        await mark_stale_if_law_is_asked(connection)
    folded = [each async for each in refold(held.services.pool, CityLaw(FEES), now=held.clock())]

    assert Task.LAW_QUESTION in before
    assert stale == [f"{held.case}: its tasks do not match its facts under the current rules."]
    assert [(each.folded, each.total, each.left) for each in folded] == [(1, 1, [])]
    assert Task.LAW_QUESTION not in (await held.row()).tasks.codes
    assert await verify_case(enacted.services, held.case) == []


async def test_a_case_that_waits_for_nothing_of_the_law_is_not_folded_again(
    car: CaseDriver, services: Services
) -> None:
    async with services.pool.acquire() as connection:
        await mark_stale_if_law_is_asked(connection)

    assert [each async for each in refold(services.pool, services.city_law, now=car.clock())] == []
