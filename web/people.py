"""Who is at the door: signed links and tokens, never passwords. A token names an account; the record its role."""

from typing import Annotated

from fastapi import Depends, Request

from activities.keys import Keys
from database.people import Account, find_account
from schemas.messages import Actor
from web.app_state import AppState, app_state

COOKIE = "towpath_session"
SESSION_SECONDS = 12 * 3600
LINK_SECONDS = 30 * 24 * 3600


def is_api(request: Request) -> bool:
    """Whether a program asks, and is answered with a status; a person's browser can be sent to another page."""
    return request.url.path.startswith("/api/")


def token_of(request: Request, keys: Keys) -> str | None:
    """The account that this request's bearer token or session cookie names."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return keys.read("api", bearer, LINK_SECONDS)
    if is_api(request) and request.method != "GET":
        # A browser sends its cookie by itself; what changes something through the API needs a token of its own.
        return None
    return keys.read("session", request.cookies.get(COOKIE, ""), SESSION_SECONDS)


async def visitor(request: Request, the_house: Annotated[AppState, Depends(app_state)]) -> Account | None:
    """The signed-in person; None for somebody who has not signed in."""
    code = token_of(request, Keys(the_house.secret))
    if code is None:
        return None
    async with the_house.services.pool.acquire() as connection:
        return await find_account(connection, code)


def actor_of(account: Account) -> Actor:
    """The account as one who acts."""
    return Actor(account=account.code, role=account.role, firm=account.firm)


Visitor = Annotated[Account | None, Depends(visitor)]
"""The person who has signed in, if any. It turns nobody away: that is for `web.audiences`."""
