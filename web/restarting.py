"""The HTTP API of restarting: an admin restarts a broken workflow."""

from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from activities.restarting import restart_all, restart_case
from database.recovery import count_replacements
from schemas.rulings import Refusal
from web.app_state import App, AppState
from web.audiences import Person, Staff
from web.bodies import Router
from web.people import actor_of
from web.problems import refused

router = Router(prefix="/api", tags=["cases"])


class Restarts(BaseModel):
    """New workflow runs: how many this request queued, and how many are still to be started."""

    queued: int = 0
    waiting: int


@router.post("/restarts", response_model=Restarts, responses={409: {"description": "Refused by the rules"}})
async def restart_every_case(app_state: App, who: Person) -> Restarts | Response:
    """Restart the workflow of every open case from its journal, the nearest deadlines first. For admins."""
    queued = await restart_all(app_state.services, actor_of(who), now=app_state.now)
    if isinstance(queued, Refusal):
        return refused(queued)
    return Restarts(queued=queued, waiting=await _waiting(app_state))


@router.get("/restarts")
async def show_restarts(app_state: App, _: Staff) -> Restarts:
    """How many new workflow runs are still to be started."""
    return Restarts(waiting=await _waiting(app_state))


async def _waiting(app_state: AppState) -> int:
    async with app_state.services.pool.acquire() as connection:
        return await count_replacements(connection)


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
