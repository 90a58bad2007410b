"""By when the law wants each task: its own ceiling, else that of its stage. Holds stop no ceiling."""

from collections.abc import Callable, Sequence
from datetime import datetime

from rules.disposal import latest
from rules.law import Edition
from rules.owner_notice import owed_letters, unmailed
from rules.waiting_periods import ceiling
from rules.ways_out import open_ways, the_way
from schemas.case import Case
from schemas.words import Notice, Stage, Thing

Due = tuple[datetime | None, str | None]
"""The instant, and the paragraph that sets it."""
Ceiling = Callable[[Case, Edition], Due]

NO_CEILING: Due = (None, None)
FIRST = (Notice.IMPOUND, Notice.HAZARD_TOW)


def due_of(task: Thing, case: Case, law: Edition) -> Due:
    """By when this task is due in this case."""
    if task is Thing.CLOSING:
        return NO_CEILING
    own = OF_TASKS.get(task)
    of_stage = OF_STAGES.get(case.stage)
    due = own(case, law) if own else NO_CEILING
    return due if due[0] or of_stage is None else of_stage(case, law)


def _investigate(case: Case, law: Edition) -> Due:
    return ceiling(case, law, "investigate", case.reopened_at or case.opened_at)


def _remove(case: Case, law: Edition) -> Due:
    return ceiling(case, law, "remove", case.declared_at)


def _hold_hearing(case: Case, law: Edition) -> Due:
    return ceiling(case, law, "hold_hearing", case.hearing.at if case.hearing else None)


def _free_retrieval(case: Case, law: Edition) -> Due:
    return ceiling(case, law, "free_retrieval", case.hearing.decided_at if case.hearing else None)


def _tell_parties(case: Case, law: Edition) -> Due:
    return _by_letter(case, law, FIRST)


def _write(case: Case, law: Edition) -> Due:
    owed = dict.fromkeys(each.notice for each in owed_letters(case, law))
    return _by_letter(case, law, [each for each in owed if law.notices[each].not_before is None])


def _write_later(case: Case, law: Edition) -> Due:
    owed = dict.fromkeys(each.notice for each in owed_letters(case, law))
    return _by_letter(case, law, [each for each in owed if law.notices[each].not_before])


def _mail(case: Case, law: Edition) -> Due:
    return _by_letter(case, law, [each.notice for each in unmailed(case)])


def _by_letter(case: Case, law: Edition, notices: Sequence[Notice]) -> Due:
    """By when letters about a towed car are due: those that come after the first ones have a time of their own."""
    if case.hooked is None:
        return NO_CEILING
    own = [code for each in notices if each not in FIRST and (code := law.notices[each].within)]
    if len(own) == len(notices):
        return latest(case, law, own), law.periods[own[0]].citation if own else None
    code = "hazard_notice" if case.hazard_order and "hazard_notice" in law.periods else "impound_notice"
    return ceiling(case, law, code, case.hooked_at)


def _dispose(case: Case, law: Edition) -> Due:
    way = the_way(open_ways(case, law))
    return latest(case, law, way.rule.ceilings if way else ()), None


OF_STAGES: dict[Stage, Ceiling] = {
    Stage.REPORTED: _investigate,
    Stage.VERIFICATION: _investigate,
    Stage.NOTICE: _remove,
    Stage.TOW: _remove,
}

OF_TASKS: dict[Thing, Ceiling] = {
    Thing.HEARING: _hold_hearing,
    Thing.STATE_REPORT: lambda case, law: ceiling(case, law, "state_report", case.hooked_at),
    Thing.PARTIES: _tell_parties,
    Thing.LETTERS: _write,
    Thing.LATER_LETTERS: _write_later,
    Thing.MAILING: _mail,
    Thing.APPRAISAL: lambda case, law: ceiling(case, law, "appraise", case.hooked_at),
    Thing.FREE_RETRIEVAL: _free_retrieval,
    Thing.ANSWER: lambda case, _: (case.order.answer_by if case.order else None, None),
    Thing.DISPOSAL: _dispose,
}
