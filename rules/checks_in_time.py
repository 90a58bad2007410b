"""How old a check may be when something rests on it. Knows no clock: `at` is the instant of the question."""

from datetime import datetime
from typing import NamedTuple

from rules.calendars import ends
from rules.law import Edition
from rules.waiting_periods import ANCHORS, in_words
from schemas.case import Case
from schemas.case_parts import Letter
from schemas.mail import AWAY
from schemas.words import Party


class Age(NamedTuple):
    """Until when a check counts, None without a check; and what a requirement says of one that is too old."""

    until: datetime | None
    too_old: str


def last_away(case: Case) -> Letter | None:
    """The letter to an owner that came back last and says that its reader may be away, on active duty perhaps."""
    back = {each.returned.fact: each for each in case.letters if each.party is Party.OWNER and each.returned}
    away = {fact: each for fact, each in back.items() if each.returned and each.returned.reason in AWAY}
    return away[max(away)] if away else None


def age_of_check(case: Case, law: Edition, code: str, at: datetime) -> Age:
    """The age of the newest check of this kind."""
    period = law.periods[code]
    begun = ANCHORS[period.anchor](case, period, law)[0]
    until = ends(period, begun, law) if begun else None
    too_old = until is not None and at > until
    return Age(until, f", and was made within the last {in_words(period)}" if too_old else "")
