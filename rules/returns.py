"""What follows a letter that came back: the steps that its reason asks for, in their order, and by when.

Knows no clock. Which steps they are, and within how many days, says the edition (`returns`).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from rules.calendars import ends_after_working_days
from rules.law import Edition
from schemas.case import Case
from schemas.case_parts import Letter, StepTaken
from schemas.mail import SATISFIED_BY, FurtherStep, MailReturn
from schemas.texts import in_sentence


class AskedStep(NamedTuple):
    """One step that a return asks for: within how many business days, and the step that was taken for it."""

    step: FurtherStep
    days: int
    taken: StepTaken | None


def asked_steps(letter: Letter, law: Edition) -> Iterator[AskedStep]:
    """The steps that the newest return of this letter asks for, in their order."""
    if back := letter.returned:
        rule = law.returns[back.reason]
        since = tuple(each for each in letter.steps if each.fact > back.fact)
        for step, days in zip(rule.steps, rule.within, strict=True):
            yield AskedStep(step, days, _taken_for(step, since))


def _taken_for(step: FurtherStep, since: Iterable[StepTaken]) -> StepTaken | None:
    """The first step since the letter last came back that counts as this one: a step that came back too does not."""
    return next((each for each in since if each.step in SATISFIED_BY[step]), None)


def missing_steps(letter: Letter, law: Edition) -> tuple[AskedStep, ...]:
    """The steps that are still to be taken, the next one first."""
    return tuple(each for each in asked_steps(letter, law) if each.taken is None)


def followed_up(letter: Letter, law: Edition) -> StepTaken | None:
    """The step with which everything was done that the return asks for; None while one is missing."""
    steps = tuple(asked_steps(letter, law))
    taken = [each.taken for each in steps if each.taken]
    return max(taken, key=lambda each: (each.at, each.fact)) if taken and len(taken) == len(steps) else None


def letter_of_return(case: Case, fact: int | None) -> Letter | None:
    """The letter whose newest return is this fact."""
    return next((each for each in case.letters if each.returned and each.returned.fact == fact), None)


def due_after_return(case: Case, law: Edition, fact: int | None) -> datetime | None:
    """By when the next step is to be taken after the return of this fact; None if it asks for none."""
    letter = letter_of_return(case, fact)
    missing = missing_steps(letter, law) if letter else ()
    return due_by(letter, missing[0], law) if letter and missing else None


def due_by(letter: Letter, asked: AskedStep, law: Edition) -> datetime | None:
    """By when a step is to be taken: so many business days after the return was recorded; None without a return."""
    return ends_after_working_days(asked.days, letter.returned.recorded_at, law) if letter.returned else None


def next_in_words(case: Case, law: Edition, fact: int | None) -> str:
    """Which letter came back with this fact and why, and the next step with its days; empty if it asks for none."""
    letter = letter_of_return(case, fact)
    missing = missing_steps(letter, law) if letter else ()
    if letter is None or letter.returned is None or not missing:
        return ""
    reason, days = letter.returned.reason, f"{missing[0].days} business days"
    does = ESTATE if reason is MailReturn.DECEASED else NEXT_STEP[missing[0].step]
    came = f"Letter no. {letter.letter} to the {in_sentence(letter.party.words)} was returned"
    return f"{came} ({in_sentence(reason.words)}). {does}, within {days} of the return."


NEXT_STEP = {
    FurtherStep.REGULAR_MAIL: "Send it again by regular mail",
    FurtherStep.RECORDS_AGAIN: "Ask the records again for an address, and enter the parties if there is another one",
    FurtherStep.POSTED_AT_ADDRESS: "Post it on the door of the address",
    FurtherStep.POSTED_ON_VEHICLE: "Post it on the car",
    FurtherStep.SECOND_ADDRESS: "Write to another address, or publish the notice if none can be found",
    FurtherStep.PUBLICATION: "Publish the notice",
}
"""What is done next after a return."""
ESTATE = "Find out who acts for the estate and write to that person, or publish the notice if no one does"
