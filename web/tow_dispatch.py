"""The contractor's portal, phone first: offers, orders, and the few buttons that are possible now."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from activities.tow_dispatch import report_progress
from database import tow_dispatch as orders
from database.people import Account
from schemas.tow_dispatch import Progress
from schemas.words import OrderState
from web.audiences import Contractor
from web.case_page import Tried, ask_here, find, lots_to_choose, panels
from web.console import no_such_page
from web.house import House, TheHouse
from web.pages import STALE, csrf_matches, render
from web.people import actor_of
from web.problems import problem

router = APIRouter(tags=["orders"])
ALIVE = (OrderState.OFFERED, OrderState.OPEN)
NOT_OPEN = "You have no open order with this number."


def time_to_answer(until: datetime, now: datetime) -> str:
    """How long somebody really has to answer, in words; both instants are real, whatever the pace of case time."""
    left = int((until - now).total_seconds())
    if left <= 0:
        return "The time to answer has ended"
    count, unit = (left, "second") if left < 60 else (left // 60, "minute")
    count, unit = (count // 60, "hour") if count >= 120 else (count, unit)
    return f"Answer within {count} {unit}{'' if count == 1 else 's'}"


def answering(house: House) -> Callable[[orders.OrderRow], str]:
    """How long the contractor of an offer has to answer it, as a template asks."""
    return lambda order: time_to_answer(house.office.pace.real_time(order.answer_by), house.now)


@router.get("/api/orders")
async def list_orders(house: TheHouse, who: Contractor) -> list[dict[str, Any]]:
    """The offers and orders of the caller's own firm: those that are alive, then the last that ended."""
    async with house.office.pool.acquire() as connection:
        found = await orders.list_orders(connection, who.firm or "")
    real = house.office.pace.real_time
    return [
        order.__dict__ | {"answer_within_seconds": max(0, int((real(order.answer_by) - house.now).total_seconds()))}
        for order in found
    ]


@router.post("/api/orders/{case}/{number}/progress", response_model=None)
async def tell_progress(
    case: str, number: int, house: TheHouse, who: Contractor, progress: Annotated[Progress, Body(embed=True)]
) -> Response:
    """The truck is on its way, or on the scene: shown to whoever waits, and no fact of the case."""
    done = await report_progress(house.office, case, number, progress, actor_of(who), now=house.now)
    return JSONResponse({"progress": progress}) if done else problem(409, "Order not open", NOT_OPEN)


@router.get("/portal", include_in_schema=False)
async def portal(request: Request, house: TheHouse, visitor: Contractor) -> Response:
    """What a contractor is offered, what it has taken, and what became of the last ones."""
    async with house.office.pool.acquire() as connection:
        found = await orders.list_orders(connection, visitor.firm or "")
    alive = [order for order in found if order.state in ALIVE]
    ended = [order for order in found if order.state not in ALIVE]
    return render(request, "portal.html", person=visitor, alive=alive, ended=ended, left=answering(house))


@router.get("/portal/{case}/{number}", include_in_schema=False)
async def show_order(case: str, number: int, request: Request, house: TheHouse, visitor: Contractor) -> Response:
    """One order."""
    if await _own(house, visitor, (case, number)):
        await house.open_for_work(case, visitor.code)
    return await _page(request, house, visitor, (case, number), Tried())


@router.post("/portal/{case}/{number}/progress", include_in_schema=False)
async def show_progress(
    case: str,
    number: int,
    request: Request,
    house: TheHouse,
    visitor: Contractor,
    progress: Annotated[Progress, Form()],
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """The same from the phone's page."""
    if not csrf_matches(request, csrf):
        raise HTTPException(403, STALE)
    if not await report_progress(house.office, case, number, progress, actor_of(visitor), now=house.now):
        return no_such_page(request, visitor, NOT_OPEN)
    return RedirectResponse(f"/portal/{case}/{number}", status_code=303)


@router.post("/portal/{case}/{number}/requests/{kind}", include_in_schema=False)
async def ask_order(
    case: str, number: int, kind: str, request: Request, house: TheHouse, visitor: Contractor
) -> Response:
    """A form of the order's page."""
    if await _own(house, visitor, (case, number)) is None:
        return no_such_page(request, visitor, NOT_OPEN)
    tried = await ask_here(request, house, actor_of(visitor), case, kind)
    if tried.done:
        return RedirectResponse(f"/portal/{case}/{number}", status_code=303)
    return await _page(request, house, visitor, (case, number), tried)


async def _own(house: House, visitor: Account, which: tuple[str, int]) -> orders.OrderRow | None:
    async with house.office.pool.acquire() as connection:
        return await orders.find_order(connection, *which, visitor.firm or "")


async def _page(request: Request, house: House, visitor: Account, which: tuple[str, int], tried: Tried) -> HTMLResponse:
    order, row = await _own(house, visitor, which), await find(house, which[0])
    if order is None or row is None:
        return no_such_page(request, visitor, NOT_OPEN)
    async with house.office.pool.acquire() as connection:
        offered = await lots_to_choose(connection)
    speaks = row.case.order is not None and row.case.order.order == order.number
    now = house.office.pace.case_time(house.now)
    shown = panels(row.case, actor_of(visitor), tried, now, offered) if speaks else []
    return render(
        request,
        "order.html",
        status=tried.status,
        person=visitor,
        order=order,
        left=answering(house),
        case=row.case,
        panels=shown,
        refusal=tried.refusal,
        errors=tried.errors,
    )
