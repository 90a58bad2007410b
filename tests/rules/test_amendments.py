"""A person applies a new law to an open case, unless its transition rule leaves the case under the old law.

Philadelphia here gives the owner fifteen days instead of ten, from November 27, 2026 on. The car is reported on
Tuesday, November 24, and its notice is mailed on that day: ten days end with Friday, December 4, fifteen with
Wednesday, December 9.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from rules.amending import Effect, Fate, side_by_side
from rules.city_fees import with_city_fees
from rules.law import Edition
from rules.library import find_edition, list_editions
from rules.requests.amendments import amendment, becomes, taking_back
from rules.rulings import right_lost
from rules.waiting_periods import settled
from schemas.amendments import ApplyAmendment, TakeBackAmendment
from schemas.case import Case
from schemas.case_changes import CaseChanges
from schemas.case_parts import Destroyed, Released
from schemas.mail import LetterMailed
from schemas.messages import Actor
from schemas.waiting_periods import GuardOverridden, QuestionSettled
from schemas.words import Gate, Notice, Route, Stage, Task, WithdrawReason
from tests.city_law import FEES
from tests.new_laws import LONGER, TAKES_ALL, Shelf, newer
from tests.rules import cars
from tests.rules.cars import DESK, LATER, LAW, OFFICER, SUPERVISOR, SYSTEM, day, letter, on, refusal_of
from tests.rules.law_texts import PA, TX
from tests.schemas.lives import EDITION, START, at_fact, changed, go_on, hooked_up
from tests.tasks import next_task

FINAL: dict[str, Callable[[int], CaseChanges]] = {
    "hooked up": lambda fact: CaseChanges(towed=hooked_up(fact)),
    "released": lambda fact: CaseChanges(released=Released(fact=fact, at=START, by="lot-1", paid=0)),
    "surrendered": lambda fact: CaseChanges(surrendered=at_fact(fact)),
    "sold": lambda fact: CaseChanges(sold=at_fact(fact)),
    "destroyed": lambda fact: CaseChanges(
        destroyed=Destroyed(fact=fact, at=START, by="dispatcher-1", route=Route.CRUSH)
    ),
}
WHY = "The council has given owners more time."
TEN_DAYS_OVER = datetime(2026, 12, 5, 5, tzinfo=UTC)
FIFTEEN_DAYS_OVER = datetime(2026, 12, 10, 5, tzinfo=UTC)
FIRST_DAY = datetime(2026, 11, 27, 5, tzinfo=UTC)
GO_OVER = ApplyAmendment(edition=LONGER, note=WHY)
GO_BACK = TakeBackAmendment(edition=LONGER, note=WHY)
OVER_TEN = on(cars.NOTICED, 12, cars.GATE)
"""Ten days have passed and the gate is open; fifteen have not."""


def put(shelf: Shelf, *changes: tuple[str, str, str]) -> Edition:
    """The new law is enacted."""
    shelf.put(LONGER, newer(LONGER, *changes), enact=True)
    return find_edition(LONGER)


def gone_over(case: Case, law: Edition, number: float = 13) -> Case:
    """The case after the amendment on this day."""
    return becomes(case, amendment(case, LAW, law, day(number)), day(number))


def test_an_amendment_applies_to_a_case_whose_owner_was_not_notified_yet(shelf: Shelf) -> None:
    law = put(shelf)

    assert refusal_of(cars.KNOWN, GO_OVER, SUPERVISOR, day(13)) is None
    assert gone_over(cars.KNOWN, law).edition == LONGER


@pytest.mark.parametrize("case", [cars.NOTICED, cars.HOOKED.with_(towed=hooked_up(9, day(1)), letters=())])
def test_the_transition_rule_keeps_a_case_whose_owner_was_notified_before_the_new_law(shelf: Shelf, case: Case) -> None:
    put(shelf)

    refusal = refusal_of(case, GO_OVER, SUPERVISOR, LATER)

    assert refusal is not None
    assert (refusal.guard, refusal.citation) == (
        "transition",
        "1 Pa.C.S. 1926: no statute is retroactive unless it says so",
    )
    assert refusal.reason == (
        "Required: The new law applies to this case. Its rule: a case in which the owner was written to before the new"
        " law keeps the law under which the owner was told."
    )


def test_an_amendment_applies_to_a_case_whose_owner_was_notified_under_the_new_law(shelf: Shelf) -> None:
    put(shelf)
    told_late = on(cars.KNOWN, 4, letter(1, Notice.PRE_TOW), LetterMailed(letter=1))

    assert refusal_of(told_late, GO_OVER, SUPERVISOR, LATER) is None


@pytest.mark.parametrize(
    ("stays", "case", "goes"),
    [
        ("none", cars.HOOKED, True),
        ("opened", cars.SEEN_ONCE, False),
        ("in_custody", cars.NOTICED, True),
        ("in_custody", cars.HOOKED.with_(towed=hooked_up(9, day(1))), False),
    ],
)
def test_each_rule_of_transition_says_how_far_a_case_must_have_come(
    shelf: Shelf, stays: str, case: Case, goes: bool
) -> None:
    put(shelf, ("transition", 'stays = "noticed"', f'stays = "{stays}"'))

    assert (refusal_of(case, GO_OVER, SUPERVISOR, LATER) is None) is goes


def test_nothing_goes_over_before_the_first_day_of_the_new_law_in_the_citys_time(shelf: Shelf) -> None:
    put(shelf)

    early = refusal_of(cars.KNOWN, GO_OVER, SUPERVISOR, day(2))

    assert early is not None
    assert early.reason == "Required: The new law is in force, from 2026-11-27."
    assert early.earliest == FIRST_DAY
    assert refusal_of(cars.KNOWN, GO_OVER, SUPERVISOR, FIRST_DAY) is None


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (TX, "It is a different edition for the same place, us-pa-philadelphia"),
        (PA, "It is a different edition for the same place, us-pa-philadelphia"),
        ("us-pa-philadelphia.2027-01-01", "The edition us-pa-philadelphia.2027-01-01 is installed and valid"),
        ("us-pa-philadelphia.2026-11-28", "The edition us-pa-philadelphia.2026-11-28 is enacted"),
        ("us-pa-philadelphia.2025-11-28", "It is not older than the edition us-pa-philadelphia.2026-01-01 of the case"),
    ],
)
def test_a_case_goes_only_to_a_newer_law_of_its_place_that_is_enacted(shelf: Shelf, code: str, says: str) -> None:
    draft, old = "us-pa-philadelphia.2026-11-28", "us-pa-philadelphia.2025-11-28"
    shelf.put(draft, newer(draft), enact=False)
    shelf.put(old, newer(old), enact=True)

    refusal = refusal_of(cars.KNOWN, ApplyAmendment(edition=code, note=WHY), SUPERVISOR)

    assert refusal is not None
    assert refusal.reason == f"Required: {says}."


@pytest.mark.parametrize("actor", [DESK, OFFICER, SYSTEM])
@pytest.mark.parametrize("asked", [GO_OVER, GO_BACK])
def test_only_a_supervisor_decides(shelf: Shelf, actor: Actor, asked: ApplyAmendment | TakeBackAmendment) -> None:
    law = put(shelf)

    refusal = refusal_of(gone_over(cars.KNOWN, law), asked, actor)

    assert refusal is not None
    assert refusal.reason == "Only a supervisor may do this."


def test_a_gate_that_the_new_law_would_not_open_yet_is_shut_and_the_order_falls(shelf: Shelf) -> None:
    law = put(shelf, TAKES_ALL)
    case = on(OVER_TEN, 12, cars.ORDER, actor="dispatcher-1")
    fact = amendment(case, LAW, law, day(13))
    then = becomes(case, fact, day(13))

    assert (fact.shuts, then.stage, then.tow_gate) == (Gate.TOW, Stage.NOTICE, None)
    assert right_lost(then, fact, law, day(13)) is WithdrawReason.LAW
    thing = next_task(then.with_(tow_order=None), law)
    assert (thing.task, thing.not_before) == (Task.NOTICE_PERIOD, FIFTEEN_DAYS_OVER)


def test_a_gate_that_the_new_law_would_open_too_stays_open(shelf: Shelf) -> None:
    law = cars.patient(put(shelf, TAKES_ALL))
    fact = amendment(cars.READY, LAW, law, LATER)

    assert (fact.shuts, becomes(cars.READY, fact, LATER).stage) == (None, Stage.TOW)
    assert right_lost(cars.ORDERED, fact, law, LATER) is None


def test_a_time_to_reclaim_that_the_new_law_makes_longer_begins_to_run_again(shelf: Shelf) -> None:
    law = put(shelf, TAKES_ALL, ("periods.reclaim", "amount = 30", "amount = 300"))
    fact = amendment(cars.UNCLAIMED, LAW, law, day(61))

    assert (fact.shuts, becomes(cars.UNCLAIMED, fact, day(61)).stage) == (Gate.DISPOSAL, Stage.IMPOUND)


def test_a_notice_that_does_not_say_all_that_the_new_law_requires_is_reissued(shelf: Shelf) -> None:
    told = put(shelf, TAKES_ALL, ("notices.pre_tow", '"hearing_right"]', '"hearing_right", "fees"]'))
    law = with_city_fees(told, FEES)
    then = gone_over(cars.NOTICED, law)

    assert then.amendments[0].lapsed == (1,)
    assert next_task(then, law).task is Task.LETTERS
    back = becomes(then, taking_back(then, law, LAW, day(13)), day(13))
    assert (back.letters, next_task(back, LAW).task) == (cars.NOTICED.letters, Task.NOTICE_PERIOD)


def test_a_notice_on_the_car_that_does_not_say_it_is_posted_again(shelf: Shelf) -> None:
    told = put(shelf, TAKES_ALL, ("notices.pre_tow", '"hearing_right"]', '"hearing_right", "fees"]'))
    law = with_city_fees(told, FEES)
    stickered = changed(cars.KNOWN, "parties", owner=None).with_(sticker=at_fact(9, day(1)))

    assert gone_over(stickered, law).sticker is None


def test_a_notice_that_was_given_meanwhile_counts_only_if_it_says_enough_for_the_old_law(shelf: Shelf) -> None:
    law = put(shelf, ("notices.pre_tow", ', "hearing_right"]', "]"))
    meanwhile = on(gone_over(cars.KNOWN, law), 14, letter(1, Notice.PRE_TOW), LetterMailed(letter=1))
    back = becomes(meanwhile, taking_back(meanwhile, law, LAW, day(15)), day(15))
    no_one_known = gone_over(changed(cars.KNOWN, "parties", owner=None), law).with_(sticker=at_fact(99, day(14)))
    unposted = becomes(no_one_known, taking_back(no_one_known, law, LAW, day(15)), day(15))

    assert (back.letters[0].lapsed, next_task(back, LAW).task) == (True, Task.LETTERS)
    assert (unposted.sticker, next_task(unposted, LAW).task) == (None, Task.STICKER)


def test_a_notice_given_before_the_tow_is_not_reissued_after_it(shelf: Shelf) -> None:
    told = put(shelf, TAKES_ALL, ("notices.pre_tow", '"hearing_right"]', '"hearing_right", "fees"]'))
    law = with_city_fees(told, FEES)

    assert amendment(cars.HOOKED, LAW, law, LATER).lapses == ()


def test_settled_questions_and_overrides_end_with_the_law_under_which_they_were_made(shelf: Shelf) -> None:
    law = put(shelf)
    case = go_on(
        cars.KNOWN,
        QuestionSettled(provision="periods.reclaim", amount=40),
        GuardOverridden(guard="papers", question="may_release"),
    )
    then = gone_over(case, law)
    back = becomes(then, taking_back(then, law, LAW, day(14)), day(14))

    assert (settled(then, "periods.reclaim"), then.overrides) == (None, ())
    assert (settled(back, "periods.reclaim"), back.overrides, back.edition) == (40, (), EDITION)


def test_an_amendment_can_be_taken_back(shelf: Shelf) -> None:
    law = put(shelf, TAKES_ALL)
    then = gone_over(OVER_TEN, law)
    back = becomes(then, taking_back(then, law, LAW, day(14)), day(14))

    assert refusal_of(then, GO_BACK, SUPERVISOR, law=law) is None
    assert (back.edition, back.amendments, next_task(back, LAW).task) == (EDITION, (), Task.NOTICE_PERIOD)
    assert next_task(back, LAW).not_before == TEN_DAYS_OVER


def test_no_amendment_is_taken_back_that_was_not_applied(shelf: Shelf) -> None:
    put(shelf)

    refusal = refusal_of(cars.KNOWN, GO_BACK, SUPERVISOR)

    assert refusal is not None
    assert refusal.reason == "Required: An amendment was applied to this case."


@pytest.mark.parametrize("final", FINAL)
def test_no_amendment_is_taken_back_after_a_final_act(shelf: Shelf, final: str) -> None:
    law = put(shelf)
    then = gone_over(cars.KNOWN, law)

    before = refusal_of(then.with_(**FINAL[final](then.number - 1)), GO_BACK, SUPERVISOR, law=law)
    after = refusal_of(then.with_(**FINAL[final](then.number + 1)), GO_BACK, SUPERVISOR, law=law)

    assert before is None
    assert after is not None
    assert (after.guard, "Nothing final was done" in after.reason) == ("undone", True)


def test_side_by_side_both_laws_say_their_earliest_lawful_time(shelf: Shelf) -> None:
    law = put(shelf, TAKES_ALL)

    told = side_by_side(cars.NOTICED, LAW, law, day(5))

    assert (told.fate, told.effect, told.kept) == (Fate.GOES, Effect.LONGER, None)
    assert (told.before.earliest, told.then.earliest) == (TEN_DAYS_OVER, FIFTEEN_DAYS_OVER)
    assert (told.before.task.task, told.then.task.task) == (Task.NOTICE_PERIOD, Task.NOTICE_PERIOD)
    assert told.before.owed is None


@pytest.mark.parametrize(
    ("days", "number", "effect"), [(5, 1, Effect.SHORTER), (15, 30, Effect.SAME), (15, 12, Effect.LONGER)]
)
def test_the_owner_gains_loses_or_sees_no_difference(shelf: Shelf, days: int, number: int, effect: Effect) -> None:
    law = put(shelf, TAKES_ALL).model_copy(update={})
    period = law.periods["owner_notice"].model_copy(update={"amount": days})
    law = law.model_copy(update={"periods": {**law.periods, "owner_notice": period}})

    assert side_by_side(cars.NOTICED, LAW, law, day(number)).effect is effect


def test_a_case_in_which_no_period_runs_says_so_and_still_names_what_it_waits_for(shelf: Shelf) -> None:
    told = side_by_side(cars.SEEN_ONCE, LAW, put(shelf), day(5))

    assert (told.effect, told.before.earliest, told.then.earliest) == (Effect.NOT_BEGUN, None, None)
    assert told.then.task.task is Task.SECOND_OBSERVATION


def test_a_floor_that_outlasts_its_ceiling_under_the_new_law_is_shown_as_a_conflict(shelf: Shelf) -> None:
    law = put(shelf, TAKES_ALL, ("periods.owner_notice", "amount = 15", "amount = 40"))

    told = side_by_side(cars.NOTICED, LAW, law, day(5))

    assert told.in_conflict
    assert told.then.conflict is not None
    assert told.then.conflict.not_before > told.then.conflict.by


def test_a_case_that_stays_is_shown_under_both_laws_all_the_same(shelf: Shelf) -> None:
    told = side_by_side(cars.NOTICED, LAW, put(shelf), LATER)

    assert told.fate is Fate.STAYS
    assert told.kept is not None
    assert told.kept.citation.startswith("1 Pa.C.S. 1926")
    assert told.then.earliest == FIFTEEN_DAYS_OVER


def test_for_a_car_in_custody_both_laws_say_what_is_owed_today(shelf: Shelf) -> None:
    law = with_city_fees(put(shelf, TAKES_ALL), FEES)
    dearer = {**law.fees, "towing": law.fees["towing"].model_copy(update={"cents": 99_900})}

    told = side_by_side(cars.TOLD, LAW, law.model_copy(update={"fees": dearer}), LATER)

    assert told.before.owed is not None
    assert told.then.owed == told.before.owed - (LAW.fees["towing"].cents or 0) + 99_900


CARS = {name: case for name, case in vars(cars).items() if isinstance(case, Case)}


@pytest.mark.parametrize("code", list_editions())
@pytest.mark.parametrize("name", CARS)
def test_a_car_in_any_state_can_be_shown_under_any_law_there_is(name: str, code: str) -> None:
    told = side_by_side(CARS[name], LAW, find_edition(code), LATER)

    assert told.case == CARS[name].case
    assert told.then.task.why
