"""The HTTP API of monitoring, for the city's staff: faults of the record and its checkpoints, mismatches, metrics."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query

from activities.audit import Audited, verify_case, verify_cases, verify_counts
from activities.checkpoints import verify_checkpoints
from activities.metrics import Metrics, count_metrics
from activities.notifying import patience
from activities.reconciliation import GRACE, Mismatch, list_mismatches
from activities.row_versions import verify_other_rows
from schemas.messages import CaseNumber
from web.app_state import App
from web.audiences import Staff
from web.bodies import Router

router = Router(prefix="/api", tags=["audit"])
Grace = Annotated[float, Query(ge=0, le=3600, description="Real seconds for which a mismatch is tolerated.")]
MINUTE = GRACE.total_seconds()
PATIENCE_SECONDS = 30.0


@router.get("/cases/{case}/faults")
async def show_faults(case: str, app_state: App, _: Staff) -> list[str]:
    """The faults of one case's record, in sentences; empty if there are none."""
    return await verify_case(app_state.services, case)


@router.get("/faults")
async def list_faults(
    app_state: App, _: Staff, after: str | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> Audited:
    """Verify the cases after the number `after`; `last` is the value of `after` for the next call."""
    return await verify_cases(app_state.services, beyond=after, limit=limit)


@router.get("/checkpoints/faults")
async def list_faults_of_checkpoints(app_state: App, _: Staff) -> list[str]:
    """The faults of the checkpoints, in sentences."""
    return await verify_checkpoints(app_state.services)


@router.get("/rows/faults")
async def list_faults_of_other_rows(app_state: App, _: Staff) -> list[str]:
    """The faults of the rows that belong to no case, in sentences."""
    return await verify_other_rows(app_state.services)


@router.get("/counts/faults")
async def list_faults_of_counts(app_state: App, _: Staff) -> list[str]:
    """The faults of the counts that are kept, in sentences."""
    return await verify_counts(app_state.services)


@router.get("/mismatches")
async def show_mismatches(
    app_state: App, _: Staff, case: CaseNumber | None = None, grace_seconds: Grace = MINUTE
) -> list[Mismatch]:
    """Open cases without a workflow, workflows without an open case, and workflows that are broken, late or behind."""
    grace = timedelta(seconds=grace_seconds)
    async with patience(PATIENCE_SECONDS):
        return await list_mismatches(
            app_state.services, app_state.temporal_client(), now=app_state.now, grace=grace, case=case
        )


@router.get("/metrics")
async def show_metrics(app_state: App, _: Staff) -> Metrics:
    """Counts of reports, cases and outcomes, and the lengths of workflow histories."""
    async with patience(PATIENCE_SECONDS):
        return await count_metrics(app_state.services, app_state.temporal_client())
