"""Recovery: an open case whose workflow is gone gets a new one, with a growing pause, and each is logged."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from activities.notifying import TemporalClient
from activities.reconciliation import (
    AT_ONCE,
    GRACE,
    LONGEST_QUEUE,
    MismatchKind,
    is_running,
    list_ahead,
    list_mismatches,
)
from activities.services import Services
from database import reconciliation as rows
from database.connection import transaction
from database.outbox import put_in_outbox
from database.recovery import count_recovery

log = structlog.get_logger()


MOST_AT_ONCE = 2000
"""How many runs one sweep replaces: 36,000 within 20 sweeps."""
ASKED_AT_ONCE = 500
"""How many workflows one sweep asks for the facts that they know."""


async def recover_runs(services: Services, temporal_client: TemporalClient, *, now: datetime) -> int:
    """Queue a new run for open cases whose workflow is missing or has ended, the nearest ceilings first.

    A workflow that is late is asked what it knows: one that knows too much is deaf to all that the journal records.
    Returns how many; `now` is a real instant. Raises RPCError if Temporal is unreachable.
    """
    found = await list_mismatches(services, temporal_client, now=now)
    gone = {each.case for each in found if each.kind in (MismatchKind.NO_RUN, MismatchKind.BROKEN_RUN)}
    late = [each.case for each in found if each.kind is MismatchKind.OVERDUE and each.case not in gone]
    async with services.pool.acquire() as connection:
        urgent = await rows.by_due_time(connection, list(gone), MOST_AT_ONCE)
    replaced = await _replace_ahead(services, temporal_client, late[:ASKED_AT_ONCE])
    # The list of runs is a little old by now: a run that was queued may have been started meanwhile.
    missing = [case for case in urgent if not await is_running(temporal_client, case)]
    return replaced + sum([await start_missing_run(services, case) for case in missing])


async def recover_late_runs(services: Services, temporal_client: TemporalClient, *, now: datetime) -> int:
    """The same for workflows that are late alone, without a list of the running ones. Raises RPCError if Temporal is
    unreachable.
    """
    before, queued = services.pace.case_time(now - GRACE), services.pace.case_time(now - LONGEST_QUEUE)
    async with services.pool.acquire() as connection:
        late = await rows.list_late(connection, before, AT_ONCE, queued, ASKED_AT_ONCE)
    return await _replace_ahead(services, temporal_client, late)


async def replace_runs_ahead(services: Services, temporal_client: TemporalClient, beyond: str | None) -> str | None:
    """Replace runs that know facts which the journal does not have, among the open cases after the number `beyond`.

    Returns where to go on; None after the last case.
    """
    async with services.pool.acquire() as connection:
        cases = await rows.list_open_after(connection, beyond, ASKED_AT_ONCE)
    await _replace_ahead(services, temporal_client, cases)
    return cases[-1] if len(cases) == ASKED_AT_ONCE else None


async def _replace_ahead(services: Services, temporal_client: TemporalClient, cases: Sequence[str]) -> int:
    """Replace those runs that know facts which the journal does not have; returns how many."""
    replaced = 0
    for each in await list_ahead(services, temporal_client, cases):
        log.warning("workflow ahead of the journal", case=each.case)
        replaced += await start_missing_run(services, each.case, kind="replace")
    return replaced


async def start_missing_run(services: Services, case: str, *, kind: str = "restart") -> bool:
    """Queue a new run of this open case, unless one is queued already or the last one was too recent.

    `replace` ends a run that is still there; `restart` does not.
    """
    async with transaction(services.pool) as connection:
        number = await count_recovery(connection, case)
        if number is not None:
            await put_in_outbox(connection, case, kind, number)
    log.warning("workflow missing", case=case, restarted=number is not None)
    return number is not None
