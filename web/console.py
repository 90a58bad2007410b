"""The console of the staff: queues, lists, reports and the case page, as pages that work without scripts."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from activities.reporting import report_vehicle
from activities.services import NoSuchDistrictError
from database import case_lists
from database.people import Account
from rules.requests import rule_of
from rules.unread import NAMES, says_nothing, unread_among
from schemas.reporting import ReportVehicle
from schemas.verification import RecordInspection
from schemas.words import Stage, Task
from web.app_state import App, AppState
from web.audiences import Staff
from web.bodies import Router
from web.case_page import RefusedForm, ask_here, case_page, find
from web.form_faults import told_faults
from web.forms import fields_of, read_form
from web.pages import check_csrf, render
from web.people import actor_of
from web.remarks import remarks_on, wrong_fields

router = Router(include_in_schema=False)
PAGE = 50


def no_such_page(request: Request, visitor: Account, detail: str) -> HTMLResponse:
    """A 404 page with this sentence."""
    return render(request, "problem.html", status=404, person=visitor, title="Not found", detail=detail)


@router.get("/")
async def queues(request: Request, app_state: App, visitor: Staff) -> Response:
    """Show the work queues: each open task with its number of cases and the age of the oldest."""
    async with app_state.services.pool.acquire() as connection:
        found = await case_lists.count_queues(connection)
    return render(request, "queues.html", person=visitor, queues=found)


@router.get("/cases")
async def list_cases(
    request: Request,
    app_state: App,
    visitor: Staff,
    stage: Annotated[str, Query(max_length=20)] = "",
    waits_for: Annotated[str, Query(max_length=40)] = "",
    q: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """List the cases that match, oldest first, page by page."""
    async with app_state.services.pool.acquire() as connection:
        found = await case_lists.list_cases(
            connection,
            stage=stage or None,
            task=waits_for or None,
            words=q.strip() or None,
            after=after or None,
            limit=PAGE,
        )
    asked = {"stage": stage, "waits_for": waits_for, "q": q}
    more = f"/cases?{urlencode(asked | {'after': found.next_after})}" if found.next_after else None
    context: dict[str, Any] = {"stages": list(Stage), "tasks": list(Task), "found": found}
    context |= {"asked": asked, "more": more}
    return render(request, "cases.html", person=visitor, **context)


@router.get("/cases/{case}")
async def show_case(
    case: str,
    request: Request,
    app_state: App,
    visitor: Staff,
    joined: Annotated[int | None, Query(ge=2)] = None,
    unread: Annotated[tuple[Literal["plate", "state", "VIN"], ...], Query()] = (),
) -> Response:
    """Show one case: its open tasks, its legal status, this person's forms, and its history."""
    row = await find(app_state, case)
    if row is None:
        return no_such_page(request, visitor, f"There is no case {case}.")
    await app_state.open_for_work(case, visitor.code)
    return await case_page(request, app_state, visitor, row, RefusedForm(), joined, unread)


@router.post("/cases/{case}/requests/{kind}")
async def ask_case(case: str, kind: str, request: Request, app_state: App, visitor: Staff) -> Response:
    """Submit a form of the case page. A refused form is shown again with the reason and the typed values."""
    row = await find(app_state, case)
    if row is None:
        return no_such_page(request, visitor, f"There is no case {case}.")
    tried = await ask_here(request, app_state, actor_of(visitor), case, kind)
    if tried.done:
        unread = _not_read(tried.typed) if tried.kind == rule_of(RecordInspection).kind else []
        return RedirectResponse(_address(case, unread), status_code=303)
    return await case_page(request, app_state, visitor, row, tried)


def _not_read(typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was typed and cannot be read, as a query by which the page says so."""
    return [("unread", name) for name in unread_among(*(typed.get(each) for each in NAMES))]


def _address(case: str, query: list[tuple[str, str]]) -> str:
    return f"/cases/{case}?{urlencode(query)}" if query else f"/cases/{case}"


@router.get("/report")
async def report_form(request: Request, app_state: App, visitor: Staff) -> Response:
    """Show the form that reports a car."""
    return _report_page(request, app_state, visitor, {}, [])


def _report_page(
    request: Request, app_state: AppState, visitor: Account, typed: dict[str, Any], errors: list[dict[str, str]]
) -> Response:
    districts = tuple((each, each) for each in app_state.services.districts)
    context = {
        "fields": fields_of(ReportVehicle, {"district": districts}),
        "typed": typed,
        "errors": errors,
        "wrong": wrong_fields(errors),
        "remarks": remarks_on(typed),
        "key": uuid4().hex,
    }
    return render(request, "report.html", status=422 if errors else 200, person=visitor, **context)


@router.post("/report")
async def report(request: Request, app_state: App, visitor: Staff) -> Response:
    """Record a report from the form and redirect to its case."""
    async with request.form() as form:
        check_csrf(request, str(form.get("csrf", "")))
        typed, key = read_form(ReportVehicle, form, ()), str(form.get("key", "")) or None
    try:
        asked = ReportVehicle.model_validate(typed)
    except ValidationError as fault:
        return _report_page(request, app_state, visitor, typed, told_faults(list(fault.errors()), ReportVehicle))
    try:
        answer = await report_vehicle(app_state.services, asked, actor_of(visitor), now=app_state.now, key=key)
    except NoSuchDistrictError as fault:
        return _report_page(request, app_state, visitor, typed, [_wrong_district(fault)])
    await app_state.notify(answer.case)
    joined = [("joined", str(answer.number))] if answer.number and answer.number > 1 else []
    said = {name: text for name, text in typed.items() if name not in NAMES or not says_nothing(text)}
    return RedirectResponse(_address(answer.case, joined + _not_read(said)), status_code=303)


def _wrong_district(fault: NoSuchDistrictError) -> dict[str, str]:
    return {"name": "district", "field": "District", "reason": str(fault)}
