"""Rendering of pages: templates and their filters, the form token, and the security headers."""

import hmac
from collections.abc import Awaitable, Callable
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from itsdangerous import BadSignature, URLSafeTimedSerializer
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from schemas.texts import in_sentence
from schemas.words import Channel, OrderState, Outcome, Role, Stage
from web.app_state import AppState
from web.forms import words
from web.people import session_of
from web.security_log import log_refusal
from web.vin_decoding import another_by_vin, from_vin

HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Everything comes from here, and nothing is written into a page: no script, no style, nothing of a third party."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ONLY_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}
FORMS_LAST = timedelta(days=1)


def zoned(moment: datetime, zone: str) -> str:
    """An instant in the city's zone: `Dec 11, 2026, 11:59 PM`."""
    return f"{moment.astimezone(ZoneInfo(zone)):%b %-d, %Y, %-I:%M %p}"


def day_in_words(day: date) -> str:
    """A date: `Dec 11, 2026`."""
    return f"{day:%b %-d, %Y}"


def until(moment: datetime, zone: str) -> str:
    """The end of a period; midnight is shown as 11:59 PM of the day before."""
    local = moment.astimezone(ZoneInfo(zone))
    return zoned(local - timedelta(minutes=1) if local.time() == time() else local, zone)


def age(since: datetime, now: datetime) -> str:
    """The time since an instant, in hours on the first day and in days after it."""
    hours = max(0, int((now - since).total_seconds() // 3600))
    count, unit = (hours, "hour") if hours < 24 else (hours // 24, "day")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def dollars(cents: int) -> str:
    """An amount in US cents in dollars: `$1,250.05`."""
    return f"${cents // 100:,}.{cents % 100:02}"


TEMPLATES = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined)
TEMPLATES.filters.update(
    words=words, in_sentence=in_sentence, zoned=zoned, day=day_in_words, until=until, age=age, dollars=dollars
)
TEMPLATES.filters.update(from_vin=from_vin, another_by_vin=another_by_vin)
# Rows of the database have these codes as text.
TEMPLATES.filters.update(stage=Stage, outcome=Outcome, role=Role, order_state=OrderState, channel=Channel)


def render(request: Request, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Render a template as an HTML page."""
    app_state: AppState = request.app.state.app_state
    zone = app_state.services.law(app_state.services.edition).zone
    common = {
        "csrf": csrf_token(request),
        "pace": app_state.services.pace,
        "now": app_state.services.pace.case_time(app_state.now),
        "zone": zone,
        "path": request.url.path,
    }
    page = TEMPLATES.get_template(name).render(common | context)
    return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})


def _signer(request: Request) -> URLSafeTimedSerializer:
    app_state: AppState = request.app.state.app_state
    return URLSafeTimedSerializer(app_state.secret, salt="towpath.form")


def csrf_token(request: Request, session: str | None = None) -> str:
    """A token for the forms of this session. It holds a digest, because a page must not hold the session itself."""
    return str(_signer(request).dumps(_digest(session_of(request) if session is None else session)))


def _digest(session: str) -> str:
    return sha256(session.encode()).hexdigest()


STALE = "Your session has changed. Please reload the page and try again."


def csrf_matches(request: Request, token: str) -> bool:
    """Whether this token was issued to this session."""
    session = session_of(request)
    try:
        digest = _signer(request).loads(token, max_age=int(FORMS_LAST.total_seconds()))
    except BadSignature:
        return False
    return bool(session) and hmac.compare_digest(str(digest), _digest(session))


def check_csrf(request: Request, token: str) -> None:
    """Raise HTTPException (403) if this token was not issued to this session."""
    if not csrf_matches(request, token):
        raise HTTPException(403, STALE)


def headers_of(request: Request) -> dict[str, str]:
    """The security headers of every answer."""
    app_state: AppState = request.app.state.app_state
    return HEADERS | ONLY_HTTPS if app_state.secure else HEADERS


class KeptFiles(StaticFiles):
    """Files that a browser keeps for an hour before it asks again whether they have changed."""

    def file_response(self, *given: Any, **more: Any) -> Response:
        """The file, with how long it may be kept."""
        answer = super().file_response(*given, **more)
        answer.headers["Cache-Control"] = "public, max-age=3600"
        return answer


def mount_pages(app: FastAPI) -> None:
    """Serve the static files, set the security headers on every answer, and log every refusal."""
    app.mount("/static", GZipMiddleware(KeptFiles(directory=HERE / "static")), name="static")

    @app.middleware("http")
    async def with_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        answer = await call_next(request)
        log_refusal(request, answer.status_code)
        answer.headers.update(headers_of(request))
        return answer
