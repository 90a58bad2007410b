"""The contractor's portal: offers, orders, and the forms that are possible now."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import Body, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from activities.tow_dispatch import report_progress
from database import tow_dispatch as orders
from database.cases import CaseRow
from database.people import Account
from rules.requests import rule_of
from schemas.disposal import ClassifyVehicle
from schemas.requests import request_models
from schemas.rulings import Refusal
from schemas.texts import N_
from schemas.tow_dispatch import Progress
from schemas.words import OrderState, Task
from web.app_state import App, AppState
from web.audiences import Contractor
from web.bodies import Router
from web.case_page import RefusedForm, ask_here, find, lots_to_choose, panels, unsent
from web.console import no_such_page
from web.forms import read_form
from web.pages import check_csrf, render
from web.people import actor_of
from web.problems import problem
from web.security_log import because

router = Router(tags=["orders"])
ALIVE = (OrderState.OFFERED, OrderState.OPEN)
NOT_OPEN = "You have no open order with this number."
ENDED = {
    OrderState.DONE: N_("You brought the car to the lot."),
    OrderState.GONE: N_("You reported that the car was gone."),
    OrderState.DECLINED: N_("You declined this offer. It went to the next contractor."),
    OrderState.LAPSED: N_("You did not answer this offer in time. It went to the next contractor."),
    OrderState.NO_SHOW: N_("No truck came in time. The order went to the next contractor."),
    OrderState.WITHDRAWN: N_("The city has withdrawn this order. Do not tow the car."),
}
"""What became of an order that has ended."""


def time_to_answer(until: datetime, now: datetime) -> str:
    """The real time left to answer, in words; both instants are real, not case time."""
    left = int((until - now).total_seconds())
    if left <= 0:
        return "The time to answer has ended"
    count, unit = (left, "second") if left < 60 else (left // 60, "minute")
    count, unit = (count // 60, "hour") if count >= 120 else (count, unit)
    return f"Answer within {count} {unit}{'' if count == 1 else 's'}"


def answering(app_state: AppState) -> Callable[[orders.OrderRow], str]:
    """A function for templates: the time left to answer the offer of an order."""
    return lambda order: time_to_answer(app_state.services.pace.real_time(order.answer_by), app_state.now)


CLASSIFIES = rule_of(ClassifyVehicle).kind
"""What a contractor does after its order has ended: it has no other place for it, and shows nothing of the case."""


def has_to_classify(order: orders.OrderRow, row: CaseRow) -> bool:
    """Whether the car that was towed by this order waits for its contractor's classification."""
    towed = order.state == OrderState.DONE and order.contractor == row.case.towed_by
    return towed and Task.SALVOR_STATUS in row.tasks.codes


@router.get("/api/orders")
async def list_orders(app_state: App, who: Contractor) -> list[dict[str, Any]]:
    """The offers and orders of the caller's own company: the first 200 open ones, then the last that ended."""
    async with app_state.services.pool.acquire() as connection:
        found = await orders.list_orders(connection, who.firm or "")
    real = app_state.services.pace.real_time
    return [
        order.__dict__ | {"answer_within_seconds": max(0, int((real(order.answer_by) - app_state.now).total_seconds()))}
        for order in found
    ]


@router.post("/api/orders/{case}/{number}/progress", response_model=None)
async def tell_progress(
    case: str, number: int, app_state: App, who: Contractor, progress: Annotated[Progress, Body(embed=True)]
) -> Response:
    """Record that the truck is on its way or on the scene. The page shows it; it is no fact of the case."""
    done = await report_progress(app_state.services, case, number, progress, actor_of(who), now=app_state.now)
    return JSONResponse({"progress": progress}) if done else problem(409, "Order not open", NOT_OPEN)


@router.get("/portal", include_in_schema=False)
async def portal(request: Request, app_state: App, visitor: Contractor) -> Response:
    """Show the contractor's offers, its open orders, and the last that ended."""
    async with app_state.services.pool.acquire() as connection:
        found = await orders.list_orders(connection, visitor.firm or "")
        to_classify = await orders.list_to_classify(connection, visitor.firm or "")
    alive = [order for order in found if order.state in ALIVE]
    ended = [order for order in found if order.state not in ALIVE]
    context: dict[str, Any] = {
        "alive": alive,
        "ended": ended,
        "to_classify": to_classify,
        "open_shown": orders.OPEN_SHOWN,
        "shown": orders.ENDED_SHOWN,
        "left": answering(app_state),
    }
    return render(request, "portal.html", person=visitor, **context)


@router.get("/portal/{case}/{number}", include_in_schema=False)
async def show_order(case: str, number: int, request: Request, app_state: App, visitor: Contractor) -> Response:
    """Show one order."""
    order = await _own(app_state, visitor, (case, number))
    if order and order.state in ALIVE:
        await app_state.open_for_work(case, visitor.code)
    return await _page(request, app_state, visitor, (case, number), RefusedForm())


@router.post("/portal/{case}/{number}/progress", include_in_schema=False)
async def show_progress(
    case: str,
    number: int,
    request: Request,
    app_state: App,
    visitor: Contractor,
    progress: Annotated[Progress, Form()],
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Record the progress from the page of the order."""
    check_csrf(request, csrf)
    if not await report_progress(app_state.services, case, number, progress, actor_of(visitor), now=app_state.now):
        return no_such_page(request, visitor, NOT_OPEN)
    return RedirectResponse(f"/portal/{case}/{number}", status_code=303)


@router.post("/portal/{case}/{number}/requests/{kind}", include_in_schema=False)
async def ask_order(
    case: str, number: int, kind: str, request: Request, app_state: App, visitor: Contractor
) -> Response:
    """Submit a form of the order's page."""
    order = await _own(app_state, visitor, (case, number))
    if order is None:
        return _not_here(request, visitor)
    row = await find(app_state, case) if kind == CLASSIFIES else None
    if order.state not in ALIVE and not (row and has_to_classify(order, row)):
        return await _page(request, app_state, visitor, (case, number), await _too_late(request, kind, order))
    tried = await ask_here(request, app_state, actor_of(visitor), case, kind)
    if tried.done:
        return RedirectResponse(f"/portal/{case}/{number}", status_code=303)
    return await _page(request, app_state, visitor, (case, number), tried)


async def _too_late(request: Request, kind: str, order: orders.OrderRow) -> RefusedForm:
    """A form of an order that has ended: its words are shown again, and its photos are not even read."""
    model, refusal = request_models().get(kind), Refusal(code="order_ended", reason=ENDED[OrderState(order.state)])
    async with request.form() as form:
        check_csrf(request, str(form.get("csrf", "")))
        return RefusedForm(kind, read_form(model, form, ()) if model else {}, refusal=refusal)


def _not_here(request: Request, visitor: Account) -> HTMLResponse:
    because(request, "an order that is not of this person's company")
    return no_such_page(request, visitor, NOT_OPEN)


async def _own(app_state: AppState, visitor: Account, which: tuple[str, int]) -> orders.OrderRow | None:
    async with app_state.services.pool.acquire() as connection:
        return await orders.find_order(connection, *which, visitor.firm or "")


async def _page(
    request: Request, app_state: AppState, visitor: Account, which: tuple[str, int], tried: RefusedForm
) -> HTMLResponse:
    order, row = await _own(app_state, visitor, which), await find(app_state, which[0])
    if order is None or row is None:
        return _not_here(request, visitor)
    async with app_state.services.pool.acquire() as connection:
        offered = await lots_to_choose(connection)
    alive = order.state in ALIVE
    speaks = row.case.order is not None and row.case.order.order == order.number
    now = app_state.services.pace.case_time(app_state.now)
    law = app_state.services.law(row.edition)
    classifies = has_to_classify(order, row)
    possible = panels(row.case, law, actor_of(visitor), tried, now, offered) if (speaks and alive) or classifies else []
    shown = [each for each in possible if alive or each.kind == CLASSIFIES]
    return render(
        request,
        "order.html",
        status=tried.status,
        person=visitor,
        order=order,
        left=answering(app_state),
        alive=alive,
        became=ENDED.get(OrderState(order.state)),
        case=row.case,
        panels=shown,
        unsent=unsent(tried, shown),
        refusal=tried.refusal,
        errors=tried.errors,
    )
