"""Forms for reviews, open questions of law, overrides, waivers and classifications: each is offered and accepted."""

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest

from activities.services import Services
from rules.disposal_options import if_classified
from rules.law import DutyRule, Period
from rules.library import find_edition
from schemas.disposal import RecordCertificate, RecordSale
from schemas.impound import RecordIntake, WaiveFees
from schemas.law import Duty
from schemas.marks import FromCase
from schemas.messages import Request
from schemas.owner_notice import RecordParties
from schemas.verification import RecordInspection
from schemas.words import Finding, MilitaryStatus, PlateKind, Route, Task, VehicleStatus
from tests.car import CaseDriver
from tests.conftest import EDITION
from tests.journeys.roads import OWNER
from tests.rules import cars
from tests.schemas.lives import changed
from tests.tasks import offered_to, waits_for
from tests.web.desk import asks, declared, in_the_lot
from web.choices import choices
from web.forms import fields_of, words

DUTIES = (Duty.APPRAISAL, Duty.ADVERTISEMENT)
REASON = "The street is closed; seen by camera"


def panel(page: str, kind: str) -> str:
    """One form of a page."""
    found = re.search(rf'<form[^>]*action="[^"]*/{kind}".*?</form>', page, re.DOTALL)
    assert found is not None, kind
    return unescape(found[0])


async def taken_in(car: CaseDriver) -> None:
    """The car is in the lot, and its owner is known."""
    await in_the_lot(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="A child's seat"))
    await car.ask("dispatcher-1", RecordParties(owner=OWNER))


async def test_only_what_an_inspection_has_raised_is_offered_for_review(car: CaseDriver, sign_in: Any) -> None:
    look = RecordInspection(finding=Finding.STILL_THERE, plate_kind=PlateKind.DISABLED)
    before = (await sign_in("supervisor-1").get(f"/cases/{car.case}")).text
    await car.ask("officer-1", look)
    browser, page = sign_in("supervisor-1"), f"/cases/{car.case}"

    form = panel((await browser.get(page)).text, "record_review")
    silent = await asks(browser, page, "record_review", matter="plate", note="Asked at the door")
    done = await asks(browser, page, "record_review", matter="plate", clear="true", note="Asked at the door")

    assert "record_review" not in before
    assert "What the plate stands for" in form
    assert "Whether someone lives in the car" not in form
    assert (silent.status_code, done.status_code) == (422, 303)
    assert (await car.row()).case.reviews[0].clear


async def test_a_guard_is_overridden_for_one_act_with_a_reason(car: CaseDriver, sign_in: Any) -> None:
    await declared(car)
    browser, page = sign_in("supervisor-1"), f"/cases/{car.case}"

    form = panel((await browser.get(page)).text, "override_guard")
    wrong = await asks(browser, page, "override_guard", guard="seen_again", question="may_close", note=REASON)
    short = await asks(browser, page, "override_guard", guard="seen_again", question="may_tow", note="So")
    done = await asks(browser, page, "override_guard", guard="seen_again", question="may_tow", note=REASON)

    assert "No car is towed without a recent inspection (seen_again)" in form
    assert 'value="G5"' not in form
    assert "Tow the car" in form
    assert [each.status_code for each in (wrong, short, done)] == [409, 422, 303]
    assert "The safeguard seen_again applies to the action" in unescape(wrong.text)
    assert (await car.row()).case.overrides[0].question == "may_tow"


async def test_fees_are_waived_item_by_item(car: CaseDriver, sign_in: Any) -> None:
    await taken_in(car)
    browser, page = sign_in("supervisor-1"), f"/cases/{car.case}"

    form = panel((await browser.get(page)).text, "waive_fees")
    nothing = await asks(browser, page, "waive_fees", note="The owner was in hospital")
    done = await asks(browser, page, "waive_fees", fees=["towing"], note="The owner was in hospital")

    assert form.count('type="checkbox"') == len(choices((await car.row()).case, cars.LAW)[FromCase.WAIVABLE_FEE]) > 0
    assert (nothing.status_code, done.status_code) == (422, 303)
    waived = (await car.row()).case.waived
    assert waived is not None
    assert waived.fees == ("towing",)


async def test_requests_that_the_law_does_not_require_are_not_offered(car: CaseDriver, sign_in: Any) -> None:
    await taken_in(car)
    text = (await sign_in("dispatcher-1").get(f"/cases/{car.case}")).text

    assert "/requests/report_to_state" in text
    assert "/requests/appraise_vehicle" not in text
    assert "/requests/record_advertisement" not in text


async def test_if_the_law_requires_it_the_value_is_entered_in_dollars_and_the_sale_is_advertised(
    car: CaseDriver, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await taken_in(car)
    law = find_edition(EDITION)
    asked = {each: DutyRule(text="Asked for", citation="A law", confidence="H", source="Its text") for each in DUTIES}
    more = law.model_copy(update={"duties": law.duties | asked})
    monkeypatch.setattr(Services, "law", lambda *_: more)
    browser, page = sign_in("dispatcher-1"), f"/cases/{car.case}"

    value = await asks(browser, page, "appraise_vehicle", value="$1,350.00", model_year="2004")
    advertised = await asks(browser, page, "record_advertisement", note="The Daily Example")

    case = (await car.row()).case
    assert (value.status_code, advertised.status_code) == (303, 303)
    assert case.appraised is not None
    assert (case.appraised.value, case.appraised.model_year, case.advertised is not None) == (135_000, 2004, True)


async def test_the_military_status_is_shown_in_words_and_in_the_citys_time(car: CaseDriver, sign_in: Any) -> None:
    await taken_in(car)
    browser, page = sign_in("dispatcher-1"), f"/cases/{car.case}"

    form = panel((await browser.get(page)).text, "answer_service_check")
    ended = await asks(browser, page, "answer_service_check", service="ended", ended="2026-10-20T12:00")

    assert "Not on active duty, not recently" in form
    assert 'type="datetime-local"' in form
    assert ended.status_code == 303
    case = (await car.row()).case
    assert case.service_checked is not None
    assert case.service_checked.service is MilitaryStatus.ENDED
    assert case.service_checked.ended == datetime(2026, 10, 20, 16, tzinfo=UTC)


async def test_the_lot_keeper_hands_over_the_contents(car: CaseDriver, sign_in: Any) -> None:
    await taken_in(car)
    browser = sign_in("lot-1")

    done = await asks(browser, f"/lot/{car.case}", "hand_over_contents", papers=["identity", "registration"])

    assert done.status_code == 303
    assert (await car.row()).case.contents_returned is not None


async def test_an_order_is_based_on_the_exemption_that_was_recorded(car: CaseDriver, sign_in: Any) -> None:
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", hazard=True, photos=(await car.photo(),))
    await car.ask("officer-1", look)
    browser, page = sign_in("dispatcher-1"), f"/cases/{car.case}"

    form = panel((await browser.get(page)).text, "order_tow")
    tickets = await asks(browser, page, "order_tow", ground="unpaid_tickets")
    done = await asks(browser, page, "order_tow", ground="abandoned")

    assert re.search(r'value="abandoned" checked', form)
    assert "Unpaid tickets alone are not enough" in form
    assert (tickets.status_code, done.status_code) == (409, 303)


@pytest.fixture
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """An edition without the reclaim period, in a city that has enacted no fee for towing."""
    law = find_edition(EDITION)
    period: Period = law.periods["reclaim"].model_copy(update={"amount": None})
    changed = cars.LAW.model_copy(
        update={"periods": law.periods | {"reclaim": period}, "fees": cars.LAW.fees | {"towing": law.fees["towing"]}}
    )
    monkeypatch.setattr(Services, "law", lambda *_: changed)


async def test_an_open_question_of_law_is_settled_by_a_person_and_never_guessed(
    nothing_known: None, car: CaseDriver, sign_in: Any
) -> None:
    await taken_in(car)
    browser, page = sign_in("supervisor-1"), f"/cases/{car.case}"

    form = panel((await browser.get(page)).text, "settle_question")
    bill = unescape((await sign_in("lot-1").get(f"/lot/{car.case}")).text)
    browser = sign_in("supervisor-1")
    done = await asks(browser, page, "settle_question", provision="fees.towing", amount="17500", note="City solicitor")
    after = panel((await browser.get(page)).text, "settle_question")
    settled = unescape((await sign_in("lot-1").get(f"/lot/{car.case}")).text)

    assert "(in days)" in form
    assert "(in US cents: 17500 is $175.00; at most 50000)" in form
    assert "not set yet</span>" in bill
    assert re.search(r"Owed now</th><td><strong>\$[0-9.]+ plus amounts not set yet<", bill)
    assert done.status_code == 303
    assert "fees.towing" not in after
    assert "not set yet" not in settled
    assert "$175.00" in settled
    assert "amount to be confirmed" not in settled.partition("Storage")[0]


async def test_a_number_that_the_edition_has_is_not_asked_for(car: CaseDriver, sign_in: Any) -> None:
    assert "settle_question" not in (await sign_in("supervisor-1").get(f"/cases/{car.case}")).text


@pytest.mark.parametrize("who", ["dispatcher-1", "officer-1", "hearing-1", "admin-1"])
@pytest.mark.parametrize("kind", ["override_guard", "waive_fees", "settle_question", "record_review"])
async def test_only_a_supervisor_makes_exceptions(car: CaseDriver, sign_in: Any, who: str, kind: str) -> None:
    await taken_in(car)
    browser, page = sign_in(who), f"/cases/{car.case}"
    typed = {
        "override_guard": {"guard": "own_lot", "question": "may_release", "note": REASON},
        "waive_fees": {"fees": "towing", "note": REASON},
        "settle_question": {"provision": "fees.towing", "amount": "1", "note": REASON},
        "record_review": {"matter": "plate", "clear": "true", "note": REASON},
    }[kind]

    text = (await browser.get(page)).text
    csrf = re.findall(r'name="csrf" value="([^"]+)"', text)[0]
    refused = await browser.post(f"{page}/requests/{kind}", data=typed | {"csrf": csrf})

    assert f"/requests/{kind}" not in text
    assert refused.status_code == 403


def test_fees_are_chosen_and_never_typed() -> None:
    fees = next(field for field in fields_of(WaiveFees) if field.name == "fees")

    assert fees.kind == "checkboxes"


@pytest.mark.parametrize("task", list(Task))
def test_every_task_has_a_name_in_words(task: Task) -> None:
    assert re.fullmatch(r"[A-Z][A-Za-z'() ]+", words(task))


@pytest.mark.parametrize("model", [RecordSale, RecordCertificate])
def test_a_sale_or_a_certificate_waits_for_the_states_authority_if_the_law_requires_it(model: type[Request]) -> None:
    route = Route.AUCTION if model is RecordSale else Route.CRUSH
    status = VehicleStatus.WITH_VALUE if model is RecordSale else VehicleStatus.NONREPAIRABLE
    asked = changed(cars.ALLOWED, "authority", route=route)
    for by_salvor in (True, False):
        asked = if_classified(asked, status, by_salvor=by_salvor)

    assert model in offered_to(asked, cars.DESK, at=cars.day(64))
    assert waits_for(asked.with_(authority=None), cars.DESK, model, cars.day(64)) is Task.AUTHORITY
