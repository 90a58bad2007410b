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

A_DAY = 0.2
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


async def says(live: Serving, who: str, case: str, kind: str, **fields: Any) -> int:
    """Submit a request with planted text; it must be accepted."""
    return await live.do(who, case, kind, **fields, note=f"Said by somebody: {WORDS}")


async def granted(live: Serving, who: str, case: str, kind: str, **fields: Any) -> bool:
    """Whether the request is accepted now; before its time the rules refuse it."""
    answer = await live.ask(who, case, kind, **fields, note=f"Said by somebody: {WORDS}")
    assert answer.status_code in (200, 409), answer.text
    return answer.status_code == 200


async def sends_photo(live: Serving, who: str, case: str) -> str:
    """Send a photo with planted camera metadata; returns its id."""
    files = {"photo": (f"{WORDS}.jpg", a_photo())}
    sent = await live.http.post(f"/api/cases/{case}/photos", files=files, headers=live.bearer(who))
    return str(sent.json()["id"])


async def reported(live: Serving) -> str:
    """Report a car twice; returns the case."""
    first, again = [(await live.report("dispatcher-1", **REPORT)).json()["case"] for _ in range(2)]
    assert first == again
    return str(first)


async def records_checked(live: Serving, case: str) -> None:
    """Record the records check, once it is due."""
    await live.waits_for(case, "records_check")
    await says(live, "dispatcher-1", case, "enter_records_check", stolen="clear", registration="expired")


async def declared(live: Serving, case: str) -> None:
    """Records check and two inspections."""
    await records_checked(live, case)
    await says(live, "officer-1", case, "record_inspection", finding="still_there", plate=PLATE, vin=VIN)
    seen = {
        "finding": "abandoned",
        "clause": "inoperable",
        "photos": [await sends_photo(live, "officer-1", case)],
    }
    await once(lambda: granted(live, "officer-1", case, "record_inspection", **seen))


async def mailed(live: Serving, case: str) -> int:
    """Record the mailing of every printed letter; returns the last one."""
    letters = (await live.waits_for(case, "mailing"))["state"]["letters"]
    for each in letters:
        if not each["mailed"]:
            written = each["written"]["at"]
            await says(live, "dispatcher-1", case, "record_mailing", letter=each["letter"], at=written)
    return int(letters[-1]["letter"])


async def noticed(live: Serving, case: str) -> None:
    """The owner is notified and uses their options, and the time passes."""
    await says(live, "dispatcher-1", case, "record_parties", owner=OWNER, lienholders=[BANK])
    await mailed(live, case)
    await says(live, "dispatcher-1", case, "ask_extension")
    await says(live, "supervisor-1", case, "decide_extension")
    placed = await says(live, "officer-1", case, "place_hold", hold="police_evidence")
    await says(live, "supervisor-1", case, "release_hold", placed=placed)
    await says(live, "dispatcher-1", case, "claim_moved")
    await says(live, "officer-1", case, "record_inspection", finding="still_there")
    await records_checked(live, case)
    await live.waits_for(case, "reinspection")
    await says(live, "officer-1", case, "record_inspection", finding="still_there")


async def driver_of(live: Serving, case: str, order: int) -> str:
    """The driver of the contractor that has this offer."""
    shown = await live.until(case, lambda seen: len(seen["state"]["orders"]) >= order)
    firm = shown["state"]["orders"][order - 1]["contractor"]
    return next(who for who, name in FIRMS.items() if name == firm)


async def towed(live: Serving, case: str) -> str:
    """One contractor declines, the next one tows; returns the driver."""
    await says(live, "dispatcher-1", case, "order_tow")
    await says(live, await driver_of(live, case, 1), case, "decline_offer", order=1, reason="no_truck")
    driver = await driver_of(live, case, 2)
    await says(live, driver, case, "accept_offer", order=2)
    hooked = [await sends_photo(live, driver, case)]
    await says(live, driver, case, "report_hooked_up", order=2, place=HERE, photos=hooked)
    await says(live, driver, case, "report_dropped_at_lot", order=2, lot="river-lot", place=HERE)
    await says(live, driver, case, "report_done", order=2, result="towed")
    return driver


async def taken_in(live: Serving, case: str) -> None:
    """In the lot: everyone is notified, and one letter is returned."""
    await says(live, "lot-1", case, "record_intake", lot="river-lot", inventory=CONTENTS)
    await says(live, "dispatcher-1", case, "report_to_state")
    letter = await mailed(live, case)
    await says(live, "dispatcher-1", case, "record_return", letter=letter, reason="unclaimed")
    for step in ("regular_mail", "posted_at_address"):
        await says(live, "dispatcher-1", case, "record_further_step", letter=letter, step=step)
    await records_checked(live, case)


async def heard(live: Serving, case: str, pool: Pool) -> None:
    """The owner requests a hearing through the link on their letter, and it is held."""
    async with pool.acquire() as connection:
        link = await connection.fetchval("select max(id) from owner_link where case_id = $1", case)
    page = f"/o/{Keys(live.secret).issue(PURPOSE, str(link))}"
    assert (await live.http.get(page)).status_code == 200
    asked = await live.http.post(f"{page}/requests/request_hearing", data={"note": WORDS})
    assert asked.status_code == 303, asked.text
    await live.waits_for(case, "hearing")
    await says(live, "hearing-1", case, "decide_hearing", lawful=True)


async def sold(live: Serving, case: str, salvor: str) -> None:
    """No one reclaimed the car."""
    await records_checked(live, case)
    await live.waits_for(case, "service_check")
    await says(live, "dispatcher-1", case, "answer_service_check", service="none")
    await live.waits_for(case, "officer_status")
    await says(live, "officer-1", case, "classify_vehicle", status="with_value")
    await says(live, salvor, case, "classify_vehicle", status="with_value")
    await says(live, "dispatcher-1", case, "record_authority", route="auction", reference=PAPER)
    await says(live, "dispatcher-1", case, "record_sale", price=150_000)
    await says(live, "dispatcher-1", case, "report_disposal")
    await live.waits_for(case, "nothing")


async def reopened(live: Serving, case: str) -> None:
    """Reopened, and closed by a named person."""
    await says(live, "supervisor-1", case, "reopen")
    await says(live, "supervisor-1", case, "close_case", outcome="withdrawn", authority=OWNER["name"])
    await live.waits_for(case, "nothing")
