"""A letter that is mailed long after it was written names dates that are no longer right: it is written again."""

from datetime import timedelta

import pytest

from rules.library import find_edition
from rules.next_task import list_tasks
from rules.owner_notice import is_stale, letter_to, owed_letters, unmailed
from rules.request_rule import RequestContext
from rules.requests.mail import RECORD_MAILING
from rules.rows import NoRows
from rules.waiting_periods import owner_time_over
from schemas.case import Case
from schemas.mail import LetterMailed, RecordMailing
from schemas.words import Notice, Task
from tests.rules.cars import DESK, KNOWN, LAW, day, letter, on

WRITTEN = on(KNOWN, 4, letter(1, Notice.PRE_TOW))


def mailed(case: Case, number: float, row: int = 1) -> LetterMailed:
    """The fact of a mailing on this day."""
    request = RecordMailing(letter=row)
    context = RequestContext(case, DESK, request, LAW, day(number), day(number), find_edition)
    fact = RECORD_MAILING.make(context, NoRows())
    assert isinstance(fact, LetterMailed)
    return fact


@pytest.mark.parametrize(("days", "stale"), [(0, False), (3, False), (4, True), (32, True)])
def test_a_letter_counts_if_it_is_mailed_within_three_days(days: int, stale: bool) -> None:
    fact = mailed(WRITTEN, 4 + days)

    case = on(WRITTEN, 4 + days, fact)

    assert fact.stale is stale
    assert bool(owed_letters(case, LAW)) is stale
    assert (owner_time_over(case, LAW) is None) is stale
    assert unmailed(case) == ()


def test_the_days_are_those_of_the_city() -> None:
    [written] = WRITTEN.letters
    late = written.written.at.astimezone(LAW.tz).replace(hour=0, minute=1) + timedelta(days=3, hours=23, minutes=58)

    assert not is_stale(written, late + timedelta(seconds=59), LAW)
    assert is_stale(written, late + timedelta(minutes=1), LAW)


def test_the_system_writes_the_letter_again_and_the_period_runs_from_its_mailing() -> None:
    late = on(WRITTEN, 36, mailed(WRITTEN, 36))
    again = on(late, 36, letter(2, Notice.PRE_TOW))
    done = on(again, 39, mailed(again, 39, row=2))

    assert list_tasks(late, LAW, day(36)).own_act is Task.LETTERS
    assert letter_to(done, Notice.PRE_TOW, 1) == done.letters[1]
    over, first = owner_time_over(done, LAW), owner_time_over(on(WRITTEN, 36, LetterMailed(letter=1)), LAW)
    assert over is not None
    assert first is not None
    assert over > first
