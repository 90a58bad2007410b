"""Who sends a request, by a session or an API token. Both are signed and name an account; the database has its role."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request, Response

from activities.keys import API, SESSION, Keys
from database.people import Account
from database.sign_in import Credential, find_holder
from schemas.messages import Actor
from schemas.names import DOOR_HEADER
from schemas.words import Door
from web.app_state import AppState, app_state, wall_clock
from web.security_log import because, source_of

COOKIE = "towpath_session"
LINK_LASTS = timedelta(hours=1)
API_LASTS = timedelta(hours=12)


def cookie_name(state: AppState) -> str:
    """The name of the session's cookie; over https no other host and no plain connection can set it."""
    return f"__Host-{COOKIE}" if state.secure else COOKIE


def session_of(request: Request) -> str:
    """The session that the browser sends; empty if there is none. It may have ended."""
    return request.cookies.get(cookie_name(app_state(request)), "")


def set_session(state: AppState, answer: Response, session: str, lasts: timedelta) -> None:
    """Have the browser keep this session."""
    seconds = int(lasts.total_seconds())
    answer.set_cookie(cookie_name(state), session, max_age=seconds, httponly=True, samesite="lax", secure=state.secure)


def is_api(request: Request) -> bool:
    """Whether this is a request of a program, which gets a status; a browser can be redirected."""
    return request.url.path.startswith("/api/")


def door_of(request: Request) -> Door:
    """The door through which a signed-in person has come in."""
    if not is_api(request):
        return Door.PAGE
    return Door.TERMINAL if request.headers.get(DOOR_HEADER) == Door.TERMINAL else Door.API


def read_session(request: Request) -> Credential | None:
    """What the session of this browser says; None if there is none, or it is too old."""
    state = app_state(request)
    return Keys(state.secret).read_credential(SESSION, session_of(request), wall_clock(), state.session_lasts)


async def visitor(request: Request, state: Annotated[AppState, Depends(app_state)]) -> Account | None:
    """The signed-in account; None if no one is signed in."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        account = await _holder(state, Keys(state.secret).read_credential(API, bearer, wall_clock(), API_LASTS))
        if account is None:
            because(request, "the API token is forged or too old, or its account was signed out or has left")
            await state.slowing.wrong(source_of(request))
    elif is_api(request) and request.method != "GET":
        # A browser sends its cookie by itself, so changes through the API need a bearer token.
        account = None
    else:
        session = read_session(request)
        account = await _holder(state, session)
        request.state.has_ended = session is not None and account is None
    request.state.account = account
    return replace(account, door=door_of(request)) if account else None


async def _holder(state: AppState, credential: Credential | None) -> Account | None:
    if credential is None:
        return None
    async with state.services.pool.acquire() as connection:
        return await find_holder(connection, credential)


def actor_of(account: Account) -> Actor:
    """The account as the actor of a request."""
    return Actor(account=account.code, role=account.role, firm=account.firm, door=account.door)


Visitor = Annotated[Account | None, Depends(visitor)]
"""The signed-in account, if there is one. It refuses no one: `web.audiences` does."""
