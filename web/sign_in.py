"""Signing in with a personal link, and signing out."""

from typing import Annotated

from fastapi import Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from activities.keys import Keys
from database.people import find_account
from web.app_state import App
from web.audiences import HOME_PAGES, Everybody
from web.bodies import Router
from web.pages import STALE, csrf_matches, render
from web.people import COOKIE, LINK_SECONDS, SESSION_SECONDS, Visitor

router = Router(tags=["sign in"])


@router.get("/sign-in", response_class=HTMLResponse)
async def sign_in(request: Request, app_state: App, _: Everybody, visitor: Visitor, token: str = "") -> Response:
    """Start a session for the account that the link names."""
    keys = Keys(app_state.secret)
    code = keys.read("link", token, LINK_SECONDS) if token else None
    async with app_state.services.pool.acquire() as connection:
        account = await find_account(connection, code) if code else None
    if account is None:
        return render(request, "sign_in.html", status=401 if token else 200, person=visitor, wrong=bool(token))
    answer = RedirectResponse(HOME_PAGES.get(account.role, "/"), status_code=303)
    session = keys.issue("session", account.code)
    answer.set_cookie(COOKIE, session, max_age=SESSION_SECONDS, httponly=True, samesite="lax", secure=app_state.secure)
    return answer


@router.post("/sign-out")
async def sign_out(request: Request, _: Everybody, csrf: Annotated[str, Form()] = "") -> Response:
    """End the session."""
    if not csrf_matches(request, csrf):
        raise HTTPException(403, STALE)
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(COOKIE)
    return answer
