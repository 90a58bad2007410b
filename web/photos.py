"""The HTTP API of photos: sent once, shown without what the camera wrote into them."""

from typing import Annotated

from fastapi import APIRouter, File, HTTPException, Response, UploadFile

from activities.photos import LIMIT_BYTES, NotAPhotoError, keep_photo
from database import photos
from web.house import TheHouse
from web.people import Person, actor_of

router = APIRouter(prefix="/api", tags=["photos"])


@router.post("/cases/{case}/photos")
async def send_photo(case: str, photo: Annotated[UploadFile, File()], house: TheHouse, who: Person) -> dict[str, str]:
    """Keep a photo; answers with the id by which requests name it."""
    data = await photo.read(LIMIT_BYTES + 1)
    now = house.office.pace.case_time(house.now)
    try:
        return {"id": await keep_photo(house.office, case, data, actor_of(who), now=now)}
    except NotAPhotoError as fault:
        raise HTTPException(422, str(fault)) from fault


@router.get("/cases/{case}/photos/{photo}", response_class=Response)
async def show_photo(case: str, photo: str, house: TheHouse, _: Person) -> Response:
    """The stripped copy of a photo of this case."""
    async with house.office.pool.acquire() as connection:
        shown = await photos.find_shown(connection, case, photo)
    if shown is None:
        raise HTTPException(404, "This case has no such photo.")
    return Response(shown, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"})
