"""The sentences' own count of days and hours, without those under a hold."""

from datetime import UTC, datetime, timedelta

import pytest

from proving.counting import has_run, is_too_late
from proving.laws import law_of
from schemas.case import SHAPE, Case
from schemas.case_parts import HoldOn, Settled
from schemas.messages import Recorded
from schemas.words import Hold

LAW = law_of("us-pa-philadelphia.2026-01-01")
MAILED = datetime(2026, 3, 3, 15, tzinfo=UTC)
FREE = Case(shape=SHAPE, case="26-000001", edition=LAW.code, district="d1", opened_at=MAILED)


def held(first: float, last: float | None) -> Case:
    """Held by the police from one day after the mailing to another."""
    released = Recorded(fact=3, at=MAILED + timedelta(days=last), by="x") if last is not None else None
    hold = HoldOn(fact=2, at=MAILED + timedelta(days=first), by="x", hold=Hold.POLICE_EVIDENCE, released=released)
    return FREE.with_(holds=(hold,))


@pytest.mark.parametrize(("days", "over"), [(10, False), (10.4, False), (11, True), (30, True)])
def test_ten_days_have_passed_on_the_eleventh(days: float, over: bool) -> None:
    assert has_run(FREE, LAW, "owner_notice", MAILED, MAILED + timedelta(days=days)) is over


@pytest.mark.parametrize(("days", "over"), [(11, False), (13, False), (14, True)])
def test_the_days_of_a_hold_do_not_count(days: float, over: bool) -> None:
    assert has_run(held(2, 4), LAW, "owner_notice", MAILED, MAILED + timedelta(days=days)) is over


def test_a_hold_that_is_released_at_midnight_takes_nothing_of_the_day_that_begins() -> None:
    midnight = MAILED.astimezone(LAW.tz).replace(hour=0) + timedelta(days=5)
    days = (midnight - MAILED) / timedelta(days=1)

    assert has_run(held(2, days), LAW, "owner_notice", MAILED, MAILED + timedelta(days=14))
    assert not has_run(held(2, days + 0.001), LAW, "owner_notice", MAILED, MAILED + timedelta(days=14))


def test_under_a_hold_that_is_still_on_nothing_ends() -> None:
    assert not has_run(held(2, None), LAW, "owner_notice", MAILED, MAILED + timedelta(days=400))


@pytest.mark.parametrize(
    ("code", "hours", "over"),
    [
        ("contested", 47.9, False),
        ("contested", 48, True),
        ("observation_public", 48, False),
        ("observation_public", 48.1, True),
    ],
)
def test_hours_are_elapsed_hours_and_more_than_them_is_more(code: str, hours: float, over: bool) -> None:
    assert has_run(FREE, LAW, code, MAILED, MAILED + timedelta(hours=hours)) is over


@pytest.mark.parametrize("hold", [FREE, held(2, 4), held(2, None)])
def test_a_ceiling_is_kept_to_the_end_of_its_last_day_whatever_is_held(hold: Case) -> None:
    last_midnight = datetime(2026, 3, 14, 4, tzinfo=UTC)

    assert not is_too_late(hold, LAW, "owner_notice", MAILED, last_midnight)
    assert is_too_late(hold, LAW, "owner_notice", MAILED, last_midnight + timedelta(seconds=1))


def test_a_ceiling_of_hours_runs_to_its_last_moment_and_an_unknown_one_never_passes() -> None:
    unknown = LAW.periods["reclaim"].model_copy(update={"amount": None})
    law = LAW.model_copy(update={"periods": {**LAW.periods, "reclaim": unknown}})

    assert not is_too_late(FREE, LAW, "hazard_notice", MAILED, MAILED + timedelta(hours=12))
    assert is_too_late(FREE, LAW, "hazard_notice", MAILED, MAILED + timedelta(hours=12, seconds=1))
    assert not is_too_late(FREE, law, "reclaim", MAILED, MAILED + timedelta(days=400))


def test_a_period_that_has_not_begun_or_is_unknown_has_not_passed() -> None:
    unknown = LAW.periods["reclaim"].model_copy(update={"amount": None})
    law = LAW.model_copy(update={"periods": {**LAW.periods, "reclaim": unknown}})
    settled = FREE.with_(settled=(Settled(provision="periods.reclaim", amount=3, fact=2),))
    later = MAILED + timedelta(days=9)

    assert not has_run(FREE, LAW, "owner_notice", None, later)
    assert not has_run(FREE, law, "reclaim", MAILED, later)
    assert has_run(settled, law, "reclaim", MAILED, later)
