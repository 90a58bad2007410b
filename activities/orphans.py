"""Monitoring: every open case has a running, up-to-date workflow, and every running workflow has an open case.

Checked from both sides. A mismatch younger than a short grace period does not count.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from temporalio.client import WorkflowExecution, WorkflowExecutionStatus

from activities.knocking import Engine
from activities.office import Office
from database import orphans as rows
from rules.tasks import OWN_ACTS
from schemas import names
from schemas.words import Task

GRACE = timedelta(minutes=1)
AT_ONCE = OWN_ACTS - {Task.TOW}
"""What the system does without waiting for a person."""
RUNNING = "ExecutionStatus = 'Running'"
BROKEN = "ExecutionStatus in ('Failed', 'Terminated', 'TimedOut', 'Canceled')"


class Kind(StrEnum):
    """How a case and its workflow disagree."""

    NO_RUN = "no_run"
    NO_CASE = "no_case"
    BROKEN_RUN = "broken_run"
    STUCK_RUN = "stuck_run"
    OVERDUE = "overdue"
    BEHIND = "behind"


@dataclass(frozen=True)
class Orphan:
    """One mismatch between a case and its workflow."""

    case: str
    kind: Kind
    reason: str


async def list_orphans(
    office: Office, engine: Engine, *, now: datetime, grace: timedelta = GRACE, case: str | None = None
) -> list[Orphan]:
    """Every mismatch at the real instant `now`, of all cases or of one. Raises RPCError if Temporal is unreachable."""
    # Temporal is asked first: a case that closes meanwhile counts as closed, and never as one without a run.
    running = {_case(each) async for each in _runs(engine, RUNNING, case)}
    stuck = {_case(each) async for each in _runs(engine, f"{RUNNING} and TemporalReportedProblems is not null", case)}
    broken = await _broken(engine, case)
    before = office.pace.case_time(now - grace)
    async with office.pool.acquire() as connection:
        standings = await rows.list_open(connection, case)
        known = {each.id for each in standings}
        strays = {each for each in running - known if not _settles(await rows.find_standing(connection, each), before)}
    return [
        *(
            Orphan(each, Kind.BROKEN_RUN, f"{each}: the workflow ended before its case was closed.")
            for each in sorted(broken & known)
        ),
        *(Orphan(each, Kind.STUCK_RUN, f"{each}: the workflow keeps failing.") for each in sorted(stuck)),
        *(
            Orphan(each, Kind.NO_CASE, f"{each}: a workflow is running, but no case is open.")
            for each in sorted(strays)
        ),
        *(orphan for each in standings for orphan in _of_case(each, running | broken, before)),
    ]


def _of_case(standing: rows.Standing, runs: set[str], before: datetime) -> Iterator[Orphan]:
    """What is wrong with an open case that has not changed since `before`, in case time."""
    case = standing.id
    if standing.changed_at > before:
        return
    if case not in runs:
        yield Orphan(case, Kind.NO_RUN, f"{case}: the case is open, but no workflow is running.")
    if standing.told < standing.number:
        known = f"the workflow was notified of fact {standing.told}, but the journal has {standing.number}"
        yield Orphan(case, Kind.BEHIND, f"{case}: {known}.")
    if standing.wake_at <= before if standing.wake_at else standing.own_act in AT_ONCE:
        act = (standing.own_act or "update of the task list").replace("_", " ")
        yield Orphan(case, Kind.OVERDUE, f"{case}: the system should have acted by now ({act}).")


def _settles(standing: rows.Standing | None, before: datetime) -> bool:
    """Whether the case was just opened or closed, so that its workflow may still be starting or ending."""
    return standing is not None and (standing.changed_at > before or not standing.closed)


async def _runs(engine: Engine, query: str, case: str | None) -> AsyncIterator[WorkflowExecution]:
    ours = f"TaskQueue = '{engine.queue}' and WorkflowType = '{names.WORKFLOW}' and {query}"
    one = f" and WorkflowId = '{names.workflow_id(case)}'" if case else ""
    async for each in engine.client.list_workflows(ours + one):
        yield each


async def _broken(engine: Engine, case: str | None) -> set[str]:
    """Cases whose newest run ended abnormally; an older broken run may have been restarted."""
    ended = {each.id async for each in _runs(engine, BROKEN, case)}
    found = set()
    for workflow in ended:
        newest = await engine.client.get_workflow_handle(workflow).describe()
        if newest.status not in (WorkflowExecutionStatus.RUNNING, WorkflowExecutionStatus.COMPLETED):
            found.add(names.case_number(workflow))
    return found


def _case(execution: WorkflowExecution) -> str:
    return names.case_number(execution.id)
