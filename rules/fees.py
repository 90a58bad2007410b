"""What is owed for a car, item by item, and who owes nothing. Knows no clock: `at` is the instant of the bill."""

from collections.abc import Callable
from datetime import datetime, timedelta

from rules.law import Edition, Fee
from schemas.case import Case
from schemas.impound import FeeLine
from schemas.words import Anchor, Stolen, Stops

DAY = timedelta(days=1)

WAIVES: dict[str, Callable[[Case], bool]] = {
    "hearing_won": lambda case: case.wrongly_towed,
    "stolen": lambda case: case.stolen is Stolen.STOLEN,
}
"""When the waiver of this code holds."""

STARTS: dict[Anchor, Callable[[Case], datetime | None]] = {
    Anchor.IN_CUSTODY: lambda case: case.hooked_at,
    Anchor.REPORT_SUBMITTED: lambda case: case.state_reported_at,
}
"""When a fee with this anchor begins."""


def list_fees(case: Case, edition: Edition, at: datetime) -> tuple[FeeLine, ...]:
    """Every fee of the edition as it stands at this instant, in US cents; a waived one says by what."""
    return tuple(_line(case, edition, code, fee, at) for code, fee in edition.fees.items())


def owed(case: Case, edition: Edition, at: datetime) -> int:
    """The sum to be paid at this instant, in US cents."""
    return sum(line.cents for line in list_fees(case, edition, at) if line.waived is None)


def _line(case: Case, edition: Edition, code: str, fee: Fee, at: datetime) -> FeeLine:
    start = STARTS[fee.runs_from](case)
    days = _days_begun(case, edition, start, at) if fee.per == "day" else None
    times = int(start is not None) if days is None else days
    return FeeLine(
        code=code,
        text=fee.text,
        cents=fee.cents * times,
        days=days,
        daily_cents=fee.cents if fee.per == "day" else None,
        citation=fee.citation,
        confidence=fee.confidence,
        waived=_waived(case, edition, code),
    )


def _waived(case: Case, edition: Edition, code: str) -> str | None:
    rules = (rule for name, rule in edition.waivers.items() if code in rule.fees and WAIVES[name](case))
    return next((rule.text for rule in rules), None)


def _days_begun(case: Case, edition: Edition, start: datetime | None, at: datetime) -> int:
    """The days that have begun since the lawful start; the time of a hold that stops billing does not count."""
    if start is None or at <= start:
        return 0
    return -(-(at - start - _held(case, edition, start, at)) // DAY)


def _held(case: Case, edition: Edition, start: datetime, at: datetime) -> timedelta:
    """For how long holds stopped the bill; the time of two at once counts once."""
    total, until = timedelta(), start
    stopping = (each for each in case.holds if Stops.BILLING in edition.holds[each.hold].stops)
    for hold in sorted(stopping, key=lambda each: each.at):
        begin, end = max(hold.at, until), min(hold.released_at or at, at)
        if end > begin:
            total, until = total + (end - begin), end
    return total
