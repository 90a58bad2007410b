"""Rulings by API and as pages: those that hold now, and those that facts rest on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import unescape
from typing import Any

import httpx
import pytest

from activities.notifying import TemporalClient
from activities.services import SYSTEM, Services
from schemas.casework import CloseCase, Reopen
from schemas.mail import RecordMailing
from schemas.messages import fact_of
from schemas.owner_notice import RecordParties, WriteLetter
from schemas.rulings import RULING
from schemas.tow_dispatch import OrderTow, WithdrawTow
from schemas.verification import RecordInspection
from schemas.waiting_periods import OpenGate, OverrideGuard
from schemas.words import Finding, Gate, Notice, Outcome, Party
from tests.car import CaseDriver, reported
from tests.conftest import Clock
from tests.journeys.roads import CLEAR, OWNER
from tests.web.desk import declared, in_the_lot, letters, system_does

Headers = Callable[[str], dict[str, str]]
TUESDAY = datetime(2026, 11, 24, 15, tzinfo=UTC)
API = ("/api/cases/{case}/rulings", "/api/cases/{case}/rulings/may_tow", "/api/cases/{case}/facts/4/proof")
PAGES = ("/cases/{case}/proof", "/cases/{case}/facts/4/proof")


@pytest.fixture
async def told_car(services: Services, temporal_client: TemporalClient, clock: Clock) -> CaseDriver:
    """A car declared abandoned on a Friday, whose letters are mailed: the notice period runs."""
    clock.stands = TUESDAY
    car = await reported(services, temporal_client, clock)
    await car.ask("dispatcher-1", CLEAR)
    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE))
    clock.stands += timedelta(days=3)
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", photos=(await car.photo(),))
    await car.ask("officer-1", look)
    await car.ask("dispatcher-1", RecordParties(owner=OWNER))
    owner = (await car.row()).case.owner or 0
    await system_does(car, WriteLetter(notice=Notice.PRE_TOW, party=Party.OWNER, addressee=owner))
    for letter in (await car.row()).case.letters:
        await car.ask("dispatcher-1", RecordMailing(letter=letter.letter))
    return car


async def page(browser: httpx.AsyncClient, path: str) -> str:
    """The text of a page."""
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(unescape(answer.text).split())


async def test_every_current_ruling_has_its_whole_proof(
    client: httpx.AsyncClient, bearer: Headers, car: CaseDriver
) -> None:
    answer = await client.get(f"/api/cases/{car.case}/rulings", headers=bearer("officer-1"))

    found = {(each["question"], each["about"]): each for each in answer.json()}
    questions = {question for question, _ in found}
    assert questions == {"may_tow", "may_offer", "may_release", "must_release", "may_bill_storage"} | {
        "may_dispose",
        "may_close",
    }
    assert {about for question, about in found if question == "may_dispose"} == {"auction", "dismantle", "crush"}
    tow = found["may_tow", None]
    assert (tow["verdict"], tow["allowed"], tow["edition"]) == ("no", False, (await car.row()).edition)
    declared_by = next(guard_result for guard_result in tow["proof"] if guard_result["guard"] == "G9")
    assert declared_by["requirements"][0]["remedied_by"] == "officer"


async def test_one_question_is_answered_and_an_unknown_one_is_refused_in_a_sentence(
    client: httpx.AsyncClient, bearer: Headers, car: CaseDriver
) -> None:
    client.headers.update(bearer("dispatcher-1"))
    door = f"/api/cases/{car.case}/rulings"

    tow = (await client.get(f"{door}/may_tow")).json()
    crush = (await client.get(f"{door}/may_dispose", params={"about": "crush"})).json()
    unknown, vague = await client.get(f"{door}/may_fly"), await client.get(f"{door}/may_dispose")
    too_much = await client.get(f"{door}/may_tow", params={"about": "crush"})
    nowhere = await client.get("/api/cases/26-999999/rulings/may_tow")

    assert (tow["question"], crush["question"], crush["about"]) == ("may_tow", "may_dispose", "crush")
    assert [each.status_code for each in (unknown, vague, too_much, nowhere)] == [404] * 4
    assert unknown.json()["detail"].startswith(
        "There is no question may_fly in this case now. Choose one of: may_tow, may_offer"
    )
    assert vague.json()["detail"] == "Set `about` for may_dispose to one of: auction, dismantle, crush."
    assert too_much.json()["detail"] == "The question may_tow takes no `about`."


async def test_the_ruling_of_a_fact_is_returned_byte_for_byte(
    client: httpx.AsyncClient, bearer: Headers, car: CaseDriver
) -> None:
    await declared(car)
    recorded = (await car.recorded())[-1]
    client.headers.update(bearer("officer-1"))
    door = f"/api/cases/{car.case}/facts"

    kept = await client.get(f"{door}/{recorded.number}/proof")
    none = await client.get(f"{door}/1/proof")

    assert sha256(kept.content).hexdigest() == recorded.fact.proof
    assert RULING.validate_json(kept.content).question == "may_declare"
    assert (none.status_code, none.json()["detail"]) == (404, f"Fact 1 of case {car.case} has no ruling.")
    assert (await client.get(f"{door}/{10**12}/proof")).status_code == 422


@pytest.mark.parametrize("door", API)
async def test_rulings_are_for_staff(client: httpx.AsyncClient, bearer: Headers, car: CaseDriver, door: str) -> None:
    await declared(car)
    path = door.format(case=car.case)

    assert [(await client.get(path, headers=bearer(who))).status_code for who in ("contractor-1", "lot-1")] == [403] * 2
    assert (await client.get(path)).status_code == 401
    assert (await client.get(path, headers=bearer("officer-1"))).status_code == 200


@pytest.mark.parametrize("door", PAGES)
async def test_the_pages_of_proof_are_for_staff(sign_in: Any, car: CaseDriver, door: str) -> None:
    await declared(car)
    path = door.format(case=car.case)

    contractor, keeper = await sign_in("contractor-1").get(path), await sign_in("lot-1").get(path)
    assert [each.headers["location"] for each in (contractor, keeper)] == ["/portal", "/lot"]
    assert (await sign_in("hearing-1").get(path)).status_code == 200
    assert (await sign_in("officer-1").get(path.replace(car.case, "26-999999"))).status_code == 404


async def test_the_case_page_shows_what_is_missing_and_who_can_supply_it(sign_in: Any, car: CaseDriver) -> None:
    text = await page(sign_in("officer-1"), f"/cases/{car.case}")

    assert "Legal status" in text
    assert "Still needed: An officer has declared the car abandoned (by an officer)" in text
    assert "75 Pa.C.S. 102, 7304.1 (M: restated)" in text
    assert "Release, storage and disposal questions appear after the tow." in text
    assert "This case cannot be closed yet." in text


async def test_a_floor_is_shown_with_the_first_lawful_date(sign_in: Any, told_car: CaseDriver, clock: Clock) -> None:
    car = told_car
    text = await page(sign_in("dispatcher-1"), f"/cases/{car.case}/proof")

    missing = "10 days have passed since the last letter was mailed (from Tuesday, December 8, 2026)."
    assert missing in text.replace("<strong>", "").replace("</strong>", "").replace(" .", ".")
    assert "Phila. Code 12-1120 (H" in text
    assert (await car.row()).edition in text
    assert "Maud Okafor" in text


async def test_a_period_that_ends_too_late_because_of_the_mailing_is_called_late_and_no_conflict_of_the_law(
    sign_in: Any, client: httpx.AsyncClient, bearer: Headers, car: CaseDriver, clock: Clock
) -> None:
    await declared(car)
    clock.ahead += timedelta(days=12)
    for letter in await letters(car, Notice.PRE_TOW):
        await car.ask("dispatcher-1", RecordMailing(letter=letter))

    text = await page(sign_in("dispatcher-1"), f"/cases/{car.case}")
    answer = await client.get(f"/api/cases/{car.case}/rulings/may_tow", headers=bearer("dispatcher-1"))

    assert "The legal deadlines conflict" not in text
    assert "Late: the letters should have been mailed by" in text
    told = answer.json()
    assert told["verdict"] == "not_before"
    assert told["conflict"]["not_before"] > told["conflict"]["by"] > told["conflict"]["mail_by"]


async def test_a_fact_links_to_the_ruling_that_it_rests_on(sign_in: Any, told_car: CaseDriver, clock: Clock) -> None:
    car = told_car
    declared_by = fact_of((await car.row()).case.declared)
    browser = sign_in("officer-1")

    timeline = (await browser.get(f"/cases/{car.case}")).text
    text = await page(browser, f"/cases/{car.case}/facts/{declared_by}/proof")

    assert f'href="/cases/{car.case}/facts/{declared_by}/proof"' in timeline
    assert f'href="/cases/{car.case}/facts/1/proof"' not in timeline
    assert f'id="fact-{declared_by}"' in timeline
    assert "Proof:" not in timeline
    assert "Declare the car abandoned" in text
    assert f'href="/cases/{car.case}#fact-3"' in text
    assert "A second inspection more than 48 hours after the first" in text
    assert "Nov 27, 2026, 10:00 AM" in text


async def test_an_override_is_shown_at_the_top_and_in_the_tree_with_person_and_reason(
    sign_in: Any, told_car: CaseDriver, clock: Clock
) -> None:
    car = told_car
    clock.stands = TUESDAY + timedelta(days=20)
    await system_does(car, OpenGate(gate=Gate.TOW))
    await car.ask("dispatcher-1", CLEAR)
    aside = OverrideGuard(guard="seen_again", question="may_tow", note="The street is closed; seen by camera")
    assert (await car.ask("supervisor-1", aside)).refusal is None

    case = await page(sign_in("dispatcher-1"), f"/cases/{car.case}")
    proof = await page(sign_in("dispatcher-1"), f"/cases/{car.case}/proof")

    top = case.partition("Legal status")[0]
    assert "Safeguard overridden by Leonard Vasquez" in top
    assert "Safeguard seen_again (No car is towed without a recent inspection), for: tow the car" in top
    assert "The street is closed; seen by camera" in top
    assert "Overridden by Leonard Vasquez" in proof
    assert "The street is closed; seen by camera" in proof
    assert 'Tow the car <strong class="tp-mark tp-mark--yes">Yes' in proof


async def test_a_towed_car_is_not_shown_as_one_that_may_be_towed(
    sign_in: Any, client: httpx.AsyncClient, bearer: Headers, car: CaseDriver
) -> None:
    await in_the_lot(car)

    text = await page(sign_in("dispatcher-1"), f"/cases/{car.case}/proof")
    tow = await client.get(f"/api/cases/{car.case}/rulings/may_tow", headers=bearer("dispatcher-1"))

    assert "No longer applicable: Tow the car; Offer the tow to a contractor." in text
    assert tow.json()["verdict"] == "over"
    assert "These documents were shown" in text


async def test_the_system_passes_the_same_guards_and_its_ruling_is_stored_too(
    client: httpx.AsyncClient, bearer: Headers, told_car: CaseDriver, clock: Clock
) -> None:
    car = told_car
    clock.stands = TUESDAY + timedelta(days=20)
    number = await system_does(car, OpenGate(gate=Gate.TOW))

    door = f"/api/cases/{car.case}/facts/{number}/proof"
    kept = RULING.validate_json((await client.get(door, headers=bearer("admin-1"))).content)

    assert (await car.recorded())[-1].actor == SYSTEM.account
    assert (kept.question, kept.allowed) == ("may_open_tow_gate", True)
    assert {guard_result.guard for guard_result in kept.proof} >= {"owner_time", "notice_before_the_tow"}


async def test_an_override_is_shown_in_its_ruling_also_after_the_case_was_reopened(
    sign_in: Any, told_car: CaseDriver, clock: Clock
) -> None:
    car = told_car
    clock.stands = TUESDAY + timedelta(days=20)
    await system_does(car, OpenGate(gate=Gate.TOW))
    await car.ask("dispatcher-1", CLEAR)
    aside = OverrideGuard(guard="seen_again", question="may_tow", note="The street is closed; seen by camera")
    await car.ask("supervisor-1", aside)
    ordered = (await car.ask("dispatcher-1", OrderTow())).number
    await car.ask("dispatcher-1", WithdrawTow())
    withdrawn = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Settled")
    assert (await car.ask("supervisor-1", withdrawn)).refusal is None
    await car.ask("supervisor-1", Reopen(note="Not settled after all"))

    text = await page(sign_in("dispatcher-1"), f"/cases/{car.case}/facts/{ordered}/proof")

    assert (await car.row()).case.overrides == ()
    assert "Overridden by Leonard Vasquez" in text
    assert "The street is closed; seen by camera" in text
    assert "Safeguard overridden by Leonard Vasquez" in await page(sign_in("dispatcher-1"), f"/cases/{car.case}")
