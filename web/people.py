"""Authentication by signed links and tokens, without passwords. A token names an account; the database has its role."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request

from activities.keys import Keys
from database.people import Account, find_account
from schemas.messages import Actor
from schemas.names import DOOR_HEADER
from schemas.words import Door
from web.app_state import AppState, app_state

COOKIE = "towpath_session"
SESSION_SECONDS = 12 * 3600
LINK_SECONDS = 30 * 24 * 3600


def is_api(request: Request) -> bool:
    """Whether this is a request of a program, which gets a status; a browser can be redirected."""
    return request.url.path.startswith("/api/")


def door_of(request: Request) -> Door:
    """The door through which a signed-in person has come in."""
    if not is_api(request):
        return Door.PAGE
    return Door.TERMINAL if request.headers.get(DOOR_HEADER) == Door.TERMINAL else Door.API


def token_of(request: Request, keys: Keys) -> str | None:
    """The account named by the bearer token or the session cookie; None if neither is valid."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return keys.read("api", bearer, LINK_SECONDS)
    if is_api(request) and request.method != "GET":
        # A browser sends its cookie by itself, so changes through the API need a bearer token.
        return None
    return keys.read("session", request.cookies.get(COOKIE, ""), SESSION_SECONDS)


async def visitor(request: Request, state: Annotated[AppState, Depends(app_state)]) -> Account | None:
    """The signed-in account; None if no one is signed in."""
    code = token_of(request, Keys(state.secret))
    if code is None:
        return None
    async with state.services.pool.acquire() as connection:
        account = await find_account(connection, code)
    return replace(account, door=door_of(request)) if account else None


def actor_of(account: Account) -> Actor:
    """The account as the actor of a request."""
    return Actor(account=account.code, role=account.role, firm=account.firm, door=account.door)


Visitor = Annotated[Account | None, Depends(visitor)]
"""The signed-in account, if there is one. It refuses no one: `web.audiences` does."""
