"""Signing in with a personal link, once, by its button; and signing out, which ends the session on the server."""

from secrets import token_urlsafe
from typing import Annotated, Any

from fastapi import Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from activities.keys import LINK, SESSION, Keys
from database.clock import read_clock
from database.connection import transaction
from database.people import Account
from database.sign_in import Credential, find_holder, spend
from web.app_state import App, AppState, wall_clock
from web.audiences import HOME_PAGES, Everybody
from web.bodies import Router
from web.pages import STALE, csrf_matches, csrf_token, render
from web.people import LINK_LASTS, Visitor, cookie_name, read_session, session_of, set_session
from web.security_log import because, log_event, source_of

router = Router(tags=["sign in"])
CHANGED = "Your session has changed. Please open your link again."
FORGED, SPENT = "the link is forged, incomplete or too old", "the link was used, or ended, or its person has left"


@router.get("/sign-in", response_class=HTMLResponse)
async def show_sign_in(request: Request, app_state: App, _: Everybody, visitor: Visitor, token: str = "") -> Response:
    """Show whose link this is, and the button that uses it. Opening the page does not: programs that check mail do."""
    if not token:
        return render(request, "sign_in.html", person=visitor, holder=None, wrong=False)
    credential = _read(app_state, token)
    if visitor and _is_here(visitor, credential):
        return _home(visitor)
    async with app_state.services.pool.acquire() as connection:
        holder = await find_holder(connection, credential) if credential else None
    if holder is None:
        return await _refused(request, app_state, visitor, credential)
    # Without a session the form needs a value that another site cannot know.
    visit = session_of(request) or token_urlsafe(16)
    form: dict[str, Any] = {"holder": holder, "token": token, "csrf": csrf_token(request, visit)}
    page = render(request, "sign_in.html", person=visitor, wrong=False, **form)
    if not session_of(request):
        set_session(app_state, page, visit, LINK_LASTS)
    return page


@router.post("/sign-in", response_class=HTMLResponse)
async def sign_in(
    request: Request,
    app_state: App,
    _: Everybody,
    visitor: Visitor,
    token: Annotated[str, Form()] = "",
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Use the link up, end the session that this browser had, and start one for the account that the link names."""
    credential = _read(app_state, token)
    if visitor and _is_here(visitor, credential):
        return _home(visitor)
    await _from_here(request, app_state, csrf, CHANGED)
    # Issued before the link is looked up, so that a person who is signed out meanwhile has no session; and by the clock
    # that says when a person was signed out, because this machine's may be ahead.
    async with app_state.services.pool.acquire() as connection:
        issued_at = await read_clock(connection)
    holder = await _use_up(request, app_state, credential) if credential else None
    if holder is None:
        return await _refused(request, app_state, visitor, credential)
    log_event(request, "signed in", account=holder.code, role=holder.role.value)
    answer = _home(holder)
    session = Keys(app_state.secret).issue_credential(SESSION, holder.code, issued_at)
    set_session(app_state, answer, session, app_state.session_lasts)
    return answer


async def _from_here(request: Request, app_state: AppState, csrf: str, says: str) -> None:
    """Raise 403 with these words if the form is not of this session."""
    if not csrf_matches(request, csrf):
        because(request, "a form of another session, or of another site")
        await app_state.slowing.wrong(source_of(request))
        raise HTTPException(403, says)


def _is_here(visitor: Account, link: Credential | None) -> bool:
    """Whether this person is signed in here already: a button pressed twice, a link opened again."""
    return link is not None and link.account == visitor.code


def _home(account: Account) -> Response:
    return RedirectResponse(HOME_PAGES.get(account.role, "/"), status_code=303)


def _read(app_state: AppState, token: str) -> Credential | None:
    return Keys(app_state.secret).read_credential(LINK, token, wall_clock(), LINK_LASTS)


async def _use_up(request: Request, app_state: AppState, link: Credential) -> Account | None:
    """The account of a link that was not used before, and is now."""
    before = read_session(request)
    async with transaction(app_state.services.pool) as connection:
        holder = await find_holder(connection, link)
        if holder is None or not await spend(connection, link, wall_clock()):
            return None
        if before:
            await spend(connection, before, wall_clock())
    return holder


async def _refused(
    request: Request, app_state: AppState, visitor: Account | None, credential: Credential | None
) -> Response:
    because(request, SPENT if credential else FORGED)
    await app_state.slowing.wrong(source_of(request))
    return render(request, "sign_in.html", status=401, person=visitor, holder=None, wrong=True)


@router.post("/sign-out")
async def sign_out(
    request: Request, app_state: App, _: Everybody, visitor: Visitor, csrf: Annotated[str, Form()] = ""
) -> Response:
    """End the session: its cookie opens nothing any more, also a copy of it."""
    await _from_here(request, app_state, csrf, STALE)
    session = read_session(request)
    if session and visitor:
        async with app_state.services.pool.acquire() as connection:
            await spend(connection, session, wall_clock())
        log_event(request, "signed out", account=visitor.code, role=visitor.role.value)
    answer = RedirectResponse("/sign-in", status_code=303)
    answer.delete_cookie(cookie_name(app_state), httponly=True, samesite="lax", secure=app_state.secure)
    return answer
