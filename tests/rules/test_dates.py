"""A fact has happened already, at its date, and after what it follows; else it is refused."""

from datetime import timedelta
from typing import Any

import pytest

from rules.authorization import authorize
from rules.dates import FOLLOWS, HAPPENED
from schemas import impound, tow_dispatch, waiting_periods
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.messages import Actor, Request, at_of
from schemas.rulings import Refusal
from schemas.words import FurtherStep, Hold, MailReturn, Notice
from tests.rules import cars
from tests.rules.cars import DESK, HEARS, KEEPER, LATER, LAW, NORTH, OFFICER, SUPERVISOR, on
from tests.schemas.lives import START, go_on, live, records_checked, reported

MINUTE = timedelta(minutes=1)
NOBODY_KNOWN = on(cars.REPORTED, 12, notice.PartiesRecorded(), records_checked())
STATE = impound.ReportToState()
STICKER = notice.PostSticker()


def authorized(case: Case, request: Request, actor: Actor, at: Any) -> Refusal | None:
    """The refusal of a request with this date; None if it is allowed."""
    found = authorize(case, request.model_copy(update={"at": at}), actor, LAW, LATER)
    return found if isinstance(found, Refusal) else None


@pytest.mark.parametrize(
    ("case", "request_", "actor", "at", "code", "why"),
    [
        (
            live(reported()),
            waiting_periods.PlaceHold(hold=Hold.LITIGATION),
            OFFICER,
            LATER + 3 * MINUTE,
            "in_the_future",
            "The date is in the future.",
        ),
        (
            live(reported()),
            waiting_periods.PlaceHold(hold=Hold.LITIGATION),
            OFFICER,
            START - 3 * MINUTE,
            "before_the_case",
            "This is dated before the case was opened.",
        ),
        (cars.DECLARED, STICKER, OFFICER, START, "before_its_ground", "before the car was declared abandoned"),
        (
            cars.TAKEN,
            tow_dispatch.ReportHookedUp(order=1, place=cars.HERE),
            NORTH,
            START,
            "before_its_ground",
            "before the car was declared abandoned",
        ),
        (cars.TAKEN_IN, STATE, DESK, cars.day(9), "before_its_ground", "before the hook-up"),
        (
            cars.TOWED,
            impound.RecordIntake(lot="river-lot", inventory="a bag"),
            KEEPER,
            cars.day(9),
            "before_its_ground",
            "before the car was dropped at the lot",
        ),
        (
            cars.ASKED,
            impound.DecideHearing(lawful=False),
            HEARS,
            cars.day(14),
            "before_its_ground",
            "before the hearing request",
        ),
        (cars.ALLOWED, cars.SALE, DESK, cars.day(9), "before_its_ground", "before the hook-up"),
    ],
)
def test_what_is_dated_before_what_it_follows_is_refused_in_a_sentence(
    case: Case, request_: Request, actor: Actor, at: Any, code: str, why: str
) -> None:
    refusal = authorized(case, request_, actor, at)

    assert refusal is not None
    assert (refusal.code, refusal.citation) == (code, HAPPENED.citation)
    assert why in refusal.reason


@pytest.mark.parametrize(
    ("case", "request_", "actor", "at"),
    [
        (live(reported()), waiting_periods.PlaceHold(hold=Hold.LITIGATION), OFFICER, LATER + MINUTE),
        (live(reported()), waiting_periods.PlaceHold(hold=Hold.LITIGATION), OFFICER, START - MINUTE),
        (cars.DECLARED, STICKER, OFFICER, at_of(cars.DECLARED.declared)),
        (cars.TAKEN_IN, STATE, DESK, cars.day(10)),
        (cars.ASKED, impound.DecideHearing(lawful=False), HEARS, cars.day(15)),
    ],
)
def test_a_clock_may_be_a_minute_out_and_earlier_facts_may_be_recorded_later(
    case: Case, request_: Request, actor: Actor, at: Any
) -> None:
    assert authorized(case, request_, actor, at) is None


@pytest.mark.parametrize("request_model", FOLLOWS)
def test_what_follows_something_names_it(request_model: type[Request]) -> None:
    before, words = FOLLOWS[request_model]

    assert before(cars.SOLD if request_model is not impound.DecideHearing else cars.ASKED) is not None
    assert words.startswith("the ")


def test_a_letter_is_not_mailed_before_it_was_written() -> None:
    written = on(cars.KNOWN, 5, cars.letter(1, Notice.PRE_TOW))

    early = authorized(written, notice.RecordMailing(letter=1), DESK, cars.day(4))

    assert early is not None
    assert (early.reason, early.guard) == ("Required: Letter 1 was mailed after it was written.", "post")
    assert early.citation == "Towpath's own rule: the record matches the mail"
    assert authorized(written, notice.RecordMailing(letter=1), DESK, cars.day(6)) is None


def test_a_letter_does_not_come_back_before_it_was_mailed() -> None:
    mailed = on(cars.KNOWN, 5, cars.letter(1, Notice.PRE_TOW), notice.LetterMailed(letter=1))
    back = notice.RecordReturn(letter=1, reason=MailReturn.UNCLAIMED)

    early = authorized(mailed, back, DESK, cars.day(4))

    assert early is not None
    assert (early.reason, early.guard) == ("Required: Letter 1 was returned after it was mailed.", "post")
    assert authorized(mailed, back, DESK, cars.day(9)) is None


def test_a_notice_on_the_car_counts_from_no_day_before_the_car_was_declared_abandoned() -> None:
    nobody = go_on(cars.DECLARED, notice.PartiesRecorded())

    refusal = authorized(nobody, STICKER, OFFICER, START + MINUTE)

    assert refusal is not None
    assert refusal.earliest == at_of(cars.DECLARED.declared)


def test_a_publication_follows_the_tow() -> None:
    published = notice.RecordFurtherStep(step=FurtherStep.PUBLICATION)
    before_the_tow = go_on(cars.DECLARED, notice.PartiesRecorded())

    told = "Required: The notice was published after the hook-up."
    for case, at in ((before_the_tow, LATER), (NOBODY_KNOWN, cars.day(9))):
        refusal = authorized(case, published, DESK, at)
        assert refusal is not None
        assert (refusal.reason, refusal.citation, refusal.guard) == (told, "75 Pa.C.S. 7305(c)", "G2")
    assert authorized(NOBODY_KNOWN, published, DESK, cars.day(13)) is None


def test_a_hold_is_not_lifted_before_it_was_placed_also_if_it_is_lifted_already() -> None:
    placed = on(cars.TOLD, 20, waiting_periods.HoldPlaced(hold=Hold.LITIGATION))
    lifted = on(placed, 22, waiting_periods.HoldReleased(placed=placed.number, hold=Hold.LITIGATION))
    asked = waiting_periods.ReleaseHold(placed=placed.number, note="The court has decided.")

    early, again = authorized(lifted, asked, SUPERVISOR, cars.day(19)), authorized(lifted, asked, SUPERVISOR, LATER)

    assert early is not None
    assert early.reason == "This is dated before the hold was placed."
    assert again is not None
    assert again.code == "may_lift"
    assert authorized(placed, asked, SUPERVISOR, LATER) is None
