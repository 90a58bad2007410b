"""What a case waits for, and what most cases answer: anything else is a deviation from the ordinary process.

All roads with at most so many deviations are explored (delay-bounded search). Time passing is none.
"""

from collections.abc import Callable
from typing import Any

from proving.moves import Move
from proving.worlds import World
from rules.tasks import TASKS
from schemas import casework, disposal, impound, owner_notice, reporting, tow_dispatch, verification
from schemas.messages import Request
from schemas.tasks import TaskList
from schemas.words import Finding, Outcome, Registration, ReleaseTo, Role, Service, Stolen, TowResult

USUAL: dict[type[Request], Callable[[Any], bool]] = {
    reporting.AnswerLookups: lambda asked: (asked.stolen, asked.registration) == (Stolen.CLEAR, Registration.EXPIRED),
    verification.RecordInspection: lambda asked: (
        not (asked.occupied or asked.hazard or asked.lived_in or asked.plate_kind or asked.conditions or asked.plate)
        and not asked.inspection_expired_over_90_days
        and asked.finding is not Finding.NOT_ABANDONED
    ),
    verification.RecordReview: lambda asked: asked.clear,
    owner_notice.RecordParties: lambda asked: asked.owner is not None and len(asked.lienholders) == 1,
    tow_dispatch.DeclineOffer: lambda _: False,
    tow_dispatch.LapseOffer: lambda _: False,
    tow_dispatch.ReportDone: lambda asked: asked.result is TowResult.TOWED,
    impound.ReleaseVehicle: lambda asked: asked.to is ReleaseTo.OWNER,
    disposal.AnswerServiceCheck: lambda asked: asked.service is Service.NONE,
    casework.CloseCase: lambda asked: asked.outcome not in (Outcome.WITHDRAWN, Outcome.DUPLICATE_ELSEWHERE),
}
"""Which answers most cases give; of requests that are not here all are usual: what was asked is granted or not."""


def awaited(move: Move | None, tasks: TaskList, world: World) -> bool:
    """Whether this fulfills the next task, or is the system's own act, or time.

    The salvor speaks after the officer.
    """
    if move is None:
        return True
    actor, request = move
    task, own = tasks.next, tasks.own_act
    if own and actor.role == Role.ENGINE and type(request) in TASKS[own].requests:
        return True
    if isinstance(request, disposal.ClassifyVehicle) and actor.role != task.by and not world.case.salvor_status:
        return False
    return type(request) in TASKS[task.task].requests


EVER_AWAITED = frozenset(request for rule in TASKS.values() for request in rule.requests)


def is_ordinary(move: Move | None) -> bool:
    """Whether this is an act of the ordinary process, at whatever moment, with the answer that most cases give.

    What is dated, and so is told late, is none.
    """
    if move is None:
        return True
    if move[1].at is not None:
        return False
    usual = USUAL.get(type(move[1]))
    return type(move[1]) in EVER_AWAITED and (usual is None or usual(move[1]))


def deviates(move: Move | None, tasks: TaskList, world: World) -> bool:
    """Whether this is not what the case waits for, or an answer that most cases do not give."""
    return not (awaited(move, tasks, world) and is_ordinary(move))
