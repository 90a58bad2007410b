"""The bill of a car that has left grows no further; what is owed then is what was charged and not paid."""

import pytest

from rules.fees import bill_of
from schemas import casework, disposal, impound
from schemas.messages import Fact
from schemas.words import Outcome, ReleaseTo, Route
from tests.rules.cars import ASKED, CHECKED, DESK, LATER, LAW, PAPERS, TOLD, UNCLAIMED, day, on, refusal_of

OWED = bill_of(TOLD, LAW, day(30)).charged


def released(paid: int) -> impound.VehicleReleased:
    """A release for this payment."""
    return impound.VehicleReleased(to=ReleaseTo.OWNER, papers=PAPERS, paid=paid, owed=OWED)


@pytest.mark.parametrize(
    "leaves",
    [
        released(OWED),
        impound.VehicleSurrendered(papers=()),
        disposal.VehicleSold(price=9, auction_costs=0, reimbursed=9, held_for_owner=0),
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


def test_what_was_not_paid_at_the_release_is_still_owed() -> None:
    assert bill_of(on(TOLD, 30, released(OWED - 500)), LAW, day(60)).owed == 500


def test_a_sale_leaves_no_amount_that_anyone_is_asked_for() -> None:
    sold = disposal.VehicleSold(price=9, auction_costs=0, reimbursed=9, held_for_owner=0)

    assert bill_of(on(CHECKED, 70, sold), LAW, day(80)).owed is None


def test_the_bill_runs_on_while_the_car_is_in_the_lot() -> None:
    bill = bill_of(UNCLAIMED, LAW, day(70))

    assert (bill.ended, bill.until, bill.owed) == (False, day(70), bill.charged)


@pytest.mark.parametrize(("paid", "refunded"), [(0, False), (1, True), (OWED, True)])
def test_to_the_last_cent_what_was_paid_for_a_wrong_tow_is_refunded(paid: int, refunded: bool) -> None:
    left = on(ASKED, 20, released(paid))
    won = on(left, 21, impound.HearingDecided(requested=ASKED.number, lawful=False))

    assert (refusal_of(won, impound.RefundFees(paid_back=paid), DESK) is None) is refunded
