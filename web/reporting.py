"""Reports: the door through which they come in, and who has read a further one."""

from typing import Annotated

from fastapi import Form, Header, HTTPException, Request
from fastapi.responses import RedirectResponse

from activities.reporting import read_report, report_vehicle
from schemas.answers import Answer
from schemas.reporting import ReportVehicle
from web.app_state import App
from web.audiences import Staff
from web.bodies import Router
from web.pages import check_csrf
from web.people import actor_of

router = Router(tags=["reports"])


@router.post("/api/reports")
async def report(
    asked: ReportVehicle,
    app_state: App,
    who: Staff,
    key: Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)] = None,
) -> Answer:
    """Report a car. It joins the open case of the same plate or VIN, unless they differ, or opens a case."""
    answer = await report_vehicle(app_state.services, asked, actor_of(who), now=app_state.now, key=key)
    await app_state.notify(answer.case)
    return answer


@router.post("/cases/{case}/reports/{report}/read", include_in_schema=False)
async def mark_report_read(
    case: str, report: int, request: Request, app_state: App, visitor: Staff, csrf: Annotated[str, Form()] = ""
) -> RedirectResponse:
    """Somebody has read a further report: it is no longer marked as new."""
    check_csrf(request, csrf)
    if not await read_report(app_state.services, case, report, actor_of(visitor), now=app_state.now):
        raise HTTPException(404, f"Case {case} has no report {report}.")
    return RedirectResponse(f"/cases/{case}#reports", status_code=303)
