"""The ceiling of each task runs from its own event.

A car hooked up on day 10, Friday, December 4, 2026, is dropped at the lot two days later here.
"""

from datetime import datetime, timedelta

import pytest

from rules.ceilings import due_of
from rules.law import Edition
from rules.library import find_edition
from schemas.case import Case
from schemas.owner_notice import PartiesRecorded
from schemas.tow_dispatch import TowOffered
from schemas.words import Task
from tests.rules import cars
from tests.rules.cars import ARRIVED, LAW, day, on
from tests.rules.law_texts import CA, IL
from tests.rules.test_the_nearest_ceiling import HOOKED
from tests.schemas.lives import changed, live, reported

CALIFORNIA, CHICAGO = find_edition(CA), find_edition(IL)
UNTIL = day(20) + timedelta(minutes=30)
OFFERED = on(cars.ORDERED, 20, TowOffered(order=1, contractor="north-salvage", answer_by=UNTIL))
LATE_AT_THE_LOT = on(HOOKED, 12, ARRIVED)
ORDINARY = on(cars.HOOKED, 22, ARRIVED)


@pytest.mark.parametrize(
    ("task", "case", "law", "due"),
    [
        # Five business days from Tuesday, November 24: the day after Thanksgiving is in doubt, so it counts.
        (Task.RECORDS_CHECK, live(reported()), LAW, datetime(2026, 12, 3, tzinfo=LAW.tz)),
        (Task.ANSWER, OFFERED, LAW, UNTIL),
        (Task.ANSWER, cars.OFFERED, LAW, datetime(2026, 12, 10, tzinfo=LAW.tz)),
        # Three days after the hook-up (Cal. Vehicle Code 22670).
        (Task.APPRAISAL, LATE_AT_THE_LOT, CALIFORNIA, datetime(2026, 12, 8, tzinfo=CALIFORNIA.tz)),
        (Task.FREE_RETRIEVAL, cars.WON, LAW, day(16) + timedelta(hours=48)),
        # Thirty days after the hook-up on December 14.
        (Task.PARTIES, ORDINARY, LAW, datetime(2027, 1, 14, tzinfo=LAW.tz)),
    ],
)
def test_each_task_is_due_by_its_own_ceiling(task: Task, case: Case, law: Edition, due: datetime) -> None:
    assert due_of(task, case, law).at == due


LAST_INSTANT = datetime(2026, 12, 19, tzinfo=CHICAGO.tz)


@pytest.mark.parametrize(("later", "due"), [(0, LAST_INSTANT), (1, datetime(2026, 12, 22, tzinfo=CHICAGO.tz))])
def test_in_chicago_a_party_known_at_the_last_instant_is_told_by_then(later: int, due: datetime) -> None:
    """625 ILCS 5/4-205(b): the two days are for a party who becomes known after the ten business days."""
    known = LAST_INSTANT + timedelta(seconds=later)
    case = changed(on(cars.REPORTED, 11, PartiesRecorded(owner=1)), "parties", at=known)

    assert due_of(Task.LETTERS, case, CHICAGO).at == due
