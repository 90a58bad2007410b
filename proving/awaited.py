"""The ordinary process: the awaited acts and the usual answers. Anything else is a deviation.

All paths up to a number of deviations are explored (delay-bounded search). The passage of time is not a deviation.
"""

from collections.abc import Callable
from typing import Any

from proving.worlds import Move, World
from rules.tasks import TASKS
from schemas import casework, disposal, impound, owner_notice, reporting, tow_dispatch, verification
from schemas.messages import Request
from schemas.tasks import TaskList
from schemas.words import Finding, MilitaryStatus, Outcome, Registration, ReleaseTo, Role, Stolen, TowResult

USUAL: dict[type[Request], Callable[[Any], bool]] = {
    reporting.EnterRecordsCheck: lambda asked: (
        (asked.stolen, asked.registration, asked.registration_expired) == (Stolen.CLEAR, Registration.EXPIRED, None)
    ),
    verification.RecordInspection: lambda asked: (
        not (asked.occupied or asked.hazard or asked.lived_in or asked.plate_kind or asked.conditions or asked.plate)
        and not asked.inspection_expired
        and asked.finding is not Finding.NOT_ABANDONED
    ),
    verification.RecordReview: lambda asked: asked.clear,
    owner_notice.RecordParties: lambda asked: asked.owner is not None and len(asked.lienholders) == 1,
    tow_dispatch.DeclineOffer: lambda _: False,
    tow_dispatch.LapseOffer: lambda _: False,
    tow_dispatch.ReportDone: lambda asked: asked.result is TowResult.TOWED,
    impound.ReleaseVehicle: lambda asked: asked.to is ReleaseTo.OWNER,
    disposal.AnswerServiceCheck: lambda asked: asked.service is MilitaryStatus.NONE,
    casework.CloseCase: lambda asked: asked.outcome not in (Outcome.WITHDRAWN, Outcome.DUPLICATE_ELSEWHERE),
}
"""The usual answers. For requests that are not listed, every answer is usual."""


def awaited(move: Move | None, tasks: TaskList, world: World) -> bool:
    """Whether this is the next task, the system's own act, or the passage of time.

    The salvor classifies after the officer.
    """
    if move is None:
        return True
    actor, request = move
    task, own = tasks.next, tasks.own_act
    if own and actor.role == Role.SYSTEM and type(request) in TASKS[own].requests:
        return True
    if isinstance(request, disposal.ClassifyVehicle) and actor.role != task.by and not world.case.salvor_status:
        return False
    return type(request) in TASKS[task.task].requests


EVER_AWAITED = frozenset(request for rule in TASKS.values() for request in rule.requests)


def is_ordinary(move: Move | None) -> bool:
    """Whether this is an act of the ordinary process, at any moment, with a usual answer.

    A request with a date of its own is not ordinary.
    """
    if move is None:
        return True
    if move[1].at is not None:
        return False
    usual = USUAL.get(type(move[1]))
    return type(move[1]) in EVER_AWAITED and (usual is None or usual(move[1]))


def deviates(move: Move | None, tasks: TaskList, world: World) -> bool:
    """Whether this is not awaited, or an unusual answer."""
    return not (awaited(move, tasks, world) and is_ordinary(move))
