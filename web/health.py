"""Whether this process lives and can serve: asked of PostgreSQL, Temporal and the store of photos themselves, not of
their ports."""

import asyncio
from enum import StrEnum

from fastapi import Response
from pydantic import BaseModel

from activities.notifying import is_available
from activities.photo_store import PhotoStoreError
from activities.services import Services
from database.connection import Failing
from database.migrations import is_current
from web.app_state import App, AppState
from web.audiences import Everybody
from web.bodies import Router
from web.outside import shown

router = Router(tags=["health"])
PATIENCE_SECONDS = 2.0


class Answers(StrEnum):
    """What a server answers."""

    READY = "ready"
    AWAY = "away"
    NOT_SET_UP = "not set up"


class Readiness(BaseModel):
    """The state of each server that a request needs."""

    database: Answers
    temporal: Answers
    photos: Answers


class Health(Readiness):
    """The same, with the outside systems in words."""

    services: list[str]


@router.get("/health/live", include_in_schema=False)
async def live(_: Everybody) -> dict[str, str]:
    """This process answers."""
    return {"process": "live"}


@router.get("/health/ready", include_in_schema=False)
async def ready(response: Response, app_state: App, _: Everybody) -> Readiness:
    """503 without a database that is set up. Without Temporal people can work, and the workflows catch up; without the
    store of photos they can do all but store and see photos.
    """
    database, temporal, photos = await asyncio.gather(
        _database(app_state.services), is_available(app_state.temporal_client()), _photos(app_state.services)
    )
    if database is not Answers.READY:
        response.status_code = 503
    return Readiness(database=database, temporal=Answers.READY if temporal else Answers.AWAY, photos=photos)


@router.get("/healthz", include_in_schema=False)
async def healthz(response: Response, app_state: App, audience: Everybody) -> Health:
    """The same, and a sentence for each outside system: one that refuses makes its own cases wait and no others."""
    found = await ready(response, app_state, audience)
    told = await _services(app_state) if found.database is Answers.READY else []
    return Health(**found.model_dump(), services=told)


async def _services(app_state: AppState) -> list[str]:
    """None if the database does not say it in time; the next question does."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return [each.sentence for each in await shown(app_state)]
    except Failing:
        return []


async def _photos(services: Services) -> Answers:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await services.photo_store.check()
    except (PhotoStoreError, TimeoutError):
        return Answers.AWAY
    return Answers.READY


async def _database(services: Services) -> Answers:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), services.pool.acquire() as connection:
            return Answers.READY if await is_current(connection) else Answers.NOT_SET_UP
    except Failing:
        return Answers.AWAY
