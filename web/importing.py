"""The HTTP API of importing: rows that could not be taken in are set aside, listed, mended and taken in again."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Response
from fastapi.responses import JSONResponse

from activities.importing import NoSuchRowError, mend, set_aside
from database import importing
from schemas.importing import CannotMend, Mending, NotThisFormat, Quarantined, Receipt, SetAside
from schemas.rulings import Refusal
from web.audiences import Staff
from web.house import TheHouse
from web.people import actor_of
from web.problems import problem, refused

router = APIRouter(prefix="/api", tags=["importing"])

LARGEST = 2**63 - 1
RowNumber = Annotated[int, Path(ge=1, le=LARGEST)]


@router.post("/quarantine", response_model=Receipt, responses={403: {"description": "Access denied"}})
async def put_aside(asked: SetAside, house: TheHouse, who: Staff) -> Response:
    """Set a row of a file aside; the same row again is answered with where it stands."""
    try:
        done = await set_aside(house.office, asked, actor_of(who), now=house.now)
    except NotThisFormat as fault:
        raise HTTPException(422, str(fault)) from fault
    return refused(done) if isinstance(done, Refusal) else _receipt(done)


@router.get("/quarantine")
async def list_aside(
    house: TheHouse,
    _: Staff,
    settled: bool = False,
    after: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[importing.AsideRow]:
    """Rows that wait to be mended, or those that are settled, oldest first; `after` takes the last number seen."""
    async with house.office.pool.acquire() as connection:
        return await importing.list_rows(connection, settled=settled, after=after, limit=limit)


@router.post(
    "/quarantine/{number}",
    response_model=Receipt,
    responses={404: {"description": "No such row"}, 409: {"description": "Already imported"}},
)
async def mend_row(number: RowNumber, asked: Mending, house: TheHouse, who: Staff) -> Response:
    """Put a row right and take it in; what still cannot be read is answered with field and reason."""
    try:
        done = await mend(house.office, number, asked, actor_of(who), now=house.now)
    except NoSuchRowError as fault:
        raise HTTPException(404, str(fault)) from fault
    except (CannotMend, NotThisFormat) as fault:
        raise HTTPException(422, str(fault)) from fault
    if isinstance(done, Refusal):
        return refused(done)
    if isinstance(done, Quarantined):
        return _still_wrong(done)
    if done.case:
        await house.ring(done.case)
    return _receipt(done)


def _receipt(done: Receipt) -> Response:
    return JSONResponse(done.model_dump(mode="json"))


def _still_wrong(row: Quarantined) -> Response:
    detail = "The row still cannot be read. Your changes were saved."
    return problem(422, "Invalid row", detail, errors=[{"field": row.field or "row", "reason": row.reason}])
