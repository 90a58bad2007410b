"""Which questions a page still asks of a case, and which of them are over."""

import pytest

from rules.rulings import is_over, standing_rulings
from schemas.case import Case
from schemas.words import Outcome, Route
from tests.rules import cars
from tests.rules.allowed import OVER
from tests.rules.cars import HOME, LATER, LAW, on
from tests.schemas.lives import live, reported

PLAIN = ["may_tow", "may_offer", "may_release", "must_release", "may_bill_storage"]
EVER = {*PLAIN, "may_dispose", "may_close"}
STREET = {"may_tow", "may_offer"}
GONE_HOME = on(cars.TOLD, 20, HOME)


@pytest.mark.parametrize(
    ("case", "over"),
    [
        (live(reported()), set()),
        (cars.READY, set()),
        (cars.HOOKED, STREET),
        (cars.TOLD, STREET),
        (GONE_HOME, EVER - {"may_close"}),
        (OVER, EVER),
    ],
)
def test_a_question_is_over_once_no_answer_can_lead_to_an_act(case: Case, over: set[str]) -> None:
    """A car that is hooked up is not towed again; of one that went home only the case is still to be closed."""
    assert {each for each in EVER if is_over(case, each)} == over


def test_a_case_says_of_every_act_every_way_of_disposal_and_every_outcome_whether_it_is_lawful() -> None:
    rulings = standing_rulings(cars.TOLD, LAW, LATER)

    assert [(each.question, each.about) for each in rulings] == [
        *((question, None) for question in PLAIN),
        *(("may_dispose", route) for route in Route),
        *(("may_close", outcome) for outcome in Outcome),
    ]
