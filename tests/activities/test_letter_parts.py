"""What a letter says of its periods: each is counted from what the law of the case counts from."""

import pytest

from activities.letter_parts import costs, deadline
from rules.library import find_edition
from schemas.messages import Fact
from schemas.tow_dispatch import VehicleHooked
from schemas.waiting_periods import HoldPlaced
from schemas.words import Hold, Stolen
from tests.rules import cars
from tests.rules.cars import HERE, on
from tests.schemas.lives import looked_up


def test_a_letter_counts_from_what_the_law_counts_from() -> None:
    texas = find_edition("us-tx.2026-01-01")
    case = on(cars.TAKEN, 5, VehicleHooked(order=1, place=HERE))

    heard, reclaimed = (deadline(case, texas, code, cars.day(9)) for code in ("ask_hearing", "reclaim"))

    assert heard.period == "14 days after the car was taken"
    assert heard.until == "11:59 p.m. on Monday, December 14, 2026"
    assert reclaimed.period == "20 days after this letter was mailed"


def test_a_letter_names_no_day_that_nobody_knows() -> None:
    new_york = find_edition("us-ny-new-york-city.2026-01-01")

    assert deadline(cars.TAKEN, new_york, "ask_hearing", cars.day(9)).until is None
    assert deadline(cars.TAKEN, find_edition("us-tx.2026-01-01"), "ask_hearing", cars.day(9)).until is None


@pytest.mark.parametrize(
    ("spared", "why"),
    [
        (HoldPlaced(hold=Hold.BANKRUPTCY), "11 U.S.C. 362"),
        (looked_up(Stolen.STOLEN), "The vehicle was stolen from its owner"),
    ],
    ids=["bankrupt", "stolen"],
)
def test_a_letter_asks_for_nothing_that_is_not_asked_for_and_says_why(spared: Fact, why: str) -> None:
    case = on(cars.REPORTED, 12, spared)

    fees = costs(case, cars.LAW, cars.day(14), won=False)

    assert (len(fees), {fee.cents for fee in fees}, {fee.daily for fee in fees}) == (3, {0}, {False})
    assert all(why in fee.label for fee in fees)
    assert sum(fee.cents for fee in costs(cars.REPORTED, cars.LAW, cars.day(14), won=False)) > 0


def test_whoever_has_won_reads_every_amount_that_falls_away() -> None:
    fees = costs(cars.WON, cars.LAW, cars.day(17), won=True)

    assert [fee.label.partition(",")[0] for fee in fees] == ["Towing", "Storage", "The state's fee"]
    assert all(fee.cents > 0 and not fee.daily for fee in fees)
