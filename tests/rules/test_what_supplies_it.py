"""What supplies what is missing, for each refusal of each guard: a task, time, another request, or nothing.

A row says the guard, the task (or `time`, `the request`: it has to say something else, `nothing`: no form is offered),
who can supply it, and the questions.
"""

import pytest

from rules.authorization import asked_of
from rules.requirements import GuardContext
from rules.rulings import evaluate
from schemas.rulings import Requirement
from tests.new_laws import LONGER, Shelf, newer
from tests.rules.scenarios import HELD, scenarios


@pytest.fixture(autouse=True)
def _newer_law(shelf: Shelf) -> None:
    shelf.put(LONGER, newer(), enact=True)


TOW = "may_tow may_offer may_accept"
TABLE = f"""
G9 | the request | officer | may_declare {TOW}
G15 | the request | officer | may_declare
G13 | outreach | officer | may_declare may_open_tow_gate {TOW}
interval | the request | officer | may_declare
G5 | police | dispatcher | may_open_tow_gate {TOW} may_surrender may_dispose
G5 | records_check | dispatcher | may_release
parties | the request | dispatcher | may_record_parties
notice_before_the_tow | letters | dispatcher | may_open_tow_gate
notice_before_the_tow | the request | dispatcher | {TOW}
owner_time | time | - | may_open_tow_gate {TOW}
answered_first | move_check | officer | may_open_tow_gate {TOW}
one_car | duplicate_check | dispatcher | may_open_tow_gate may_tow may_offer may_post may_write
one_car | nothing | - | may_keep_apart
in_care | nothing | lot_keeper | may_open_disposal_gate may_release must_release may_surrender may_hand_over_contents
in_care | nothing | lot_keeper | may_appraise may_check_service may_advertise may_authorize may_renew may_classify
in_care | nothing | lot_keeper | may_waive may_dispose
own_lot | nothing | lot_keeper | may_take_in may_release may_surrender may_hand_over_contents
state_told | state_report | dispatcher | may_open_disposal_gate may_dispose
state_told | nothing | - | may_report_to_state
G1 | time | - | may_open_disposal_gate may_dispose
told_of_the_tow | letters | dispatcher | may_open_disposal_gate
told_of_the_tow | the request | dispatcher | may_dispose
G2 | further_steps | dispatcher | may_open_disposal_gate may_dispose
G2 | nothing | - | may_take_step
G3 | letters | dispatcher | may_open_disposal_gate
G3 | the request | dispatcher | may_dispose
G3 | nothing | - | may_surrender
G17 | further_steps | dispatcher | may_open_disposal_gate may_dispose
G4 | hearing | hearing_officer | may_open_tow_gate {TOW} may_lift
G4 | nothing | - | may_open_disposal_gate may_dispose may_ask_hearing
G4 | time | - | may_reopen
G4 | nothing | hearing_officer | may_decide_hearing
G6 | hold | supervisor | {" ".join(HELD)}
G6 | the request | supervisor | may_lift
G7 | hold | supervisor | {" ".join(HELD)}
G7 | nothing | - | may_check_service
G8 | hold | supervisor | {" ".join(HELD)}
G10 | hold | supervisor | {" ".join(HELD)}
courts | hold | supervisor | {" ".join(HELD)}
G14 | review | supervisor | {TOW}
seen_again | reinspection | officer | {TOW}
found_otherwise | reinspection | officer | {TOW}
status | salvor_status | contractor | may_authorize may_dispose
status | nothing | - | may_classify
disposal_option | nothing | - | may_authorize may_dispose
appraisal | nothing | - | may_appraise
appraisal | appraisal | dispatcher | may_dispose
authority | authority | dispatcher | may_dispose
renewal | nothing | - | may_renew
advertisement | nothing | - | may_advertise
advertisement | advertisement | dispatcher | may_dispose
on_the_street | nothing | - | may_claim_moved may_ask_extension may_decide_extension may_post may_open_tow_gate
G11 | nothing | - | may_hand_over_contents
G11 | intake | lot_keeper | may_dispose
papers | the request | owner | may_release may_surrender may_hand_over_contents
G16 | the request | owner | may_release
G16 | the request | dispatcher | may_bill_storage
free_of_charge | nothing | hearing_officer | must_release
G18 | nothing | contractor | may_report
G18 | nothing | - | may_take_in
in_turn | nothing | - | may_tow may_accept may_answer may_report may_lapse
in_turn | tow_order | dispatcher | may_offer
in_turn | nothing | dispatcher | may_withdraw
post | nothing | - | may_write may_mail may_hand_over may_report_mail_fault may_return may_deliver
owner_asked | nothing | - | may_decide_extension
evidence | nothing | supervisor | may_close
evidence | the request | - | may_close_as_duplicate
evidence | nothing | - | may_split
G12 | disposal_report | dispatcher | may_close
G12 | nothing | - | may_report_disposal
nothing_open | hold | supervisor | may_close may_close_as_duplicate
custody | nothing | lot_keeper | may_close may_close_as_duplicate
refund | refund | dispatcher | may_close
refund | the request | - | may_refund
nothing_unsent | mailing | dispatcher | may_close may_close_as_duplicate
failed_step | nothing | - | may_retry
matter_raised | nothing | - | may_review
law_question | nothing | - | may_settle
law_question | nothing | dispatcher | may_tow
new_law | nothing | admin | may_amend
transition | nothing | - | may_amend
carried_over | nothing | - | may_amend may_take_back_amendment
undone | nothing | - | may_take_back_amendment
waiver | nothing | supervisor | may_waive
override | nothing | - | may_override
retention | the request | supervisor | may_remove
retention | nothing | - | may_end_preservation may_ask_hearing may_reopen may_split
"""


Supplied = tuple[str, str]
"""What supplies a requirement, and who."""

LINES = [line.split(" | ") for line in TABLE.strip().splitlines()]
ROWS: dict[tuple[str, str], Supplied] = {
    (guard, question): (what, by) for guard, what, by, asked in LINES for question in asked.split()
}
FOUND = {(guard, question): tried for guard, question, tried in scenarios()}


def supplied(missing: Requirement) -> Supplied:
    """What an unmet requirement says of itself."""
    what = "nothing" if missing.final else missing.task or ("time" if missing.earliest else "the request")
    return str(what), str(missing.remedied_by or "-")


@pytest.mark.parametrize(("guard", "question"), FOUND)
def test_a_refusal_says_what_supplies_what_is_missing_and_who(guard: str, question: str) -> None:
    tried = FOUND[guard, question]
    context = GuardContext(question, tried.case, tried.law, tried.at, tried.actor)
    if tried.request is not None:
        context = asked_of(tried.case, tried.request, tried.law, tried.at, actor=tried.actor)

    proof = next(each for each in evaluate(context).proof if each.guard == guard)

    assert supplied(next(each for each in proof.requirements if not each.met)) == ROWS[guard, question]


def test_no_row_is_of_a_refusal_that_is_no_more() -> None:
    assert set(ROWS) == set(FOUND)
