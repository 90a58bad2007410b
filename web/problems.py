"""Errors and refusals as RFC 9457 problem documents: what is wrong, why, and by which paragraph."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from activities.clocks import ClockError
from activities.encryption import WrongKeyError
from activities.notifying import TemporalUnavailableError
from activities.photo_store import PhotoStoreError
from activities.services import KeyReusedError, NoSuchCaseError, ReportFaultError
from database.cases import UnreadableCaseError
from database.connection import Busy, Unkeepable, Unreachable
from database.people import Account
from schemas.rulings import Refusal
from web.app_state import app_state
from web.audiences import SIGN_IN, SentElsewhere, TurnedAway
from web.form_faults import reason_of
from web.kept_forms import CHANGED, ENDED, Wrong, kept_form
from web.pages import STALE, headers_of, render
from web.people import is_api, visitor
from web.slowing import TooManyWrongError

Handler = Callable[[Request, Exception], Awaitable[Response]]

MEDIA_TYPE = "application/problem+json"
NO_ROUTE = "Not Found"
"""The message of the framework if no route matches."""

NOT_YOUR_PART = "not_your_part"
PASSING = frozenset({429, 500, 503})
"""The statuses after which the same form can be sent again: its key is used once."""

NOBODY_ASKED = (401, 503)
"""The statuses whose pages do not ask who is signed in: no one is, or the database does not answer."""


def problem(status: int, title: str, detail: str, **more: object) -> JSONResponse:
    """A response with a problem document."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE)


def status_of(refusal: Refusal) -> int:
    """403 if this role may never make the request; 409 if the rules refuse it now."""
    return 403 if refusal.code == NOT_YOUR_PART else 409


def refused(refusal: Refusal) -> JSONResponse:
    """A refusal as a problem document: its paragraph, the earliest lawful time, and who can supply what is missing."""
    more = refusal.model_dump(mode="json", include={"code", "citation", "earliest", "remedied_by"}, exclude_none=True)
    return problem(status_of(refusal), "Refused by the rules", refusal.reason, **more)


def faults_of(errors: list[Any]) -> list[dict[str, str]]:
    """Each invalid field with its reason, without the value that was sent."""
    return [
        {"field": ".".join(str(part) for part in each["loc"]), "reason": each["msg"].removeprefix("Value error, ")}
        for each in errors
    ]


async def answer(request: Request, status: int, title: str, detail: str, **more: object) -> Response:
    """A problem document for a program; a page with the same words, and with their own menu, for a person."""
    if is_api(request):
        return problem(status, title, detail, **more)
    person = None if status in NOBODY_ASKED or request.url.path.startswith("/o/") else await _signed_in(request)
    kept = await _kept(request, person, Wrong(status, title, detail, "Send again" if status in PASSING else None))
    return kept or render(request, "problem.html", status=status, person=person, title=title, detail=detail)


async def _kept(request: Request, person: Account | None, wrong: Wrong) -> Response | None:
    """The page that keeps what was typed; None if the body cannot be read, or nothing was typed."""
    with suppress(HTTPException, ClientDisconnect):
        return await kept_form(request, person, wrong)
    return None


async def _signed_in(request: Request) -> Account | None:
    """The person whose page this is; None if no one is signed in, and while the database does not answer."""
    with suppress(*Unreachable):
        return await visitor(request, app_state(request))
    return None


async def no_such_case(request: Request, fault: Exception) -> Response:
    """There is no case of this number."""
    return await answer(request, 404, "No such case", str(fault))


async def report_fault(request: Request, fault: Exception) -> Response:
    """A report of a district that the city does not have, or of the future."""
    errors = [{"field": getattr(fault, "field", ""), "reason": str(fault)}]
    return await answer(request, 422, "Invalid request", str(fault), errors=errors)


async def key_reused(request: Request, fault: Exception) -> Response:
    """The key stood for another request."""
    return await answer(request, 422, "Idempotency-Key already used", str(fault))


async def invalid(request: Request, fault: Exception) -> Response:
    """Fields that do not fit their model."""
    errors = list(fault.errors()) if isinstance(fault, RequestValidationError) else []
    detail = "Some fields are not valid."
    if not is_api(request):
        detail = " ".join(dict.fromkeys(f"{each['loc'][-1]}: {reason_of(each)}" for each in errors)) or detail
    return await answer(request, 422, "Invalid request", detail, errors=faults_of(errors))


async def unkeepable(request: Request, _: Exception) -> Response:
    """Text or numbers that PostgreSQL cannot store."""
    detail = "The request contains an invalid character or an out-of-range number."
    return await answer(request, 422, "Invalid request", detail)


async def database_unavailable(request: Request, _: Exception) -> Response:
    """PostgreSQL does not answer."""
    detail = "The database is unavailable. Nothing was changed. Please try again."
    return await answer(request, 503, "Database unavailable", detail)


async def database_busy(request: Request, _: Exception) -> Response:
    """No connection, lock or answer of PostgreSQL came in time."""
    detail = "The database did not answer in time. Nothing was changed. Please try again in a moment."
    return await answer(request, 503, "Database busy", detail)


async def clock_wrong(request: Request, fault: Exception) -> Response:
    """Facts would be dated by a wrong clock."""
    detail = f"{fault} Nothing was changed. Please tell the person who runs Towpath."
    return await answer(request, 503, "A clock is wrong", detail)


async def hung_up(request: Request, _: Exception) -> Response:
    """The connection ended within the body. Nobody receives this answer; it keeps the log free of errors."""
    said = "The request was not received completely. Nothing was changed."
    return await answer(request, 400, "Incomplete request", said)


async def temporal_unavailable(request: Request, fault: Exception) -> Response:
    """Temporal does not answer."""
    return await answer(request, 503, "Temporal unavailable", str(fault))


async def photo_store_fails(request: Request, fault: Exception) -> Response:
    """The store of photos takes none, or cannot show one."""
    return await answer(request, 503, "Photos unavailable", str(fault))


async def wrong_key(request: Request, fault: Exception) -> Response:
    """A row was encrypted with a key that the application does not have."""
    return await answer(request, 503, "This cannot be read right now", str(fault))


async def unreadable_case(request: Request, fault: Exception) -> Response:
    """Another version stored the case, or it was overwritten."""
    return await answer(request, 503, "The case cannot be shown right now", str(fault))


async def too_many_wrong(request: Request, _: Exception) -> Response:
    """Many wrong links or tokens at once, and this was one of them."""
    detail = "This link or token is not valid, and there were too many such tries. Please wait a minute."
    return await answer(request, 429, "Too many tries", detail)


async def sent_elsewhere(request: Request, fault: Exception) -> Response:
    """The browser goes to another page; a form that was sent after the session has ended is kept."""
    kept = await _kept(request, None, ENDED) if str(fault) == SIGN_IN else None
    return kept or RedirectResponse(str(fault), status_code=303)


async def http(request: Request, fault: Exception) -> Response:
    """Any other answer that is not a success."""
    status, detail = getattr(fault, "status_code", 500), getattr(fault, "detail", "")
    if detail == STALE and (kept := await _kept(request, await _signed_in(request), CHANGED)):
        return kept
    detail = "There is no page at this address." if detail == NO_ROUTE else detail
    return await answer(request, status, "Not found" if status == 404 else "Request refused", detail)


async def turned_away(request: Request, fault: Exception) -> Response:
    """The person is not in the audience of the route."""
    if is_api(request) or not isinstance(fault, TurnedAway):
        return await http(request, fault)
    status, title, detail = fault.status_code, fault.title, fault.detail
    kept = await _kept(request, fault.person, Wrong(status, title, detail, None))
    return kept or render(request, "problem.html", status=status, person=fault.person, title=title, detail=detail)


async def bug(request: Request, _: Exception) -> Response:
    """A mistake of ours. Nothing that comes after this one adds the security headers; the server logs the exception."""
    detail = "Towpath has made a mistake. Please go back and look whether it was recorded before you try again."
    said = await answer(request, 500, "Something went wrong", detail)
    said.headers.update(headers_of(request))
    return said


HANDLERS: dict[type[Exception], Handler] = {
    NoSuchCaseError: no_such_case,
    ReportFaultError: report_fault,
    KeyReusedError: key_reused,
    RequestValidationError: invalid,
    HTTPException: http,
    ClientDisconnect: hung_up,
    ClockError: clock_wrong,
    TurnedAway: turned_away,
    SentElsewhere: sent_elsewhere,
    TooManyWrongError: too_many_wrong,
    TemporalUnavailableError: temporal_unavailable,
    UnreadableCaseError: unreadable_case,
    PhotoStoreError: photo_store_fails,
    WrongKeyError: wrong_key,
    Unkeepable: unkeepable,
    Exception: bug,
    **dict.fromkeys(Unreachable, database_unavailable),
    **dict.fromkeys(Busy, database_busy),
}
"""What answers each exception that a route may raise."""


def install(app: FastAPI) -> None:
    """Answer every exception that a route may raise."""
    for fault, handler in HANDLERS.items():
        app.add_exception_handler(fault, handler)
