"""Which cases go first when many wait for one outside system: five bands."""

from datetime import timedelta

import pytest

from rules.next_task import list_tasks
from rules.urgency import LEAST, WAITED_FOR, band_of
from tests.rules import cars
from tests.schemas.lives import START, live, reported

NEW = live(reported())


@pytest.mark.parametrize(
    ("left", "band"),
    [
        (timedelta(days=-3), 2),
        (timedelta(hours=24), 2),
        (timedelta(hours=25), 3),
        (timedelta(days=3), 3),
        (timedelta(days=4), 4),
        (timedelta(days=10), 4),
        (timedelta(days=11), LEAST),
    ],
)
def test_the_nearest_ceiling_decides(left: timedelta, band: int) -> None:
    tasks = list_tasks(NEW, cars.LAW, START)
    (first,) = tasks.tasks

    assert (
        band_of(NEW, tasks.model_copy(update={"tasks": (first.model_copy(update={"due_at": START + left}),)})) == band
    )


def test_a_case_without_a_ceiling_is_the_least_urgent() -> None:
    tasks = list_tasks(NEW, cars.LAW, START)
    open_ended = tasks.next.model_copy(update={"due_at": None})

    assert band_of(NEW, tasks.model_copy(update={"tasks": (open_ended,)})) == LEAST


def test_a_driver_with_an_order_and_a_car_in_the_lot_go_first() -> None:
    offered = cars.on(cars.GATED, 21, cars.ORDER, cars.OFFER)
    in_the_lot = cars.on(offered, 21, cars.ACCEPTED, cars.ON_THE_HOOK, cars.ARRIVED, cars.DONE)

    for case in (offered, in_the_lot):
        assert band_of(case, list_tasks(case, cars.LAW, cars.day(22))) == WAITED_FOR
