"""The hearing officer's pages: pending hearings, the evidence of the tow, and the decision."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from activities.statements import read_statements
from database import cases, impound
from database.people import Account, list_names_of_people
from database.tow_dispatch import list_lots
from rules.ceilings import due_of
from rules.law import Edition
from rules.requirements import GuardContext
from rules.rulings import evaluate
from rules.waiting_periods import ceiling, ends_by_hearing
from schemas.case import Case
from schemas.marks import FromCase
from schemas.messages import Actor
from schemas.rulings import Ruling
from schemas.words import Role, Task
from web.app_state import App, AppState
from web.audiences import HearingOfficer
from web.bodies import Router
from web.case_page import Panel, RefusedForm, ask_here, find, panels, unsent
from web.choices import asking, choices
from web.console import no_such_page
from web.evidence import inspections_of, read_facts
from web.forms import Choices
from web.owner_told import where
from web.pages import render, until
from web.people import actor_of
from web.words import named

router = Router(prefix="/hearings", include_in_schema=False)
SHOWN = 200


@router.get("")
async def list_hearings(request: Request, app_state: App, visitor: HearingOfficer) -> Response:
    """List the pending hearings, soonest due first."""
    async with app_state.services.pool.acquire() as connection:
        found = await impound.list_hearings(connection, SHOWN)
    actor = actor_of(visitor)
    waiting = [
        (row, due, may_hear(row.case, law, actor).allowed)
        for row, law in ((row, app_state.services.law(row.edition)) for row in found.rows if row.case.hearing_open)
        if (due := due_of(Task.HEARING, row.case, law).at)
    ]
    waiting.sort(key=lambda each: each[1])
    left_out = SHOWN if found.next_after else None
    context: dict[str, Any] = {"waiting": waiting, "unreadable": found.unreadable, "left_out": left_out}
    return render(request, "hearings.html", person=visitor, **context)


def may_hear(case: Case, law: Edition, actor: Actor) -> Ruling:
    """The ruling on whether this person may decide the hearing. It does not depend on time."""
    return evaluate(GuardContext("may_decide_hearing", case, law, case.opened_at, actor))


@router.get("/{case}")
async def show_hearing(case: str, request: Request, app_state: App, visitor: HearingOfficer) -> Response:
    """Show one hearing: the owner's request, the evidence of the tow, and the decision."""
    row = await heard(app_state, case)
    if row is None:
        return no_such_page(request, visitor, f"No hearing has been requested in case {case}.")
    await app_state.open_for_work(case, visitor.code)
    return await _page(request, app_state, visitor, row, RefusedForm())


@router.post("/{case}/requests/{kind}")
async def ask_hearing(case: str, kind: str, request: Request, app_state: App, visitor: HearingOfficer) -> Response:
    """Submit a form of the hearing page."""
    row = await heard(app_state, case)
    if row is None:
        return no_such_page(request, visitor, f"No hearing has been requested in case {case}.")
    tried = await ask_here(request, app_state, actor_of(visitor), case, kind)
    if tried.done:
        return RedirectResponse(f"/hearings/{case}", status_code=303)
    return await _page(request, app_state, visitor, row, tried)


async def heard(app_state: AppState, case: str) -> cases.CaseRow | None:
    """The case, if a hearing was requested in it; None otherwise."""
    row = await find(app_state, case)
    return row if row and row.case.hearing else None


async def _page(
    request: Request, app_state: AppState, visitor: Account, row: cases.CaseRow, tried: RefusedForm
) -> HTMLResponse:
    case, law, actor = row.case, app_state.services.law(row.edition), actor_of(visitor)
    facts = await read_facts(app_state, row.id)
    async with app_state.services.pool.acquire() as connection:
        statements = await read_statements(app_state.services, connection, row.id)
        names = await list_names_of_people(connection)
        lots = {lot.code: lot for lot in await list_lots(connection)}
    offered = open_to(case, law, actor, tried, app_state.services.pace.case_time(app_state.now))
    return render(
        request,
        "hearing.html",
        status=tried.status,
        person=visitor,
        row=row,
        case=case,
        hearing=case.hearing,
        asking=asking(case, case.hearing) if case.hearing else None,
        others=[(each, asking(case, each)) for each in case.hearings if each is not case.hearing],
        due=due_of(Task.HEARING, case, law) if case.hearing_open else None,
        ruling=may_hear(case, law, actor),
        follows=follows(case, law),
        facts=facts,
        inspections=inspections_of(case, law, facts),
        said=statements,
        by=lambda recorded: named(recorded, names),
        lot=lots.get(case.lot or ""),
        owner_reads=where(row.case),
        panels=offered,
        unsent=unsent(tried, offered),
        refusal=tried.refusal,
        errors=tried.errors,
    )


def open_to(case: Case, law: Edition, actor: Actor, tried: RefusedForm, now: datetime) -> list[Panel]:
    """The form of the decision, shown open, if this person may decide; and the form that lifts holds."""
    holds = liftable(case, law)
    shown = {"decide_hearing": may_hear(case, law, actor).allowed, "release_hold": bool(holds)}
    offered = [each for each in panels(case, law, actor, tried, now, {FromCase.OPEN_HOLD: holds}) if shown[each.kind]]
    return [replace(each, open=each.open or each.kind == "decide_hearing") for each in offered]


def liftable(case: Case, edition: Edition) -> Choices:
    """The open holds that a hearing officer may lift. The decision of an open hearing lifts its own hold."""
    mine = {
        str(each.fact)
        for each in case.open_holds
        if Role.HEARING_OFFICER in edition.holds[each.hold].lifted_by and not ends_by_hearing(case, each)
    }
    return tuple((placed, text) for placed, text in choices(case, edition)[FromCase.OPEN_HOLD] if placed in mine)


def follows(case: Case, edition: Edition) -> tuple[str, ...]:
    """The effects of the last decision, in sentences; empty while it is pending."""
    hearing = case.hearing
    if hearing is None or hearing.decided is None:
        return ()
    towed = case.towed is not None and case.towed.hooked_up.fact < hearing.decided.fact
    if not towed:
        return ("The car may be towed.",) if hearing.lawful else ("The car will not be towed, and the case is closed.",)
    if hearing.lawful:
        return ("Fees remain due.", "The reclaim period continues.")
    end, citation = ceiling(case, edition, "free_retrieval", hearing.decided.at)
    in_any_case = f", at least until {until(end, edition.zone)}" if end else ""
    return (
        f"The owner may take the car back free of charge{in_any_case} ({citation}).",
        "A correction letter is sent to the owner.",
        "The car will not be sold or destroyed.",
    )
