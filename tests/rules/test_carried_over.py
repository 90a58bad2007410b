"""An amendment is applied or taken back only if the other law has the case's clause, interval and letters.

The law that is newer is put on the shelf by each test, as in `test_amendments`.
"""

import pytest

from rules.law import Edition
from rules.library import find_edition
from rules.requests.amendments import amendment, becomes, taking_back
from schemas.amendments import TakeBackAmendment
from schemas.words import Notice, Task
from tests.new_laws import LONGER, TAKES_ALL, Shelf, newer
from tests.rules import cars
from tests.rules.cars import LAW, SUPERVISOR, day, on, refusal_of
from tests.rules.test_amendments import GO_BACK, GO_OVER, WHY, gone_over, put
from tests.schemas.lives import EDITION, at_fact, changed, live, records_checked, reported
from tests.tasks import next_task


def test_a_case_under_a_clause_that_the_new_law_has_no_more_cannot_go_over(shelf: Shelf) -> None:
    text = newer(LONGER).replace("[clauses.inoperable]", "[clauses.wrecked]")
    shelf.put(LONGER, text, enact=True)

    refusal = refusal_of(cars.KNOWN, GO_OVER, SUPERVISOR)

    assert refusal is not None
    assert refusal.reason == (
        f"Required: The edition {LONGER} has the definition under which the car was declared abandoned (inoperable)."
    )


def test_a_hazard_tow_cannot_go_over_to_a_law_that_exempts_it_only_on_more(shelf: Shelf) -> None:
    put(shelf, TAKES_ALL, ("exemptions.hazard", "needs = [", 'needs = ["no_plate", '))

    refusal = refusal_of(cars.HAZARD, GO_OVER, SUPERVISOR)

    assert refusal is not None
    assert (refusal.guard, "on the same evidence (hazard)" in refusal.reason) == ("carried_over", True)


def test_a_hazard_tow_cannot_go_over_to_a_law_that_spares_it_the_interval_alone(shelf: Shelf) -> None:
    waived = "observation_public", "observation_private", "observation_salvor"
    spared = ", ".join(f'"{each}"' for each in waived)
    put(shelf, TAKES_ALL, ("exemptions.hazard", f'[{spared}, "owner_notice"]', f"[{spared}]"))

    refusal = refusal_of(cars.HAZARD, GO_OVER, SUPERVISOR)

    assert refusal is not None
    assert (refusal.guard, refusal.reason) == (
        "carried_over",
        f"Required: The edition {LONGER} exempts the car from the notice on the same evidence (hazard).",
    )


STOOD = on(on(live(reported(), records_checked()), 1, cars.STILL_THERE), 3.5, cars.ABANDONED)
"""Declared after two and a half days under a law that requires two."""

TEN_DAYS_STOOD = ("periods.observation_public", "amount = 48", "amount = 240")
ONE_HOUR_STOOD = ("periods.observation_public", "amount = 48", "amount = 1")
NOT_STOOD = "Required: The car had stood long enough for the edition {} when it was declared abandoned."


@pytest.mark.parametrize(("hours", "goes"), [(1, True), (59, True), (60, False), ('"unknown"', False)])
def test_a_car_goes_over_only_if_it_had_stood_as_long_as_the_new_law_asks(
    shelf: Shelf, hours: int | str, *, goes: bool
) -> None:
    put(shelf, ("periods.observation_public", "amount = 48", f"amount = {hours}"))

    refusal = refusal_of(STOOD, GO_OVER, SUPERVISOR)

    assert (refusal is None) is goes
    if refusal:
        assert (refusal.guard, refusal.reason) == ("carried_over", NOT_STOOD.format(LONGER))
        assert refusal.citation == LAW.periods["observation_public"].citation


def test_a_case_goes_back_only_if_the_car_had_stood_as_long_as_the_old_law_asks(shelf: Shelf) -> None:
    law = put(shelf, ONE_HOUR_STOOD)
    over = gone_over(live(reported(), records_checked()), law, 4)

    early = on(on(over, 4.1, cars.STILL_THERE), 4.2, cars.ABANDONED)
    late = on(on(over, 4.1, cars.STILL_THERE), 6.2, cars.ABANDONED)

    refusal = refusal_of(early, GO_BACK, SUPERVISOR, law=law)
    assert refusal is not None
    assert refusal.reason == NOT_STOOD.format(EDITION)
    assert refusal_of(late, GO_BACK, SUPERVISOR, law=law) is None
    assert refusal_of(gone_over(STOOD, law), GO_BACK, SUPERVISOR, law=law) is None


def test_the_interval_that_counts_is_the_one_before_the_declaration(shelf: Shelf) -> None:
    put(shelf, TEN_DAYS_STOOD)

    seen_later = on(STOOD, 12, cars.STILL_THERE)

    assert refusal_of(seen_later, GO_OVER, SUPERVISOR) is not None


def test_an_exempt_car_needs_the_interval_if_the_new_law_does_not_exempt_it(shelf: Shelf) -> None:
    spared = "observation_public"
    law = put(shelf, TAKES_ALL, ("exemptions.hazard", f'"{spared}", ', ""))

    refusal = refusal_of(cars.HAZARD, GO_OVER, SUPERVISOR)
    stood = on(on(live(reported()), 1, cars.STILL_THERE), 3.5, cars.HAZARDOUS)

    assert refusal is not None
    assert refusal.reason == NOT_STOOD.format(law.code)
    assert refusal_of(stood, GO_OVER, SUPERVISOR) is None


def test_an_amendment_applies_to_a_car_that_was_towed_under_the_old_law(shelf: Shelf) -> None:
    put(shelf, TAKES_ALL, TEN_DAYS_STOOD)

    assert refusal_of(cars.HOOKED, GO_OVER, SUPERVISOR) is None


def by_ordinary_mail(law: Edition) -> Edition:
    """The same law with an ordinary letter before the tow."""
    rule = law.notices[Notice.PRE_TOW].model_copy(update={"sent_by": "first_class_mail"})
    return law.model_copy(update={"notices": {**law.notices, Notice.PRE_TOW: rule}})


def test_an_ordinary_letter_is_no_certified_one_and_a_certified_one_is_enough() -> None:
    ordinary = by_ordinary_mail(LAW)
    then = becomes(cars.NOTICED, amendment(cars.NOTICED, ordinary, LAW, day(5)), day(5))

    assert amendment(cars.NOTICED, ordinary, LAW, day(5)).lapses == (Notice.PRE_TOW,)
    assert next_task(then, LAW).task is Task.LETTERS
    assert amendment(cars.NOTICED, LAW, ordinary, day(5)).lapses == ()
    assert amendment(cars.HOOKED, ordinary, LAW, day(25)).lapses == ()


def test_a_notice_on_the_car_of_an_unknown_owner_does_not_depend_on_how_letters_are_sent() -> None:
    stickered = changed(cars.KNOWN, "parties", owner=None).with_(sticker=at_fact(9, day(1)))

    assert amendment(stickered, by_ordinary_mail(LAW), LAW, day(5)).lapses == ()


def test_a_second_request_to_take_back_an_amendment_is_refused(shelf: Shelf) -> None:
    newest = "us-pa-philadelphia.2026-11-28"
    shelf.put(newest, newer(newest, TAKES_ALL), enact=True)
    first, second = put(shelf, TAKES_ALL), find_edition(newest)
    over = gone_over(cars.KNOWN, first)
    twice = becomes(over, amendment(over, first, second, day(14)), day(14))
    takes_back = TakeBackAmendment(edition=newest, note=WHY)

    once = becomes(twice, taking_back(twice, second, first, day(15)), day(15))
    again = refusal_of(once, takes_back, SUPERVISOR, law=first)

    assert refusal_of(twice, takes_back, SUPERVISOR, law=second) is None
    assert again is not None
    assert (again.guard, again.reason) == (
        "undone",
        f"Required: The newest amendment is the one to the edition {newest}.",
    )
    assert refusal_of(twice, GO_BACK, SUPERVISOR, law=second) is not None
    assert (once.edition, refusal_of(once, GO_BACK, SUPERVISOR, law=first)) == (LONGER, None)
