"""What a letter says of its periods: each is counted from what the law of the case counts from."""

from activities.letter_parts import deadline
from rules.library import find_edition
from schemas.tow_dispatch import VehicleHooked
from tests.rules import cars
from tests.rules.cars import HERE, on


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
