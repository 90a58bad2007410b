"""The letters on their way: who mails them, what is reported of them, and the steps after a return. No clock."""

from datetime import datetime, timedelta

from rules.ceilings import own_ceiling
from rules.law import Edition
from rules.owner_notice import POST, is_stale, letters_on_record, nobody_known, resting, unmailed
from rules.requirements import GuardContext, Requirements, requirement
from rules.working_days import working_days_after
from schemas.case import Case
from schemas.case_parts import Letter
from schemas.law import Duty
from schemas.mail import FurtherStep, MailFault
from schemas.mail_house import MailService
from schemas.messages import at_of, fact_of
from schemas.words import Notice, Task

ACCEPTANCE_DAYS = 5
"""Within so many working days the postal service has accepted a letter that the mail house took, or a person looks."""

ANSWER_DAYS = 2
"""Within so many working days the mail house has answered for each letter of a batch."""


def mailed_by_house(case: Case, law: Edition) -> bool:
    """Whether all letters that wait to be mailed are the mail house's to mail."""
    waiting = unmailed(case)
    return law.mail_house and bool(waiting) and not any(each.not_mailed for each in waiting)


def to_put_into_batch(case: Case, law: Edition, at: datetime) -> tuple[Letter, ...]:
    """The letters that go into the next batch. One that is too old by then is written again instead."""
    waiting = unmailed(case)
    return tuple(each for each in waiting if _is_free(each) and not is_stale(each, at, law))


def grown_old(case: Case, law: Edition, at: datetime) -> tuple[Letter, ...]:
    """The letters that nobody has mailed or handed over, and whose dates are wrong by now."""
    return tuple(each for each in unmailed(case) if _is_free(each) and is_stale(each, at, law))


def _is_free(letter: Letter) -> bool:
    return letter.handed_over is None and letter.not_mailed is None


def is_overdue(letter: Letter, at: datetime, law: Edition) -> bool:
    """Whether the postal service should have accepted this letter by now."""
    if letter.handed_over is None or letter.mailed or letter.not_mailed:
        return False
    return _days_have_passed(ACCEPTANCE_DAYS, letter.handed_over.at, at, law)


def is_counted_again(sent: datetime, at: datetime, law: Edition) -> bool:
    """Whether the mail house has had its time to answer for every letter of a batch that was sent at this instant."""
    return _days_have_passed(ANSWER_DAYS, sent, at, law)


def _days_have_passed(days: int, since: datetime, at: datetime, law: Edition) -> bool:
    """Whether so many working days after a day have passed to their end."""
    last = working_days_after(since.astimezone(law.tz).date(), days, law.holidays)
    return at.astimezone(law.tz).date() > last


def letter_free(context: GuardContext) -> Requirements:
    """A current letter is handed over once, before it is mailed and before its dates are wrong."""
    row = context.request.letter
    letter = next((each for each in letters_on_record(context.case) if each.letter == row), None)
    fact = letter.written if letter else None
    text = f"Letter {row} is a current letter of this case"
    yield requirement(POST, text, met=letter is not None, fact=fact, final=True)
    text = f"Letter {row} has neither been mailed nor handed over, and is left to the mail house"
    free = letter is not None and letter.mailed is None and _is_free(letter)
    yield requirement(POST, text, met=free, fact=fact, final=True)
    text = f"Letter {row} is recent enough to be mailed"
    old = letter is not None and is_stale(letter, context.at, context.law)
    yield requirement(POST, text, met=not old, fact=fact, final=True)


def letter_waits(context: GuardContext) -> Requirements:
    """That a letter was not mailed is reported once, and only of a letter that was not."""
    letter = _named(context)
    text = f"Letter {context.request.letter} of this case is written and not mailed"
    met = letter is not None and letter.mailed is None
    yield requirement(POST, text, met=met, fact=letter.written if letter else None, final=True)
    text = f"Letter {context.request.letter} is not left to a person yet"
    left = letter.not_mailed if letter else None
    yield requirement(POST, text, met=left is None, fact=left, final=True)
    if letter and getattr(context.request, "fault", None) is MailFault.TOO_OLD:
        text = f"Letter {letter.letter} is too old to be mailed"
        yield requirement(POST, text, met=is_stale(letter, context.at, context.law), fact=letter.written, final=True)


def letter_on_its_way(context: GuardContext) -> Requirements:
    """A letter is delivered once, after it was mailed, and not if it was returned."""
    letter, row = _named(context), context.request.letter
    mailed = letter.mailed if letter else None
    yield requirement(POST, f"Letter {row} of this case was mailed", met=bool(mailed), fact=mailed, final=True)
    early = mailed is not None and context.at < mailed.at
    yield requirement(POST, f"Letter {row} was delivered after it was mailed", met=not early, fact=mailed)
    ended = (letter.delivered or letter.returned) if letter else None
    text = f"Letter {row} was neither delivered nor returned before"
    yield requirement(POST, text, met=ended is None, fact=ended, final=True)


def letter_written(context: GuardContext) -> Requirements:
    """A letter is mailed once, and not before it is written."""
    letter, row = _named(context), context.request.letter
    fact = letter.written if letter else None
    yield requirement(POST, f"Letter {row} of this case is written", met=letter is not None, fact=fact, final=True)
    yield requirement(POST, f"Letter {row} has not been mailed before", met=not (letter and letter.mailed), final=True)
    early = letter is not None and context.at < letter.written.at
    yield requirement(POST, f"Letter {row} was mailed after it was written", met=not early, fact=fact)


def letter_mailed(context: GuardContext) -> Requirements:
    """A letter is returned only after it was mailed."""
    letter = _named(context)
    mailed = letter.mailed if letter else None
    text = f"Letter {context.request.letter} of this case was mailed"
    yield requirement(POST, text, met=bool(mailed), fact=mailed, final=True)
    early = letter is not None and letter.mailed is not None and context.at < letter.mailed.at
    yield requirement(POST, f"Letter {context.request.letter} was returned after it was mailed", met=not early)


def step_makes_sense(context: GuardContext) -> Requirements:
    """G2, G17: the letter was returned, or no party is known."""
    if context.request.letter is None:
        rule = context.law.duties[Duty.PUBLICATION]
        met = nobody_known(context.case)
        yield requirement(rule, "No owner or lienholder is known", met=met, fact=context.case.parties, final=True)
        # A form that is offered has no step yet.
        published = getattr(context.request, "step", FurtherStep.PUBLICATION) is FurtherStep.PUBLICATION
        text = "If no owner or lienholder is known, the step is a publication: nothing else can reach them"
        yield requirement(rule, text, met=published)
        yield from _says_where_it_is_held(context)
        return
    letter = _named(context)
    back = fact_of(letter.returned) if letter else None
    rule = context.law.duties[Duty.FURTHER_STEPS]
    yield requirement(
        rule, f"Letter {context.request.letter} of this case was returned", met=bool(back), fact=back, final=True
    )
    text = "Something rests on that letter: the tow that it announces, or the disposal of the car"
    yield requirement(rule, text, met=letter is not None and _bears(context, letter), fact=back, final=True)


def _bears(context: GuardContext, letter: Letter) -> bool:
    """Whether something that is still to come rests on this letter: before the hook-up the tow, then the disposal."""
    bears = (Notice.PRE_TOW,) if context.case.towed is None else resting(context.options)
    return letter in letters_on_record(context.case) and letter.notice in bears


def _says_where_it_is_held(context: GuardContext) -> Requirements:
    """The reclaim period runs from the publication, so it follows the tow."""
    rule, taken = context.law.duties[Duty.PUBLICATION], at_of(context.case.hooked_up)
    met = taken is not None and context.at >= taken
    text = "The notice was published after the hook-up"
    yield requirement(rule, text, met=met, fact=context.case.hooked_up, final=True)


def _named(context: GuardContext) -> Letter | None:
    return next((each for each in context.case.letters if each.letter == context.request.letter), None)


def last_batch(at: datetime, hour: int, law: Edition) -> datetime:
    """When the last batch of a day was due, at this instant: at this hour of the city's day."""
    local = at.astimezone(law.tz)
    today = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if local >= today else today - timedelta(days=1)


def cannot_wait(case: Case, law: Edition, until: datetime) -> bool:
    """Whether a letter of this case is due before the next batch."""
    due = own_ceiling(Task.MAILING, case, law).at
    return due is not None and due < until


def service_of(letter: Letter, law: Edition) -> MailService:
    """How this letter is mailed; certified if the law no longer knows its kind."""
    rule = law.notices.get(letter.notice)
    ordinary = rule is not None and rule.sent_by == "first_class_mail"
    return MailService.FIRST_CLASS if ordinary else MailService.CERTIFIED
