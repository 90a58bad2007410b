"""The last instant and the first: what counts at the edge itself, and which event it is counted from.

Everything begins on Tuesday, November 24, 2026, at 15:00 UTC (10:00 in Philadelphia); the hazard tow is on day 10.
"""

from datetime import UTC, datetime, timedelta

import pytest

from rules.ceilings import due_of
from rules.conflicts import conflict_of
from rules.dates import CLOCK_SLACK, ill_dated
from rules.disposal import latest
from rules.disposal_options import open_options
from rules.fees import refund_due
from rules.law import Edition, SettlingBound
from rules.library import find_edition
from rules.next_task import list_tasks
from rules.waiting_periods import owner_time_over
from schemas import impound, mail, reporting, waiting_periods
from schemas import owner_notice as notice
from schemas.case import Case
from schemas.case_parts import Appraised
from schemas.casework import CaseClosed, CaseReopened
from schemas.mail import LetterMailed, MailReturn
from schemas.messages import Request
from schemas.owner_notice import PartiesRecorded
from schemas.words import Finding, Hold, Notice, Outcome, Role, Stage, Task
from tests.rules import cars
from tests.rules.allowed import ALLOWED
from tests.rules.cars import DESK, LAW, SUPERVISOR, day, letter, missing, on, reason, refusal_of, ruling
from tests.rules.law_texts import CA, NY
from tests.rules.made_up_laws import AGEING, law_with
from tests.schemas.lives import START, go_on, inspected, live, reported

INSTANT = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)


def test_a_car_is_moved_in_time_until_the_hook_up_and_not_at_it() -> None:
    hooked = cars.HOOKED.hooked_up
    assert hooked is not None

    def said(at: datetime) -> bool:
        return refusal_of(cars.HOOKED, waiting_periods.ClaimMoved(at=at), DESK) is None

    assert (said(hooked.at - SECOND), said(hooked.at), said(hooked.at + SECOND)) == (True, False, False)


def test_a_case_is_no_duplicate_of_itself() -> None:
    case = live(reported())

    assert reason(case, reporting.CloseAsDuplicate(of=case.case), DESK) == "The case that stays open is the older one"
    assert refusal_of(case, reporting.CloseAsDuplicate(of="26-000000"), DESK) is None


@pytest.mark.parametrize(
    ("case", "request_", "first"),
    [
        (live(reported()), waiting_periods.PlaceHold(hold=Hold.LITIGATION), START),
        (cars.DECLARED, notice.PostSticker(), START + timedelta(hours=3)),
    ],
    ids=["the opening of the case", "the declaration"],
)
def test_a_date_may_be_two_minutes_early_and_no_instant_more(case: Case, request_: Request, first: datetime) -> None:
    def refused(at: datetime) -> bool:
        return ill_dated(case, request_.model_copy(update={"at": at}), day(9)) is not None

    assert not refused(first - CLOCK_SLACK)
    assert refused(first - CLOCK_SLACK - INSTANT)
    assert not refused(day(9) + CLOCK_SLACK)
    assert refused(day(9) + CLOCK_SLACK + INSTANT)


def test_a_letter_is_mailed_from_the_instant_it_was_written_and_returned_from_the_instant_it_was_mailed() -> None:
    written = on(cars.KNOWN, 1, letter(1, Notice.PRE_TOW))
    mailed = on(written, 2, LetterMailed(letter=1))
    post, back = mail.RecordMailing(letter=1), mail.RecordReturn(letter=1, reason=MailReturn.REFUSED)

    assert refusal_of(written, post.model_copy(update={"at": day(1)}), DESK) is None
    assert refusal_of(written, post.model_copy(update={"at": day(1) - SECOND}), DESK) is not None
    assert refusal_of(mailed, back.model_copy(update={"at": day(2)}), DESK) is None
    assert refusal_of(mailed, back.model_copy(update={"at": day(2) - SECOND}), DESK) is not None


def test_a_reopened_case_is_investigated_within_five_business_days_of_its_reopening() -> None:
    """Reopened on Monday, January 4, 2027; January 5, 6, 7, 8 and 11 are the five days."""
    closed = on(live(reported()), 5, CaseClosed(outcome=Outcome.GONE_ON_ARRIVAL))
    again = on(closed, 41, CaseReopened(stage=Stage.VERIFICATION))

    assert due_of(Task.INSPECTION, again, LAW).at == datetime(2027, 1, 12, 5, tzinfo=UTC)


def test_the_ordinary_letter_after_a_hazard_tow_has_its_thirty_days_and_not_the_twelve_hours() -> None:
    """Hooked up on Friday, December 4, 2026; the thirtieth day after it is Sunday, January 3."""
    hazard_written = on(cars.REPORTED, 11, PartiesRecorded(owner=1), letter(1, Notice.HAZARD_TOW))
    hazard_mailed = on(hazard_written, 11, LetterMailed(letter=1))

    assert due_of(Task.MAILING, hazard_written, LAW).at == day(10) + timedelta(hours=12)
    assert due_of(Task.LETTERS, hazard_mailed, LAW).at == datetime(2027, 1, 4, 5, tzinfo=UTC)


def removed_by(case: Case, hours: int) -> Edition:
    """A law whose ceiling for the removal ends so many hours after the end of the owner's time."""
    over = owner_time_over(case, LAW)
    assert over is not None
    assert case.declared is not None
    until = (over - case.declared.at) // timedelta(hours=1) + hours
    return law_with(periods={"remove": LAW.periods["remove"].model_copy(update={"amount": until, "unit": "hours"})})


def test_a_floor_that_ends_with_its_ceiling_is_no_conflict() -> None:
    assert conflict_of(cars.NOTICED, removed_by(cars.NOTICED, 0)) is None
    assert conflict_of(cars.NOTICED, removed_by(cars.NOTICED, -1)) is not None


def aged(at: datetime) -> list[str]:
    """What is missing for a disposal at this instant, if it is lawful for 41 days after the letter."""
    return [text for text in missing(ruling("may_dispose", cars.ALLOWED, at, law=AGEING)) if "Not more than" in text]


def test_a_disposal_is_lawful_at_the_last_instant_of_its_ceiling_and_the_notice_too_old_after_it() -> None:
    """The letter is mailed on Sunday, December 6; the forty-first day is January 16."""
    last = datetime(2027, 1, 17, 5, tzinfo=UTC)

    assert latest(cars.ALLOWED, AGEING, ("latest",)) == last
    assert (len(aged(last)), len(aged(last + INSTANT))) == (0, 1)
    renew = ALLOWED["may_renew"]
    assert refusal_of(renew.case, notice.RenewNotice(notice=Notice.IMPOUND), DESK, last, AGEING) is not None
    assert refusal_of(renew.case, notice.RenewNotice(notice=Notice.IMPOUND), DESK, last + INSTANT, AGEING) is None


def test_of_several_ceilings_the_first_one_counts() -> None:
    longer = AGEING.periods["latest"].model_copy(update={"amount": 50})
    law = AGEING.model_copy(update={"periods": {**AGEING.periods, "longer": longer}})

    assert latest(cars.ALLOWED, law, ("latest", "longer")) == datetime(2027, 1, 17, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "options"),
    [
        (50_000, ["up_to_500"]),
        (50_001, ["up_to_4000"]),
        (400_000, ["up_to_4000"]),
        (400_001, ["over_4000"]),
    ],
)
def test_in_california_500_dollars_are_not_more_than_500_and_4000_not_more_than_4000(
    value: int, options: list[str]
) -> None:
    appraised = Appraised(fact=99, at=day(13), by="officer-1", value=value, model_year=1999)

    assert [each.code for each in open_options(cars.TOLD.with_(appraised=appraised), find_edition(CA))] == options


def test_storage_runs_from_the_instant_of_the_report_and_rests_on_it() -> None:
    """The report to the state is on day 11; the car is hooked up on day 10."""
    before, at = (
        ruling("may_bill_storage", cars.REPORTED, day(11) - SECOND),
        ruling("may_bill_storage", cars.REPORTED, day(11)),
    )
    storage = next(each for each in at.requirements if each.text == "Storage has started")

    assert cars.REPORTED.state_reported is not None
    assert (before.allowed, at.allowed) == (False, True)
    assert storage.fact == cars.REPORTED.state_reported.fact


def test_what_a_won_hearing_does_not_waive_is_not_refunded() -> None:
    """Towing ($175) is waived, storage for one day ($25) and the state's fee ($50) are not: of $250 come back $175."""
    towing_only = law_with(waivers={"hearing_won": LAW.waivers["hearing_won"].model_copy(update={"fees": ("towing",)})})
    home = cars.HOME.model_copy(update={"paid": 25_000, "owed": 25_000})
    asked = on(cars.REPORTED, 11.5, PartiesRecorded(owner=1), impound.HearingRequested(party=1))
    released = on(asked, 12, home)
    won = on(released, 13, impound.HearingDecided(requested=asked.number, lawful=False))

    assert refund_due(won, towing_only) == 17_500
    assert refund_due(won, LAW) == 25_000
    assert refund_due(on(won, 14, impound.FeesRefunded(paid_back=25_000)), LAW) == 0


def test_nothing_is_refunded_twice_and_nothing_where_nothing_was_paid() -> None:
    free = on(cars.WON, 17, cars.HOME)

    assert refund_due(free, LAW) == 0
    assert reason(free, impound.RefundFees(paid_back=0), DESK) == (
        "A payment for a tow that a hearing found wrong is still to be refunded"
    )


def test_a_car_that_costs_nothing_is_released_without_a_word_about_money() -> None:
    assert "payment" not in " ".join(missing(ruling("may_release", cars.WON)))


def test_a_bound_without_a_lower_end_begins_with_nothing() -> None:
    bound = {"citation": "Made-up Code 1", "confidence": "L", "source": "made up"}

    assert SettlingBound.model_validate({**bound, "at_most": 10}).holds(0)
    assert [SettlingBound.model_validate({**bound, "at_least": 5}).holds(each) for each in (4, 5)] == [False, True]
    assert [SettlingBound.model_validate({**bound, "at_most": 5}).holds(each) for each in (5, 6)] == [True, False]


def test_the_first_role_that_may_lift_a_hold_is_named() -> None:
    both = LAW.holds[Hold.LITIGATION].model_copy(update={"lifted_by": (Role.SUPERVISOR, Role.HEARING_OFFICER)})
    law = law_with(holds={Hold.LITIGATION: both})
    held = on(cars.TOLD, 63, waiting_periods.HoldPlaced(hold=Hold.LITIGATION))
    close = ALLOWED["may_close"].after(waiting_periods.HoldPlaced(hold=Hold.LITIGATION))
    assert close.request is not None

    assert ruling("may_release", held, law=law).missing[0].remedied_by is Role.SUPERVISOR
    refusal = refusal_of(close.case, close.request, close.actor, close.at, law)
    assert refusal is not None
    assert refusal.remedied_by is Role.SUPERVISOR


def test_a_task_can_be_done_at_the_last_instant_at_which_it_is_allowed() -> None:
    """The sale is the next task until its ceiling has passed; then the notice is reissued first."""
    last = datetime(2027, 1, 17, 5, tzinfo=UTC)

    assert list_tasks(cars.ALLOWED, AGEING, last).next.task is Task.DISPOSAL
    assert list_tasks(cars.ALLOWED, AGEING, last + SECOND).next.task is Task.RENEWAL


def test_the_right_to_a_hearing_is_used_by_one_about_this_tow_only() -> None:
    """A hearing that was decided before the car was declared again is about the earlier declaration."""
    heard = go_on(cars.NOTICED, impound.HearingRequested(party=1))
    lost = go_on(heard, impound.HearingDecided(requested=heard.number, lawful=True))

    assert reason(lost, impound.RequestHearing(), DESK) == "No hearing has decided this before"

    again = go_on(lost, inspected(Finding.GONE), cars.ABANDONED)
    assert refusal_of(again, impound.RequestHearing(), DESK) is None


def test_a_hold_is_lifted_once() -> None:
    held = on(cars.TOLD, 20, waiting_periods.HoldPlaced(hold=Hold.DWELLING))
    lift = waiting_periods.ReleaseHold(placed=held.number, note="Nobody lives there.")
    free = on(held, 21, waiting_periods.HoldReleased(placed=held.number, hold=Hold.DWELLING))

    assert refusal_of(held, lift, SUPERVISOR) is None
    assert reason(free, lift, SUPERVISOR) == f"Fact {held.number} placed a hold that is still open"


def test_a_time_that_has_not_begun_is_not_said_to_be_suspended_by_a_hold_that_was_lifted() -> None:
    held = on(cars.KNOWN, 1, waiting_periods.HoldPlaced(hold=Hold.POLICE_EVIDENCE))
    free = on(held, 2, waiting_periods.HoldReleased(placed=held.number, hold=Hold.POLICE_EVIDENCE))
    suspended = "10 days have passed since the last letter was mailed; the hold (police evidence) suspends this time"

    assert suspended in missing(ruling("may_open_tow_gate", held, day(3)))
    assert "10 days have passed since the last letter was mailed" in missing(ruling("may_open_tow_gate", free, day(3)))


def test_the_hold_of_a_hearing_ends_with_the_hearing_and_one_by_hand_with_a_request() -> None:
    asked = cars.ASKED
    by_hand = on(asked, 16, waiting_periods.HoldPlaced(hold=Hold.HEARING))
    missed = [each for each in ruling("may_dispose", by_hand).missing if each.text == "The hold (hearing) is lifted"]

    assert [(each.fact, each.task) for each in missed] == [
        (asked.number, Task.HEARING),
        (by_hand.number, Task.HOLD),
    ]


def test_an_extension_ends_at_its_instant_and_is_granted_only_for_the_future() -> None:
    until = datetime(2026, 12, 20, tzinfo=UTC)
    extended = go_on(cars.NOTICED, waiting_periods.ExtensionAsked(), waiting_periods.ExtensionDecided(until=until))
    before = ruling("may_open_tow_gate", extended, until - INSTANT)

    assert [(each.text, each.earliest) for each in before.missing] == [
        ("The extension granted to the owner has ended", until)
    ]
    assert ruling("may_open_tow_gate", extended, until).allowed
    good = ALLOWED["may_decide_extension"]
    for later, granted in ((INSTANT, True), (timedelta(), False)):
        asked = good.asking(until=good.at + later)
        assert asked.request is not None
        assert (refusal_of(asked.case, asked.request, asked.actor, asked.at) is None) is granted


def test_a_period_of_nothing_is_said_to_be_none() -> None:
    texts = [each.text for each in ruling("may_open_tow_gate", cars.NOTICED, day(5), law=find_edition(NY)).requirements]

    assert "No waiting time is required after the declaration" in texts
