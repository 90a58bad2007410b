"""Who may use each route. A route names its audience in its signature; only this module checks it.

`list_audiences` reads the audiences from the finished application and refuses a route that names none, so that no page
becomes public by mistake.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from activities.owner_links import Visit, read_link
from database.people import Account
from schemas.words import Role
from web.app_state import App
from web.people import Visitor, is_api
from web.security_log import because, source_of

SIGN_IN = "/sign-in"
NOT_SIGNED_IN = "There is no valid API token, or its account is not in the city's file. People sign in with their link."
HOME_PAGES = {Role.CONTRACTOR: "/portal", Role.LOT_KEEPER: "/lot", Role.HEARING_OFFICER: "/hearings"}
"""The start pages of the roles that do not start with the queues."""


class NoAudienceError(Exception):
    """A route does not name exactly one audience; the message tells its author what to add."""


class SentElsewhere(Exception):
    """The browser is redirected: to the sign-in page, or to the person's own start page."""

    def __init__(self, path: str) -> None:
        super().__init__(path)


class TurnedAway(HTTPException):
    """The caller is not in the audience; `person` is the signed-in account, if there is one."""

    def __init__(self, status: int, title: str, detail: str, person: Account | None = None) -> None:
        super().__init__(status, detail)
        self.title, self.person = title, person


@dataclass(frozen=True)
class Public:
    """Everyone, signed in or not."""

    async def __call__(self) -> None:
        """Admit every caller."""


@dataclass(frozen=True)
class OwnerLink:
    """The holder of an owner's signed link, which opens one case."""

    async def __call__(self, token: str, request: Request, app_state: App) -> Visit:
        """The visit that the link opens. Forged, expired and revoked links get the same 404."""
        async with app_state.services.pool.acquire() as connection:
            found = await read_link(app_state.services, connection, token, now=app_state.now)
        if found is None:
            because(request, "an owner's link that opens no case")
            await app_state.slowing.wrong(source_of(request))
            raise no_way_in()
        return found


def not_theirs(request: Request, case: str) -> HTTPException:
    """The answer to a person who has no part in this case: the same as if there were none."""
    because(request, "a case in which this person has no part")
    return HTTPException(404, f"There is no case {case} that you may see.")


def no_way_in() -> TurnedAway:
    """The answer to a link that opens no case."""
    detail = "This link is not valid, or has expired. Please call the number on your letter."
    return TurnedAway(404, "Not found", detail)


@dataclass(frozen=True)
class SignedIn:
    """Signed-in people with one of these roles.

    Other people are answered with `says`; with `sends_home` a browser is redirected to the person's own start page. A
    person outside the wider audience `within` gets the answer of that audience.
    """

    roles: frozenset[Role]
    says: str
    sends_home: bool = False
    within: "SignedIn | None" = None

    def admits(self, account: Account) -> bool:
        """Whether this account is in the audience."""
        return account.role in self.roles

    async def __call__(self, request: Request, visitor: Visitor) -> Account:
        """The signed-in account. Raises SentElsewhere or an HTTPException if it is not in the audience."""
        if visitor is None:
            if getattr(request.state, "has_ended", False):
                because(request, "the session was ended, or its person has left")
            raise HTTPException(401, NOT_SIGNED_IN) if is_api(request) else SentElsewhere(SIGN_IN)
        if self.within:
            await self.within(request, visitor)
        if self.admits(visitor):
            return visitor
        if self.sends_home and not is_api(request):
            raise SentElsewhere(HOME_PAGES.get(visitor.role, "/" if STAFF.admits(visitor) else SIGN_IN))
        raise TurnedAway(403, "Access denied", self.says, visitor)


Audience = Public | OwnerLink | SignedIn

PUBLIC = Public()
OWNER_LINK = OwnerLink()
ANYONE_SIGNED_IN = SignedIn(frozenset(Role), says="")
"""Anyone who is signed in; the rules of the request or the case decide the rest."""

STAFF = SignedIn(
    frozenset({Role.OFFICER, Role.DISPATCHER, Role.SUPERVISOR, Role.HEARING_OFFICER, Role.ADMIN}),
    says="This is for city staff only.",
    sends_home=True,
)
"""The roles that may read every case; contractors and lot keepers see their own orders and cars on their own pages."""

CONTRACTORS = SignedIn(frozenset({Role.CONTRACTOR}), "This page is for contractors.", sends_home=True)
LOT_KEEPERS = SignedIn(frozenset({Role.LOT_KEEPER}), "This page is for lot keepers.")
HEARING_OFFICERS = SignedIn(frozenset({Role.HEARING_OFFICER}), "This page is for hearing officers.", within=STAFF)
SUPERVISORS = SignedIn(frozenset({Role.SUPERVISOR}), "Only a supervisor may do this.")

JUDGES = frozenset({Role.SUPERVISOR, Role.HEARING_OFFICER, Role.ADMIN})
ADMINS = SignedIn(frozenset({Role.ADMIN}), "Only an admin may do this.", within=STAFF)
"""Who lets people in, and sees who has read what."""

WHOM = "supervisors, hearing officers and admins"
OVERRIDE_READERS = SignedIn(JUDGES, f"Overrides are for {WHOM}.", within=STAFF)
"""The roles that review exceptions; dispatchers and officers are not among them."""

AMENDMENT_READERS = SignedIn(JUDGES, f"The effect of a new law on open cases is for {WHOM}.", within=STAFF)
"""The roles that may see the effect of a new edition on open cases; only a supervisor applies it."""

AMENDERS = replace(SUPERVISORS, within=AMENDMENT_READERS)
"""The supervisors, on the amendments page that other roles may read."""

LETTER_READERS = SignedIn(
    JUDGES | {Role.DISPATCHER},
    says="Only dispatchers, supervisors, hearing officers and admins may see names and addresses.",
)
"""The roles whose work needs names and addresses."""

LINK_REVOKERS = SignedIn(
    LETTER_READERS.roles - {Role.HEARING_OFFICER},
    says="Only dispatchers, supervisors and admins may revoke links.",
)
"""The roles that may revoke an owner's link; hearing officers may not."""

MAIL_ROOM = SignedIn(LINK_REVOKERS.roles, says="Only dispatchers, supervisors and admins see to the mail.")
"""The roles that see to the mail."""

Person = Annotated[Account, Depends(ANYONE_SIGNED_IN)]
Staff = Annotated[Account, Depends(STAFF)]
Contractor = Annotated[Account, Depends(CONTRACTORS)]
LotKeeper = Annotated[Account, Depends(LOT_KEEPERS)]
HearingOfficer = Annotated[Account, Depends(HEARING_OFFICERS)]
Admin = Annotated[Account, Depends(ADMINS)]
Supervisor = Annotated[Account, Depends(SUPERVISORS)]
OverrideReader = Annotated[Account, Depends(OVERRIDE_READERS)]
Amender = Annotated[Account, Depends(AMENDERS)]
AmendmentReader = Annotated[Account, Depends(AMENDMENT_READERS)]
LetterReader = Annotated[Account, Depends(LETTER_READERS)]
LinkRevoker = Annotated[Account, Depends(LINK_REVOKERS)]
MailRoom = Annotated[Account, Depends(MAIL_ROOM)]
OwnerVisit = Annotated[Visit, Depends(OWNER_LINK)]
Everybody = Annotated[None, Depends(PUBLIC)]

NAME_ONE = (
    "give its function exactly one parameter of an audience of web/audiences.py,"
    " such as `who: Staff`, or `_: Everybody` for a public page."
)
OF_THE_FRAMEWORK: dict[str | None, Audience] = {
    "/api/openapi.json": PUBLIC,
    "/static": PUBLIC,
}
"""Routes of the framework, whose functions cannot name an audience."""


def list_audiences(app: FastAPI) -> dict[tuple[str, str], Audience]:
    """The audience of every route, by method and path. Raises NoAudienceError if a route names none or several."""
    found: dict[tuple[str, str], Audience] = {}
    for route in iter_route_contexts(app.routes):
        path, methods = route.path or "", sorted(route.methods or {"GET"})
        audience = OF_THE_FRAMEWORK.get(path) or _named(f"{methods[0]} {path}", getattr(route, "dependant", None))
        found |= {(method, path): audience for method in methods}
    return found


def _named(route: str, dependant: Dependant | None) -> Audience:
    named = list(_audiences(dependant)) if dependant else []
    if len(named) != 1:
        raise NoAudienceError(f"The route {route} names {len(named)} audiences: {NAME_ONE}")
    return named[0]


def _audiences(dependant: Dependant) -> Iterator[Audience]:
    """The audiences among the dependencies of a route."""
    for each in dependant.dependencies:
        if isinstance(each.call, Audience):
            yield each.call
        yield from _audiences(each)
