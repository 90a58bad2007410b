"""What each kind of hold blocks and suspends in each edition, hold by hold: nothing here is computed from the files.

The tables say what the texts say. Police: evidence is kept until it is released in writing, and no one pays for that
time. 50 U.S.C. 3958: no lien on a servicemember's car is enforced. 11 U.S.C. 362: nothing is collected or sold, and
Fulton: the car may be given back. Seattle v. Long: a home is neither towed nor sold. A court's order keeps the car
where it is. A hearing, a contested sale and a lost legal basis keep it from being sold; for the last no one pays.
"""

from datetime import datetime, timedelta

import pytest

from rules.law import Edition
from rules.library import find_edition, list_editions
from rules.questions import Question
from rules.requirements import GuardContext
from rules.rulings import evaluate
from rules.waiting_periods import floor
from schemas.case import Case
from schemas.waiting_periods import HoldPlaced, HoldReleased
from schemas.words import Anchor, Hold, Role
from tests.rules.allowed import ALLOWED, LAST_DAY
from tests.rules.cars import on
from tests.rules.law_texts import IL, PA
from tests.schemas.lives import live, reported

TOW = {"may_open_tow_gate", "may_tow", "may_offer", "may_accept"}
RELEASE = {"may_release", "must_release", "may_hand_over_contents"}
BILLING = {"may_bill_storage"}
DISPOSAL = {"may_open_disposal_gate", "may_dispose", "may_surrender"}
CLOSING = {"may_close", "may_close_as_duplicate"}
"""No case closes while a hold of any kind is open."""

BLOCKED = {
    Hold.POLICE_EVIDENCE: TOW | RELEASE | BILLING | DISPOSAL,
    Hold.HEARING: DISPOSAL,
    Hold.SERVICEMEMBER: DISPOSAL,
    Hold.BANKRUPTCY: BILLING | DISPOSAL,
    Hold.DWELLING: TOW | DISPOSAL,
    Hold.LITIGATION: RELEASE | DISPOSAL,
    Hold.OPPOSITION: DISPOSAL,
    Hold.GROUND_LOST: BILLING | DISPOSAL,
}
"""For each kind of hold the questions that it blocks, in every edition."""

BLOCKED_BESIDE = {(IL, Hold.LITIGATION): BILLING}
"""Chicago Code 9-92-080(b)(ii): no storage is charged while a court keeps the car."""

SUSPENDED = {
    Hold.POLICE_EVIDENCE: {"owner_notice", "reclaim", "further_step"},
    Hold.HEARING: {"reclaim", "further_step"},
    Hold.SERVICEMEMBER: {"reclaim", "further_step"},
    Hold.BANKRUPTCY: {"reclaim", "further_step"},
    Hold.DWELLING: {"owner_notice"},
    Hold.LITIGATION: {"reclaim", "further_step"},
    Hold.OPPOSITION: set[str](),
    Hold.GROUND_LOST: {"reclaim", "further_step"},
}
SUSPENDED_BESIDE = {(PA, Hold.POLICE_EVIDENCE): {"free_retrieval"}}
"""Floors that stand still in one edition only: in Philadelphia an owner who has won keeps the 48 free hours."""

WRITTEN = {Hold.POLICE_EVIDENCE, Hold.SERVICEMEMBER, Hold.BANKRUPTCY, Hold.LITIGATION, Hold.OPPOSITION}
EACH = [(code, hold) for code in list_editions() for hold in Hold]


def blocked_by(hold: Hold, question: str, law: Edition) -> bool:
    """Whether the proof of this question asks for this hold to be lifted."""
    good = ALLOWED[question]
    case = on(good.case, LAST_DAY, HoldPlaced(hold=hold))
    proof = evaluate(GuardContext(question, case, law, good.at, good.actor, good.request))
    text = f"The hold ({hold.replace('_', ' ')}) is lifted"
    return any(each.text == text and not each.met for each in proof.missing)


@pytest.mark.parametrize(("code", "hold"), EACH)
def test_a_hold_blocks_these_questions_and_no_others(code: str, hold: Hold) -> None:
    law = find_edition(code)

    assert {each for each in ALLOWED if blocked_by(hold, each, law)} == BLOCKED[hold] | BLOCKED_BESIDE.get(
        (code, hold), set()
    ) | CLOSING


def test_every_question_is_tried() -> None:
    assert set(ALLOWED) == {each.value for each in Question}


def held(hold: Hold) -> Case:
    """A hold from the fifth to the tenth day after the report."""
    kept = on(live(reported()), 5, HoldPlaced(hold=hold))
    return on(kept, 10, HoldReleased(placed=kept.number, hold=hold))


def thirty_days(law: Edition, code: str) -> Edition:
    """The edition, with thirty days from the report for this floor."""
    plain = {"amount": 30, "unit": "calendar_days", "anchor": Anchor.REPORTED, "ends_on_working_day": False}
    return law.model_copy(update={"periods": {**law.periods, code: law.periods[code].model_copy(update=plain)}})


def end_of(code: str, law: Edition, case: Case) -> datetime:
    """When this floor of thirty days from the report ends."""
    end = floor(case, thirty_days(law, code), code)
    assert end is not None
    return end


@pytest.mark.parametrize(("code", "hold"), EACH)
def test_the_days_of_a_hold_that_was_lifted_are_lost_to_these_floors_and_to_no_others(code: str, hold: Hold) -> None:
    """The day of the hold and the day of its release are two of the six that do not count."""
    law = find_edition(code)
    floors = [name for name, period in law.periods.items() if period.kind == "floor"]

    lost = {name: end_of(name, law, held(hold)) - end_of(name, law, live(reported())) for name in floors}

    suspended = SUSPENDED[hold] | SUSPENDED_BESIDE.get((code, hold), set())
    assert lost == {name: timedelta(days=6 if name in suspended else 0) for name in floors}


@pytest.mark.parametrize(("code", "hold"), EACH)
def test_a_hold_is_lifted_by_a_supervisor_and_that_of_a_hearing_by_a_hearing_officer(code: str, hold: Hold) -> None:
    rule = find_edition(code).holds[hold]

    assert rule.lifted_by == ((Role.HEARING_OFFICER,) if hold is Hold.HEARING else (Role.SUPERVISOR,))
    assert rule.in_writing == (hold in WRITTEN)
