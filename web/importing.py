"""The HTTP API of importing: rows that cannot be read are quarantined, listed, corrected and imported again."""

from typing import Annotated

from fastapi import HTTPException, Path, Query, Response
from fastapi.responses import JSONResponse

from activities.importing import NoSuchRowError, correct, quarantine_row
from database import importing
from schemas.importing import CannotCorrect, Correction, NotThisFormat, Quarantined, QuarantineReport, Receipt
from schemas.rulings import Refusal
from web.app_state import App
from web.audiences import Staff
from web.bodies import Router
from web.people import actor_of
from web.problems import problem, refused

router = Router(prefix="/api", tags=["importing"])

LARGEST = 2**63 - 1
RowNumber = Annotated[int, Path(ge=1, le=LARGEST)]


@router.post("/quarantine", response_model=Receipt, responses={403: {"description": "Access denied"}})
async def quarantine(asked: QuarantineReport, app_state: App, who: Staff) -> Response:
    """Quarantine a row of a file. A repeated row gets the receipt of its current state."""
    try:
        done = await quarantine_row(app_state.services, asked, actor_of(who), now=app_state.now)
    except NotThisFormat as fault:
        raise HTTPException(422, str(fault)) from fault
    return refused(done) if isinstance(done, Refusal) else _receipt(done)


@router.get("/quarantine")
async def list_quarantined(
    app_state: App,
    _: Staff,
    settled: bool = False,
    after: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[importing.QuarantinedRow]:
    """Rows in quarantine, or those already settled, oldest first; `after` is the last number of the previous page."""
    async with app_state.services.pool.acquire() as connection:
        return await importing.list_rows(connection, settled=settled, after=after, limit=limit)


@router.post(
    "/quarantine/{number}",
    response_model=Receipt,
    responses={404: {"description": "No such row"}, 409: {"description": "Already imported"}},
)
async def correct_row(number: RowNumber, asked: Correction, app_state: App, who: Staff) -> Response:
    """Correct a row and import it. If it still cannot be read, the answer (422) has the field and the reason."""
    try:
        done = await correct(app_state.services, number, asked, actor_of(who), now=app_state.now)
    except NoSuchRowError as fault:
        raise HTTPException(404, str(fault)) from fault
    except (CannotCorrect, NotThisFormat) as fault:
        raise HTTPException(422, str(fault)) from fault
    if isinstance(done, Refusal):
        return refused(done)
    if isinstance(done, Quarantined):
        return _still_wrong(done)
    if done.case:
        await app_state.notify(done.case)
    return _receipt(done)


def _receipt(done: Receipt) -> Response:
    return JSONResponse(done.model_dump(mode="json"))


def _still_wrong(row: Quarantined) -> Response:
    detail = "The row still cannot be read. Your changes were saved."
    return problem(422, "Invalid row", detail, errors=[{"field": row.field or "row", "reason": row.reason}])
