"""What comes next: the open tasks of a case, derived from the goal of its stage. Knows no clock: `at` is given."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rules.ceilings import Due, due_of, own_ceiling
from rules.disposal_options import floors_of
from rules.goals import GOALS, Goal
from rules.law import Edition
from rules.mail import mailed_by_house
from rules.records import ASKED, asked_from, is_asked
from rules.requirements import GuardContext
from rules.returns import due_after_return
from rules.rulings import evaluate
from rules.task_words import advertised_last, paragraph_of, why_of
from rules.tasks import OWN_ACTS, TASKS
from rules.waiting_periods import floor
from schemas import mail
from schemas.case import Case
from schemas.messages import Request
from schemas.records import HITS, AskRecords, ReferAnswer
from schemas.rulings import Refusal, Requirement
from schemas.tasks import OpenTask, TaskList
from schemas.waiting_periods import OpenGate, StepFailed
from schemas.words import Gate, Role, Stage, Task

Requirements = Sequence[Requirement]


def list_tasks(case: Case, law: Edition, at: datetime) -> TaskList:
    """The open tasks at this instant and the system's own act. Every open case has a task."""
    if case.stage is Stage.CLOSED:
        return TaskList(tasks=(_open(Task.NOTHING, GuardContext("", case, law, at), None),), at=at)
    goal = next(each for each in GOALS[case.stage] if each.applies(case, law))
    tasks = _toward(goal, goal.asks(case, law, at))
    return _behind_the_failed_step(case, law, tasks) if case.failed else tasks


def _behind_the_failed_step(case: Case, law: Edition, others: TaskList) -> TaskList:
    """A failed step comes first and hides no other task, nor its own deadline. The system does nothing meanwhile."""
    failed = _open(Task.FAILED_STEP, GuardContext("", case, law, others.at), None)
    left = (each for each in others.tasks if case.failed is None or each.task is not case.failed.step)
    return TaskList(tasks=(failed, *left), at=others.at)


def _toward(goal: Goal, context: GuardContext) -> TaskList:
    """The missing tasks of the goal, in its order; if there is none, the act itself."""
    of_duties = [each for duty in goal.duties for each in duty(context) if not each.met]
    ruling = evaluate(context) if context.question else None
    lacks = [*of_duties, *(ruling.missing if ruling else ())]
    missing = sorted((each for each in lacks if _place(each) in goal.order), key=lambda each: _rank(goal, each))
    tasks = [_open(each.task, context, each) for each in missing if each.task]
    if goal.open_beside or not tasks:
        tasks.append(_act(goal, context, lacks))
    met = ruling.requirements if ruling else ()
    own, wake = _by_itself(goal, context, missing, lacks, met)
    return TaskList(tasks=tuple(_once(tasks)), at=context.at, own_act=own, wake_at=wake)


def _place(missing: Requirement) -> Task | None:
    return missing.toward or missing.task


def _rank(goal: Goal, missing: Requirement) -> tuple[int, int]:
    place = _place(missing)
    return (goal.order.index(place) if place else len(goal.order), missing.fact or 0)


def _open(task: Task, context: GuardContext, missing: Requirement | None) -> OpenTask:
    due, own = _due(task, context, missing), own_ceiling(task, context.case, context.law)
    wants_it = missing.citation if missing else paragraph_of(task, context)
    return OpenTask(
        task=task,
        by=_by(task, context, missing),
        why=why_of(task, context, missing),
        citation=own.citation or wants_it or due.citation,
        not_before=_from(task, context, missing),
        due_at=due.at,
    )


def _by(task: Task, context: GuardContext, missing: Requirement | None) -> Role:
    """Who does it: of a hold the role that lifts it; the system while it asks a service."""
    if task is Task.HOLD and missing and missing.remedied_by:
        return missing.remedied_by
    if task is Task.MAILING and mailed_by_house(context.case, context.law):
        return Role.SYSTEM
    asks = is_asked(task, context.case, context.law) and context.case.referral(task) is None
    return Role.SYSTEM if asks else TASKS[task].by


def _due(task: Task, context: GuardContext, missing: Requirement | None) -> Due:
    """When this task is due: after a return its step; a question of law by when the task is due that waits for it."""
    if missing and (by := due_after_return(context.case, context.law, missing.fact)):
        return Due(by, missing.citation)
    return due_of(missing.toward if missing and missing.toward else task, context.case, context.law)


def _from(task: Task, context: GuardContext, missing: Requirement | None) -> datetime | None:
    """From when a task can be done; an advertisement, which ages, after every other floor."""
    if task is Task.ADVERTISEMENT and context.case.stage is Stage.IMPOUND and advertised_last(context):
        floors = (floor(context.case, context.law, code) for code in floors_of(context.options))
        return max((each for each in floors if each), default=None)
    return missing.earliest if missing else None


def _act(goal: Goal, context: GuardContext, lacks: Requirements) -> OpenTask:
    """The act of the goal, with the time that is missing for it."""
    return _open(goal.act, context, None).model_copy(update={"not_before": _latest(lacks)})


def _latest(lacks: Iterable[Requirement]) -> datetime | None:
    return max((each.earliest for each in lacks if each.earliest), default=None)


def _once(tasks: Iterable[OpenTask]) -> Iterable[OpenTask]:
    """Each task once, as it is due first: several letters are one task, two holds are two."""
    first: dict[OpenTask, OpenTask] = {}
    for each in tasks:
        first.setdefault(each.model_copy(update={"due_at": None}), each)
    return first.values()


Timed = tuple[datetime, Task | None]


def _by_itself(
    goal: Goal, context: GuardContext, missing: Requirements, lacks: Requirements, met: Requirements
) -> tuple[Task | None, datetime | None]:
    """The system's own act and when it is due; None for the instant means now."""
    ahead = [(each.until, None) for each in met if each.met and each.until and each.until > context.at]
    timed: list[Timed] = [*_own(goal, context, missing), *_own_goal(goal, context, missing, lacks), *ahead]
    if not timed:
        return None, None
    # What has come due is due now, in the order of the list, however long ago its time came.
    when, act = min(timed, key=lambda each: (max(each[0], context.at), each[1] is None))
    return act, when if when > context.at else None


def _own(goal: Goal, context: GuardContext, missing: Requirements) -> Iterable[Timed]:
    """The system's own missing tasks: none after a blocking task, none that waits for counsel."""
    waiting = {each.toward for each in missing if each.toward and each.task is not each.toward}
    for each in missing:
        waits = each.task in waiting or (each.task is Task.LATER_LETTERS and each.earliest is None)
        if each.task and not waits and (begins := _itself_from(each.task, context)):
            yield max(each.earliest or begins, begins), each.task
        if each.task in goal.stops:
            return


def _own_goal(goal: Goal, context: GuardContext, missing: Requirements, lacks: Requirements) -> Iterable[Timed]:
    """The act of the goal, if the system does it and only time is missing."""
    begins = _itself_from(goal.act, context)
    if begins is None:
        return
    if goal.open_beside:
        yield due_of(goal.act, context.case, context.law).at or begins, goal.act
    elif not missing and all(each.earliest for each in lacks):
        yield _latest(lacks) or begins, goal.act


def _itself_from(task: Task, context: GuardContext) -> datetime | None:
    """From when the system does this task itself; None if a person does it."""
    return context.at if task in OWN_ACTS else asked_from(task, context.case, context.law, context.at)


def out_of_turn(case: Case, law: Edition, request: Request, at: datetime) -> Refusal | None:
    """A refusal if this is not the system's own act now, so that a late activity is a no-op; else None."""
    tasks = list_tasks(case, law, at)
    if _is_asked_already(case, request):
        return Refusal(code="out_of_turn", reason="The records system has been asked, and its answer is not due yet.")
    is_own = tasks.own_act is not None and tasks.own_act in _acts_of(request)
    if is_own or _is_news(case, request) or _answers(case, request, tasks):
        return None
    return Refusal(code="out_of_turn", reason="The system has nothing to do here now.")


def _is_asked_already(case: Case, request: Request) -> bool:
    return isinstance(request, AskRecords) and case.inquiry(request.task) is not None


def _answers(case: Case, request: Request, tasks: TaskList) -> bool:
    """Whether a question by file waits for this, and nobody has done its task meanwhile."""
    return any(act in tasks.codes and case.inquiry(act) for act in _acts_of(request))


OF_THE_MAIL = (
    mail.HandOverLetter,
    mail.ReportMailFault,
    mail.RecordMailing,
    mail.RecordDelivery,
    mail.RecordReturn,
)
"""What the mail house and the postal service report. Their guards alone decide."""


def _is_news(case: Case, request: Request) -> bool:
    """What comes of a letter; and a possible theft that a service tells of, even if a person has answered, unless one
    is being looked into.
    """
    if isinstance(request, OF_THE_MAIL):
        return True
    if not isinstance(request, ReferAnswer) or request.outcome not in HITS:
        return False
    waits = case.referral(request.task)
    return waits is None or waits.outcome not in HITS


def _acts_of(request: Request) -> tuple[Task, ...]:
    if isinstance(request, OpenGate):
        return (GATES[request.gate],)
    if isinstance(request, AskRecords | ReferAnswer):
        return (request.task,)
    if isinstance(request, StepFailed):
        return tuple(task for task in OWN_ACTS if task == request.step)
    return tuple(task for task in (*OWN_ACTS, *ASKED) if type(request) in TASKS[task].requests)


GATES = {Gate.TOW: Task.NOTICE_PERIOD, Gate.DISPOSAL: Task.RECLAIM_PERIOD}
