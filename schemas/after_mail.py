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
    MailReturn,
)
from schemas.messages import Fact, JournalEntry
from schemas.owner_notice import LetterWritten, NoticeLapsed
from schemas.reopened_periods import reopen_notice, reopen_reclaim
from schemas.words import Notice


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
    back = Returned(fact=entry.number, at=entry.at, by=entry.actor, reason=fact.reason, recorded_at=entry.recorded_at)
    case = _letter(case, fact.letter, lambda letter: replace(letter, returned=back))
    return _written_again(case, fact.letter) if fact.reason is MailReturn.LOST else case


def _written_again(case: Case, row: int) -> Case:
    """A lost letter reached nobody: it no longer counts, and the stage returns in which it is written and has its time.

    A letter before the tow stays as it is once the car is towed.
    """
    letter = next((each for each in case.letters if each.letter == row), None)
    before_the_tow = letter is not None and letter.notice is Notice.PRE_TOW
    if before_the_tow and case.towed:
        return case
    again = reopen_notice(case) if before_the_tow else reopen_reclaim(case)
    return _letter(again, row, lambda each: replace(each, lapsed=True))


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
