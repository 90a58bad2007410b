"""Whether letters that have to come at their time can: what they wait for begins without them."""

from collections.abc import Iterator

from rules.law import Edition
from rules.law_faults import Fault
from schemas.words import Anchor, Notice

AT_ONCE = frozenset({Notice.PRE_TOW, Notice.HAZARD_TOW, Notice.IMPOUND, Notice.CORRECTION})
"""Letters that tell of what is about to happen, or has: nobody waits for a floor in the lot to write them."""


def timely(edition: Edition) -> Iterator[Fault]:
    """Letters whose time would never come, or that could never come in it."""
    yield from _waiting(edition)
    for notice, rule in edition.notices.items():
        if rule.in_time:
            yield from _in_time(notice, edition)


def _waiting(edition: Edition) -> Iterator[Fault]:
    for notice, rule in edition.notices.items():
        period = edition.periods.get(rule.not_before or "")
        if period is None:
            continue
        where = f"notices.{notice}.not_before"
        if notice in AT_ONCE:
            yield Fault(where, "This letter is sent at once and cannot wait for a period.")
        elif period.anchor is not Anchor.IN_CUSTODY:
            yield Fault(where, "A letter can wait only for a period that runs from the tow.")


def _in_time(notice: Notice, edition: Edition) -> Iterator[Fault]:
    """Its time is known and runs from another letter, which everybody gets who gets this one."""
    rule, where = edition.notices[notice], f"notices.{notice}.in_time"
    period = edition.periods.get(rule.within or "")
    first = edition.notices.get(period.notice) if period and period.notice else None
    if period is None or period.amount is None or first is None or period.notice is notice:
        yield Fault(where, "A letter that is valid only in time needs a known period that runs from another notice.")
        return
    if not set(rule.to) <= set(first.to):
        yield Fault(where, f"Some recipients of this letter do not get the {period.notice} letter that it follows.")
    asking = {code: option for code, option in edition.disposal.items() if notice in option.notices}
    if not asking:
        yield Fault(where, "No disposal option requires this letter, so its deadline would never apply.")
    for code, option in asking.items():
        if period.notice not in option.notices:
            yield Fault(f"disposal.{code}.notices", f"The notice {notice.value!r} follows one that is not required.")
