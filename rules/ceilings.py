"""When each task is due by law: its own ceiling, else that of its stage. No hold suspends a ceiling."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from rules.disposal import latest
from rules.disposal_options import first_option, open_options
from rules.law import Edition
from rules.owner_notice import owed_letters, unmailed
from rules.waiting_periods import ceiling
from schemas.case import Case
from schemas.messages import at_of
from schemas.tasks import NEVER
from schemas.words import Notice, Stage, Task


class Due(NamedTuple):
    """When something is due, and the citation; both None if the law sets no such period."""

    at: datetime | None = None
    citation: str | None = None


Ceiling = Callable[[Case, Edition], Due]

NO_CEILING = Due()
FIRST = (Notice.IMPOUND, Notice.HAZARD_TOW)
LATE = "impound_notice_once_known"


def due_of(task: Task, case: Case, law: Edition) -> Due:
    """When this task is due in this case."""
    if task is Task.CLOSING:
        return NO_CEILING
    due, of_stage = own_ceiling(task, case, law), OF_STAGES.get(case.stage)
    return due if due.at or of_stage is None else of_stage(case, law)


def own_ceiling(task: Task, case: Case, law: Edition) -> Due:
    """The ceiling that the law sets for this task itself."""
    own = OF_TASKS.get(task)
    return own(case, law) if own else NO_CEILING


def _investigate(case: Case, law: Edition) -> Due:
    return Due(*ceiling(case, law, "investigate", at_of(case.reopened) or case.opened_at))


def _remove(case: Case, law: Edition) -> Due:
    return Due(*ceiling(case, law, "remove_at_once" if case.exempt else "remove", at_of(case.declared)))


def _hold_hearing(case: Case, law: Edition) -> Due:
    return Due(*ceiling(case, law, "hold_hearing", case.hearing.requested.at if case.hearing else None))


def _free_retrieval(case: Case, law: Edition) -> Due:
    return Due(*ceiling(case, law, "free_retrieval", at_of(case.hearing_won.decided) if case.hearing_won else None))


def _tell_parties(case: Case, law: Edition) -> Due:
    return _by_letter(case, law, FIRST)


def _write(case: Case, law: Edition) -> Due:
    owed = dict.fromkeys(each.notice for each in owed_letters(case, law))
    return _by_letter(case, law, [each for each in owed if law.notices[each].not_before is None])


def _write_later(case: Case, law: Edition) -> Due:
    owed = dict.fromkeys(each.notice for each in owed_letters(case, law))
    return _by_letter(case, law, [each for each in owed if law.notices[each].not_before])


def _mail(case: Case, law: Edition) -> Due:
    """What the mail house has taken meets its deadline, unless it did not mail it."""
    waiting = (each for each in unmailed(case) if each.handed_over is None or each.not_mailed)
    return _by_letter(case, law, [each.notice for each in waiting])


def _by_letter(case: Case, law: Edition, notices: Sequence[Notice]) -> Due:
    """When letters about a towed car are due: the nearest of their own ceilings. No letter has that of another one."""
    if case.towed is None:
        return NO_CEILING
    return nearest(_own_of_a_letter(each, case, law) for each in notices)


def _own_of_a_letter(notice: Notice, case: Case, law: Edition) -> Due:
    if notice in FIRST:
        at_once = notice is Notice.HAZARD_TOW and case.hazard_order
        return _hazard_notice(case, law) if at_once else _impound_notice(case, law)
    # A letter may have been printed under an earlier law, and this one asks for none of its kind.
    code = law.notices[notice].within if notice in law.notices else None
    return Due(latest(case, law, (code,)), law.periods[code].citation) if code else NO_CEILING


def _hazard_notice(case: Case, law: Edition) -> Due:
    return Due(*ceiling(case, law, "hazard_notice", at_of(case.hooked_up)))


def _impound_notice(case: Case, law: Edition) -> Due:
    """The deadline after the tow; for who becomes known after it, the one that the law gives from then on."""
    due, known = Due(*ceiling(case, law, "impound_notice", at_of(case.hooked_up))), at_of(case.parties)
    late = known is not None and due.at is not None and known > due.at
    return Due(*ceiling(case, law, LATE, known)) if late and LATE in law.periods else due


def nearest(dues: Iterable[Due]) -> Due:
    """The one that ends first; none if no ceiling runs."""
    return min((each for each in dues if each.at), key=lambda due: due.at or NEVER, default=NO_CEILING)


def _finish_the_tow(case: Case, law: Edition) -> Due:
    """Before the hook-up that of the stage; then the nearest of what has to follow at the lot."""
    after = (Task.PARTIES, Task.STATE_REPORT)
    return nearest(own_ceiling(each, case, law) for each in after) if case.towed else NO_CEILING


def _dispose(case: Case, law: Edition) -> Due:
    option = first_option(open_options(case, law))
    return Due(latest(case, law, option.rule.ceilings if option else ()))


OF_STAGES: dict[Stage, Ceiling] = {
    Stage.REPORTED: _investigate,
    Stage.VERIFICATION: _investigate,
    Stage.NOTICE: _remove,
    Stage.TOW: _remove,
}

OF_TASKS: dict[Task, Ceiling] = {
    Task.HEARING: _hold_hearing,
    Task.TOW: _finish_the_tow,
    Task.STATE_REPORT: lambda case, law: Due(*ceiling(case, law, "state_report", at_of(case.hooked_up))),
    Task.PARTIES: _tell_parties,
    Task.LETTERS: _write,
    Task.LATER_LETTERS: _write_later,
    Task.MAILING: _mail,
    Task.OWNER_CALL: lambda case, law: Due(*ceiling(case, law, "telephone_call", at_of(case.sticker))),
    Task.APPRAISAL: lambda case, law: Due(*ceiling(case, law, "appraise", at_of(case.hooked_up))),
    Task.FREE_RETRIEVAL: _free_retrieval,
    Task.ANSWER: lambda case, _: Due(case.order.answer_by if case.order else None),
    Task.DISPOSAL: _dispose,
    Task.FAILED_STEP: lambda case, law: due_of(case.failed.step, case, law) if case.failed else NO_CEILING,
}
