"""The HTTP API of importing: reports come by batches; rows that cannot be read are quarantined, listed, corrected and
imported again.
"""

from typing import Annotated, Any

from fastapi import Body, HTTPException, Path, Query, Response
from fastapi.responses import JSONResponse
from pydantic import Field, ValidationError

from activities import importing
from activities.importing import NoSuchRowError, correct, quarantine_row, take_in_batch
from database.importing import QuarantinedRow
from schemas.importing import (
    CannotCorrect,
    Correction,
    NotThisFormat,
    Quarantined,
    QuarantineReport,
    Receipt,
    RowFault,
    TakenReport,
)
from schemas.reporting import ReportVehicle
from schemas.rulings import Refusal
from web.app_state import App
from web.audiences import Staff
from web.bodies import Router
from web.people import actor_of
from web.problems import faults_of, problem, refused

router = Router(prefix="/api", tags=["importing"])

LARGEST = 2**63 - 1
RowNumber = Annotated[int, Path(ge=1, le=LARGEST)]


Batch = Annotated[list[dict[str, Any]], Field(min_length=1, max_length=100)]


@router.post("/reports/batch")
async def report_batch(reports: Annotated[Batch, Body(embed=True)], app_state: App, who: Staff) -> list[TakenReport]:
    """Report cars, each as with `/api/reports`: the case of each, or what is wrong with it. One that is wrong changes
    nothing for the others. The same report again gets the same case. Workers start the workflows, about 20 a second.
    """
    read = [_read(each) for each in reports]
    sound = [each for each in read if isinstance(each, ReportVehicle)]
    taken = iter(await take_in_batch(app_state.services, sound, actor_of(who), now=app_state.now) if sound else ())
    return [next(taken) if isinstance(each, ReportVehicle) else TakenReport(fault=each) for each in read]


def _read(fields: dict[str, Any]) -> ReportVehicle | RowFault:
    try:
        return ReportVehicle.model_validate(fields)
    except ValidationError as error:
        return RowFault.model_validate(faults_of(list(error.errors()))[0])


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
) -> list[QuarantinedRow]:
    """Rows in quarantine, or those already settled, oldest first; `after` is the last number of the previous page."""
    return await importing.list_quarantined(app_state.services, settled=settled, after=after, limit=limit)


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
