"""The HTTP API of cases: lists, one case, its journal, and requests."""

from typing import Annotated, Any

from fastapi import Body, Header, Query, Response
from fastapi import Request as HttpRequest
from fastapi.responses import JSONResponse

from activities.casework import submit
from activities.reporting import read_reports
from activities.services import NoSuchCaseError
from database import case_lists, cases, journal
from database.people import Account
from database.tow_dispatch import has_part
from database.vehicles import SAME_VEHICLE_SHOWN, list_same_vehicle
from schemas.answers import Answer
from schemas.messages import Request
from schemas.requests import AnyRequest
from schemas.words import Stage, Task
from web.app_state import App, AppState
from web.audiences import STAFF, Person, Staff, not_theirs
from web.bodies import Router
from web.people import actor_of
from web.problems import NOT_YOUR_PART, refused

router = Router(prefix="/api", tags=["cases"])

IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200)]


UNREADABLE = "Towpath-Unreadable-Cases"


def summary(row: cases.CaseRow) -> dict[str, Any]:
    """A case as a list shows it. For staff only, because it includes the plate."""
    shown = ("id", "stage", "outcome", "district", "address", "lat", "lon", "plate", "plate_state", "vin", "make")
    more = ("model", "color", "opened_at", "closed_at", "training", "edition", "number", "changed_at", "opened_by")
    return {name: getattr(row, name) for name in (*shown, *more)} | row.tasks.model_dump(mode="json")


@router.get("/cases")
async def list_cases(
    app_state: App,
    _: Staff,
    response: Response,
    stage: Stage | None = None,
    waits_for: Task | None = None,
    district: str | None = None,
    q: str | None = None,
    after: str | None = None,
    only_open: bool = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[dict[str, Any]]:
    """The cases that match, oldest first; `after` is the last case number of the previous page.

    A case that cannot be read is left out, and its number is in the header `Towpath-Unreadable-Cases`.
    """
    async with app_state.services.pool.acquire() as connection:
        found = await case_lists.list_cases(
            connection,
            stage=stage,
            task=waits_for,
            district=district,
            words=q,
            after=after,
            only_open=only_open,
            limit=limit,
        )
    if found.unreadable:
        response.headers[UNREADABLE] = ",".join(found.unreadable)
    return [summary(row) for row in found.rows]


@router.get("/queues")
async def list_queues(app_state: App, _: Staff) -> list[case_lists.Queue]:
    """The number of open cases for each task, and the age of the oldest."""
    async with app_state.services.pool.acquire() as connection:
        return await case_lists.count_queues(connection)


@router.get("/stages")
async def list_stages(app_state: App, _: Staff) -> list[case_lists.StageCount]:
    """The number of cases in each stage, the oldest, and the next due time."""
    async with app_state.services.pool.acquire() as connection:
        return await case_lists.count_stages(connection)


@router.get("/cases/{case}")
async def show_case(case: str, app_state: App, _: Staff) -> dict[str, Any]:
    """One case with its full state, and the reports of it in the words of those who made them."""
    async with app_state.services.pool.acquire() as connection:
        row = await cases.find_case(connection, case)
        if row is None:
            raise NoSuchCaseError(case)
        reports = await read_reports(app_state.services, connection, case)
        found = [each.other for each in row.case.possible_duplicates]
        others = await list_same_vehicle(connection, case, SAME_VEHICLE_SHOWN, found)
    return summary(row) | {"state": row.case.model_dump(mode="json"), "reports": reports, "same_vehicle": others}


@router.get("/cases/{case}/facts")
async def list_facts(case: str, app_state: App, _: Staff) -> list[dict[str, Any]]:
    """The journal of a case, in order, with its digests in hexadecimal."""
    async with app_state.services.pool.acquire() as connection:
        entries = await journal.list_entries(connection, case)
    if not entries:
        raise NoSuchCaseError(case)
    return [
        journal.read_fact(entry).model_dump(mode="json", serialize_as_any=True) | {"digest": entry.digest.hex()}
        for entry in entries
    ]


async def has_part_in(http: HttpRequest, app_state: AppState, case: str, who: Account) -> None:
    """Raise 404 if this is somebody outside the staff, who never had an order of the case or its car in their lot.

    Even a refusal says something of a case.
    """
    if STAFF.admits(who):
        return
    async with app_state.services.pool.acquire() as connection:
        if not await has_part(connection, case, who.role, who.firm):
            raise not_theirs(http, case)


@router.post("/cases/{case}/requests", response_model=Answer, responses={409: {"description": "Refused by the rules"}})
async def ask(
    case: str,
    asked: Annotated[AnyRequest, Body()],
    http: HttpRequest,
    app_state: App,
    who: Person,
    key: IdempotencyKey = None,
    sample_people: Annotated[bool, Header(alias="Towpath-Sample-People")] = False,
) -> Response:
    """Submit a request to a case. A repetition with the same Idempotency-Key gets the first answer."""
    await has_part_in(http, app_state, case, who)
    request: Request = asked
    answer = await submit(app_state.services, case, request, actor_of(who), now=app_state.now, key=key)
    theirs = answer.refusal is None or answer.refusal.code != NOT_YOUR_PART
    if theirs and not sample_people:
        await app_state.open_for_work(case, who.code)
    if answer.refusal:
        return refused(answer.refusal)
    await app_state.notify(case)
    return JSONResponse(answer.model_dump(mode="json"))
