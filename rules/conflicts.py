"""Conflicts of deadlines: an act is due before it is allowed, by the law itself or because letters were mailed late.

Knows no clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rules.calendars import ends_with_pauses
from rules.law import Edition
from rules.waiting_periods import GRANTED, ceiling, ends_last, known_period, owner_time_over, pauses
from schemas.case import Case
from schemas.messages import at_of
from schemas.words import Anchor, Stage

OWNERS = "owner_notice"

CONCERNED = ("may_tow", "may_offer")
"""The questions that a conflict concerns."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A floor that ends after its ceiling, each with its citation. The floor is kept; the ceiling is shown.

    `granted`: the late floor is an extension that the city granted. `mail_by`: the law leaves enough time, but the
    letters were mailed late; the last day on which the mailing would have been in time.
    """

    not_before: datetime
    floor_citation: str
    by: datetime
    ceiling_citation: str
    granted: bool
    mail_by: date | None


def conflict_of(case: Case, law: Edition) -> Conflict | None:
    """The conflict of a notice period that ends after the removal deadline; None if there is none."""
    waits = case.stage in (Stage.NOTICE, Stage.TOW) and case.towed is None and case.exempt is None
    over, (due, citation) = owner_time_over(case, law), ceiling(case, law, "remove", at_of(case.declared))
    if not waits or over is None or due is None or over <= due:
        return None
    granted, last = over == case.extended_until, ends_last(case, law)
    floor_citation = GRANTED.citation if granted else law.periods[last].citation
    by_mail = not granted and last == OWNERS
    return Conflict(
        over,
        floor_citation,
        due,
        citation or law.periods["remove"].citation,
        granted,
        max(_days_in_time(case, law, due), default=None) if by_mail else None,
    )


def _days_in_time(case: Case, law: Edition, due: datetime) -> Iterator[date]:
    """The days since the declaration on which a mailing gives the owner the whole period before `due`."""
    period, declared = known_period(case, law, OWNERS), at_of(case.declared)
    if period is None or declared is None or period.anchor is not Anchor.MAILED:
        return
    still = pauses(case, OWNERS, law)
    for mailed in (declared + timedelta(days=each) for each in range((due - declared).days + 1)):
        over = ends_with_pauses(period, mailed, law, still)
        if over and over <= due:
            yield mailed.astimezone(law.tz).date()
