"""Every no as an RFC 9457 problem document: what is wrong, why, and by which paragraph."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from activities.office import KeyReusedError, NoSuchCaseError
from database.connection import Unreachable
from schemas.rulings import Refusal

MEDIA_TYPE = "application/problem+json"
NOT_YOUR_PART = "not_your_part"


def problem(status: int, title: str, detail: str, **more: object) -> JSONResponse:
    """A problem document."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE)


def status_of(refusal: Refusal) -> int:
    """403 for what is not this person's part; 409 for everything that the rules refuse now."""
    return 403 if refusal.code == NOT_YOUR_PART else 409


def refused(refusal: Refusal) -> JSONResponse:
    """A refusal with its paragraph, the earliest lawful time, and who can supply what is missing."""
    more = refusal.model_dump(mode="json", include={"code", "citation", "earliest", "who"}, exclude_none=True)
    return problem(status_of(refusal), "Refused by the rules", refusal.reason, **more)


def faults_of(errors: list[Any]) -> list[dict[str, str]]:
    """Each wrong field with its reason, without the value that was sent."""
    return [{"field": ".".join(str(part) for part in each["loc"]), "reason": each["msg"]} for each in errors]


def install(app: FastAPI) -> None:
    """Answer every exception that a route may raise with a problem document."""

    def no_such_case(_: Request, fault: Exception) -> JSONResponse:
        return problem(404, "No such case", str(fault))

    def key_reused(_: Request, fault: Exception) -> JSONResponse:
        return problem(422, "Idempotency-Key used before", str(fault))

    def invalid(_: Request, fault: Exception) -> JSONResponse:
        errors = fault.errors() if isinstance(fault, RequestValidationError | ValidationError) else []
        return problem(422, "Not understood", "Some fields are not as they should be.", errors=faults_of(list(errors)))

    def database_away(_: Request, __: Exception) -> JSONResponse:
        detail = "The record cannot be reached just now. Nothing was changed; please try again."
        return problem(503, "The record is away", detail)

    def http(_: Request, fault: Exception) -> JSONResponse:
        status = fault.status_code if isinstance(fault, HTTPException) else 500
        return problem(status, "Refused", str(getattr(fault, "detail", "")))

    app.add_exception_handler(NoSuchCaseError, no_such_case)
    app.add_exception_handler(KeyReusedError, key_reused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(ValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    for away in Unreachable:
        app.add_exception_handler(away, database_away)
