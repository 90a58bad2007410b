"""The web application: routes, audiences and error answers together."""

from fastapi import FastAPI

from web import (
    access,
    accounts,
    amendments,
    amendments_page,
    audit,
    cases,
    console,
    fees,
    health,
    hearings,
    importing,
    languages,
    lot,
    mail,
    outside,
    overrides,
    owner,
    owner_notice,
    owner_report,
    photos,
    problems,
    proofs,
    reporting,
    restarting,
    retention,
    route_sheet,
    sign_in,
    tow_dispatch,
)
from web.app_state import AppState
from web.audiences import list_audiences
from web.head_requests import AnswersHead
from web.pages import mount_pages

API = (
    sign_in,
    reporting,
    importing,
    cases,
    restarting,
    photos,
    fees,
    audit,
    proofs,
    amendments,
    accounts,
    access,
    retention,
    languages,
    outside,
    health,
)
PAGES = (
    tow_dispatch,
    lot,
    hearings,
    owner,
    owner_report,
    route_sheet,
    owner_notice,
    mail,
    overrides,
    amendments_page,
    console,
)
MODULES = (*API, *PAGES)
"""The modules that define routes."""


def create_app(app_state: AppState) -> FastAPI:
    """Build the web application. Raises NoAudienceError if a route names no audience."""
    app = FastAPI(
        title="Towpath",
        version="0.2.0",
        # The pages of the framework load scripts of third parties. A redirect of its own would repeat the token of a
        # link to whatever host the request names.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        openapi_url="/api/openapi.json",
    )
    app.state.app_state = app_state
    problems.install(app)
    for module in MODULES:
        app.include_router(module.router)
    mount_pages(app)
    app.add_middleware(AnswersHead)
    list_audiences(app)
    return app
