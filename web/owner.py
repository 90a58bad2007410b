"""The page of an owner or lienholder: a signed link opens one case, shows what happens and takes requests."""

from dataclasses import replace

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from activities.letter_parts import before_asking, held_back, papers_to_bring
from activities.owner_links import Visit
from database import cases
from database.tow_dispatch import list_lots
from rules.fees import bill_of
from schemas.case import Case
from schemas.case_parts import Hearing
from schemas.law import Duty
from schemas.words import Party
from web.app_state import App, AppState
from web.audiences import OwnerVisit, no_way_in
from web.bodies import Router
from web.case_page import Panel, RefusedForm, ask, panels, unsent
from web.forms import Field
from web.owner_told import days_told, waits_told, where
from web.pages import render

router = Router(prefix="/o", include_in_schema=False)


@router.get("/{token}")
async def show(token: str, request: Request, app_state: App, visitor: OwnerVisit) -> Response:
    """Show the case of this link."""
    await app_state.open_for_work(visitor.case, visitor.actor.account)
    return await _page(request, app_state, token, visitor, RefusedForm())


@router.post("/{token}/requests/{kind}")
async def ask_case(token: str, kind: str, request: Request, app_state: App, visitor: OwnerVisit) -> Response:
    """Submit a request of the owner. No form token is needed: another site does not know the link."""
    async with request.form() as form:
        tried = await ask(app_state, visitor.actor, visitor.case, kind, form)
    if tried.done:
        return RedirectResponse(f"/o/{token}", status_code=303)
    return await _page(request, app_state, token, visitor, tried)


def hearing_of(case: Case, visitor: Visit) -> Hearing | None:
    """The newest hearing of the party who visits; one without a party is the owner's."""
    mine = (visitor.actor.party, None) if visitor.party is Party.OWNER else (visitor.actor.party,)
    return next((each for each in reversed(case.hearings) if each.party in mine), None)


def _to_the_owner(panel: Panel) -> Panel:
    """The same form, with labels for an owner."""
    return replace(panel, fields=tuple(_asked(each) for each in panel.fields))


def _asked(field: Field) -> Field:
    if field.name != "note":
        return field
    return replace(field, label="What you want to tell us", help="The person who decides will read it.")


async def _page(request: Request, app_state: AppState, token: str, visitor: Visit, tried: RefusedForm) -> HTMLResponse:
    async with app_state.services.pool.acquire() as connection:
        row = await cases.find_case(connection, visitor.case)
        lots = {lot.code: lot for lot in await list_lots(connection)}
    if row is None:
        raise no_way_in()
    case, law, now = row.case, app_state.services.law(row.edition), app_state.services.pace.case_time(app_state.now)
    offered = [_to_the_owner(each) for each in panels(case, law, visitor.actor, tried, now)]
    held = case.in_custody and case.in_lot is not None
    return render(
        request,
        "owner.html",
        status=tried.status,
        person=None,
        row=row,
        case=case,
        party=visitor.party,
        hearing=hearing_of(case, visitor),
        says=where(case, visitor.party, held_back=held_back(case, law) is not None),
        waits=waits_told(row.tasks.next.task, visitor.party),
        days=days_told(case, law, row.tasks.next, now, visitor.actor),
        papers=papers_to_bring(law, visitor.party),
        contents=law.duties[Duty.CONTENTS].text,
        before_asking=before_asking(law, app_state.services.letterhead.phone),
        lot=lots.get(case.lot or "") if held else None,
        bill=bill_of(case, law, now) if case.in_lot else None,
        letterhead=app_state.services.letterhead,
        panels=offered,
        unsent=unsent(tried, offered),
        token=token,
        refusal=tried.refusal,
        errors=tried.errors,
    )
