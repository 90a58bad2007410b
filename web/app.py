"""The app: joins the routes, the doors' locks and the answers to every no."""

from fastapi import FastAPI

from web import (
    amendments,
    amendments_page,
    audit,
    cases,
    console,
    fees,
    hearings,
    importing,
    lot,
    overrides,
    owner,
    owner_notice,
    owner_report,
    photos,
    problems,
    proofs,
    reporting,
    restarting,
    route_sheet,
    sign_in,
    tow_dispatch,
)
from web.app_state import AppState
from web.audiences import list_audiences
from web.pages import mount_pages

DOORS = (sign_in, reporting, importing, cases, restarting, photos, fees, audit, proofs, amendments)
DESKS = (
    tow_dispatch,
    lot,
    hearings,
    owner,
    owner_report,
    route_sheet,
    owner_notice,
    overrides,
    amendments_page,
    console,
)
ROOMS = (*DOORS, *DESKS)
"""The files that bring routes."""


def create_app(app_state: AppState) -> FastAPI:
    """The web app of a house. Raises NoAudienceError for a route that does not say who may see it."""
    app = FastAPI(
        title="Towpath", version="0.2.0", docs_url="/api/docs", openapi_url="/api/openapi.json", redoc_url=None
    )
    app.state.app_state = app_state
    problems.install(app)
    for room in ROOMS:
        app.include_router(room.router)
    mount_pages(app)
    list_audiences(app)
    return app
