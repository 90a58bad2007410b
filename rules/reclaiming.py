"""What may become of a car once its reclaim period is over, as a letter can promise it. Knows no clock."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from rules.calendars import ends
from rules.disposal_options import DisposalOption, floors_of, open_options
from rules.law import Edition, Period
from rules.owner_notice import IN_ORDER, letter_to, notices_of
from rules.waiting_periods import ANCHORS, known_period
from schemas.case import Case
from schemas.owner_notice import WriteLetter
from schemas.words import Anchor, Route


class Afterward(NamedTuple):
    """The routes of the open disposal options; whether one may have to wait longer than the reclaim period.

    By the routes `notified` nothing ends before a further letter was mailed.
    """

    routes: frozenset[Route]
    longer: bool
    notified: frozenset[Route]


def after_reclaiming(case: Case, law: Edition, asked: WriteLetter, at: datetime) -> Afterward | None:
    """What may follow the reclaim period of this letter, written at this instant.

    None if the letter does not begin the period, or if an open option does not wait for it.
    """
    end, options = _end(case, law, "reclaim", asked, at), open_options(case, law)
    if end is None:
        return None
    longer = {code for code in floors_of(options) if not _over_by(end, _end(case, law, code, asked, at))}
    if not all(longer.union(["reclaim"]).intersection(each.rule.floors) for each in options):
        return None
    further = {code for code in longer if _counts_from_a_later_letter(law.periods[code], asked)}
    waits = [each for each in options if further.intersection(each.rule.floors)]
    others = _routes(each for each in options if each not in waits)
    heard = _end(case, law, "ask_hearing", asked, at)
    outlives = heard is not None and heard > end
    return Afterward(_routes(options), bool(longer) or outlives, _routes(waits) - others)


def _routes(options: Iterable[DisposalOption]) -> frozenset[Route]:
    return frozenset(route for option in options for route in option.rule.routes)


def _over_by(end: datetime, floor: datetime | None) -> bool:
    return floor is not None and floor <= end


def _counts_from_a_later_letter(period: Period, asked: WriteLetter) -> bool:
    later = period.notice is not None and IN_ORDER.index(period.notice) > IN_ORDER.index(asked.notice)
    return period.anchor is Anchor.MAILED and later


def _end(case: Case, law: Edition, code: str, asked: WriteLetter, at: datetime) -> datetime | None:
    """When this floor ends if the letters due now are mailed at this instant; None if it does not begin with them."""
    period = known_period(case, law, code)
    begun = _begun(case, law, period, asked, at) if period else None
    return ends(period, begun, law) if period and begun else None


def _begun(case: Case, law: Edition, period: Period, asked: WriteLetter, at: datetime) -> datetime | None:
    if period.anchor is not Anchor.MAILED:
        return next(iter(ANCHORS[period.anchor](case, period, law)), None)
    notice = period.notice or asked.notice
    letter = letter_to(case, notice, asked.addressee)
    if letter and letter.mailed:
        return letter.mailed.at
    due_now = notice in notices_of(case, law) and law.notices[notice].not_before is None
    return at if notice is asked.notice or due_now else None
