"""The HTTP API of restarting: an admin restarts a broken workflow."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from activities.restarting import restart_case
from web.app_state import App
from web.audiences import Person
from web.people import actor_of
from web.problems import refused

router = APIRouter(prefix="/api", tags=["cases"])


@router.post(
    "/cases/{case}/restart",
    response_model=dict[str, str],
    responses={409: {"description": "Refused by the rules"}},
)
async def restart(case: str, app_state: App, who: Person) -> Response:
    """Restart the case's workflow from its journal; a running one is replaced. For admins."""
    refusal = await restart_case(app_state.services, case, actor_of(who), now=app_state.now)
    if refusal:
        return refused(refusal)
    await app_state.notify(case)
    return JSONResponse({"case": case})
