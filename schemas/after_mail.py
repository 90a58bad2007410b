"""The folds of the letters: written, handed over, mailed, delivered, returned, and what was done then."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from schemas.case import Case
from schemas.case_parts import Letter, NotMailed, Returned, StepTaken
from schemas.mail import (
    FurtherStepTaken,
    LetterDelivered,
    LetterHandedOver,
    LetterMailed,
    LetterNotMailed,
    LetterReturned,
    MailFault,
)
from schemas.messages import Fact, JournalEntry
from schemas.owner_notice import LetterWritten, NoticeLapsed
from schemas.reopened_periods import reopen_reclaim


def _written(case: Case, entry: JournalEntry, fact: LetterWritten) -> Case:
    letter = Letter(
        letter=fact.letter,
        notice=fact.notice,
        party=fact.party,
        addressee=fact.addressee,
        written=entry.recorded,
    )
    return case.with_(letters=(*case.letters, letter))


def _letter(case: Case, row: int, change: Callable[[Letter], Letter]) -> Case:
    return case.with_(letters=tuple(change(each) if each.letter == row else each for each in case.letters))


def _handed_over(case: Case, entry: JournalEntry, fact: LetterHandedOver) -> Case:
    return _letter(case, fact.letter, lambda each: replace(each, handed_over=entry.recorded))


def _not_mailed(case: Case, entry: JournalEntry, fact: LetterNotMailed) -> Case:
    failed = NotMailed(fact=entry.number, at=entry.at, by=entry.actor, fault=fact.fault)
    old = fact.fault is MailFault.TOO_OLD
    return _letter(case, fact.letter, lambda each: replace(each, not_mailed=failed, lapsed=each.lapsed or old))


def _delivered(case: Case, entry: JournalEntry, fact: LetterDelivered) -> Case:
    return _letter(case, fact.letter, lambda each: replace(each, delivered=entry.recorded))


def _mailed(case: Case, entry: JournalEntry, fact: LetterMailed) -> Case:
    mailed = entry.recorded
    return _letter(case, fact.letter, lambda each: replace(each, mailed=mailed, lapsed=each.lapsed or fact.stale))


def _returned(case: Case, entry: JournalEntry, fact: LetterReturned) -> Case:
    back = Returned(fact=entry.number, at=entry.at, by=entry.actor, reason=fact.reason)
    return _letter(case, fact.letter, lambda letter: replace(letter, returned=back))


def _stepped(case: Case, entry: JournalEntry, fact: FurtherStepTaken) -> Case:
    if fact.letter is None:
        return case.with_(published=entry.recorded)
    step = StepTaken(fact=entry.number, at=entry.at, by=entry.actor, step=fact.step)
    return _letter(case, fact.letter, lambda letter: replace(letter, steps=(*letter.steps, step)))


def _notice_lapsed(case: Case, _: JournalEntry, fact: NoticeLapsed) -> Case:
    """A reissued notice starts its full period again."""
    letters = tuple(replace(each, lapsed=True) if each.notice is fact.notice else each for each in case.letters)
    return reopen_reclaim(case).with_(letters=letters)


FOLDS_OF_MAIL: dict[type[Fact], Callable[[Case, JournalEntry, Any], Case]] = {
    LetterWritten: _written,
    LetterHandedOver: _handed_over,
    LetterNotMailed: _not_mailed,
    LetterMailed: _mailed,
    LetterDelivered: _delivered,
    LetterReturned: _returned,
    FurtherStepTaken: _stepped,
    NoticeLapsed: _notice_lapsed,
}
