"""A question by file: whose turn it is meanwhile, until when, what may answer it, and what ends it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rules.calendars import ends_after_working_days
from rules.law import Edition
from rules.library import find_edition
from rules.next_task import list_tasks, out_of_turn
from rules.records import day_of_answers
from rules.request_rule import RequestContext
from rules.requests.records import REFER_ANSWER
from rules.rows import FoundPartyRows
from schemas.after import after
from schemas.case import Case
from schemas.casework import CaseClosed
from schemas.messages import Fact, Request
from schemas.records import AnswerOutcome, AnswerReferred, AskRecords, RecordsAsked, ReferAnswer
from schemas.reporting import DescriptionCorrected, EnterRecordsCheck
from schemas.tow_dispatch import OrderTow
from schemas.words import Detail, Outcome, Registration, Role, Stolen, Task
from tests.rules import cars
from tests.rules.test_records import ASKS, NEW, answered
from tests.schemas.lives import START, go_on, recorded, records_checked

EXPECTED = START + timedelta(days=2)
CHECK = EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.VALID)
ASK = AskRecords(task=Task.RECORDS_CHECK, expected_by=EXPECTED)


def then(case: Case, fact: Fact) -> Case:
    """The case after this fact of the system."""
    return after(case, recorded(case.number + 1, fact, at=START))


ASKED = then(NEW, RecordsAsked(task=Task.RECORDS_CHECK, expected_by=EXPECTED))


def test_while_a_question_waits_it_is_the_systems_turn_again_only_when_its_time_is_over() -> None:
    meanwhile, later = list_tasks(ASKED, ASKS, START), list_tasks(ASKED, ASKS, EXPECTED)

    assert (meanwhile.own_act, meanwhile.wake_at, meanwhile.next.by) == (Task.RECORDS_CHECK, EXPECTED, Role.SYSTEM)
    assert (later.own_act, later.wake_at) == (Task.RECORDS_CHECK, None)


def test_a_question_that_waits_is_not_asked_twice_and_its_answer_may_be_entered() -> None:
    assert out_of_turn(NEW, ASKS, ASK, START) is None
    refused = out_of_turn(ASKED, ASKS, ASK, START)
    assert refused is not None
    assert refused.reason == "The records system has been asked, and its answer is not due yet."
    assert out_of_turn(ASKED, ASKS, CHECK, START) is None
    assert out_of_turn(NEW, cars.LAW, CHECK, START) is not None


@pytest.mark.parametrize(
    ("answer", "in_turn"),
    [
        (CHECK, True),
        (ReferAnswer(task=Task.RECORDS_CHECK, outcome=AnswerOutcome.PARTIAL), True),
        (ReferAnswer(task=Task.PARTIES, outcome=AnswerOutcome.PARTIAL), False),
        (OrderTow(), False),
    ],
)
def test_an_answer_that_was_asked_for_is_taken_even_if_the_city_asks_no_more(answer: Request, *, in_turn: bool) -> None:
    assert list_tasks(ASKED, cars.LAW, START).own_act is None
    assert (out_of_turn(ASKED, cars.LAW, answer, START) is None) is in_turn


@pytest.mark.parametrize(
    ("case", "law", "late"),
    [(NEW, ASKS, False), (ASKED, cars.LAW, False), (NEW, cars.LAW, True), (go_on(NEW, records_checked()), ASKS, True)],
)
def test_an_answer_is_late_if_its_task_is_not_the_systems_and_no_question_waits(
    case: Case, law: Edition, *, late: bool
) -> None:
    request = ReferAnswer(task=Task.RECORDS_CHECK, outcome=AnswerOutcome.HIT)
    context = RequestContext(case, cars.SYSTEM, request, law, START, START, edition_of=find_edition)

    assert REFER_ANSWER.make(context, FoundPartyRows(parties=(7,))).late is late


@pytest.mark.parametrize(
    "fact",
    [
        AnswerReferred(task=Task.RECORDS_CHECK, outcome=AnswerOutcome.PARTIAL),
        DescriptionCorrected(corrected=(Detail.PLATE,), vehicle_known=True, other_vehicle=True),
        CaseClosed(outcome=Outcome.WITHDRAWN),
    ],
)
def test_an_answer_a_correction_and_a_closing_end_the_waiting(fact: Fact) -> None:
    assert then(ASKED, fact).inquiries == ()


def test_a_persons_check_ends_the_waiting_and_takes_the_task_from_the_system() -> None:
    done = then(ASKED, records_checked())

    assert done.inquiries == ()
    assert out_of_turn(done, ASKS, CHECK, START) is not None
    assert out_of_turn(done, ASKS, ReferAnswer(task=Task.RECORDS_CHECK, outcome=AnswerOutcome.HIT), START) is None


def test_an_answer_is_expected_by_the_end_of_a_working_day() -> None:
    friday = datetime(2027, 3, 5, 21, tzinfo=cars.LAW.tz)

    assert ends_after_working_days(2, friday, cars.LAW) == datetime(2027, 3, 10, tzinfo=cars.LAW.tz)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ([date(2027, 3, 2), date(2027, 3, 1)], date(2027, 3, 2)),
        ([date(2027, 2, 1)], date(2027, 3, 1)),
        ([date(2028, 1, 1)], date(2027, 3, 4)),
        ([], date(2027, 3, 4)),
    ],
)
def test_answers_count_as_of_the_newest_between_the_question_and_today(said: list[date], day: date) -> None:
    answers = [answered(as_of=datetime(each.year, each.month, each.day, 7, tzinfo=UTC)) for each in said]

    assert day_of_answers(answers, date(2027, 3, 1), date(2027, 3, 4)) == day
