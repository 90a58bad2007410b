"""How old a check may be when something rests on it. Knows no clock: `at` is the instant of the question."""

from datetime import datetime
from typing import NamedTuple

from rules.calendars import ends
from rules.law import Edition
from rules.waiting_periods import ANCHORS, in_words
from schemas.case import Case


class Age(NamedTuple):
    """Until when a check counts, None without a check; and what a requirement says of one that is too old."""

    until: datetime | None
    too_old: str


def age_of_check(case: Case, law: Edition, code: str, at: datetime) -> Age:
    """The age of the newest check of this kind."""
    period = law.periods[code]
    begun = ANCHORS[period.anchor](case, period)[0]
    until = ends(period, begun, law) if begun else None
    too_old = until is not None and at > until
    return Age(until, f", and was made within the last {in_words(period)}" if too_old else "")
