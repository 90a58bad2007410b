"""The mail, for those who see to it: batches, returned envelopes, what was quarantined, and the proof of service."""

from datetime import date, datetime, time
from typing import Annotated, Any

from fastapi import Form, HTTPException, Query, Request, Response

from activities.mail_batch import UnreadableLetterError
from activities.mail_desk import (
    Mailed,
    NoSuchBatchError,
    fetch_batch,
    fetch_manifest,
    find_envelope,
    open_batch,
    open_desk,
    record_batch_mailed,
)
from activities.mail_house import PrintedBatch
from activities.owner_notice import NoSuchLetterError
from activities.proof_of_service import proof_of_service
from database.people import Account
from schemas.mail import MailReturn
from schemas.outside import Port
from web.app_state import App, AppState
from web.audiences import MAIL_ROOM, LetterReader, MailRoom, Staff
from web.bodies import Router
from web.case_page import find
from web.console import no_such_page
from web.pages import check_csrf, render
from web.people import actor_of
from web.quarantine import quarantine_routes

router = Router(tags=["mail"])
router.include_router(quarantine_routes(Port.MAIL, "/mail", MAIL_ROOM))
Csrf = Annotated[str, Form()]
NOT_OURS = "This is neither the reference of a letter nor the number of certified mail that went out from here."


async def _desk(request: Request, app_state: AppState, visitor: Account, **more: Any) -> Response:
    mail = app_state.services.mail
    context: dict[str, Any] = {"desk": await open_desk(app_state.services), "mail": mail, "scanned": "", "wrong": None}
    return render(request, "mail.html", person=visitor, **(context | more))


@router.get("/mail", include_in_schema=False)
async def show_mail(request: Request, app_state: App, visitor: MailRoom) -> Response:
    """Show the newest batches and what was quarantined."""
    return await _desk(request, app_state, visitor)


@router.get("/mail/envelope", include_in_schema=False)
async def show_envelope(
    request: Request, app_state: App, visitor: MailRoom, scanned: Annotated[str, Query(max_length=60)] = ""
) -> Response:
    """Find the letter of an envelope that came back, by its barcode or its number."""
    found = await find_envelope(app_state.services, scanned)
    if found is None:
        return await _desk(request, app_state, visitor, scanned=scanned, wrong=NOT_OURS)
    row, letter = found
    return render(request, "envelope.html", person=visitor, row=row, letter=letter, reasons=MailReturn)


@router.get("/mail/{number}", include_in_schema=False)
async def show_batch(number: int, request: Request, app_state: App, visitor: MailRoom) -> Response:
    """Show a batch with its letters."""
    return await _batch(number, request, app_state, visitor)


async def _batch(
    number: int, request: Request, app_state: AppState, visitor: Account, mailed: Mailed | None = None
) -> Response:
    try:
        batch, letters = await open_batch(app_state.services, number)
    except NoSuchBatchError as fault:
        return no_such_page(request, visitor, str(fault))
    context: dict[str, Any] = {"batch": batch, "letters": letters, "mailed": mailed, "mail": app_state.services.mail}
    return render(request, "mail_batch.html", person=visitor, **context)


async def _printed(app_state: AppState, number: int, who: Account) -> PrintedBatch:
    try:
        return await fetch_batch(app_state.services, number, actor_of(who), now=app_state.now)
    except NoSuchBatchError as fault:
        raise HTTPException(404, str(fault)) from fault
    except UnreadableLetterError as fault:
        raise HTTPException(409, str(fault)) from fault


def _file(content: bytes, kind: str, name: str) -> Response:
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=headers)


@router.post("/mail/{number}/letters", include_in_schema=False)
async def print_letters(number: int, request: Request, app_state: App, visitor: MailRoom, csrf: Csrf = "") -> Response:
    """Send the PDF with all letters. The access to each letter is logged."""
    check_csrf(request, csrf)
    printed = await _printed(app_state, number, visitor)
    return _file(printed.pdf, "application/pdf", f"{printed.name}.pdf")


@router.post("/mail/{number}/manifest", include_in_schema=False)
async def print_manifest(number: int, request: Request, app_state: App, visitor: MailRoom, csrf: Csrf = "") -> Response:
    """Send the manifest. It names nobody."""
    check_csrf(request, csrf)
    try:
        name, manifest = await fetch_manifest(app_state.services, number)
    except NoSuchBatchError as fault:
        return no_such_page(request, visitor, str(fault))
    return _file(manifest.encode(), "text/csv", f"{name}.csv")


@router.post("/mail/{number}/mailed", include_in_schema=False)
async def mailed_here(
    number: int,
    request: Request,
    app_state: App,
    visitor: MailRoom,
    on: Annotated[str, Form()] = "",
    csrf: Csrf = "",
) -> Response:
    """Record the mailing of every letter of a batch that waits."""
    check_csrf(request, csrf)
    try:
        at = _end_of(on, app_state) if on else None
        done = await record_batch_mailed(app_state.services, number, actor_of(visitor), at=at, now=app_state.now)
    except NoSuchBatchError as fault:
        return no_such_page(request, visitor, str(fault))
    return await _batch(number, request, app_state, visitor, done)


def _end_of(on: str, app_state: AppState) -> datetime | None:
    """The last minute of this day, which gives the reader the most time; None, which is now, on this day itself."""
    services = app_state.services
    zone, now = services.law(services.edition).tz, services.pace.case_time(app_state.now)
    try:
        day = date.fromisoformat(on)
    except ValueError as fault:
        raise HTTPException(422, "The date cannot be read. Please enter it again.") from fault
    if day > now.astimezone(zone).date():
        raise HTTPException(422, "The date is in the future.")
    last = datetime.combine(day, time(23, 59), zone)
    return last if last < now else None


@router.get("/cases/{case}/service", include_in_schema=False)
async def show_service(case: str, request: Request, app_state: App, visitor: Staff) -> Response:
    """Show the proof of service of all letters of a case, without names."""
    return await _service(case, request, app_state, visitor)


@router.post("/cases/{case}/service", include_in_schema=False)
async def show_service_named(
    case: str, request: Request, app_state: App, visitor: LetterReader, csrf: Csrf = ""
) -> Response:
    """The same with names and addresses. The access is logged."""
    check_csrf(request, csrf)
    return await _service(case, request, app_state, visitor, named=True)


async def _service(
    case: str, request: Request, app_state: AppState, visitor: Account, *, named: bool = False
) -> Response:
    row = await find(app_state, case)
    if row is None:
        return no_such_page(request, visitor, f"There is no case {case}.")
    actor = actor_of(visitor) if named else None
    try:
        served = await proof_of_service(app_state.services, row, opened_by=actor, now=app_state.now)
    except NoSuchLetterError as fault:
        raise HTTPException(404, str(fault)) from fault
    return render(request, "service.html", person=visitor, row=row, served=served, named=named)
