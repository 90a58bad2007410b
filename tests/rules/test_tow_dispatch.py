"""When a car may be towed, whose turn it is, and when the right to tow it is lost."""

from datetime import date, datetime, timedelta

import pytest

from rules.authorization import authorize
from rules.permissions import may_ask
from rules.rulings import right_lost
from rules.tow_dispatch import turn_of
from rules.verification import exemption_of
from schemas import owner_notice as notice
from schemas import tow_dispatch as tow
from schemas import waiting_periods as waiting
from schemas.case import Case
from schemas.case_parts import Declared
from schemas.impound import HearingRequested
from schemas.messages import Actor, Fact, Request
from schemas.rulings import Refusal
from schemas.words import (
    DeclineReason,
    Finding,
    Hold,
    Registration,
    Role,
    Stage,
    Stolen,
    Task,
    TowResult,
    WithdrawReason,
)
from tests.rules import cars
from tests.rules.cars import (
    DESK,
    GATE,
    GATED,
    HARBOR,
    HAZARD,
    HERE,
    HOOKED,
    IN_LOT,
    LATER,
    LAW,
    NORTH,
    NOTICED,
    OFFERED,
    ORDERED,
    PHOTO,
    READY,
    STILL_THERE,
    SUPERVISOR,
    SYSTEM,
    TAKEN,
    reason,
    ruling,
)
from tests.schemas.lives import START, at_fact, go_on, inspected, live, records_checked, reported
from tests.tasks import next_task

LAST_YEAR = date(2025, 6, 30)
TURNS = ("north-salvage", "harbor-towing", "canal-cranes")
CHECKED_AGAIN = "The stolen-vehicle check, made after the owner's notice period, is clear"


@pytest.mark.parametrize(
    ("case", "missing"),
    [
        (go_on(NOTICED, STILL_THERE), "The owner's notice period has ended, or the law gives none"),
        (GATED, "An officer has seen the vehicle there after the owner's time was over"),
        (GATED, CHECKED_AGAIN),
        (go_on(READY, records_checked(stolen=Stolen.STOLEN)), CHECKED_AGAIN),
        (
            go_on(READY, inspected(Finding.STILL_THERE, occupied=True)),
            "No person or animal was inside the car at the last inspection",
        ),
        (go_on(READY, waiting.MoveClaimed()), "An officer has checked whether the car was moved, as the owner says"),
        (go_on(READY, waiting.ExtensionAsked()), "The owner's request for more time is decided"),
        (go_on(READY, notice.PartiesRecorded(owner=7)), "The pre tow letter to the owner was mailed"),
        (live(reported()), "An officer has declared the car abandoned"),
    ],
)
def test_each_thing_that_is_missing_keeps_the_truck_at_home(case: Case, missing: str) -> None:
    assert missing in cars.missing(ruling("may_tow", case))


def test_a_car_whose_owner_had_time_and_that_still_stands_there_may_be_towed() -> None:
    assert ruling("may_tow", READY).allowed
    assert reason(READY, tow.OrderTow(), DESK) is None
    assert reason(OFFERED, tow.OrderTow(), DESK) == "The tow is not ordered yet"


def test_a_hazard_waits_for_no_letter_but_for_the_police() -> None:
    held = go_on(HAZARD, waiting.HoldPlaced(hold=Hold.POLICE_EVIDENCE))

    assert ruling("may_tow", HAZARD, START).allowed
    assert cars.missing(ruling("may_tow", held)) == ["The hold (police evidence) is lifted"]


@pytest.mark.parametrize(
    ("registration", "registered", "inspected_until", "spared"),
    [
        (Registration.EXPIRED, LAST_YEAR, LAST_YEAR, True),
        (Registration.EXPIRED, LAST_YEAR, None, False),
        (Registration.EXPIRED, None, LAST_YEAR, False),
        (Registration.VALID, LAST_YEAR, LAST_YEAR, False),
    ],
)
def test_only_papers_that_both_expired_more_than_ninety_days_ago_spare_the_notice(
    registration: Registration, registered: date | None, inspected_until: date | None, spared: bool
) -> None:
    case = live(reported(), records_checked(registration=registration, registration_expired=registered))
    look = cars.look(inspection_expired=inspected_until)

    assert (exemption_of(case, look, LAW, "owner_notice", START) is not None) is spared


@pytest.mark.parametrize(("last_day", "spared"), [(date(2027, 12, 31), True), (date(2028, 1, 1), False)])
def test_the_ninety_days_are_counted_from_the_last_day_in_the_zone_of_the_city(last_day: date, spared: bool) -> None:
    """31 March 2028 is 91 days after 31 December 2027 and 90 days after 1 January 2028 (a leap year)."""
    at = datetime(2028, 3, 31, 23, 30, tzinfo=LAW.tz)
    case = live(reported(), records_checked(registration=Registration.EXPIRED, registration_expired=last_day))
    look = cars.look(inspection_expired=date(2027, 1, 31))

    assert (exemption_of(case, look, LAW, "owner_notice", at) is not None) is spared


def test_a_car_with_expired_registration_and_inspection_is_towed_without_notice_after_a_new_check() -> None:
    look = inspected(Finding.ABANDONED, clause="inoperable", inspection_expired=LAST_YEAR, exempt="both_expired")
    case = live(reported(), records_checked(registration=Registration.EXPIRED), look)

    assert cars.missing(ruling("may_tow", case, START)) == [CHECKED_AGAIN]
    assert ruling("may_tow", go_on(case, records_checked()), START).allowed


def done(result: TowResult, photos: tuple[str, ...] = ()) -> tow.ReportDone:
    """The last refusal reason about order 1."""
    return tow.ReportDone.model_validate({"order": 1, "result": result, "photos": photos})


@pytest.mark.parametrize(
    ("case", "request_", "actor", "why"),
    [
        (OFFERED, tow.AcceptOffer(order=1), NORTH, None),
        (OFFERED, tow.AcceptOffer(order=1), HARBOR, "Order 1 of this case was offered to this contractor"),
        (TAKEN, tow.AcceptOffer(order=1), NORTH, "Order 1 is waiting for an answer; it is open"),
        (TAKEN, tow.DeclineOffer(order=1, reason=DeclineReason.NO_TRUCK), NORTH, "Order 1 is waiting for an answer"),
        (OFFERED, tow.LapseOffer(order=1), SYSTEM, None),
        (
            OFFERED,
            tow.ReportHookedUp(order=1, place=HERE),
            NORTH,
            "Order 1 is accepted and has not ended; it is offered",
        ),
        (HOOKED, tow.ReportHookedUp(order=1, place=HERE), NORTH, "The car is not hooked up yet"),
        (TAKEN, tow.ReportDroppedAtLot(order=1, lot="l", place=HERE), NORTH, "The hook-up was reported"),
        (
            IN_LOT,
            tow.ReportDroppedAtLot(order=1, lot="l", place=HERE),
            NORTH,
            "The drop-off at a lot was not reported yet",
        ),
        (IN_LOT, done(TowResult.TOWED), NORTH, None),
        (HOOKED, done(TowResult.TOWED), NORTH, "The hook-up and the drop-off are reported, each with place and time"),
        (TAKEN, done(TowResult.GONE), NORTH, "A photo shows the empty place, and the car was never hooked up"),
        (HOOKED, done(TowResult.GONE, PHOTO), NORTH, "A photo shows the empty place, and the car was never hooked up"),
        (TAKEN, done(TowResult.GONE, PHOTO), NORTH, None),
        (TAKEN, done(TowResult.NO_SHOW), SYSTEM, None),
        (TAKEN, done(TowResult.NO_SHOW), NORTH, "The arrival window passed without a truck"),
        (HOOKED, done(TowResult.NO_SHOW), SYSTEM, "The car is not hooked up"),
        (TAKEN, tow.OfferTow(), SYSTEM, "No other contractor has the order"),
        (READY, tow.OfferTow(), SYSTEM, "The tow is ordered"),
    ],
)
def test_a_contractor_speaks_for_its_own_order_and_says_what_can_be(
    case: Case, request_: Request, actor: Actor, why: str | None
) -> None:
    authorized = authorize(case, request_, actor, LAW, LATER)

    assert isinstance(authorized, Refusal) is (why is not None)
    assert not isinstance(authorized, Refusal) or authorized.reason.startswith(f"Required: {why}")


@pytest.mark.parametrize(
    ("case", "state"),
    [
        (OFFERED, "offered"),
        (go_on(TAKEN, tow.TowEnded(order=1, contractor="north-salvage", result=TowResult.NO_SHOW)), "no show"),
    ],
)
def test_a_truck_is_missed_only_where_a_contractor_has_accepted_to_send_it(case: Case, state: str) -> None:
    refusal = cars.refusal_of(case, done(TowResult.NO_SHOW), SYSTEM)

    assert refusal is not None
    assert (refusal.guard, refusal.reason) == (
        "in_turn",
        f"Required: Order 1 is accepted and has not ended; it is {state}.",
    )


ARRIVES = tow.ReportDroppedAtLot(order=1, lot="river-lot", place=HERE)
BY_PHONE = "The driver said so by telephone."


@pytest.mark.parametrize(
    ("case", "request_", "actor", "why"),
    [
        (HOOKED, ARRIVES.model_copy(update={"note": BY_PHONE}), SUPERVISOR, None),
        (IN_LOT, done(TowResult.TOWED).model_copy(update={"note": BY_PHONE}), SUPERVISOR, None),
        (HOOKED, ARRIVES, SUPERVISOR, "Required: The notes say how this was learned."),
        (TAKEN, ARRIVES.model_copy(update={"note": BY_PHONE}), SUPERVISOR, "Required: The hook-up was reported."),
        (HOOKED, ARRIVES.model_copy(update={"note": BY_PHONE}), DESK, "Only a contractor or supervisor may do this."),
    ],
)
def test_a_supervisor_reports_with_a_note_for_a_contractor_who_does_not(
    case: Case, request_: Request, actor: Actor, why: str | None
) -> None:
    """Without this, a hooked-up car would wait for ever for a contractor that does not report."""
    authorized = may_ask(case, type(request_), actor) or authorize(case, request_, actor, LAW, LATER)

    assert (authorized.reason if isinstance(authorized, Refusal) else None) == why


def test_an_order_can_be_withdrawn_until_the_hook_up() -> None:
    assert reason(TAKEN, tow.WithdrawTow(), DESK) is None
    assert reason(HOOKED, tow.WithdrawTow(), DESK) == "The car is not hooked up"
    assert reason(READY, tow.WithdrawTow(), DESK) == "The tow is ordered"


def test_no_contractor_is_asked_twice_about_one_order_and_skipped_turns_have_a_reason() -> None:
    declined = tow.OfferDeclined(order=1, contractor="north-salvage", reason=DeclineReason.TOO_FAR)
    second = tow.TowOffered(order=2, contractor="harbor-towing")
    asked = go_on(OFFERED, declined, second, tow.OfferLapsed(order=2, contractor="harbor-towing"))

    left, skipped = turn_of(asked, TURNS)

    assert (left, skipped) == ("canal-cranes", (("north-salvage", "declined"), ("harbor-towing", "lapsed")))
    assert turn_of(asked, TURNS[:2])[0] is None
    again = go_on(asked, waiting.StepHasFailed(step="offer", cause="nobody_left"), waiting.StepRetried())
    assert turn_of(again, TURNS) == ("north-salvage", ())


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (waiting.HoldPlaced(hold=Hold.POLICE_EVIDENCE), WithdrawReason.HOLD),
        (waiting.HoldPlaced(hold=Hold.BANKRUPTCY), None),
        (waiting.MoveClaimed(), WithdrawReason.MOVED),
        (waiting.ExtensionAsked(), WithdrawReason.EXTENSION),
        (waiting.ExtensionDecided(until=LATER + timedelta(days=9)), WithdrawReason.EXTENSION),
        (inspected(Finding.GONE), WithdrawReason.INSPECTION),
        (STILL_THERE, None),
        (records_checked(stolen=Stolen.STOLEN), WithdrawReason.RECORDS_CHECK),
        (records_checked(), None),
        (notice.PartiesRecorded(owner=1, lienholders=(5,)), WithdrawReason.PARTIES),
        (HearingRequested(), WithdrawReason.HEARING),
    ],
)
def test_a_fact_that_takes_away_the_right_to_tow_takes_back_the_order(
    fact: Fact, reason: WithdrawReason | None
) -> None:
    assert right_lost(go_on(TAKEN, fact), fact, LAW, LATER) is reason
    assert right_lost(go_on(HOOKED, fact), fact, LAW, LATER) is None
    assert right_lost(go_on(READY, fact), fact, LAW, LATER) is None


@pytest.mark.parametrize(
    ("case", "thing", "by"),
    [
        (go_on(NOTICED, GATE), Task.RECORDS_CHECK, Role.DISPATCHER),
        (go_on(NOTICED, GATE, records_checked()), Task.REINSPECTION, Role.OFFICER),
        (READY, Task.TOW_ORDER, Role.DISPATCHER),
        (ORDERED, Task.OFFER, Role.SYSTEM),
        (OFFERED, Task.ANSWER, Role.CONTRACTOR),
        (TAKEN, Task.TOW, Role.CONTRACTOR),
        (go_on(READY, records_checked(stolen=Stolen.STOLEN)), Task.POLICE, Role.SUPERVISOR),
        (
            live(reported(), inspected(Finding.ABANDONED, inspection_expired=LAST_YEAR)).with_(
                tow_gate=at_fact(2), declared=Declared(fact=2, at=START, by="officer-1"), stage=Stage.TOW
            ),
            Task.RECORDS_CHECK,
            Role.DISPATCHER,
        ),
    ],
)
def test_each_task_of_the_tow_has_a_role(case: Case, thing: Task, by: Role) -> None:
    found = next_task(case, LAW)

    assert (found.task, found.by) == (thing, by)
