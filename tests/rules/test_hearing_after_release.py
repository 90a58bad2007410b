"""Paying to get the car back does not end the right to a hearing, nor to the refund that follows from it."""

from datetime import timedelta

import pytest

from rules.calendars import ends
from rules.library import find_edition, list_editions
from rules.waiting_periods import known_period
from schemas import impound
from schemas.case import Case
from schemas.casework import CaseClosed, CloseCase, Reopen
from schemas.words import Finding, Outcome, ReleaseTo, Role, Stage, Task
from tests.rules import cars
from tests.rules.cars import DESK, LAW, SUPERVISOR, SYSTEM, on, reason, refusal_of
from tests.schemas.lives import inspected, live, records_checked, reported
from tests.tasks import next_task, tasks_of

ASK = impound.RequestHearing()
PAID = impound.VehicleReleased(to=ReleaseTo.OWNER, papers=cars.PAPERS, paid=22_500, owed=22_500)
RECLAIMED = CaseClosed(outcome=Outcome.RECLAIMED)
MOMENT = timedelta(seconds=1)
EDITIONS = sorted(list_editions())


def taken_home(day: float) -> Case:
    """The owner paid for the car and took it home on this day; the case was closed."""
    return on(cars.TOLD, day, PAID, RECLAIMED)


@pytest.mark.parametrize("edition", EDITIONS)
def test_in_every_edition_the_owner_can_ask_right_after_paying_and_after_the_case_was_closed(edition: str) -> None:
    law = find_edition(edition)
    open_case, closed = on(cars.TOLD, 13, PAID), taken_home(13)

    assert [refusal_of(case, ASK, DESK, cars.day(13), law) for case in (open_case, closed)] == [None, None]


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_time_is_the_longer_of_that_from_the_letter_and_that_from_the_release(edition: str) -> None:
    law, case = find_edition(edition), taken_home(20)
    period = known_period(case, law, "ask_hearing")
    if period is None:
        assert refusal_of(case, ASK, DESK, cars.LATER, law) is None
        return
    over = ends(period, cars.day(20), law)

    assert refusal_of(case, ASK, DESK, over - MOMENT, law) is None
    refusal = refusal_of(case, ASK, DESK, over, law)
    assert refusal is not None
    assert refusal.reason == "Required: The time to request a hearing has not ended."


def test_a_request_after_closing_opens_the_case_again_until_the_hearing_is_decided() -> None:
    asked = on(taken_home(20), 21, impound.HearingRequested(party=1))
    lost = on(asked, 22, impound.HearingDecided(requested=asked.number, lawful=True))

    assert (asked.stage, asked.outcome, asked.hearing_open) == (Stage.IMPOUND, None, True)
    assert (next_task(asked, LAW).task, tasks_of(asked, LAW).own_act) == (Task.HEARING, None)
    assert (next_task(lost, LAW).task, tasks_of(lost, LAW).own_act) == (Task.CLOSING, Task.CLOSING)
    assert refusal_of(lost, CloseCase(outcome=Outcome.RECLAIMED), SYSTEM, cars.day(22)) is None


def test_an_owner_who_paid_and_then_wins_gets_the_money_back_before_the_case_closes() -> None:
    asked = on(taken_home(20), 21, impound.HearingRequested(party=1))
    won = on(asked, 22, impound.HearingDecided(requested=asked.number, lawful=False))
    refunded = on(won, 23, impound.FeesRefunded(paid_back=22_500))

    waits = next_task(won, LAW)

    assert (waits.task, waits.by) == (Task.REFUND, Role.DISPATCHER)
    assert "$225.00" in waits.why
    assert refusal_of(won, impound.RefundFees(paid_back=22_500), DESK, cars.day(22)) is None
    assert refusal_of(won, CloseCase(outcome=Outcome.WRONGLY_TOWED), SYSTEM, cars.day(22)) is not None
    assert refusal_of(refunded, CloseCase(outcome=Outcome.WRONGLY_TOWED), SYSTEM, cars.day(23)) is None


def test_a_tow_is_heard_once_also_after_the_release() -> None:
    heard = on(cars.LOST, 17, PAID, RECLAIMED)

    assert reason(heard, ASK, DESK, cars.day(17)) == "No hearing has decided this before"


@pytest.mark.parametrize("finding", [Finding.GONE, Finding.NOT_ABANDONED])
def test_a_closed_case_of_a_car_that_was_never_towed_has_no_hearing(finding: Finding) -> None:
    closed = live(reported(), records_checked(), inspected(finding), CaseClosed(outcome=Outcome.UNFOUNDED))

    assert reason(closed, ASK, DESK) == "The car was towed, and released from the lot"


def test_a_case_is_not_begun_again_while_a_hearing_about_its_tow_can_be_requested() -> None:
    period, closed = LAW.periods["ask_hearing"], taken_home(20)
    over, again = ends(period, cars.day(20), LAW), Reopen(note="It stands there again")

    early = refusal_of(closed, again, SUPERVISOR, over - MOMENT)

    assert early is not None
    assert early.reason == "Required: The time to request a hearing about the last tow has ended."
    assert early.earliest == over
    assert refusal_of(closed, again, SUPERVISOR, over) is None
    assert refusal_of(on(cars.LOST, 17, PAID, RECLAIMED), again, SUPERVISOR, cars.day(17)) is None
