"""What the tests of pages share: cases at several points, forms that are sent, and links of owners."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from activities.casework import submit
from activities.keys import Keys
from activities.owner_links import PURPOSE
from activities.services import SYSTEM, Services
from schemas.impound import RecordIntake, ReportToState
from schemas.messages import Request
from schemas.owner_notice import RecordParties, WriteLetter
from schemas.tow_dispatch import AcceptOffer, OfferTow, OrderTow
from schemas.verification import RecordInspection
from schemas.words import Finding, Notice, Party
from tests.car import CaseDriver
from tests.conftest import SECRET
from tests.journeys.roads import BANK, CLEAR, OWNER, asked, tow

Session = Callable[[str], dict[str, str]]


async def system_does(car: CaseDriver, request: Request) -> int:
    """Submit a request as the workflow would; returns the number of its fact."""
    answer = await submit(car.services, car.case, request, SYSTEM, now=car.clock())
    assert answer.refusal is None, answer.refusal
    return answer.number or 0


async def offered(car: CaseDriver) -> str:
    """Order a hazard tow and offer it; returns the account of the contractor."""
    photo = await car.photo()
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", hazard=True, photos=(photo,))
    await car.ask("officer-1", look)
    await car.ask("dispatcher-1", OrderTow())
    await system_does(car, OfferTow())
    return await asked(car)


async def in_the_lot(car: CaseDriver) -> None:
    """Tow the car to the lot."""
    driver = await offered(car)
    await car.ask(driver, AcceptOffer(order=1))
    await tow(car, driver, order=1)


async def declared(car: CaseDriver) -> None:
    """Declare the car abandoned after two inspections."""
    await car.ask("dispatcher-1", CLEAR)
    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE))
    car.clock.ahead = timedelta(days=3)
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", photos=(await car.photo(),))
    await car.ask("officer-1", look)


async def letters(car: CaseDriver, *notices: Notice) -> list[int]:
    """Record an owner and a bank, and write these letters to the owner; returns the numbers of all letters."""
    await car.ask("dispatcher-1", RecordParties(owner=OWNER, lienholders=(BANK,)))
    await _intake_and_state_report(car)
    owner = (await car.row()).case.owner or 0
    for notice in notices:
        await system_does(car, WriteLetter(notice=notice, party=Party.OWNER, addressee=owner))
    return [each.letter for each in (await car.row()).case.letters]


async def _intake_and_state_report(car: CaseDriver) -> None:
    """Record the intake and the report to the state, which letters about a car in the lot require."""
    case = (await car.row()).case
    if case.in_lot and not case.intake:
        await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    if case.in_lot and not case.state_reported:
        await car.ask("dispatcher-1", ReportToState())


async def asks(
    browser: httpx.AsyncClient, page: str, kind: str, files: list[bytes] | None = None, **typed: Any
) -> httpx.Response:
    """Send one form of a page with its hidden fields."""
    text = (await browser.get(page)).text
    form = re.search(rf'<form[^>]*action="([^"]*/{kind})".*?</form>', text, re.DOTALL)
    assert form is not None, f"The page offers no {kind}."
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    sent = [("photos", ("a.png", each, "image/png")) for each in files or []]
    return await browser.post(form[1], data=kept | typed, files=sent or None)


def token_of(services: Services, link: int) -> str:
    """The token of a link."""
    return Keys(services.link_settings.secret).issue(PURPOSE, str(link))


async def owners_link(car: CaseDriver) -> tuple[int, str]:
    """The id of the newest link of this case, and its path."""
    async with car.services.pool.acquire() as connection:
        link = await connection.fetchval("select max(id) from owner_link where case_id = $1", car.case)
    return link, f"/o/{token_of(car.services, link)}"


def link_of(account: str, ago: timedelta = timedelta()) -> str:
    """The path of a sign-in link that was issued this long ago."""
    return Keys(SECRET).sign_in_path(account, datetime.now(UTC) - ago)


async def uses(browser: httpx.AsyncClient, link: str) -> httpx.Response:
    """Open a sign-in link and press its button."""
    page = (await browser.get(link)).text
    return await browser.post("/sign-in", data=dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)))
