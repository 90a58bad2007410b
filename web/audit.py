"""The HTTP API of the watch: what is wrong with the record, its seals, and the engines. For the city's staff."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from activities.audit import Audited, verify_case, verify_cases
from activities.figures import Figures, count_figures
from activities.knocking import patience
from activities.orphans import GRACE, Orphan, list_orphans
from activities.sealing import verify_seals
from schemas.messages import CaseNumber
from web.audiences import Staff
from web.house import TheHouse

router = APIRouter(prefix="/api", tags=["audit"])
Grace = Annotated[float, Query(ge=0, le=3600, description="Real seconds that something may stay unsettled.")]
MINUTE = GRACE.total_seconds()
PATIENCE_SECONDS = 30.0


@router.get("/cases/{case}/faults")
async def show_faults(case: str, house: TheHouse, _: Staff) -> list[str]:
    """What is wrong with the record of a case, in sentences; empty if nothing is."""
    return await verify_case(house.office, case)


@router.get("/faults")
async def list_faults(
    house: TheHouse, _: Staff, after: str | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> Audited:
    """Verify the cases whose numbers follow `after`; `last` is where to go on."""
    return await verify_cases(house.office, beyond=after, limit=limit)


@router.get("/seals/faults")
async def list_faults_of_seals(house: TheHouse, _: Staff) -> list[str]:
    """What is wrong with the seals over the journal, in sentences."""
    return await verify_seals(house.office)


@router.get("/orphans")
async def show_orphans(
    house: TheHouse, _: Staff, case: CaseNumber | None = None, grace_seconds: Grace = MINUTE
) -> list[Orphan]:
    """Open cases without an engine, engines without an open case, and engines that are broken, late or behind."""
    grace = timedelta(seconds=grace_seconds)
    async with patience(PATIENCE_SECONDS):
        return await list_orphans(house.office, house.engine(), now=house.now, grace=grace, case=case)


@router.get("/figures")
async def show_figures(house: TheHouse, _: Staff) -> Figures:
    """Reports, cases, outcomes, and how long the engines' histories are."""
    async with patience(PATIENCE_SECONDS):
        return await count_figures(house.office, house.engine())
