"""Who may ask for what, and in which stage: one table. Knows no law beyond that."""

from collections.abc import Callable
from dataclasses import dataclass

from schemas import casework, reporting, verification, waiting_periods
from schemas.case import Case
from schemas.messages import Actor, Request
from schemas.rulings import Refusal
from schemas.words import Role, Stage

S = Stage
STAFF = frozenset({Role.DISPATCHER, Role.SUPERVISOR})
OPEN = frozenset(Stage) - {Stage.CLOSED}
BEFORE_TOW = frozenset({S.REPORTED, S.VERIFICATION, S.NOTICE, S.TOW})


@dataclass(frozen=True)
class Permit:
    """The roles that may ask, and the stages in which it makes sense."""

    roles: frozenset[Role]
    stages: frozenset[Stage]


PERMITS: dict[type[Request], Permit] = {
    reporting.AnswerLookups: Permit(STAFF, BEFORE_TOW),
    verification.RecordInspection: Permit(frozenset({Role.OFFICER}), BEFORE_TOW),
    waiting_periods.PlaceHold: Permit(STAFF | {Role.OFFICER}, OPEN),
    waiting_periods.ReleaseHold: Permit(frozenset({Role.SUPERVISOR, Role.HEARING_OFFICER}), OPEN),
    waiting_periods.StepFailed: Permit(frozenset({Role.ENGINE}), OPEN),
    waiting_periods.RetryStep: Permit(STAFF | {Role.ADMIN}, OPEN),
    casework.CloseCase: Permit(STAFF | {Role.ENGINE}, OPEN),
    casework.Reopen: Permit(frozenset({Role.SUPERVISOR}), frozenset({S.CLOSED})),
}


OBJECTS: dict[type[Request], Callable[[Case], bool]] = {
    waiting_periods.ReleaseHold: lambda case: bool(case.open_holds),
    waiting_periods.RetryStep: lambda case: case.failed is not None,
}
"""What must be there for a request to make sense: a hold to lift, a failed step to try again."""


def may_ask(case: Case, request: type[Request], actor: Actor) -> Refusal | None:
    """Why this person may not ask this now; None if they may."""
    permit = PERMITS[request]
    if Role(actor.role) not in permit.roles:
        who = " or ".join(sorted(role.value.replace("_", " ") for role in permit.roles))
        return Refusal(code="not_your_part", reason=f"Only a {who} may do this.")
    if case.stage not in permit.stages:
        return Refusal(code="not_now", reason=f"This cannot be done while the case is in the stage {case.stage}.")
    return None


def requests_open_to(case: Case, actor: Actor) -> tuple[type[Request], ...]:
    """The requests that the table permits to this person now and that have an object, in the table's order."""
    permitted = (request for request in PERMITS if may_ask(case, request, actor) is None)
    return tuple(request for request in permitted if request not in OBJECTS or OBJECTS[request](case))
