"""A fact has happened already, at its date, and after what it follows; else it is refused."""

from datetime import timedelta
from typing import Any

import pytest

from rules.authorization import authorize
from rules.dates import FOLLOWS, HAPPENED
from schemas import disposal, impound, mail, tow_dispatch, waiting_periods
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.mail import FurtherStep, MailReturn
from schemas.messages import Actor, Request, at_of
from schemas.rulings import Refusal
from schemas.words import Hold, Notice, Route
from tests.rules import cars
from tests.rules.cars import DESK, HEARS, KEEPER, LATER, LAW, NORTH, OFFICER, SUPERVISOR, on
from tests.schemas.lives import START, go_on, live, records_checked, reported

MINUTE = timedelta(minutes=1)
NOBODY_KNOWN = on(cars.REPORTED, 12, notice.PartiesRecorded(), records_checked())
STATE = impound.ReportToState()
STICKER = notice.PostSticker()
HOOKS = tow_dispatch.ReportHookedUp(order=1, place=cars.HERE)
DROPS = tow_dispatch.ReportDroppedAtLot(order=1, lot="river-lot", place=cars.HERE)
INTAKE = impound.RecordIntake(lot="river-lot", inventory="a bag")
AUTHORITY = disposal.RecordAuthority(route=Route.AUCTION, reference="1")


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
        (cars.TAKEN_IN, STATE, DESK, cars.day(9), "before_its_ground", "before the hook-up"),
        (
            cars.ASKED,
            impound.DecideHearing(lawful=False),
            HEARS,
            cars.day(14),
            "before_its_ground",
            "before the hearing request",
        ),
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


DECLARED, TAKEN, ARRIVED = "the car was declared abandoned", "the hook-up", "the car was dropped at the lot"


@pytest.mark.parametrize(
    ("case", "request_", "actor", "follows"),
    [
        (cars.NOTICED, STICKER, OFFICER, DECLARED),
        (cars.NOTICED, notice.RecordOwnerCall(result=notice.CallResult.REACHED), DESK, DECLARED),
        (cars.TAKEN, HOOKS, NORTH, DECLARED),
        (cars.HOOKED, DROPS, NORTH, TAKEN),
        (cars.TOWED, INTAKE, KEEPER, ARRIVED),
        (cars.TOLD, STATE, DESK, TAKEN),
        (cars.TOLD, impound.ReleaseVehicle(papers=cars.PAPERS, paid=0), KEEPER, ARRIVED),
        (cars.TOLD, impound.HandOverContents(papers=cars.PAPERS), KEEPER, ARRIVED),
        (cars.TOLD, impound.SurrenderVehicle(papers=cars.PAPERS), KEEPER, ARRIVED),
        (cars.TOLD, disposal.AppraiseVehicle(value=100, model_year=1999), DESK, TAKEN),
        (cars.TOLD, disposal.RecordAdvertisement(), DESK, TAKEN),
        (cars.ALLOWED, cars.SALE, DESK, TAKEN),
        (cars.ALLOWED, cars.CRUSH, DESK, TAKEN),
    ],
    ids=lambda part: getattr(part, "kind", None),
)
def test_nothing_is_dated_before_the_declaration_the_hook_up_or_the_arrival_that_it_follows(
    case: Case, request_: Request, actor: Actor, follows: str
) -> None:
    events = {DECLARED: case.declared, TAKEN: case.hooked_up, ARRIVED: case.in_lot}
    first = at_of(events[follows])
    assert first is not None

    refusal = authorized(case, request_, actor, first - 3 * MINUTE)

    assert refusal is not None
    assert (refusal.code, refusal.earliest) == ("before_its_ground", first)
    assert refusal.reason == f"This is dated before {follows}."


def test_the_report_to_the_state_follows_the_hook_up_and_the_intake_follows_the_arrival() -> None:
    """A car that was hooked up on day 20 and reached the lot on day 21."""
    arrived = on(cars.HOOKED, 21, cars.ARRIVED, cars.DONE)
    taken_in = on(arrived, 21, impound.IntakeRecorded(lot="river-lot", inventory=1))

    early = authorized(arrived, INTAKE, KEEPER, cars.day(20.5))

    assert early is not None
    assert (early.reason, early.earliest) == (f"This is dated before {ARRIVED}.", cars.day(21))
    assert authorized(arrived, INTAKE, KEEPER, cars.day(21)) is None
    assert authorized(taken_in, STATE, DESK, cars.day(20.5)) is None
    assert authorized(taken_in, STATE, DESK, cars.day(19.5)) is not None


@pytest.mark.parametrize("number", [9, 10, 59])
def test_however_early_an_authorization_is_dated_it_follows_the_end_of_the_time_to_reclaim(number: int) -> None:
    refusal = authorized(cars.AGREED, AUTHORITY, DESK, cars.day(number))

    assert refusal is not None
    assert (refusal.reason, refusal.earliest) == ("This is dated before the reclaim period ended.", cars.day(60))


@pytest.mark.parametrize("request_model", FOLLOWS)
def test_what_follows_something_names_it(request_model: type[Request]) -> None:
    before, words = FOLLOWS[request_model]

    assert before(cars.SOLD if request_model is not impound.DecideHearing else cars.ASKED) is not None
    assert words.startswith("the ")


def test_a_letter_is_not_mailed_before_it_was_written() -> None:
    written = on(cars.KNOWN, 5, cars.letter(1, Notice.PRE_TOW))

    early = authorized(written, mail.RecordMailing(letter=1), DESK, cars.day(4))

    assert early is not None
    assert (early.reason, early.guard) == ("Required: Letter 1 was mailed after it was written.", "post")
    assert early.citation == "Towpath's own rule: the record matches the mail"
    assert authorized(written, mail.RecordMailing(letter=1), DESK, cars.day(6)) is None


def test_a_letter_does_not_come_back_before_it_was_mailed() -> None:
    mailed = on(cars.KNOWN, 5, cars.letter(1, Notice.PRE_TOW), mail.LetterMailed(letter=1))
    back = mail.RecordReturn(letter=1, reason=MailReturn.UNCLAIMED)

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
    published = mail.RecordFurtherStep(step=FurtherStep.PUBLICATION)
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
