"""The HTTP API of reports."""

from typing import Annotated

from fastapi import Header

from activities.reporting import report_vehicle
from schemas.answers import Answer
from schemas.reporting import ReportVehicle
from web.app_state import App
from web.audiences import Staff
from web.bodies import Router
from web.people import actor_of

router = Router(prefix="/api", tags=["reports"])


@router.post("/reports")
async def report(
    asked: ReportVehicle,
    app_state: App,
    who: Staff,
    key: Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)] = None,
) -> Answer:
    """Report a car. The report joins the open case of the same plate or VIN, or opens a case."""
    answer = await report_vehicle(app_state.services, asked, actor_of(who), now=app_state.now, key=key)
    await app_state.notify(answer.case)
    return answer
