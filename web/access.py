"""The access log, for admins: who has read which names, addresses and letters, and for what purpose."""

import re
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from database.access import AccessRow, list_access
from web.app_state import App, AppState
from web.audiences import Admin
from web.bodies import Router
from web.pages import render

router = Router(tags=["access log"])
SHOWN = 100
CASE = re.compile(r"\d{2}-\d{6}")
About = Annotated[str, Query(max_length=64, description="A case number, or the code of an account; empty for all.")]
Before = Annotated[int | None, Query(ge=1, le=2**63 - 1, description="Only accesses before the one with this id.")]


async def _found(app_state: AppState, about: str, before: int | None, limit: int) -> list[AccessRow]:
    about = about.strip()
    case, account = (about, None) if CASE.fullmatch(about) else (None, about or None)
    async with app_state.services.pool.acquire() as connection:
        return await list_access(connection, case=case, account=account, before=before, limit=limit)


@router.get("/api/access")
async def read_access(
    app_state: App, _: Admin, about: About = "", before: Before = None, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[AccessRow]:
    """The access log of a case or of an account, the newest first; `before` is the last id of the page before."""
    return await _found(app_state, about, before, limit)


@router.get("/access", include_in_schema=False)
async def show_access(
    request: Request, app_state: App, visitor: Admin, about: About = "", before: Before = None
) -> Response:
    """Show the same as a page."""
    found = await _found(app_state, about, before, SHOWN + 1)
    more = found[SHOWN - 1].id if len(found) > SHOWN else None
    context: dict[str, Any] = {"rows": found[:SHOWN], "about": about.strip(), "more": more}
    return render(request, "access.html", person=visitor, **context)
