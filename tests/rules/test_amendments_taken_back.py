"""What is undone when the latest of several amendments is taken back, and what is kept.

A case went over to the law of November 26, 2026, and then to the one of November 27.
"""

from rules.law import Edition
from rules.library import find_edition
from rules.request_rule import RequestContext
from rules.requests.amendments import TAKE_BACK_AMENDMENT, amendment, becomes, taking_back
from rules.rows import NoRows
from schemas.amendments import AmendmentApplied, AmendmentTakenBack
from schemas.case import Case
from schemas.waiting_periods import QuestionSettled
from schemas.words import Gate, Notice, Stage, Task
from tests.new_laws import LONGER, TAKES_ALL, Shelf, newer
from tests.rules import cars
from tests.rules.cars import GATE, LATER, LAW, SUPERVISOR, day, letter, on, refusal_of
from tests.rules.test_amendments import GO_BACK, gone_over, put
from tests.rules.test_amendments_at_the_edge import BETWEEN
from tests.schemas.lives import EDITION, go_on, live, records_checked, reported
from tests.tasks import next_task

FIRST = AmendmentApplied(edition=BETWEEN, was=EDITION)
SECOND = AmendmentApplied(edition=LONGER, was=BETWEEN)


def put_between(shelf: Shelf, *changes: tuple[str, str, str]) -> Edition:
    """The law of November 26 is enacted."""
    shelf.put(BETWEEN, newer(BETWEEN, *changes), enact=True)
    return find_edition(BETWEEN)


def taken_back(case: Case, law: Edition, at: float) -> AmendmentTakenBack:
    """The fact of a granted request to take the latest amendment back."""
    context = RequestContext(case, SUPERVISOR, GO_BACK, law, day(at), day(at), find_edition)
    return TAKE_BACK_AMENDMENT.make(context, NoRows())


def test_the_law_that_applies_again_is_the_one_before_the_latest_amendment(shelf: Shelf) -> None:
    put_between(shelf)
    law = put(shelf)

    fact = taken_back(go_on(cars.KNOWN, FIRST, SECOND), law, 14)

    assert (fact.edition, fact.was) == (BETWEEN, LONGER)


def test_a_notice_given_under_the_law_that_applies_again_still_counts(shelf: Shelf) -> None:
    """The law of November 26 asks for more than the letter says; whether it was enough was decided then."""
    between = put_between(shelf, ("notices.pre_tow", '"hearing_right"]', '"hearing_right", "fees"]'))
    law = put(shelf)
    before = go_on(cars.KNOWN, FIRST, letter(1, Notice.PRE_TOW), SECOND)
    since = go_on(cars.KNOWN, FIRST, SECOND, letter(1, Notice.PRE_TOW))

    assert taking_back(before, law, between, day(14)).lapses == ()
    assert taking_back(since, law, between, day(14)).lapses == (Notice.PRE_TOW,)


def test_the_interval_that_counsel_settled_under_that_law_counts_again(shelf: Shelf) -> None:
    put_between(shelf, ("periods.observation_public", "amount = 48", 'amount = "unknown"'))
    law = put(shelf)
    unsettled = go_on(live(reported(), records_checked()), FIRST)
    settled = go_on(unsettled, QuestionSettled(provision="periods.observation_public", amount=48))

    answers = [
        refusal_of(go_on(on(on(case, 1, cars.STILL_THERE), 3.5, cars.ABANDONED), SECOND), GO_BACK, SUPERVISOR, law=law)
        for case in (settled, unsettled)
    ]

    assert answers[0] is None
    assert answers[1] is not None
    assert answers[1].guard == "carried_over"


def test_a_gate_that_the_law_which_applies_again_would_not_have_opened_yet_is_shut(shelf: Shelf) -> None:
    """Five days after the notice have passed, ten have not."""
    law = put(shelf, TAKES_ALL, ("periods.owner_notice", "amount = 15", "amount = 5"))
    opened = on(gone_over(cars.NOTICED, law, 3), 8, GATE)

    early, late = (taken_back(opened, law, at) for at in (9, 20))
    back = becomes(opened, early, day(9))

    assert opened.stage is Stage.TOW
    assert (early.shuts, late.shuts) == (Gate.TOW, None)
    assert (back.stage, next_task(back, LAW).task) == (Stage.NOTICE, Task.NOTICE_PERIOD)


def test_what_is_shown_before_the_decision_is_the_case_as_it_is_after_it(shelf: Shelf) -> None:
    fact = amendment(cars.KNOWN, LAW, put(shelf), LATER)

    assert becomes(cars.KNOWN, fact, LATER) == on(cars.KNOWN, (LATER - day(0)).days, fact, actor="nobody")
