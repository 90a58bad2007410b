"""People and how they get in, for admins: new sign-in links, and the end of a person's links and sessions."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Form, HTTPException, Request
from fastapi.responses import Response
from pydantic import BaseModel

from activities.keys import Keys
from database.clock import read_clock
from database.people import Account, find_account, list_accounts
from database.sign_in import sign_out_everywhere
from web.app_state import App, AppState
from web.audiences import Admin
from web.bodies import Router
from web.pages import check_csrf, render
from web.people import LINK_LASTS
from web.security_log import log_event

router = Router(tags=["sign in"])


class SignInLink(BaseModel):
    """A new link for one person: it works once, before `expires_at`, a real instant."""

    account: str
    url: str
    expires_at: datetime


async def _person(app_state: AppState, account: str) -> Account:
    async with app_state.services.pool.acquire() as connection:
        found = await find_account(connection, account)
    if found is None:
        raise no_such_account(account)
    return found


def no_such_account(account: str) -> HTTPException:
    """The answer if no person has this code."""
    return HTTPException(404, f"There is no active account {account}.")


async def _issue(request: Request, app_state: AppState, account: str, who: Account) -> SignInLink:
    found = await _person(app_state, account)
    async with app_state.services.pool.acquire() as connection:
        now = await read_clock(connection)
    log_event(request, "link issued", account=found.code, by=who.code)
    url = f"{app_state.services.link_settings.url}{Keys(app_state.secret).sign_in_path(found.code, now)}"
    return SignInLink(account=found.code, url=url, expires_at=now + LINK_LASTS)


async def _end(request: Request, app_state: AppState, account: str, who: Account) -> None:
    async with app_state.services.pool.acquire() as connection:
        if not await sign_out_everywhere(connection, account, await read_clock(connection)):
            raise no_such_account(account)
    log_event(request, "sessions ended", account=account, by=who.code)


@router.post("/api/accounts/{account}/links")
async def issue_link(account: str, request: Request, app_state: App, who: Admin) -> SignInLink:
    """A new sign-in link for this person. For admins."""
    return await _issue(request, app_state, account, who)


@router.post("/api/accounts/{account}/sign-out")
async def end_sessions(account: str, request: Request, app_state: App, who: Admin) -> dict[str, str]:
    """End every session, unused link and API token of this person. Links of owners go on. For admins."""
    await _end(request, app_state, account, who)
    return {"account": account}


async def _page(
    request: Request, app_state: AppState, visitor: Account, *, link: SignInLink | None = None, ended: str = ""
) -> Response:
    async with app_state.services.pool.acquire() as connection:
        people = await list_accounts(connection)
    context: dict[str, Any] = {"people": people, "link": link, "ended": ended}
    return render(request, "people.html", person=visitor, **context)


@router.get("/people", include_in_schema=False)
async def show_people(request: Request, app_state: App, visitor: Admin) -> Response:
    """Show everyone who can sign in."""
    return await _page(request, app_state, visitor)


@router.post("/people/{account}/link", include_in_schema=False)
async def issue_link_here(
    account: str, request: Request, app_state: App, visitor: Admin, csrf: Annotated[str, Form()] = ""
) -> Response:
    """Show a new sign-in link for this person."""
    check_csrf(request, csrf)
    return await _page(request, app_state, visitor, link=await _issue(request, app_state, account, visitor))


@router.post("/people/{account}/sign-out", include_in_schema=False)
async def end_sessions_here(
    account: str, request: Request, app_state: App, visitor: Admin, csrf: Annotated[str, Form()] = ""
) -> Response:
    """End every session, unused link and API token of this person."""
    check_csrf(request, csrf)
    await _end(request, app_state, account, visitor)
    return await _page(request, app_state, visitor, ended=account)
