"""Letters that count only if they were mailed within a period, and the notice that is reissued if one was not.

Such a letter follows an earlier one to the same party; its period runs from that mailing. Knows no clock.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from rules.calendars import ends
from rules.disposal_options import DisposalOption, open_options
from rules.law import Edition, NoticeRule
from rules.law_words import words
from rules.owner_notice import by_letter, letter_to, list_parties, resting, to_be_told, unmailed
from rules.requirements import GuardContext, Requirements, requirement
from rules.waiting_periods import in_words, known_period
from schemas.case import Case
from schemas.messages import at_of, fact_of
from schemas.words import Notice, Party, Role, Task


class Reissue(NamedTuple):
    """A notice that must be reissued, and why."""

    notice: Notice
    why: str


class Added(NamedTuple):
    """A letter that follows an earlier one: when both were mailed, and the end of its period."""

    notice: Notice
    to: Notice
    rule: NoticeRule
    party: Party
    row: int
    fact: int | None
    mailed: datetime | None
    first: datetime | None
    until: datetime | None

    @property
    def is_late(self) -> bool:
        """Whether it was mailed after its period."""
        return self.mailed is not None and self.until is not None and self.mailed >= self.until

    @property
    def is_older(self) -> bool:
        """Whether it was mailed before the letter that it follows."""
        return self.mailed is not None and self.first is not None and self.mailed < self.first

    @property
    def counts(self) -> bool:
        """Whether it was mailed within its period."""
        return self.mailed is not None and self.until is not None and not (self.is_late or self.is_older)


def is_timely(law: Edition) -> bool:
    """Whether this law has letters that count only within a period."""
    return any(rule.in_time for rule in law.notices.values())


def added_letters(case: Case, law: Edition, options: tuple[DisposalOption, ...]) -> Iterator[Added]:
    """The letters of this kind that the open disposal options require, one for each party."""
    for notice in resting(options) if is_timely(law) else ():
        rule = by_letter(law, notice)
        if rule and rule.in_time:
            for party, row in list_parties(case):
                if party in rule.to:
                    yield _added(case, law, notice, (party, row))


def _added(case: Case, law: Edition, notice: Notice, to: tuple[Party, int]) -> Added:
    rule, (party, row) = law.notices[notice], to
    code = rule.within or ""
    period, earlier = known_period(case, law, code), law.periods[code].notice or notice
    letter, before = letter_to(case, notice, row), letter_to(case, earlier, row)
    first = at_of(before.mailed) if before else None
    until = ends(period, first, law) if period and first else None
    sent = letter.mailed if letter else None
    return Added(notice, earlier, rule, party, row, fact_of(sent), at_of(sent), first, until)


def mailed_in_time(*parties: Party) -> Callable[[GuardContext], Requirements]:
    """G1, G3: a letter that follows another one was mailed within the period that runs from it."""

    def ask(context: GuardContext) -> Requirements:
        for each in added_letters(context.case, context.law, context.options):
            if each.party in parties:
                period = known_period(context.case, context.law, each.rule.within or "")
                time = f"within {in_words(period)} of the {words(each.to)} letter" if period else "within its period"
                text = f"The {words(each.notice)} letter to the {each.party} was mailed {time}"
                task, remedied_by = _remedy(context, each), Role.DISPATCHER
                yield requirement(each.rule, text, met=each.counts, fact=each.fact, remedied_by=remedied_by, task=task)

    return ask


def _remedy(context: GuardContext, added: Added) -> Task | None:
    """The task that makes this letter count: writing, mailing or reissuing it."""
    if added.is_late or added.is_older:
        return Task.RENEWAL
    letter = letter_to(context.case, added.notice, added.row)
    return to_be_told(context.case, context.law, added.notice, letter)


def reissued(case: Case, law: Edition) -> Reissue | None:
    """The notice to reissue because a letter missed its deadline; first the one from which that period runs.

    None while a printed letter is not mailed yet.
    """
    if unmailed(case):
        return None
    added = tuple(added_letters(case, law, open_options(case, law)))
    for each in added:
        if each.is_late:
            first, letter = words(each.to), words(each.notice)
            why = f"A {letter} letter was mailed too late: the {first} notice is reissued, and the {letter} notice"
            return Reissue(each.to, f"{why} after it.")
    for each in added:
        if each.is_older:
            why = f"A {words(each.notice)} letter was mailed before the {words(each.to)} letter that it follows"
            return Reissue(each.notice, f"{why}: it is reissued.")
    return None
