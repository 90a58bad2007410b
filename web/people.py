"""Who is at the door: signed links and tokens, never passwords. A token names an account; the record its role."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from database.people import Account, find_account
from schemas.messages import Actor
from web.house import House, house

COOKIE = "towpath_session"
SESSION_SECONDS = 12 * 3600
LINK_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True)
class Keys:
    """Signs and reads tokens with the house's secret."""

    secret: str

    def _signer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt=f"towpath.{purpose}")

    def issue(self, purpose: str, value: str) -> str:
        """A token for this purpose alone."""
        return str(self._signer(purpose).dumps(value))

    def read(self, purpose: str, token: str, max_age: int) -> str | None:
        """What the token says; None if it is forged, for another purpose, or older than `max_age` seconds."""
        try:
            return str(self._signer(purpose).loads(token, max_age=max_age))
        except BadSignature:
            return None


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


def actor_of(account: Account) -> Actor:
    """The account as one who acts."""
    return Actor(account=account.code, role=account.role, firm=account.firm)


Person = Annotated[Account, Depends(person)]
"""A route that takes this needs somebody who has signed in."""

Visitor = Annotated[Account | None, Depends(visitor)]
"""Whoever comes, signed in or not."""
