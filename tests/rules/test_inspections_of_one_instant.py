"""Two inspections of one instant, and a second declaration: what counts of a car that is already declared abandoned."""

from datetime import timedelta

import pytest

from schemas.words import Finding
from tests.rules import cars
from tests.rules.cars import OFFICER, day, look, on, reason, refusal_of
from tests.schemas.lives import START, inspected

INTERVAL = "A second inspection more than 48 hours after the first"
INSIDE = "No person or animal was inside the car at the last inspection"


@pytest.mark.parametrize(("minutes", "missing"), [(-1, None), (0, None), (1, INSIDE)])
def test_an_inspection_told_late_replaces_one_of_the_same_instant_and_no_newer_one(
    minutes: int, missing: str | None
) -> None:
    seen = day(10) + timedelta(minutes=minutes)
    occupied = on(cars.SEEN_ONCE, (seen - START) / timedelta(days=1), inspected(Finding.STILL_THERE, occupied=True))

    assert reason(occupied, look(at=day(10)), OFFICER) == missing


@pytest.mark.parametrize(("minutes", "missing"), [(-1, None), (0, None), (1, INTERVAL)])
def test_a_car_begins_again_only_after_the_instant_at_which_it_was_gone(minutes: int, missing: str | None) -> None:
    away = on(cars.NOTICED, 6, inspected(Finding.GONE))

    assert reason(away, look(at=day(6) + timedelta(minutes=minutes)), OFFICER, day(7)) == missing


def test_a_car_that_is_declared_abandoned_need_not_stand_again_to_be_declared_once_more() -> None:
    """Declared at once as a hazard; the next officer no longer sees the hazard."""
    assert refusal_of(cars.HAZARD, look(), OFFICER, START + timedelta(hours=2)) is None
