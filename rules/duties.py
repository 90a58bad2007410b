"""Duties: what a stage requires beyond its goal's question. No guard uses them; none blocks a person's act."""

from collections.abc import Iterable

from rules.disposal import run_out
from rules.disposal_options import asks_a_value, status_of
from rules.fees import amounts_known
from rules.law import Edition, NoticeRule
from rules.notices_in_time import reissued
from rules.owner_notice import owed_letters, unmailed
from rules.requirements import GuardContext, Requirements, not_known, requirement
from rules.waiting_periods import floor, known_period
from schemas.case import Case
from schemas.law import Duty
from schemas.records import HITS
from schemas.words import Notice, Registration, Stolen, Task

NAMED: dict[Notice, tuple[str, ...]] = {Notice.PRE_TOW: ("owner_notice",), Notice.CORRECTION: ("free_retrieval",)}
"""The periods whose end a letter states; every other letter about a car in the lot states both of `HELD`."""
HELD = ("reclaim", "ask_hearing")


def not_stolen(context: GuardContext) -> Requirements:
    """The car is neither stolen nor suspected to be; else it is a task for the police (G5)."""
    law, case = context.law, context.case
    rule = (
        law.waivers.get("stolen", law.duties[Duty.STOLEN_CHECK]) if case.in_custody else law.duties[Duty.STOLEN_CHECK]
    )
    referral = case.referral(Task.RECORDS_CHECK)
    suspected = referral is not None and referral.outcome in HITS
    met = case.stolen is not Stolen.STOLEN and not suspected
    text = "The stolen-vehicle check does not say that the car is stolen"
    yield requirement(rule, text, met=met, fact=case.records_check, task=Task.POLICE)


def nobody_inside(context: GuardContext) -> Requirements:
    """No one is inside; an occupied car is a task for outreach (G13)."""
    look, rule = context.case.last_inspection, context.law.duties[Duty.NOBODY_INSIDE]
    inside = look is not None and look.occupied
    text = "No person or animal was inside the car at the last inspection"
    yield requirement(rule, text, met=not inside, fact=look.number if look else None, task=Task.OUTREACH)


def letters_written(context: GuardContext) -> Requirements:
    """Every due letter is written, after the floor that its notice waits for."""
    for notice in _owed(context.case, context.law):
        yield from _written(context, notice, context.law.notices[notice])


def _owed(case: Case, law: Edition) -> Iterable[Notice]:
    return dict.fromkeys(each.notice for each in owed_letters(case, law))


def _written(context: GuardContext, notice: Notice, rule: NoticeRule) -> Requirements:
    task = Task.LATER_LETTERS if rule.not_before else Task.LETTERS
    floors = (rule.not_before,) if rule.not_before else ()
    yield from numbers_known(context, *floors, *NAMED.get(notice, HELD), toward=task)
    if "fees" in rule.says:
        yield from amounts_known(context, toward=task)
    over = floor(context.case, context.law, rule.not_before) if rule.not_before else None
    text = f"The {notice.replace('_', ' ')} letters are written"
    yield requirement(rule, text, met=False, earliest=over, task=task)


def numbers_known(context: GuardContext, *codes: str, toward: Task | None = None) -> Requirements:
    """The lengths of these periods are known, or settled by counsel."""
    for code in codes:
        rule = context.law.periods.get(code)
        if rule and known_period(context.case, context.law, code) is None:
            yield not_known(rule, rule.text, f"periods.{code}", toward=toward)


def waits_for_counsel(context: GuardContext, letters: Task) -> bool:
    """Whether these letters wait for a number that counsel has to settle."""
    return any(each.toward is letters and each.task is Task.LAW_QUESTION for each in letters_written(context))


def letters_mailed(context: GuardContext) -> Requirements:
    """Every printed letter is mailed, also one that an earlier law asked for."""
    for letter in unmailed(context.case):
        rule = context.law.notices.get(letter.notice, context.law.duties[Duty.NOTICE_AND_CHANCE])
        text = f"The {letter.notice.replace('_', ' ')} letter to the {letter.party} was mailed"
        yield requirement(rule, text, met=False, fact=letter.written, task=Task.MAILING)


def notice_in_time(context: GuardContext) -> Requirements:
    """A notice is reissued after a letter missed its deadline."""
    if again := reissued(context.case, context.law):
        yield requirement(context.law.notices[again.notice], again.why, met=False, task=Task.RENEWAL)


def owner_called(context: GuardContext) -> Requirements:
    """It was tried to reach the owner of a car with current plates by telephone, if the law asks for it.

    No guard asks for the call, but the system does not end the owner's time before it (RCW 46.55.085(2)).
    """
    rule, case = context.law.duties.get(Duty.TELEPHONE_CALL), context.case
    if rule and case.registration is Registration.VALID:
        yield requirement(rule, rule.text, met=case.called is not None, fact=case.called, task=Task.OWNER_CALL)


def appraised(context: GuardContext) -> Requirements:
    """The car is appraised before the wait, if the disposal options differ by value or age."""
    law = context.law
    rule = law.duties.get(Duty.APPRAISAL) or (law.duties[Duty.CLASSIFICATION] if asks_a_value(law) else None)
    if rule:
        met = context.case.appraised is not None
        yield requirement(rule, "The value and the model year of the car are entered", met=met, task=Task.APPRAISAL)


def option_narrowed(context: GuardContext) -> Requirements:
    """The car is classified, if an open disposal option has a floor that has not begun."""
    case, law = context.case, context.law
    waits = any(not each.met and each.earliest is None and each.unknown is None for each in run_out(context))
    if waits and status_of(case, law) is None:
        rule = law.duties.get(Duty.TWO_PARTIES, law.duties[Duty.CLASSIFICATION])
        task = Task.OFFICER_STATUS if case.officer_status is None else Task.SALVOR_STATUS
        yield requirement(rule, "The car is classified", met=False, task=task)
