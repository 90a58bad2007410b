"""When a car may be towed, whose turn it is, and when the right to tow it is lost."""

from datetime import timedelta

import pytest

from rules import rulings
from rules import tow_dispatch as rules
from rules.library import find_edition
from rules.next_thing import next_thing
from schemas import owner_notice as notice
from schemas import tow_dispatch as tow
from schemas import waiting_periods as waiting
from schemas.case import Case
from schemas.impound import HearingRequested
from schemas.messages import Actor, Fact, Place, Request
from schemas.words import (
    DeclineReason,
    Finding,
    Gate,
    Hold,
    Notice,
    Party,
    Registration,
    Role,
    Stolen,
    Thing,
    TowResult,
    WithdrawReason,
)
from tests.schemas.lives import EDITION, START, go_on, inspected, live, looked_up, reported

LAW = find_edition(EDITION)
LATER = START + timedelta(days=90)
HERE = Place(lat=39.95, lon=-75.16)
NORTH = Actor(account="contractor-1", role=Role.CONTRACTOR, firm="north-salvage")
HARBOR = Actor(account="contractor-2", role=Role.CONTRACTOR, firm="harbor-towing")
ENGINE = Actor(account="engine", role=Role.ENGINE)
TURNS = ("north-salvage", "harbor-towing", "canal-cranes")

SEEN = inspected(Finding.STILL_THERE)
GATE = waiting.GateOpened(gate=Gate.TOW)
NOTICED = live(
    reported(),
    looked_up(),
    inspected(Finding.ABANDONED, clause="inoperable"),
    notice.PartiesRecorded(owner=1),
    notice.LetterWritten(letter=1, notice=Notice.PRE_TOW, party=Party.OWNER, addressee=1),
    notice.LetterMailed(letter=1),
)
READY = go_on(NOTICED, GATE, SEEN)
HAZARD = live(reported(known=False), inspected(Finding.ABANDONED, clause="inoperable", hazard=True))


def offers(case: Case, *facts: Fact) -> Case:
    """The tow is ordered, offered to the first contractor, and what came after."""
    return go_on(case, tow.TowOrdered(), tow.TowOffered(order=1, contractor="north-salvage"), *facts)


OFFERED = offers(READY)
TAKEN = offers(READY, tow.OfferAccepted(order=1, contractor="north-salvage"))
HOOKED = go_on(TAKEN, tow.VehicleHooked(order=1, place=HERE))
IN_LOT = go_on(HOOKED, tow.VehicleInLot(order=1, lot="river-lot", place=HERE))


@pytest.mark.parametrize(
    ("case", "missing"),
    [
        (go_on(NOTICED, SEEN), "The owner's time was found to be over, or the law gives none"),
        (go_on(NOTICED, GATE), "An officer has seen the car there after the owner's time was over"),
        (go_on(READY, looked_up(stolen=Stolen.STOLEN)), "The register of stolen vehicles says that the car is clear"),
        (
            go_on(READY, inspected(Finding.STILL_THERE, occupied=True)),
            "Nobody, person or animal, was in the car when it was last seen",
        ),
        (go_on(READY, waiting.MoveClaimed()), "Somebody has looked whether the car was moved, as the owner says"),
        (go_on(READY, waiting.ExtensionAsked()), "The owner's wish for more time is decided"),
        (go_on(READY, notice.PartiesRecorded(owner=7)), "The letter to the owner was mailed"),
        (live(reported()), "An officer has declared the car abandoned"),
    ],
)
def test_each_thing_that_is_missing_keeps_the_truck_at_home(case: Case, missing: str) -> None:
    assert missing in [each.text for each in rules.may_tow(case, LAW, LATER).missing]


def test_a_car_whose_owner_had_time_and_that_still_stands_there_may_be_towed() -> None:
    assert rules.may_tow(READY, LAW, LATER).allowed
    assert rules.may_order(READY, LAW, LATER).allowed
    assert not rules.may_order(OFFERED, LAW, LATER).allowed


def test_a_hazard_waits_for_no_letter_but_for_the_police() -> None:
    held = go_on(HAZARD, waiting.HoldPlaced(hold=Hold.POLICE_EVIDENCE))

    assert rules.may_tow(HAZARD, LAW, START).allowed
    assert [each.text for each in rules.may_tow(held, LAW, LATER).missing] == ["The hold (police evidence) is lifted"]


def test_papers_both_expired_over_ninety_days_need_no_notice() -> None:
    look = inspected(Finding.ABANDONED, clause="inoperable", inspection_expired_over_90_days=True)
    case = live(reported(), looked_up(registration=Registration.EXPIRED_OVER_90_DAYS), look)

    assert rules.may_tow(case, LAW, START).allowed
    assert not rules.may_tow(live(reported(), looked_up(), look), LAW, LATER).allowed


def done(result: TowResult, photos: tuple[str, ...] = ()) -> tow.ReportDone:
    """The last word on order 1."""
    return tow.ReportDone.model_validate({"order": 1, "result": result, "photos": photos})


PHOTO = ("a" * 64,)


@pytest.mark.parametrize(
    ("case", "request_", "actor", "reason"),
    [
        (OFFERED, tow.AcceptOffer(order=1), NORTH, None),
        (OFFERED, tow.AcceptOffer(order=1), HARBOR, "Order 1 of this case was offered to this contractor"),
        (TAKEN, tow.AcceptOffer(order=1), NORTH, "Order 1 is waiting for an answer; it is open"),
        (TAKEN, tow.DeclineOffer(order=1, reason=DeclineReason.NO_TRUCK), NORTH, "Order 1 is waiting for an answer"),
        (OFFERED, tow.LapseOffer(order=1), ENGINE, None),
        (OFFERED, tow.ReportHooked(order=1, place=HERE), NORTH, "Order 1 is taken and has not ended; it is offered"),
        (HOOKED, tow.ReportHooked(order=1, place=HERE), NORTH, "The car is not hooked yet"),
        (TAKEN, tow.ReportInLot(order=1, lot="l", place=HERE), NORTH, "The car was reported hooked"),
        (IN_LOT, tow.ReportInLot(order=1, lot="l", place=HERE), NORTH, "The car is not in a lot yet"),
        (IN_LOT, done(TowResult.TOWED), NORTH, None),
        (HOOKED, done(TowResult.TOWED), NORTH, "Hook and lot are reported, each with place and time"),
        (TAKEN, done(TowResult.GONE), NORTH, "A photo shows the empty place, and the car was never hooked"),
        (HOOKED, done(TowResult.GONE, PHOTO), NORTH, "A photo shows the empty place, and the car was never hooked"),
        (TAKEN, done(TowResult.GONE, PHOTO), NORTH, None),
        (TAKEN, done(TowResult.NO_SHOW), ENGINE, None),
        (TAKEN, done(TowResult.NO_SHOW), NORTH, "The window passed without a truck"),
        (HOOKED, done(TowResult.NO_SHOW), ENGINE, "The car is not on the hook"),
        (TAKEN, tow.OfferTow(), ENGINE, "No other contractor has the order"),
        (READY, tow.OfferTow(), ENGINE, "The tow is ordered"),
    ],
)
def test_a_contractor_speaks_for_its_own_order_and_says_what_can_be(
    case: Case, request_: Request, actor: Actor, reason: str | None
) -> None:
    refusal = rulings.judge(case, request_, actor, LAW, LATER)

    assert (refusal.reason if refusal else "Not shown: None").startswith(f"Not shown: {reason}")


def test_an_order_is_taken_back_until_the_car_is_on_the_hook() -> None:
    assert rules.may_withdraw(TAKEN).allowed
    assert not rules.may_withdraw(HOOKED).allowed
    assert not rules.may_withdraw(READY).allowed


def test_nobody_is_asked_twice_about_one_order_and_passed_over_turns_have_their_reason() -> None:
    declined = tow.OfferDeclined(order=1, contractor="north-salvage", reason=DeclineReason.TOO_FAR)
    second = tow.TowOffered(order=2, contractor="harbor-towing")
    asked = offers(READY, declined, second, tow.OfferLapsed(order=2, contractor="harbor-towing"))

    left, skipped = rules.turn_of(asked, TURNS)

    assert (left, skipped) == ("canal-cranes", (("north-salvage", "declined"), ("harbor-towing", "lapsed")))
    assert rules.turn_of(asked, TURNS[:2])[0] is None
    again = go_on(asked, waiting.StepHasFailed(step="offer_tow", cause="nobody_left"), waiting.StepRetried())
    assert rules.turn_of(again, TURNS) == ("north-salvage", ())


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (waiting.HoldPlaced(hold=Hold.POLICE_EVIDENCE), WithdrawReason.HOLD),
        (waiting.HoldPlaced(hold=Hold.BANKRUPTCY), None),
        (waiting.MoveClaimed(), WithdrawReason.MOVED),
        (waiting.ExtensionAsked(), WithdrawReason.EXTENSION),
        (waiting.ExtensionDecided(until=LATER + timedelta(days=9)), WithdrawReason.EXTENSION),
        (inspected(Finding.GONE), WithdrawReason.INSPECTION),
        (SEEN, None),
        (looked_up(stolen=Stolen.STOLEN), WithdrawReason.LOOKUPS),
        (looked_up(), None),
        (notice.PartiesRecorded(owner=1, lienholders=(5,)), WithdrawReason.PARTIES),
        (HearingRequested(), WithdrawReason.HEARING),
    ],
)
def test_a_fact_that_takes_away_the_right_to_tow_takes_back_the_order(
    fact: Fact, reason: WithdrawReason | None
) -> None:
    assert rules.right_lost(go_on(TAKEN, fact), fact, LAW, LATER) is reason
    assert rules.right_lost(go_on(HOOKED, fact), fact, LAW, LATER) is None
    assert rules.right_lost(go_on(READY, fact), fact, LAW, LATER) is None


@pytest.mark.parametrize(
    ("case", "thing", "by"),
    [
        (go_on(NOTICED, GATE), Thing.REINSPECTION, Role.OFFICER),
        (READY, Thing.TOW_ORDER, Role.DISPATCHER),
        (go_on(READY, tow.TowOrdered()), Thing.OFFER, Role.ENGINE),
        (OFFERED, Thing.ANSWER, Role.CONTRACTOR),
        (TAKEN, Thing.TOW, Role.CONTRACTOR),
        (go_on(READY, looked_up(stolen=Stolen.STOLEN)), Thing.POLICE, Role.SUPERVISOR),
        (
            live(reported(), inspected(Finding.ABANDONED, inspection_expired_over_90_days=True)).with_(
                tow_gate=2, declared=2, stage="tow"
            ),
            Thing.LOOKUPS,
            Role.DISPATCHER,
        ),
    ],
)
def test_each_step_of_the_tow_is_somebodys(case: Case, thing: Thing, by: Role) -> None:
    found = next_thing(case, LAW)

    assert (found.thing, found.by) == (thing, by)
