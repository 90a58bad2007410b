"""What an outside system sent that could not be used: shown as it came, and settled, on the page of that system."""

from typing import Annotated

import structlog
from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from activities.quarantine import read_apart, settle_apart
from database.people import Account
from schemas.outside import Port
from web.app_state import App
from web.audiences import SignedIn
from web.bodies import Router
from web.console import no_such_page
from web.pages import check_csrf
from web.people import actor_of

log = structlog.get_logger()
Csrf = Annotated[str, Form()]


def quarantine_routes(port: Port, page: str, audience: SignedIn) -> Router:
    """The routes below this page for what its outside system sent, for those who see to it."""
    router = Router(include_in_schema=False)
    visitors = Depends(audience)

    @router.post(f"{page}/quarantined/{{row}}")
    async def show_quarantined(
        row: int, request: Request, app_state: App, visitor: Account = visitors, csrf: Csrf = ""
    ) -> Response:
        """Show it as it came."""
        check_csrf(request, csrf)
        content = await read_apart(app_state.services, port, row)
        log.info("quarantined item read", port=port.value, account=visitor.code, row=row)
        if content is None:
            return no_such_page(request, visitor, f"There is nothing quarantined under the number {row}.")
        return Response(content, media_type="text/plain", headers={"Cache-Control": "no-store"})

    @router.post(f"{page}/quarantined/{{row}}/settled")
    async def settle_quarantined(
        row: int, request: Request, app_state: App, visitor: Account = visitors, csrf: Csrf = ""
    ) -> Response:
        """A person has seen to it."""
        check_csrf(request, csrf)
        await settle_apart(app_state.services, port, row, actor_of(visitor), now=app_state.now)
        return RedirectResponse(f"{page}#quarantined", status_code=303)

    return router
