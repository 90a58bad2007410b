"""Monitoring: every open case has a running, up-to-date workflow, and every running workflow has an open case.

Checked from both sides. A mismatch younger than a short grace period does not count.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from temporalio.client import WorkflowExecution, WorkflowExecutionStatus, WorkflowQueryFailedError
from temporalio.service import RPCError, RPCStatusCode

from activities.notifying import TemporalClient
from activities.services import Services
from database import reconciliation as rows
from rules.tasks import OWN_ACTS
from schemas import names
from schemas.wire import Position
from schemas.words import Task

GRACE = timedelta(minutes=1)
LONGEST_QUEUE = timedelta(hours=1)
"""How long a start may wait for its turn behind an import."""
AT_ONCE = OWN_ACTS - {Task.TOW}
"""What the system does without waiting for a person."""
RUNNING = "ExecutionStatus = 'Running'"
BROKEN = "ExecutionStatus in ('Failed', 'Terminated', 'TimedOut', 'Canceled')"
STUCK = f"{RUNNING} and TemporalReportedProblems is not null"
LATELY = timedelta(hours=1)
"""Temporal keeps ended runs for months; the case of one that ended earlier than this has been without a run since."""
MOST_NAMED = 500


class MismatchKind(StrEnum):
    """How a case and its workflow disagree."""

    NO_RUN = "no_run"
    NO_CASE = "no_case"
    BROKEN_RUN = "broken_run"
    STUCK_RUN = "stuck_run"
    OVERDUE = "overdue"
    BEHIND = "behind"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Mismatch:
    """One mismatch between a case and its workflow."""

    case: str
    kind: MismatchKind
    reason: str


async def list_mismatches(
    services: Services,
    temporal_client: TemporalClient,
    *,
    now: datetime,
    grace: timedelta = GRACE,
    case: str | None = None,
) -> list[Mismatch]:
    """Every mismatch at the real instant `now`, of all cases or of one. Raises RPCError if Temporal is unreachable.

    At most `MOST_NAMED` runs that keep failing, and as many that ended abnormally, are told as such; the case of a run
    that ended long ago is told as one without a run.
    """
    # Temporal is asked first: a case that closes meanwhile counts as closed, and never as one without a run. And it is
    # asked for the ended runs before the running ones: a run that ends in between is in one of the lists.
    lately = f"{BROKEN} and CloseTime > '{(now - LATELY).isoformat()}'"
    ended = {_case(each) async for each in _runs(temporal_client, lately, case, MOST_NAMED)}
    running = {_case(each) async for each in _runs(temporal_client, RUNNING, case)}
    stuck = {_case(each) async for each in _runs(temporal_client, STUCK, case, MOST_NAMED)}
    before, queued = services.pace.case_time(now - grace), services.pace.case_time(now - LONGEST_QUEUE)
    async with services.pool.acquire() as connection:
        open_ended = await rows.list_numbers(connection, list(ended - running))
    broken = {each for each in open_ended if await _is_broken(temporal_client, each)}
    async with services.pool.acquire() as connection:
        wrong = await rows.list_wrong(connection, running | broken, before, AT_ONCE, queued, case)
        loose = await rows.list_not_open(connection, running)
        unowned = [each for each in loose if not _settles(await rows.find_standing(connection, each), before)]
    return [
        *(
            Mismatch(each, MismatchKind.BROKEN_RUN, f"{each}: the workflow ended before its case was closed.")
            for each in sorted(broken)
        ),
        *(Mismatch(each, MismatchKind.STUCK_RUN, f"{each}: the workflow keeps failing.") for each in sorted(stuck)),
        *(
            Mismatch(each, MismatchKind.NO_CASE, f"{each}: a workflow is running, but no case is open.")
            for each in unowned
        ),
        *(mismatch for each in wrong for mismatch in _of_case(each, running | broken, before)),
    ]


def _of_case(standing: rows.RunStatus, runs: set[str], before: datetime) -> Iterator[Mismatch]:
    """What is wrong with an open case that has not changed since `before`, in case time."""
    case = standing.id
    if standing.changed_at > before:
        return
    if case not in runs:
        yield Mismatch(case, MismatchKind.NO_RUN, f"{case}: the case is open, but no workflow is running.")
    if standing.notified_number < standing.number:
        known = f"the workflow was notified of fact {standing.notified_number}, but the journal has {standing.number}"
        yield Mismatch(case, MismatchKind.BEHIND, f"{case}: {known}.")
    if standing.wake_at <= before if standing.wake_at else standing.own_act in AT_ONCE:
        act = (standing.own_act or "update of the task list").replace("_", " ")
        yield Mismatch(case, MismatchKind.OVERDUE, f"{case}: the system should have acted by now ({act}).")


def _settles(standing: rows.RunStatus | None, before: datetime) -> bool:
    """Whether the case was just opened or closed, so that its workflow may still be starting or ending."""
    return standing is not None and (standing.changed_at > before or not standing.closed)


async def _runs(
    temporal_client: TemporalClient, query: str, case: str | None, limit: int | None = None
) -> AsyncIterator[WorkflowExecution]:
    one = f" and WorkflowId = '{names.workflow_id(case)}'" if case else ""
    async for each in temporal_client.client.list_workflows(_ours(temporal_client, query) + one, limit=limit):
        yield each


def _ours(temporal_client: TemporalClient, query: str) -> str:
    return f"TaskQueue = '{temporal_client.queue}' and WorkflowType = '{names.WORKFLOW}' and {query}"


async def has_fewer_runs(services: Services, temporal_client: TemporalClient) -> bool:
    """Whether fewer workflows run than open cases should have one: two counts instead of two lists.

    Equal counts may hide a missing run behind one that is about to end. Raises RPCError if Temporal is unreachable.
    """
    # Temporal is asked first: a case that closes meanwhile is not counted, and its run is.
    running = await temporal_client.client.count_workflows(_ours(temporal_client, RUNNING))
    async with services.pool.acquire() as connection:
        return running.count < await rows.count_to_run(connection)


async def _is_broken(temporal_client: TemporalClient, case: str) -> bool:
    """Whether the newest run of a case ended abnormally; an older broken run may have been restarted."""
    status = await _newest(temporal_client, case)
    return status not in (None, WorkflowExecutionStatus.RUNNING, WorkflowExecutionStatus.COMPLETED)


async def is_running(temporal_client: TemporalClient, case: str) -> bool:
    """Whether the workflow of a case is running now. Raises RPCError if Temporal is unreachable."""
    return await _newest(temporal_client, case) is WorkflowExecutionStatus.RUNNING


async def _newest(temporal_client: TemporalClient, case: str) -> WorkflowExecutionStatus | None:
    """The status of the newest run of a case; None if Temporal knows none."""
    try:
        return (await temporal_client.client.get_workflow_handle(names.workflow_id(case)).describe()).status
    except RPCError as fault:
        if fault.status is not RPCStatusCode.NOT_FOUND:
            raise
        return None


async def list_ahead(services: Services, temporal_client: TemporalClient, cases: Sequence[str]) -> list[Mismatch]:
    """Those of these open cases whose workflow knows facts that the journal does not have.

    This is so when the database alone was restored from a backup. Such a workflow ignores every fact up to its own.
    """
    known = {case: await _known_number(temporal_client, case) for case in cases}
    # The workflow is asked before the journal is read, so that a fact recorded meanwhile is no mismatch.
    async with services.pool.acquire() as connection:
        numbers = await rows.list_numbers(connection, cases)
    return [
        Mismatch(
            case,
            MismatchKind.AHEAD,
            f"{case}: the workflow knows {known[case]} facts, but the journal has only {number}.",
        )
        for case, number in numbers.items()
        if known[case] > number
    ]


async def _known_number(temporal_client: TemporalClient, case: str) -> int:
    """The last fact that the workflow knows; 0 if there is no workflow that answers.

    Raises RPCError if Temporal is unreachable: a case that was not asked does not count as compared.
    """
    handle = temporal_client.client.get_workflow_handle(names.workflow_id(case))
    try:
        position: Position = await handle.query(names.POSITION, result_type=Position)
    except WorkflowQueryFailedError:
        return 0
    except RPCError as fault:
        if fault.status is RPCStatusCode.UNAVAILABLE:
            raise
        return 0
    return position.number


def _case(execution: WorkflowExecution) -> str:
    return names.case_number(execution.id)
