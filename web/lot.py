"""The lot keeper's pages: the cars in their lot, their next steps, and what is done at the counter."""

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from database import cases, impound
from database.people import Account
from rules.fees import bill_of
from schemas.messages import CaseNumber
from web.app_state import App, AppState
from web.audiences import LotKeeper
from web.bodies import Router
from web.case_page import RefusedForm, ask_here, find, panels, unsent
from web.console import no_such_page
from web.pages import render
from web.people import actor_of
from web.security_log import because

router = Router(prefix="/lot", include_in_schema=False)


@router.get("")
async def list_cars(request: Request, app_state: App, visitor: LotKeeper, after: CaseNumber | None = None) -> Response:
    """List the cars in this keeper's lot, longest stay first; `after` is the last case of the previous page."""
    async with app_state.services.pool.acquire() as connection:
        found = await impound.list_stays(connection, visitor.firm or "", after)
    more = f"/lot?after={found.next_after}" if found.next_after else None
    return render(request, "lot.html", person=visitor, found=found, more=more)


async def own(app_state: AppState, visitor: Account, case: str) -> cases.CaseRow | None:
    """The case, if its car is in this keeper's lot; None otherwise."""
    row = await find(app_state, case)
    return row if row and row.case.lot == visitor.firm else None


def _not_here(request: Request, visitor: Account, case: str) -> HTMLResponse:
    because(request, "a car that is not in this person's lot")
    return no_such_page(request, visitor, f"The car of case {case} is not in your lot.")


@router.get("/{case}")
async def show_car(case: str, request: Request, app_state: App, visitor: LotKeeper) -> Response:
    """Show one car: what is owed, and the forms of the counter."""
    row = await own(app_state, visitor, case)
    if row is None:
        return _not_here(request, visitor, case)
    await app_state.open_for_work(case, visitor.code)
    return _page(request, app_state, visitor, row, RefusedForm())


@router.post("/{case}/requests/{kind}")
async def ask_case(case: str, kind: str, request: Request, app_state: App, visitor: LotKeeper) -> Response:
    """Submit a form of the counter."""
    row = await own(app_state, visitor, case)
    if row is None:
        return _not_here(request, visitor, case)
    tried = await ask_here(request, app_state, actor_of(visitor), case, kind)
    if tried.done:
        return RedirectResponse(f"/lot/{case}", status_code=303)
    return _page(request, app_state, visitor, row, tried)


def _page(
    request: Request, app_state: AppState, visitor: Account, row: cases.CaseRow, tried: RefusedForm
) -> HTMLResponse:
    case, law, now = row.case, app_state.services.law(row.edition), app_state.services.pace.case_time(app_state.now)
    offered = panels(case, law, actor_of(visitor), tried, now)
    return render(
        request,
        "lot_car.html",
        status=tried.status,
        person=visitor,
        row=row,
        case=case,
        next=row.tasks.next,
        bill=bill_of(case, law, now),
        panels=offered,
        unsent=unsent(tried, offered),
        refusal=tried.refusal,
        errors=tried.errors,
    )
