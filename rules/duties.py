"""Duties: what a stage requires beyond its goal's question. No guard uses them; none blocks a person's act."""

from collections.abc import Iterable

from rules.disposal import run_out
from rules.law import Edition, NoticeRule
from rules.notices_in_time import given_anew
from rules.owner_notice import owed_letters, unmailed
from rules.requirements import Asked, Requirements, asks, not_known
from rules.waiting_periods import floor, known_period
from rules.ways_out import asks_a_value, status_of
from schemas.case import Case
from schemas.law import Duty
from schemas.words import Notice, Stolen, Task

NAMED: dict[Notice, tuple[str, ...]] = {Notice.PRE_TOW: ("owner_notice",), Notice.CORRECTION: ("free_retrieval",)}
"""The periods whose end a letter states; every other letter about a car in the lot states both of `HELD`."""
HELD = ("reclaim", "ask_hearing")


def not_stolen(asked: Asked) -> Requirements:
    """The car is not stolen; a stolen car is a task for the police (G5)."""
    law, case = asked.law, asked.case
    rule = (
        law.waivers.get("stolen", law.duties[Duty.STOLEN_CHECK]) if case.in_custody else law.duties[Duty.STOLEN_CHECK]
    )
    met = case.stolen is not Stolen.STOLEN
    text = "The stolen-vehicle check does not say that the car is stolen"
    yield asks(rule, text, met=met, fact=case.lookups, task=Task.POLICE)


def nobody_inside(asked: Asked) -> Requirements:
    """No one is inside; an occupied car is a task for outreach (G13)."""
    look, rule = asked.case.last_inspection, asked.law.duties[Duty.NOBODY_INSIDE]
    inside = look is not None and look.occupied
    text = "No person or animal was inside the car at the last inspection"
    yield asks(rule, text, met=not inside, fact=look.number if look else None, task=Task.OUTREACH)


def letters_written(asked: Asked) -> Requirements:
    """Every due letter is written, after the floor that its notice waits for."""
    for notice in _owed(asked.case, asked.law):
        yield from _written(asked, notice, asked.law.notices[notice])


def _owed(case: Case, law: Edition) -> Iterable[Notice]:
    return dict.fromkeys(each.notice for each in owed_letters(case, law))


def _written(asked: Asked, notice: Notice, rule: NoticeRule) -> Requirements:
    task = Task.LATER_LETTERS if rule.not_before else Task.LETTERS
    floors = (rule.not_before,) if rule.not_before else ()
    yield from numbers_known(asked, *floors, *NAMED.get(notice, HELD), toward=task)
    over = floor(asked.case, asked.law, rule.not_before) if rule.not_before else None
    text = f"The {notice.replace('_', ' ')} letters are written"
    yield asks(rule, text, met=False, earliest=over, task=task)


def numbers_known(asked: Asked, *codes: str, toward: Task | None = None) -> Requirements:
    """The lengths of these periods are known, or settled by counsel."""
    for code in codes:
        rule = asked.law.periods.get(code)
        if rule and known_period(asked.case, asked.law, code) is None:
            yield not_known(rule, rule.text, f"periods.{code}", toward=toward)


def letters_mailed(asked: Asked) -> Requirements:
    """Every printed letter is mailed."""
    for letter in unmailed(asked.case):
        rule = asked.law.notices[letter.notice]
        text = f"The {letter.notice.replace('_', ' ')} letter to the {letter.party} was mailed"
        yield asks(rule, text, met=False, fact=letter.written, task=Task.MAILING)


def notice_in_time(asked: Asked) -> Requirements:
    """A notice is reissued after a letter missed its deadline."""
    if anew := given_anew(asked.case, asked.law):
        yield asks(asked.law.notices[anew.notice], anew.why, met=False, task=Task.RENEWAL)


def appraised(asked: Asked) -> Requirements:
    """The car is appraised before the wait, if the disposal options differ by value or age."""
    law = asked.law
    rule = law.duties.get(Duty.APPRAISAL) or (law.duties[Duty.CLASSIFICATION] if asks_a_value(law) else None)
    if rule:
        met = asked.case.appraised is not None
        yield asks(rule, "The value and the model year of the car are entered", met=met, task=Task.APPRAISAL)


def way_narrowed(asked: Asked) -> Requirements:
    """The car is classified, if an open disposal option has a floor that has not begun."""
    case, law = asked.case, asked.law
    waits = any(not each.met and each.earliest is None and each.unknown is None for each in run_out(asked))
    if waits and status_of(case, law) is None:
        rule = law.duties.get(Duty.TWO_PARTIES, law.duties[Duty.CLASSIFICATION])
        task = Task.OFFICER_STATUS if case.officer_status is None else Task.SALVOR_STATUS
        yield asks(rule, "The car is classified", met=False, task=task)
