"""The console: queues, lists, reports and the case page, as plain pages that work without scripts."""

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from activities.reporting import report_vehicle
from database import cases
from database.people import Account
from schemas.reporting import ReportVehicle
from schemas.words import Role, Stage, Task
from web.case_page import Tried, ask_here, case_page, find
from web.form_faults import told_faults
from web.forms import fields_of, read_form
from web.house import TheHouse
from web.pages import STALE, csrf_matches, render
from web.people import Visitor, actor_of, is_staff

router = APIRouter(include_in_schema=False)
PAGE = 50


def to_sign_in() -> Response:
    """The way for somebody who has not signed in."""
    return RedirectResponse("/sign-in", status_code=303)


DESKS = {Role.CONTRACTOR: "/portal", Role.LOT_KEEPER: "/lot", Role.HEARING_OFFICER: "/hearings"}
"""Where those work who do not begin with the queues."""


def to_own_desk(visitor: Account | None) -> Response:
    """The way for somebody who has no business at this page: to their own desk, or to the sign-in."""
    if visitor is None:
        return to_sign_in()
    return RedirectResponse(DESKS.get(Role(visitor.role), "/sign-in"), status_code=303)


def no_such_page(request: Request, visitor: Account | None, detail: str) -> HTMLResponse:
    """A page that says that there is nothing here."""
    return render(request, "problem.html", status=404, person=visitor, title="Not found", detail=detail)


def not_your_desk(request: Request, visitor: Account, whom: str) -> HTMLResponse:
    """A page that says whom it is for."""
    detail = f"This page is for {whom}."
    return render(request, "problem.html", status=403, person=visitor, title="Access denied", detail=detail)


@router.get("/")
async def queues(request: Request, house: TheHouse, visitor: Visitor) -> Response:
    """What waits for whom, and how long the oldest has waited."""
    if visitor is None or not is_staff(visitor):
        return to_own_desk(visitor)
    async with house.office.pool.acquire() as connection:
        found = await cases.count_queues(connection)
    return render(request, "queues.html", person=visitor, queues=found)


@router.get("/cases")
async def list_cases(
    request: Request,
    house: TheHouse,
    visitor: Visitor,
    stage: Annotated[str, Query(max_length=20)] = "",
    waits_for: Annotated[str, Query(max_length=40)] = "",
    q: Annotated[str, Query(max_length=100)] = "",
    after: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Cases that fit, oldest first, page by page."""
    if visitor is None or not is_staff(visitor):
        return to_own_desk(visitor)
    async with house.office.pool.acquire() as connection:
        rows = await cases.list_cases(
            connection,
            stage=stage or None,
            task=waits_for or None,
            words=q.strip() or None,
            after=after or None,
            limit=PAGE + 1,
        )
    asked = {"stage": stage, "waits_for": waits_for, "q": q}
    more = f"/cases?{urlencode(asked | {'after': rows[PAGE - 1].id})}" if len(rows) > PAGE else None
    context: dict[str, Any] = {"stages": list(Stage), "tasks": list(Task), "rows": rows[:PAGE]}
    context |= {"asked": asked, "more": more}
    return render(request, "cases.html", person=visitor, **context)


@router.get("/cases/{case}")
async def show_case(case: str, request: Request, house: TheHouse, visitor: Visitor) -> Response:
    """One case: what it waits for, what this person can do, and what happened."""
    if visitor is None or not is_staff(visitor):
        return to_own_desk(visitor)
    row = await find(house, case)
    if row is None:
        return no_such_page(request, visitor, f"There is no case {case}.")
    await house.open_for_work(case, visitor.code)
    return await case_page(request, house, visitor, row, Tried())


@router.post("/cases/{case}/requests/{kind}")
async def ask_case(case: str, kind: str, request: Request, house: TheHouse, visitor: Visitor) -> Response:
    """A form of the case page. What is refused comes back with the reason and what had been typed."""
    if visitor is None or not is_staff(visitor):
        return to_own_desk(visitor)
    row = await find(house, case)
    if row is None:
        return no_such_page(request, visitor, f"There is no case {case}.")
    tried = await ask_here(request, house, actor_of(visitor), case, kind)
    if tried.done:
        return RedirectResponse(f"/cases/{case}", status_code=303)
    return await case_page(request, house, visitor, row, tried)


@router.get("/report")
async def report_form(request: Request, visitor: Visitor) -> Response:
    """The form to report a car."""
    if visitor is None or not is_staff(visitor):
        return to_own_desk(visitor)
    return _report_page(request, visitor, {}, [])


def _report_page(request: Request, visitor: Account, typed: dict[str, Any], errors: list[dict[str, str]]) -> Response:
    context = {"fields": fields_of(ReportVehicle), "typed": typed, "errors": errors, "key": uuid4().hex}
    return render(request, "report.html", status=422 if errors else 200, person=visitor, **context)


@router.post("/report")
async def report(request: Request, house: TheHouse, visitor: Visitor) -> Response:
    """A report from the form; then the page of its case."""
    if visitor is None or not is_staff(visitor):
        return to_own_desk(visitor)
    async with request.form() as form:
        if not csrf_matches(request, str(form.get("csrf", ""))):
            raise HTTPException(403, STALE)
        typed, key = read_form(ReportVehicle, form, ()), str(form.get("key", "")) or None
    try:
        asked = ReportVehicle.model_validate(typed)
    except ValidationError as fault:
        return _report_page(request, visitor, typed, told_faults(list(fault.errors()), ReportVehicle))
    answer = await report_vehicle(house.office, asked, actor_of(visitor), now=house.now, key=key)
    await house.ring(answer.case)
    return RedirectResponse(f"/cases/{answer.case}", status_code=303)
