"""The HTTP API of photos: uploaded by requests, shown as copies without metadata."""

from typing import Annotated

from fastapi import File, HTTPException, Request, Response, UploadFile

from activities.photos import LIMIT_BYTES, NotAPhotoError, keep_photo, read_shown
from database.people import Account
from database.tow_dispatch import has_part
from web.app_state import App, AppState
from web.audiences import STAFF, Person, not_theirs
from web.bodies import Router
from web.people import actor_of

router = Router(prefix="/api", tags=["photos"])


async def may_see(request: Request, app_state: AppState, who: Account, case: str) -> None:
    """Raise 404 unless this is staff, a contractor whose order has not ended, or the keeper of its lot."""
    async with app_state.services.pool.acquire() as connection:
        theirs = STAFF.admits(who) or await has_part(connection, case, who.role, who.firm, still=True)
    if not theirs:
        raise not_theirs(request, case)


@router.post("/cases/{case}/photos")
async def send_photo(
    case: str, photo: Annotated[UploadFile, File()], request: Request, app_state: App, who: Person
) -> dict[str, str]:
    """Store a photo; answers with the id by which requests name it."""
    await may_see(request, app_state, who, case)
    data = await photo.read(LIMIT_BYTES + 1)
    now = app_state.services.pace.case_time(app_state.now)
    try:
        return {"id": await keep_photo(app_state.services, case, data, actor_of(who), now=now)}
    except NotAPhotoError as fault:
        raise HTTPException(422, str(fault)) from fault


@router.get("/cases/{case}/photos/{photo}", response_class=Response)
async def show_photo(case: str, photo: str, request: Request, app_state: App, who: Person) -> Response:
    """The copy of a photo of this case, without metadata."""
    await may_see(request, app_state, who, case)
    shown = await read_shown(app_state.services, case, photo)
    if shown is None:
        raise HTTPException(404, "This case has no such photo.")
    return Response(shown, media_type="image/jpeg", headers={"Cache-Control": "no-store"})
