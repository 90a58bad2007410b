"""Whether letters that have to come at their time can: what they wait for begins without them."""

from collections.abc import Iterator

from rules.law import Edition
from rules.law_faults import Fault
from schemas.words import Anchor, Notice

AT_ONCE = frozenset({Notice.PRE_TOW, Notice.HAZARD_TOW, Notice.IMPOUND, Notice.CORRECTION})
"""Letters that tell of what is about to happen, or has: nobody waits for a floor in the lot to write them."""


def timely(edition: Edition) -> Iterator[Fault]:
    """Letters that wait for a floor that may never pass, or that may not wait at all."""
    for notice, rule in edition.notices.items():
        period = edition.periods.get(rule.not_before or "")
        if period is None:
            continue
        where = f"notices.{notice}.not_before"
        if notice in AT_ONCE:
            yield Fault(where, "This letter tells of what happens now: it waits for nothing.")
        elif period.anchor is not Anchor.IN_CUSTODY:
            yield Fault(where, "A letter can only wait for time that runs from the tow.")
