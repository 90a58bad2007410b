"""A car's whole life over real HTTP, with personal text in every field that takes free text."""

from datetime import datetime
from typing import Any

from activities.keys import Keys
from activities.owner_links import PURPOSE
from database.connection import Pool
from schemas.pace import Pace
from tests.car import FIRMS
from tests.journeys.planted import BANK, CONTENTS, OWNER, PAPER, PLATE, STREET, VIN, WORDS, a_photo
from tests.serving import Serving, once

A_DAY = 0.1
"""Real seconds per day of case time."""
HERE = {"lat": 39.99, "lon": -75.12}
REPORT = {
    "address": STREET,
    "district": "d25",
    "plate": PLATE,
    "plate_state": "PA",
    "vin": VIN,
    "description": WORDS,
}


def fast(now: datetime) -> Pace:
    """A pace at which a day passes in a moment."""
    return Pace(factor=86_400 / A_DAY, case_origin=now, real_origin=now)


async def says(serving: Serving, who: str, case: str, kind: str, **fields: Any) -> int:
    """Submit a request with planted text; it must be accepted."""
    return await serving.do(who, case, kind, **fields, note=f"Said by somebody: {WORDS}")


async def granted(serving: Serving, who: str, case: str, kind: str, **fields: Any) -> bool:
    """Whether the request is accepted now; before its time the rules refuse it."""
    answer = await serving.ask(who, case, kind, **fields, note=f"Said by somebody: {WORDS}")
    assert answer.status_code in (200, 409), answer.text
    return answer.status_code == 200


async def sends_photo(serving: Serving, who: str, case: str) -> str:
    """Send a photo with planted camera metadata; returns its id."""
    files = {"photo": (f"{WORDS}.jpg", a_photo())}
    sent = await serving.http.post(f"/api/cases/{case}/photos", files=files, headers=serving.bearer(who))
    return str(sent.json()["id"])


async def reported(serving: Serving) -> str:
    """Report a car twice; returns the case."""
    first, again = [(await serving.report("dispatcher-1", **REPORT)).json()["case"] for _ in range(2)]
    assert first == again
    return str(first)


async def records_checked(serving: Serving, case: str) -> None:
    """Record the records check, once it is due."""
    await serving.waits_for(case, "records_check")
    await says(serving, "dispatcher-1", case, "enter_records_check", stolen="clear", registration="expired")


async def declared(serving: Serving, case: str) -> None:
    """Records check and two inspections."""
    await records_checked(serving, case)
    await says(serving, "officer-1", case, "record_inspection", finding="still_there", plate=PLATE, vin=VIN)
    seen = {
        "finding": "abandoned",
        "clause": "inoperable",
        "photos": [await sends_photo(serving, "officer-1", case)],
    }
    await once(lambda: granted(serving, "officer-1", case, "record_inspection", **seen))


async def mailed(serving: Serving, case: str) -> int:
    """Record the mailing of every printed letter; returns the last one."""
    letters = (await serving.waits_for(case, "mailing"))["state"]["letters"]
    for each in letters:
        if not each["mailed"]:
            await says(serving, "dispatcher-1", case, "record_mailing", letter=each["letter"])
    return int(letters[-1]["letter"])


async def noticed(serving: Serving, case: str) -> None:
    """The owner is notified and uses their options, and the time passes."""
    await says(serving, "dispatcher-1", case, "record_parties", owner=OWNER, lienholders=[BANK])
    await mailed(serving, case)
    await says(serving, "dispatcher-1", case, "ask_extension")
    await says(serving, "supervisor-1", case, "decide_extension")
    placed = await says(serving, "officer-1", case, "place_hold", hold="police_evidence")
    await says(serving, "supervisor-1", case, "release_hold", placed=placed)
    await says(serving, "dispatcher-1", case, "claim_moved")
    await says(serving, "officer-1", case, "record_inspection", finding="still_there")
    await records_checked(serving, case)
    await serving.waits_for(case, "reinspection")
    await says(serving, "officer-1", case, "record_inspection", finding="still_there")


async def driver_of(serving: Serving, case: str, order: int) -> str:
    """The driver of the contractor that has this offer."""
    shown = await serving.until(case, lambda seen: len(seen["state"]["orders"]) >= order)
    firm = shown["state"]["orders"][order - 1]["contractor"]
    return next(who for who, name in FIRMS.items() if name == firm)


async def towed(serving: Serving, case: str) -> str:
    """One contractor declines, the next one tows; returns the driver."""
    await says(serving, "dispatcher-1", case, "order_tow")
    await says(serving, await driver_of(serving, case, 1), case, "decline_offer", order=1, reason="no_truck")
    driver = await driver_of(serving, case, 2)
    await says(serving, driver, case, "accept_offer", order=2)
    hooked = [await sends_photo(serving, driver, case)]
    await says(serving, driver, case, "report_hooked_up", order=2, place=HERE, photos=hooked)
    await says(serving, driver, case, "report_dropped_at_lot", order=2, lot="river-lot", place=HERE)
    await says(serving, driver, case, "report_done", order=2, result="towed")
    return driver


async def taken_in(serving: Serving, case: str) -> None:
    """In the lot: everyone is notified, and one letter is returned."""
    await says(serving, "lot-1", case, "record_intake", lot="river-lot", inventory=CONTENTS)
    await says(serving, "dispatcher-1", case, "report_to_state")
    letter = await mailed(serving, case)
    await says(serving, "dispatcher-1", case, "record_return", letter=letter, reason="unclaimed")
    await says(serving, "dispatcher-1", case, "record_further_step", letter=letter, step="regular_mail")
    await records_checked(serving, case)


async def heard(serving: Serving, case: str, pool: Pool) -> None:
    """The owner requests a hearing through the link on their letter, and it is held."""
    async with pool.acquire() as connection:
        link = await connection.fetchval("select max(id) from owner_link where case_id = $1", case)
    page = f"/o/{Keys(serving.secret).issue(PURPOSE, str(link))}"
    assert (await serving.http.get(page)).status_code == 200
    asked = await serving.http.post(f"{page}/requests/request_hearing", data={"note": WORDS})
    assert asked.status_code == 303, asked.text
    await serving.waits_for(case, "hearing")
    await says(serving, "hearing-1", case, "decide_hearing", lawful=True)


async def sold(serving: Serving, case: str, salvor: str) -> None:
    """No one reclaimed the car."""
    await records_checked(serving, case)
    await serving.waits_for(case, "service_check")
    await says(serving, "dispatcher-1", case, "answer_service_check", service="none")
    await serving.waits_for(case, "officer_status")
    await says(serving, "officer-1", case, "classify_vehicle", status="with_value")
    await says(serving, salvor, case, "classify_vehicle", status="with_value")
    await says(serving, "dispatcher-1", case, "record_authority", route="auction", reference=PAPER)
    await says(serving, "dispatcher-1", case, "record_sale", price=150_000)
    await says(serving, "dispatcher-1", case, "report_disposal")
    await serving.waits_for(case, "nothing")


async def reopened(serving: Serving, case: str) -> None:
    """Reopened, and closed by a named person."""
    await says(serving, "supervisor-1", case, "reopen")
    await says(serving, "supervisor-1", case, "close_case", outcome="withdrawn", authority=OWNER["name"])
    await serving.waits_for(case, "nothing")
