"""How long a city keeps each kind of data of a closed case, and when it may be removed.

Each city has a records schedule of its own, which stands in its city file. A kind that it does not name is kept for
ever.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from rules.law import Edition, Retention, Words
from rules.law_faults import Fault
from rules.requirements import GuardContext, Requirements, our_own, requirement
from schemas.messages import at_of, fact_of
from schemas.retention import DataKind
from schemas.texts import in_sentence
from schemas.words import Confidence, Role

LONGEST_YEARS = 200
SOURCE = "The city's records schedule, cited in its own file"
KEPT = our_own("what no records schedule lets go is kept")
PRESERVED = our_own("a record that is preserved for a claim is kept as a whole")
WHOLE = our_own("a case is reopened only with its whole record")


class KeptFor(BaseModel):
    """How many years after closing a kind of data is kept, and the records schedule that says so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    years: Annotated[int, Field(ge=1, le=LONGEST_YEARS, strict=True)]
    citation: Words


RecordsSchedule = Mapping[DataKind, KeptFor]
"""What a city keeps for how long; a kind that is not in it is kept for ever."""


def with_schedule(law: Edition, schedule: RecordsSchedule) -> Edition:
    """The edition with the city's records schedule: `retention.letters` and the like."""
    if not schedule:
        return law
    return law.model_copy(update={"retention": {**law.retention, **dict(map(_enacted, schedule, schedule.values()))}})


def _enacted(data: DataKind, kept: KeptFor) -> tuple[str, Retention]:
    rule = Retention(
        text=f"{data.words}, after the case is closed",
        years=kept.years,
        citation=kept.citation,
        confidence=Confidence.HIGH,
        source=SOURCE,
    )
    return data.value, rule


def faults_of_schedule(schedule: RecordsSchedule, editions: Sequence[Edition]) -> Iterator[Fault]:
    """The kinds that this schedule would remove earlier than an edition lets it."""
    for data, kept in schedule.items():
        floors = [(each.years, each) for law in editions for each in law.retention.values() if each.years is not None]
        longest = max(floors, key=itemgetter(0), default=None)
        if longest and kept.years < longest[0]:
            years, rule = longest
            why = f"{rule.citation} asks for at least {years} years: {rule.text}"
            yield Fault(f"retention.{data}", why)


def over_after(closed: datetime, years: int) -> datetime:
    """The instant so many calendar years later; of February 29 in a year without one, March 1."""
    try:
        return closed.replace(year=closed.year + years)
    except ValueError:
        return closed.replace(year=closed.year + years, month=3, day=1)


def time_is_over(context: GuardContext) -> Requirements:
    """The city's records schedule has a time for this kind, and it is over since the case was closed."""
    data: DataKind = context.request.data
    rule, closed = context.law.retention.get(data.value), at_of(context.case.closed)
    what = in_sentence(data.words)
    if rule is None or rule.years is None or closed is None:
        text = f"The city's records schedule says how long this is kept: {what}"
        yield requirement(KEPT, text, met=False, remedied_by=Role.ADMIN, final=True)
        return
    over = over_after(closed.astimezone(context.law.tz), rule.years)
    text = f"{rule.years} years have passed since the case was closed: {what}"
    closing = fact_of(context.case.closed)
    yield requirement(rule, text, met=context.at >= over, fact=closing, earliest=over)


def not_preserved(context: GuardContext) -> Requirements:
    """Nobody has asked to preserve the record."""
    preserved = context.case.preserved
    text = "The record is not preserved"
    yield requirement(PRESERVED, text, met=preserved is None, fact=preserved, remedied_by=Role.SUPERVISOR)


def not_removed_yet(context: GuardContext) -> Requirements:
    """This kind is still there."""
    text = f"This was not removed yet: {in_sentence(context.request.data.words)}"
    yield requirement(KEPT, text, met=context.request.data not in context.case.removed, final=True)


def is_preserved(context: GuardContext) -> Requirements:
    """There is a preservation to end."""
    yield requirement(PRESERVED, "The record is preserved", met=context.case.preserved is not None, final=True)


def nothing_removed(context: GuardContext) -> Requirements:
    """A hearing opens the case again: without its record nobody can hear it, and no letter can be written."""
    if context.case.removed:
        yield requirement(WHOLE, "No data of the case were removed on the records schedule", met=False, final=True)


def record_is_whole(context: GuardContext) -> Requirements:
    """Nothing of the case was removed; a car that stands there again is reported again."""
    if context.case.removed:
        text = "No data of the case were removed; report the car again instead"
        yield requirement(WHOLE, text, met=False, final=True)
