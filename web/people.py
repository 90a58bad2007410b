"""Who is at the door: signed links and tokens, never passwords. A token names an account; the record its role."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request

from activities.keys import Keys
from database.people import Account, find_account
from schemas.messages import Actor
from schemas.words import Role
from web.house import House, house

STAFF = frozenset({Role.OFFICER, Role.DISPATCHER, Role.SUPERVISOR, Role.HEARING_OFFICER, Role.ADMIN})
"""Who may read every case; contractors and lot keepers see their own work at desks of their own."""

COOKIE = "towpath_session"
SESSION_SECONDS = 12 * 3600
LINK_SECONDS = 30 * 24 * 3600


def token_of(request: Request, keys: Keys) -> str | None:
    """The account that this request's bearer token or session cookie names."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return keys.read("api", bearer, LINK_SECONDS)
    if request.url.path.startswith("/api/") and request.method != "GET":
        # A browser sends its cookie by itself; what changes something through the API needs a token of its own.
        return None
    return keys.read("session", request.cookies.get(COOKIE, ""), SESSION_SECONDS)


async def visitor(request: Request, the_house: Annotated[House, Depends(house)]) -> Account | None:
    """The signed-in person; None for somebody who has not signed in."""
    code = token_of(request, Keys(the_house.secret))
    if code is None:
        return None
    async with the_house.office.pool.acquire() as connection:
        return await find_account(connection, code)


async def person(account: Annotated[Account | None, Depends(visitor)]) -> Account:
    """The signed-in person. 401 for nobody."""
    if account is None:
        raise HTTPException(401, "Please sign in with your link.")
    return account


def is_staff(account: Account) -> bool:
    """Whether this person works for the city at its own desks."""
    return account.role in STAFF


async def staff(account: Annotated[Account, Depends(person)]) -> Account:
    """The signed-in person, if they work for the city. 401 for nobody, 403 for anybody else."""
    if not is_staff(account):
        raise HTTPException(403, "This is for city staff only.")
    return account


def actor_of(account: Account) -> Actor:
    """The account as one who acts."""
    return Actor(account=account.code, role=account.role, firm=account.firm)


Person = Annotated[Account, Depends(person)]
"""A route that takes this needs somebody who has signed in."""

Staff = Annotated[Account, Depends(staff)]
"""A route that takes this is for the city's staff."""

Visitor = Annotated[Account | None, Depends(visitor)]
"""Whoever comes, signed in or not."""
