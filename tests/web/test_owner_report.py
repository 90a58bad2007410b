"""The owner's copy of the report: all that was done with the car, without names, addresses or statements."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import httpx
import pytest
from PIL import Image

from activities.keys import Keys
from activities.notifying import TemporalClient
from activities.owner_links import PURPOSE
from activities.photos import keep_photo
from database import impound
from schemas.impound import DecideHearing, RecordIntake, RequestHearing
from schemas.mail import RecordMailing
from schemas.messages import Place
from schemas.owner_notice import PostSticker
from schemas.tow_dispatch import AcceptOffer, OfferTow, OrderTow, ReportDone, ReportDroppedAtLot, ReportHookedUp
from schemas.verification import RecordInspection
from schemas.words import Condition, Finding, Notice, TowResult
from tests.car import CaseDriver, actor, reported
from tests.conftest import Clock
from tests.journeys.roads import BANK, OWNER, asked
from tests.web.desk import declared, letters, owners_link, system_does
from tests.web.test_cases import a_photo

HERE = Place(lat=39.99, lon=-75.12)

ADMITS_NOTHING = "or by money order. Paying is not an admission that the tow was lawful: you can pay under protest."


async def photo(car: CaseDriver) -> str:
    """Store a photo with planted metadata; returns its id."""
    return await keep_photo(car.services, car.case, a_photo(), actor("officer-1"), now=car.clock())


async def towed(car: CaseDriver) -> str:
    """Tow a hazard whose inspection has every field, and mail a letter; returns the owner's page."""
    look = RecordInspection(
        finding=Finding.ABANDONED,
        clause="inoperable",
        hazard=True,
        conditions=(Condition.LEAKING,),
        photos=(await photo(car),),
        note="The neighbor Mr Quill complained",
    )
    await car.ask("officer-1", look)
    await car.ask("dispatcher-1", OrderTow(note="Quill called twice"))
    await system_does(car, OfferTow())
    driver = await asked(car)
    await car.ask(driver, AcceptOffer(order=1))
    await car.ask(driver, ReportHookedUp(order=1, place=HERE, photos=(await car.photo(),), note="Quill watched"))
    await car.ask(driver, ReportDroppedAtLot(order=1, lot="river-lot", place=HERE))
    await car.ask(driver, ReportDone(order=1, result=TowResult.TOWED))
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Quill's ladder", photos=(await car.photo(),)))
    [number] = await letters(car, Notice.HAZARD_TOW)
    await car.ask("dispatcher-1", RecordMailing(letter=number))
    return (await owners_link(car))[1]


async def test_the_report_says_what_was_seen_mailed_towed_and_decided(
    car: CaseDriver, client: httpx.AsyncClient
) -> None:
    page = await towed(car)
    owing = (await client.get(page)).text
    await car.ask("dispatcher-1", RequestHearing(note="Quill asks too"))
    await car.ask("hearing-1", DecideHearing(lawful=False))

    assert ADMITS_NOTHING in owing
    shown = (await client.get(page)).text
    assert f'href="{page}/report"' in shown
    assert "Please bring a photo ID, the registration and proof of insurance." in shown
    assert ADMITS_NOTHING not in shown
    assert "the tow is not lawful, and you owe nothing" in shown
    assert "Free of charge until" in shown
    report = unescape((await client.get(f"{page}/report")).text)

    for words in (
        "Police Department, Abandoned Vehicle Unit",
        "100 First Street, reported",
        "It was a danger where it stood.",
        "A vehicle that is a safety hazard is removed at once (Phila. Code 12-1120(3), 75 Pa.C.S. 7310).",
        "Seen on the vehicle: leaking.",
        "Notice of the hazard tow, to the owner: mailed",
        "at 39.99000, -75.12000.",
        "River Lot, 4000 Quay Street, Towpath, PA 19000",
        "the tow is not lawful",
        "Your vehicle is being held at a lot. You can pick it up.",
    ):
        assert words in report


async def test_the_report_has_no_names_and_no_statements(car: CaseDriver, client: httpx.AsyncClient) -> None:
    page = await towed(car)

    report = unescape((await client.get(f"{page}/report")).text)

    people = ("Calloway", "Okafor", "Lindqvist", "Whitfield", "Marchetti", "officer-1", "dispatcher-1", "lot-1")
    firms = ("North Salvage", "Harbor Towing", "north-salvage", "harbor-towing", "river-lot")
    parties = (OWNER.name, *OWNER.lines, BANK.name, *BANK.lines)
    for told in (*people, *firms, *parties, "Quill"):
        assert told not in report


async def test_the_link_opens_the_photos_of_the_report_without_metadata_and_no_others(
    car: CaseDriver, client: httpx.AsyncClient, temporal_client: TemporalClient
) -> None:
    page = await towed(car)
    other = await reported(car.services, temporal_client, car.clock, plate="XYZ 99")
    report = (await client.get(f"{page}/report")).text
    shown = re.findall(r'<img src="([^"]+)"', report)
    intake = next(fact for fact in await car.facts() if fact.kind == "intake_recorded").photos[0]

    answers = [await client.get(path) for path in shown]
    denied = [await client.get(f"{page}/photos/{each}") for each in (intake, await other.photo(), "f" * 64, "x")]

    assert (len(shown), {each.status_code for each in answers}) == (2, {200})
    assert {each.headers["cache-control"] for each in answers} == {"no-store"}
    assert all(Image.open(BytesIO(each.content)).getexif() == {} for each in answers)
    assert not any(b"planted" in each.content for each in answers)
    assert [each.status_code for each in denied] == [404] * 4


@pytest.mark.parametrize("how", ["revoked", "old", "forged", "of a session"])
async def test_a_link_that_opens_nothing_opens_no_report_and_no_photo(
    car: CaseDriver, client: httpx.AsyncClient, clock: Clock, how: str
) -> None:
    page = await towed(car)
    [picture, *_] = re.findall(r'<img src="([^"]+)"', (await client.get(f"{page}/report")).text)
    link, _ = await owners_link(car)
    if how == "revoked":
        async with car.services.pool.acquire() as connection:
            await impound.revoke_links(connection, car.case, (await car.row()).case.owner or 0, clock())
    if how == "old":
        clock.ahead = timedelta(days=366)
    if how == "forged":
        page = f"/o/{Keys('another secret').issue(PURPOSE, str(link))}"
    if how == "of a session":
        page = f"/o/{Keys(car.services.link_settings.secret).issue('session', 'admin-1')}"

    answers = [await client.get(f"{page}/report"), await client.get(f"{page}/photos/{picture.rpartition('/')[2]}")]

    assert [each.status_code for each in answers] == [404, 404]
    assert all("This link is not valid" in each.text for each in answers)


async def test_a_report_before_anything_was_done_says_so(car: CaseDriver, client: httpx.AsyncClient) -> None:
    await declared(car)
    await letters(car, Notice.PRE_TOW)
    _, page = await owners_link(car)

    before = (await client.get(f"{page}/report")).text
    await car.ask("officer-1", PostSticker(photos=(await car.photo(),)))
    after = (await client.get(f"{page}/report")).text

    assert "No letter has been mailed yet." in before
    assert "The vehicle has not been towed." in before
    assert "A notice was posted on the vehicle" in after
    assert after.count("<img") == before.count("<img") + 1
