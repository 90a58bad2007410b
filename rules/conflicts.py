"""Conflicts of the law: an act is due before it is allowed. A fact about the law, not an error. Knows no clock."""

from dataclasses import dataclass
from datetime import datetime

from rules.law import Edition
from rules.waiting_periods import GRANTED, ceiling, ends_last, owner_time_over
from schemas.case import Case
from schemas.messages import at_of
from schemas.words import Stage

CONCERNED = ("may_tow", "may_offer")
"""The questions that a conflict concerns."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A floor that ends after its ceiling, each with its citation. The floor is kept; the ceiling is shown.

    `granted`: the late floor is an extension that the city granted.
    """

    not_before: datetime
    floor_citation: str
    by: datetime
    ceiling_citation: str
    granted: bool = False


def conflict_of(case: Case, law: Edition) -> Conflict | None:
    """The conflict of a notice period that ends after the removal deadline; None if there is none."""
    waits = case.stage in (Stage.NOTICE, Stage.TOW) and case.towed is None and case.exempt is None
    over, (due, citation) = owner_time_over(case, law), ceiling(case, law, "remove", at_of(case.declared))
    if not waits or over is None or due is None or over <= due:
        return None
    granted = over == case.extended_until
    floor_citation = GRANTED.citation if granted else law.periods[ends_last(case, law)].citation
    return Conflict(over, floor_citation, due, citation or law.periods["remove"].citation, granted)
