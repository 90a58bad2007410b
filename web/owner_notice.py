"""Letters and addresses: opened by few, for a purpose that is said, and never without a trace."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Request, Response

from activities.owner_notice import NoSuchLetterError, read_letter, read_party
from database.people import Account
from web.case_page import OPENERS
from web.console import STALE, to_own_desk
from web.house import TheHouse
from web.pages import csrf_matches, render
from web.people import Visitor, actor_of

router = APIRouter(prefix="/cases", include_in_schema=False)

Purpose = Annotated[Literal["mailing", "case_work", "owner_asked", "complaint", "audit"], Form()]


def _let_in(request: Request, visitor: Account, csrf: str) -> None:
    if not csrf_matches(request, csrf):
        raise HTTPException(403, STALE)
    if visitor.role not in OPENERS:
        raise HTTPException(403, "Names and addresses are for dispatchers, supervisors, hearing officers and admins.")


@router.post("/{case}/letters/{letter}")
async def open_letter(
    case: str,
    letter: int,
    request: Request,
    house: TheHouse,
    visitor: Visitor,
    purpose: Purpose,
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """The letter as PDF."""
    if visitor is None:
        return to_own_desk(visitor)
    _let_in(request, visitor, csrf)
    try:
        paper = await read_letter(house.office, case, letter, actor_of(visitor), purpose=purpose, now=house.now)
    except NoSuchLetterError as fault:
        raise HTTPException(404, str(fault)) from fault
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="{case}-letter-{letter}.pdf"'}
    return Response(paper, media_type="application/pdf", headers=headers)


@router.post("/{case}/parties/{party}")
async def show_party(
    case: str,
    party: int,
    request: Request,
    house: TheHouse,
    visitor: Visitor,
    purpose: Purpose,
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """A name with its address."""
    if visitor is None:
        return to_own_desk(visitor)
    _let_in(request, visitor, csrf)
    try:
        found = await read_party(house.office, case, party, actor_of(visitor), purpose=purpose, now=house.now)
    except NoSuchLetterError as fault:
        raise HTTPException(404, str(fault)) from fault
    return render(request, "party.html", person=visitor, case_id=case, party=found, purpose=purpose)
