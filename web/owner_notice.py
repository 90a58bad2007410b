"""Letters, addresses and owners' links: few roles may open or revoke them, and every access is logged."""

from typing import Annotated, Literal

from fastapi import Body, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from activities.owner_links import NoSuchLinkError, revoke_links
from activities.owner_notice import NoSuchLetterError, read_file_copy, read_letter, read_party
from database.people import Account
from web.app_state import App, AppState
from web.audiences import LetterReader, LinkRevoker
from web.bodies import Router
from web.pages import check_csrf, render
from web.people import actor_of

router = Router(tags=["letters"])

Code = Literal["mailing", "case_work", "owner_asked", "complaint", "audit"]
Purpose = Annotated[Code, Form()]


async def _paper(app_state: AppState, case: str, letter: int, who: Account, purpose: Code) -> Response:
    try:
        paper = await read_letter(app_state.services, case, letter, actor_of(who), purpose=purpose, now=app_state.now)
    except NoSuchLetterError as fault:
        raise HTTPException(404, str(fault)) from fault
    return _pdf(paper, f"{case}-letter-{letter}")


def _pdf(paper: bytes, name: str) -> Response:
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(paper, media_type="application/pdf", headers=headers)


@router.post("/api/cases/{case}/letters/{letter}", response_class=Response)
async def fetch_letter(
    case: str, letter: int, app_state: App, who: LetterReader, purpose: Annotated[Code, Body(embed=True)]
) -> Response:
    """The letter as PDF, to print and mail it. The access is logged with its purpose."""
    return await _paper(app_state, case, letter, who, purpose)


@router.post("/cases/{case}/letters/{letter}", include_in_schema=False)
async def open_letter(
    case: str,
    letter: int,
    request: Request,
    app_state: App,
    visitor: LetterReader,
    purpose: Purpose,
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Open the letter as PDF from the case page."""
    check_csrf(request, csrf)
    return await _paper(app_state, case, letter, visitor, purpose)


async def _file_copy(app_state: AppState, case: str, letter: int, who: Account, purpose: Code) -> Response:
    try:
        paper = await read_file_copy(
            app_state.services, case, letter, actor_of(who), purpose=purpose, now=app_state.now
        )
    except NoSuchLetterError as fault:
        raise HTTPException(404, str(fault)) from fault
    return _pdf(paper, f"{case}-letter-{letter}-file-copy")


@router.post("/api/cases/{case}/letters/{letter}/file-copy", response_class=Response)
async def fetch_file_copy(
    case: str, letter: int, app_state: App, who: LetterReader, purpose: Annotated[Code, Body(embed=True)]
) -> Response:
    """The file copy as PDF: the letter with the rulings it rests on. The access is logged."""
    return await _file_copy(app_state, case, letter, who, purpose)


@router.post("/cases/{case}/letters/{letter}/file-copy", include_in_schema=False)
async def open_file_copy(
    case: str,
    letter: int,
    request: Request,
    app_state: App,
    visitor: LetterReader,
    purpose: Purpose,
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Open the file copy from the case page."""
    check_csrf(request, csrf)
    return await _file_copy(app_state, case, letter, visitor, purpose)


@router.post("/cases/{case}/parties/{party}", include_in_schema=False)
async def show_party(
    case: str,
    party: int,
    request: Request,
    app_state: App,
    visitor: LetterReader,
    purpose: Purpose,
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Show the name and address of a party. The access is logged."""
    check_csrf(request, csrf)
    try:
        found = await read_party(app_state.services, case, party, actor_of(visitor), purpose=purpose, now=app_state.now)
    except NoSuchLetterError as fault:
        raise HTTPException(404, str(fault)) from fault
    return render(request, "party.html", person=visitor, case_id=case, party=found, purpose=purpose)


@router.post("/cases/{case}/parties/{party}/revoke", include_in_schema=False)
async def revoke_party_links(
    case: str, party: int, request: Request, app_state: App, visitor: LinkRevoker, csrf: Annotated[str, Form()] = ""
) -> Response:
    """Revoke all links of this party, for a letter that was lost or went to the wrong person."""
    check_csrf(request, csrf)
    try:
        await revoke_links(app_state.services, case, party, actor_of(visitor), now=app_state.now)
    except NoSuchLinkError as fault:
        raise HTTPException(404, str(fault)) from fault
    return RedirectResponse(f"/cases/{case}#letters", status_code=303)
