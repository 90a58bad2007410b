"""The hearing officer's pages: pending hearings, the evidence of the tow, and an explicit decision."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import httpx
import pytest

from activities.casework import submit
from activities.notifying import TemporalClient
from activities.services import Services
from rules.library import find_edition
from schemas.case import SHAPE, Case
from schemas.case_parts import Decided, Hearing
from schemas.impound import DecideHearing, RecordIntake, RequestHearing
from schemas.mail import RecordMailing
from schemas.messages import Actor
from schemas.tow_dispatch import AcceptOffer, OfferTow, OrderTow, ReportHookedUp
from schemas.verification import RecordInspection
from schemas.waiting_periods import PlaceHold
from schemas.words import Condition, Finding, Hold, Notice
from tests.car import CaseDriver, reported
from tests.conftest import EDITION, Clock
from tests.journeys.roads import HERE
from tests.journeys.roads import asked as has_the_offer
from tests.schemas.lives import at_fact, hooked_up
from tests.web.desk import asks, declared, in_the_lot, letters, link_of, system_does, uses
from web import hearings
from web.forms import fields_of
from web.hearings import follows

LOOK = RecordInspection(
    finding=Finding.ABANDONED,
    clause="inoperable",
    hazard=True,
    conditions=(Condition.LEAKING,),
    note="Fuel runs into the gutter",
)


async def asked(car: CaseDriver) -> str:
    """Tow the car, record its intake and request a hearing; returns the page of the hearing."""
    await in_the_lot(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    await car.ask("dispatcher-1", RequestHearing(note="It stood before my own door"))
    return f"/hearings/{car.case}"


async def test_a_hearing_officer_starts_at_the_pending_hearings(client: httpx.AsyncClient) -> None:
    opened = await uses(client, link_of("hearing-1"))
    page = (await client.get("/hearings")).text

    assert opened.headers["location"] == "/hearings"
    assert "No pending hearings" in page
    assert '<a href="/hearings" aria-current="page">' in page
    assert '<a href="/cases"' in page
    assert (await client.get("/")).status_code == 200


async def test_pending_hearings_are_listed_by_due_date(
    services: Services, temporal_client: TemporalClient, clock: Clock, sign_in: Any
) -> None:
    clock.stands = datetime(2026, 11, 24, 15, tzinfo=UTC)
    second, first = [await reported(services, temporal_client, clock, plate=plate) for plate in ("XYZ 98", "XYZ 99")]
    browser = sign_in("hearing-1")
    for each in (first, second):
        clock.stands += timedelta(hours=12)
        await asked(each)
    both = (await browser.get("/hearings")).text
    clock.stands += timedelta(days=1)
    late = (await browser.get("/hearings")).text
    await first.ask("hearing-1", DecideHearing(lawful=True))

    assert re.findall(r'href="/hearings/([\d-]+)"', both) == [first.case, second.case]
    assert "Nov 25, 2026, 11:59 PM" in both
    assert (both.count("overdue"), late.count("overdue")) == (0, 1)
    assert re.findall(r'href="/hearings/([\d-]+)"', (await browser.get("/hearings")).text) == [second.case]


async def test_a_list_that_leaves_hearings_out_says_so(
    services: Services, temporal_client: TemporalClient, clock: Clock, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cars = [await reported(services, temporal_client, clock, plate=plate) for plate in ("XYZ 98", "XYZ 99")]
    for each in cars:
        await asked(each)
    browser = sign_in("hearing-1")
    whole = (await browser.get("/hearings")).text
    monkeypatch.setattr(hearings, "SHOWN", 1)
    part = (await browser.get("/hearings")).text

    assert ("More hearings are pending" in whole, "More hearings are pending" in part) == (False, True)
    assert len(re.findall(r'href="/hearings/([\d-]+)"', part)) == 1


async def test_the_page_of_a_hearing_shows_the_request_and_the_evidence_of_the_tow(
    car: CaseDriver, sign_in: Any
) -> None:
    await car.ask("officer-1", LOOK.model_copy(update={"photos": (await car.photo(),)}))
    await car.ask("dispatcher-1", OrderTow())
    await system_does(car, OfferTow())
    driver = await has_the_offer(car)
    await car.ask(driver, AcceptOffer(order=1))
    await car.ask(driver, ReportHookedUp(order=1, place=HERE))
    await car.ask("supervisor-1", RequestHearing(note="It stood before my own door"))
    browser = sign_in("hearing-1")

    page = unescape((await browser.get(f"/hearings/{car.case}")).text)

    [photo] = set(re.findall(r'<img src="([^"]+)"', page))
    assert (await browser.get(photo)).headers["content-type"] == "image/jpeg"
    for words in (
        "Leonard Vasquez, on behalf of the owner",
        "It stood before my own door",
        "You may decide this case.",
        "Phila. Code 12-2406",
        "It was a danger where it stood.",
        "A vehicle that is a safety hazard is removed at once (Phila. Code 12-1120(3), 75 Pa.C.S. 7310).",
        "Seen on the vehicle: leaking.",
        "Ines Calloway",
        "Fuel runs into the gutter",
        "No letter has been written.",
        "by Maud Okafor, as a hazard",
        "Your time to move the vehicle has ended",
    ):
        assert words in page


async def test_the_page_of_a_hearing_shows_the_letters_and_the_tow(car: CaseDriver, sign_in: Any) -> None:
    await in_the_lot(car)
    [number] = await letters(car, Notice.IMPOUND)
    await car.ask("dispatcher-1", RequestHearing(note="It stood before my own door"))
    page = f"/hearings/{car.case}"

    before = (await sign_in("hearing-1").get(page)).text
    await car.ask("dispatcher-1", RecordMailing(letter=number))
    after = (await sign_in("hearing-1").get(page)).text

    assert ("not mailed yet" in before, "not mailed yet" in after) == (True, False)
    assert f"No. {number}, notice of the impoundment, to the owner: mailed" in after
    assert "at 39.99000, -75.12000." in after
    assert "Brought to River Lot" in after


async def test_a_decision_is_an_explicit_choice_and_never_an_empty_checkbox(car: CaseDriver, sign_in: Any) -> None:
    page = await asked(car)
    browser = sign_in("hearing-1")
    form = (await browser.get(page)).text

    silent = await asks(browser, page, "decide_hearing", note="I have heard both")
    undecided = (await car.row()).case.hearing_open
    done = await asks(browser, page, "decide_hearing", lawful="false", note="It was a plain flat tire")

    assert re.findall(r'type="radio"[^>]*name="lawful" value="(\w+)"\s+required>', form) == ["true", "false"]
    assert "The tow was lawful" in form
    assert "The tow was not lawful: the owner gets the car back free of charge" in form
    assert not re.search(r'name="lawful"[^>]*checked', form)
    assert (silent.status_code, undecided, done.status_code) == (422, True, 303)
    assert "I have heard both" in silent.text
    assert (await car.row()).case.wrongly_towed


async def test_after_the_decision_the_page_shows_its_effects(car: CaseDriver, sign_in: Any) -> None:
    page = await asked(car)
    browser = sign_in("hearing-1")
    await asks(browser, page, "decide_hearing", lawful="false", note="It was a plain flat tire")

    text = unescape((await browser.get(page)).text)
    case = unescape((await browser.get(f"/cases/{car.case}")).text)

    assert "Decided: not lawful" in text
    assert "by Ruth Adeyemi" in text
    assert "It was a plain flat tire" in text
    assert "The owner may take the car back free of charge, at least until" in text
    assert "Next: " in text
    assert f'action="{page}/requests/decide_hearing"' not in text
    assert "The tow was not lawful: the owner gets the car back free of charge" in case


async def test_the_person_who_declared_the_car_abandoned_cannot_decide_the_hearing(
    car: CaseDriver, sign_in: Any
) -> None:
    once = Actor(account="hearing-1", role="officer")
    look = LOOK.model_copy(update={"photos": (await car.photo(),)})
    await submit(car.services, car.case, look, once, now=car.clock())
    await car.ask("dispatcher-1", RequestHearing())
    browser, page = sign_in("hearing-1"), f"/hearings/{car.case}"

    shown = unescape((await browser.get(page)).text)
    csrf = re.findall(r'name="csrf" value="([^"]+)"', shown)[0]
    refused = await browser.post(f"{page}/requests/decide_hearing", data={"csrf": csrf, "lawful": "true"})

    assert "you cannot decide this one" in (await browser.get("/hearings")).text
    assert "You cannot decide this hearing" in shown
    assert "/requests/decide_hearing" not in shown
    assert refused.status_code == 409
    assert "neither declared the car abandoned nor ordered the tow" in refused.text
    assert (await car.row()).case.hearing_open


async def test_before_the_tow_the_question_is_whether_the_car_may_be_towed(car: CaseDriver, sign_in: Any) -> None:
    await declared(car)
    await car.ask("dispatcher-1", RequestHearing())
    browser, page = sign_in("hearing-1"), f"/hearings/{car.case}"

    form = (await browser.get(page)).text
    await asks(browser, page, "decide_hearing", lawful="true")

    assert "The car may not be towed: the case is closed" in form
    assert "free of charge" not in form
    assert "The car may be towed." in (await browser.get(page)).text


async def test_a_hearing_officer_lifts_a_hold_of_theirs_but_not_that_of_an_open_hearing(
    car: CaseDriver, sign_in: Any
) -> None:
    page = await asked(car)
    browser = sign_in("hearing-1")
    before = (await browser.get(page)).text
    for hold in (Hold.HEARING, Hold.POLICE_EVIDENCE):
        await car.ask("supervisor-1", PlaceHold(hold=hold))

    lifted = await asks(browser, page, "release_hold", placed=str((await car.row()).case.open_holds[1].fact))
    after = (await browser.get(page)).text

    assert "/requests/release_hold" not in before
    assert lifted.status_code == 303
    assert "/requests/release_hold" not in after
    assert [each.hold for each in (await car.row()).case.open_holds] == [Hold.HEARING, Hold.POLICE_EVIDENCE]


@pytest.mark.parametrize(
    ("who", "status", "location"),
    [
        ("dispatcher-1", 403, None),
        ("officer-1", 403, None),
        ("admin-1", 403, None),
        ("contractor-1", 303, "/portal"),
        ("lot-1", 303, "/lot"),
    ],
)
async def test_the_pages_are_for_hearing_officers_only(
    car: CaseDriver, sign_in: Any, who: str, status: int, location: str | None
) -> None:
    page = await asked(car)
    browser = sign_in(who)

    answers = [
        await browser.get("/hearings"),
        await browser.get(page),
        await browser.post(f"{page}/requests/decide_hearing", data={"lawful": "true"}),
    ]

    assert {(each.status_code, each.headers.get("location")) for each in answers} == {(status, location)}
    assert status == 303 or "This page is for hearing officers." in answers[0].text
    assert (await car.row()).case.hearing_open


async def test_a_decision_without_the_forms_token_and_a_case_without_a_hearing_change_nothing(
    car: CaseDriver, sign_in: Any
) -> None:
    browser, page = sign_in("hearing-1"), f"/hearings/{car.case}"
    nobody = [await browser.get(page), await browser.post(f"{page}/requests/decide_hearing")]
    await asked(car)

    forged = await browser.post(f"{page}/requests/decide_hearing", data={"lawful": "true", "csrf": "forged"})

    assert [each.status_code for each in (*nobody, forged)] == [404, 404, 403]
    assert (await car.row()).case.hearing_open


THEN = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hooked", "lawful", "said"),
    [
        (None, True, "The car may be towed."),
        (None, False, "The car will not be towed, and the case is closed."),
        (9, True, "The car may be towed."),
        (2, True, "Fees remain due."),
        (2, False, "The owner may take the car back free of charge, at least until Nov 26, 2026, 10:00 AM"),
        (2, None, None),
    ],
)
def test_the_effects_of_a_decision_depend_on_whether_the_car_was_towed(
    hooked: int | None, lawful: bool | None, said: str | None
) -> None:
    hearing = Hearing(requested=at_fact(4, THEN))
    if lawful is not None:
        hearing = replace(hearing, decided=Decided(fact=5, at=THEN, by="hearing-1", lawful=lawful))
    case = Case(
        shape=SHAPE,
        case="26-000001",
        edition=EDITION,
        district="d25",
        opened_at=THEN,
        towed=hooked_up(hooked) if hooked else None,
        hearings=(hearing,),
    )

    sentences = follows(case, find_edition(EDITION))

    assert bool(sentences) is (said is not None)
    assert said is None or sentences[0].startswith(said)


def test_a_required_yes_or_no_is_a_choice_and_an_optional_one_a_checkbox() -> None:
    [lawful] = [field for field in fields_of(DecideHearing) if field.name == "lawful"]
    [hazard] = [field for field in fields_of(RecordInspection) if field.name == "hazard"]

    assert (lawful.kind, lawful.required, [code for code, _ in lawful.choices]) == ("choice", True, ["true", "false"])
    assert hazard.kind == "checkbox"
