"""The bill of a car that has left grows no further; what is owed then is what was charged and not paid."""

from datetime import datetime, timedelta

import pytest

from rules.fees import bill_ends, bill_of, list_fees
from schemas import casework, disposal, impound, waiting_periods
from schemas.messages import Fact
from schemas.words import Hold, HoldEffect, Outcome, ReleaseTo, Route
from tests.rules.cars import ASKED, CHECKED, DESK, LATER, LAW, PAPERS, TAKEN_IN, TOLD, UNCLAIMED, day, on, refusal_of
from tests.rules.made_up_laws import law_with

OWED = bill_of(TOLD, LAW, day(30)).charged
MINUTE = timedelta(minutes=1)
SOLD = disposal.VehicleSold(price=9, auction_costs=0, reimbursed=9, held_for_owner=0)


def released(paid: int) -> impound.VehicleReleased:
    """A release for this payment."""
    return impound.VehicleReleased(to=ReleaseTo.OWNER, papers=PAPERS, paid=paid, owed=OWED)


@pytest.mark.parametrize(
    "leaves",
    [
        released(OWED),
        impound.VehicleSurrendered(papers=()),
        SOLD,
        disposal.VehicleDestroyed(route=Route.CRUSH, reference=1),
        casework.CaseClosed(outcome=Outcome.STOLEN_RECOVERED),
    ],
    ids=lambda fact: fact.kind,
)
def test_the_bill_stops_when_the_car_leaves(leaves: Fact) -> None:
    gone = on(TOLD, 30, leaves)

    bill = bill_of(gone, LAW, LATER)

    assert (bill.until, bill.ended, bill.charged) == (day(30), True, OWED)
    assert bill.lines == bill_of(TOLD, LAW, day(30)).lines
    assert bill_of(TOLD, LAW, LATER).charged > OWED


@pytest.mark.parametrize("later", [30, 31, 90])
def test_nothing_is_owed_after_a_release_for_the_whole_amount(later: float) -> None:
    assert bill_of(on(TOLD, 30, released(OWED)), LAW, day(later)).owed == 0


def test_the_bill_has_ended_at_the_instant_at_which_the_car_leaves_and_not_before() -> None:
    gone = on(CHECKED, 70, SOLD)
    before, then = (bill_of(gone, LAW, at) for at in (day(70) - MINUTE, day(70)))

    assert (before.ended, before.owed) == (False, before.charged)
    assert (then.ended, then.owed) == (True, None)


def test_the_costs_stop_at_the_release_and_not_when_the_case_is_closed() -> None:
    closed = on(on(TOLD, 30, released(OWED)), 40, casework.CaseClosed(outcome=Outcome.RECLAIMED))

    assert bill_ends(closed) == day(30)
    assert (bill_of(closed, LAW, LATER).until, bill_of(closed, LAW, LATER).charged) == (day(30), OWED)


def test_what_was_not_paid_at_the_release_is_still_owed() -> None:
    assert bill_of(on(TOLD, 30, released(OWED - 500)), LAW, day(60)).owed == 500


def test_a_sale_leaves_no_amount_that_anyone_is_asked_for() -> None:
    assert bill_of(on(CHECKED, 70, SOLD), LAW, day(80)).owed is None


def test_the_bill_runs_on_while_the_car_is_in_the_lot() -> None:
    bill = bill_of(UNCLAIMED, LAW, day(70))

    assert (bill.ended, bill.until, bill.owed) == (False, day(70), bill.charged)


@pytest.mark.parametrize(("paid", "refunded"), [(0, False), (1, True), (OWED, True)])
def test_to_the_last_cent_what_was_paid_for_a_wrong_tow_is_refunded(paid: int, refunded: bool) -> None:
    left = on(ASKED, 20, released(paid))
    won = on(left, 21, impound.HearingDecided(requested=ASKED.number, lawful=False))

    assert (refusal_of(won, impound.RefundFees(paid_back=paid), DESK) is None) is refunded


BANKRUPT = on(TOLD, 20, waiting_periods.HoldPlaced(hold=Hold.BANKRUPTCY))


@pytest.mark.parametrize(("at", "collected"), [(day(20) - MINUTE, True), (day(20), False), (day(21), False)])
def test_a_bankruptcy_stays_the_bill_from_the_instant_of_its_hold(at: datetime, collected: bool) -> None:
    assert {line.waived is None for line in list_fees(BANKRUPT, LAW, at)} == {collected}


@pytest.mark.parametrize("stopped", HoldEffect)
def test_a_bankruptcy_stays_the_bill_only_where_its_hold_stops_billing(stopped: HoldEffect) -> None:
    hold = LAW.holds[Hold.BANKRUPTCY].model_copy(update={"stops": (stopped,)})

    lines = list_fees(BANKRUPT, law_with(holds={Hold.BANKRUPTCY: hold}), day(21))

    assert {line.waived is None for line in lines} == {stopped is not HoldEffect.BILLING}


@pytest.mark.parametrize(("bound", "charged"), [({"from_pounds": 1}, False), ({"below_pounds": 1}, True)])
def test_a_car_whose_weight_was_not_recorded_counts_as_the_lightest(bound: dict[str, int], charged: bool) -> None:
    law = law_with(fees={"towing": LAW.fees["towing"].model_copy(update=bound)})

    assert ("towing" in [line.code for line in list_fees(TAKEN_IN, law, LATER)]) is charged
