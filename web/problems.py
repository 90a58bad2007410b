"""Errors and refusals as RFC 9457 problem documents: what is wrong, why, and by which paragraph."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from activities.clocks import ClockError
from activities.notifying import TemporalUnavailableError
from activities.services import KeyReusedError, NoSuchCaseError
from database.cases import UnreadableCaseError
from database.connection import Busy, Unkeepable, Unreachable
from schemas.rulings import Refusal
from web.audiences import SentElsewhere, TurnedAway
from web.pages import headers_of, render
from web.people import is_api
from web.slowing import TooManyWrongError

Handler = Callable[[Request, Exception], Response]

MEDIA_TYPE = "application/problem+json"
NO_ROUTE = "Not Found"
"""The message of the framework if no route matches."""

NOT_YOUR_PART = "not_your_part"


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
    return [{"field": ".".join(str(part) for part in each["loc"]), "reason": each["msg"]} for each in errors]


def answer(request: Request, status: int, title: str, detail: str, **more: object) -> Response:
    """A problem document for a program; a page with the same words for a person."""
    if is_api(request):
        return problem(status, title, detail, **more)
    return render(request, "problem.html", status=status, person=None, title=title, detail=detail)


def no_such_case(request: Request, fault: Exception) -> Response:
    """There is no case of this number."""
    return answer(request, 404, "No such case", str(fault))


def key_reused(request: Request, fault: Exception) -> Response:
    """The key stood for another request."""
    return answer(request, 422, "Idempotency-Key already used", str(fault))


def invalid(request: Request, fault: Exception) -> Response:
    """Fields that do not fit their model."""
    errors = fault.errors() if isinstance(fault, RequestValidationError) else []
    detail = "Some fields are not valid."
    return answer(request, 422, "Invalid request", detail, errors=faults_of(list(errors)))


def unkeepable(request: Request, _: Exception) -> Response:
    """Text or numbers that PostgreSQL cannot store."""
    detail = "The request contains an invalid character or an out-of-range number."
    return answer(request, 422, "Invalid request", detail)


def database_unavailable(request: Request, _: Exception) -> Response:
    """PostgreSQL does not answer."""
    detail = "The database is unavailable. Nothing was changed. Please try again."
    return answer(request, 503, "Database unavailable", detail)


def database_busy(request: Request, _: Exception) -> Response:
    """No connection, lock or answer of PostgreSQL came in time."""
    detail = "The database did not answer in time. Nothing was changed. Please try again in a moment."
    return answer(request, 503, "Database busy", detail)


def clock_wrong(request: Request, fault: Exception) -> Response:
    """Facts would be dated by a wrong clock."""
    detail = f"{fault} Nothing was changed. Please tell the person who runs Towpath."
    return answer(request, 503, "A clock is wrong", detail)


def hung_up(request: Request, _: Exception) -> Response:
    """The connection ended within the body. Nobody receives this answer; it keeps the log free of errors."""
    return answer(request, 400, "Incomplete request", "The request was not received completely. Nothing was changed.")


def temporal_unavailable(request: Request, fault: Exception) -> Response:
    """Temporal does not answer."""
    return answer(request, 503, "Temporal unavailable", str(fault))


def unreadable_case(request: Request, fault: Exception) -> Response:
    """Another version stored the case, or it was overwritten."""
    return answer(request, 503, "The case cannot be shown right now", str(fault))


def too_many_wrong(request: Request, _: Exception) -> Response:
    """Many wrong links or tokens at once, and this was one of them."""
    detail = "This link or token is not valid, and there were too many such tries. Please wait a minute."
    return answer(request, 429, "Too many tries", detail)


def sent_elsewhere(_: Request, fault: Exception) -> Response:
    """The browser goes to another page."""
    return RedirectResponse(str(fault), status_code=303)


def http(request: Request, fault: Exception) -> Response:
    """Any other answer that is not a success."""
    status, detail = getattr(fault, "status_code", 500), getattr(fault, "detail", "")
    detail = "There is no page at this address." if detail == NO_ROUTE else detail
    return answer(request, status, "Not found" if status == 404 else "Request refused", detail)


def turned_away(request: Request, fault: Exception) -> Response:
    """The person is not in the audience of the route."""
    if is_api(request) or not isinstance(fault, TurnedAway):
        return http(request, fault)
    status, title, detail = fault.status_code, fault.title, fault.detail
    return render(request, "problem.html", status=status, person=fault.person, title=title, detail=detail)


def bug(request: Request, _: Exception) -> Response:
    """A mistake of ours. Nothing that comes after this one adds the security headers; the server logs the exception."""
    detail = "Towpath has made a mistake. Please go back and look whether it was recorded before you try again."
    said = answer(request, 500, "Something went wrong", detail)
    said.headers.update(headers_of(request))
    return said


HANDLERS: dict[type[Exception], Handler] = {
    NoSuchCaseError: no_such_case,
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
