"""Rulings, by API and as pages: those that hold now, and those stored with facts."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import HTTPException, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from activities.proof_words import RulingFormatter, verdict_of
from activities.services import NoSuchCaseError
from database import cases
from database import proofs as kept
from rules.conflicts import CONCERNED, conflict_of
from rules.law import Edition
from rules.rulings import is_over, standing_rulings
from schemas.rulings import RULING, Ruling
from web.app_state import App, AppState
from web.audiences import Staff
from web.bodies import Router
from web.case_page import find
from web.console import no_such_page
from web.pages import render
from web.timeline import tell_journal
from web.verdicts import told_now

router = Router(tags=["proof"])
FactNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]


def dumped(row: cases.CaseRow, law: Edition, ruling: Ruling) -> dict[str, Any]:
    """A ruling as JSON, with its verdict."""
    conflict = conflict_of(row.case, law) if ruling.question in CONCERNED else None
    verdict = verdict_of(ruling, over=is_over(row.case, ruling.question), conflict=conflict)
    body: dict[str, Any] = RULING.dump_python(ruling, mode="json")
    return {"verdict": verdict, "conflict": asdict(conflict) if conflict else None} | body


async def _standing(app_state: AppState, case: str) -> tuple[cases.CaseRow, Edition, tuple[Ruling, ...]]:
    row = await find(app_state, case)
    if row is None:
        raise NoSuchCaseError(case)
    law = app_state.services.law(row.edition)
    return row, law, standing_rulings(row.case, law, app_state.services.pace.case_time(app_state.now))


@router.get("/api/cases/{case}/rulings")
async def list_rulings(case: str, app_state: App, _: Staff) -> list[dict[str, Any]]:
    """All current rulings of a case, each with its whole proof."""
    row, law, rulings = await _standing(app_state, case)
    return [dumped(row, law, each) for each in rulings]


@router.get("/api/cases/{case}/rulings/{question}")
async def show_ruling(
    case: str, question: str, app_state: App, _: Staff, about: Annotated[str | None, Query(max_length=40)] = None
) -> dict[str, Any]:
    """One current ruling; `about` is the route or the outcome, if the question has one."""
    row, law, rulings = await _standing(app_state, case)
    asked = [each for each in rulings if each.question == question]
    found = next((each for each in asked if each.about == about), None)
    if found is None:
        raise HTTPException(404, _no_such_question(question, asked, rulings))
    return dumped(row, law, found)


def _no_such_question(question: str, asked: list[Ruling], all_: tuple[Ruling, ...]) -> str:
    """Why there is no such ruling, and which ones there are."""
    if not asked:
        known = ", ".join(dict.fromkeys(each.question for each in all_))
        return f"There is no question {question} in this case now. Choose one of: {known}."
    known = ", ".join(each.about for each in asked if each.about)
    return f"Set `about` for {question} to one of: {known}." if known else f"The question {question} takes no `about`."


@router.get("/api/cases/{case}/facts/{number}/proof", response_class=JSONResponse)
async def show_kept(case: str, number: FactNumber, app_state: App, _: Staff) -> Response:
    """The ruling that a fact rests on, byte for byte as stored; its SHA-256 is in the fact."""
    async with app_state.services.pool.acquire() as connection:
        body = await kept.find_proof(connection, case, number)
    if body is None:
        raise HTTPException(404, _no_proof(case, number))
    return Response(body.encode(), media_type="application/json")


def _no_proof(case: str, number: int) -> str:
    return f"Fact {number} of case {case} has no ruling."


@router.get("/cases/{case}/proof", include_in_schema=False)
async def show_proof(case: str, request: Request, app_state: App, visitor: Staff) -> Response:
    """Show all current rulings on one page, to read or print."""
    row = await find(app_state, case)
    if row is None:
        return no_such_page(request, visitor, f"There is no case {case}.")
    law = app_state.services.law(row.edition)
    told = told_now(row, law, app_state.services.pace.case_time(app_state.now))
    async with app_state.services.pool.acquire() as connection:
        overrides = (await tell_journal(app_state.services, connection, row, law)).overrides
    return render(request, "proof.html", person=visitor, row=row, told=told, overrides=overrides)


@router.get("/cases/{case}/facts/{number}/proof", include_in_schema=False)
async def show_kept_page(case: str, number: FactNumber, request: Request, app_state: App, visitor: Staff) -> Response:
    """Show the ruling that a fact rests on, as it was when the fact was recorded."""
    row = await find(app_state, case)
    law = app_state.services.law(row.edition) if row else None
    async with app_state.services.pool.acquire() as connection:
        body = await kept.find_proof(connection, case, number) if row else None
        timeline = await tell_journal(app_state.services, connection, row, law) if row and law else None
    if row is None or law is None or body is None or timeline is None:
        return no_such_page(request, visitor, _no_proof(case, number))
    ruling = RulingFormatter(law.tz).format(RULING.validate_json(body))
    context: dict[str, Any] = {
        "row": row,
        "ruling": ruling,
        "fact": timeline.told[number],
        "overrides": timeline.overrides,
    }
    return render(request, "fact_proof.html", person=visitor, **context)
