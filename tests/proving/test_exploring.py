"""The bounds of the exploration: the middle of periods, time under a hold, and a higher limit in the lot."""

from datetime import timedelta

from proving.exploring import Bound
from proving.worlds import HELD, World, every_day_alike, later, middle_of
from rules.waiting_periods import floor
from schemas.waiting_periods import HoldPlaced
from schemas.words import Hold, Stage
from tests.rules import cars

LAW = every_day_alike(cars.LAW)


def test_time_stops_in_the_middle_of_the_owners_time_and_at_its_end() -> None:
    over = floor(cars.NOTICED, LAW, "owner_notice")
    assert over is not None

    halfway = later(World(cars.NOTICED, cars.day(1)), LAW)

    assert halfway == World(cars.NOTICED, over - timedelta(days=5))
    assert later(halfway, LAW) == World(cars.NOTICED, over)


def test_under_a_hold_that_stops_the_owners_time_whole_days_pass_and_then_nothing_more() -> None:
    held = cars.on(cars.NOTICED, 2, HoldPlaced(hold=Hold.POLICE_EVIDENCE))

    days_later = later(World(held, cars.day(2)), LAW)

    assert days_later == World(held, cars.day(2) + HELD + timedelta(minutes=30))
    assert later(days_later, LAW) is None


def test_under_a_hold_that_does_not_stop_it_the_owners_time_runs_on() -> None:
    free, held = cars.NOTICED, cars.on(cars.NOTICED, 2, HoldPlaced(hold=Hold.BANKRUPTCY))

    ends = [floor(case, LAW, "owner_notice") for case in (free, held)]
    stops = [later(World(case, cars.day(2)), LAW) for case in (free, held)]

    assert ends[0] == ends[1]
    assert [stop and stop.now for stop in stops] == [end and end - timedelta(days=5) for end in ends]


def test_one_act_more_may_be_out_of_the_ordinary_where_it_is_done_in_the_lot() -> None:
    bound = Bound(1, in_the_lot=2)

    assert {stage for stage in Stage if bound.at(stage) == 2} == {Stage.IMPOUND}
    assert {Bound(1).at(stage) for stage in Stage} == {1}


def test_the_middle_of_a_period_that_grows_too_old_comes_on_the_hour_so_that_no_like_world_has_passed_it() -> None:
    middle = middle_of(cars.NOTICED, LAW, "reclaim", cars.day(40) + timedelta(minutes=1))

    assert middle == cars.day(25)
