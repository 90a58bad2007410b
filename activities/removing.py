"""Data of closed cases, removed after the time of the city's records schedule: each kind by a fact of its case."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from activities.amending import LeftCase
from activities.casework import submit
from activities.photo_store import PhotoStoreError
from activities.services import Services
from database import retention
from database.retention import DueCase
from rules.retention import KeptFor, over_after
from schemas.messages import Actor
from schemas.retention import DataKind, RemoveData

BATCH = 50
"""Cases of a request, so that its answer comes soon."""
CONTENTS = 1000
"""Contents of photos that a request deletes outside the database."""

log = structlog.get_logger()


@dataclass(frozen=True)
class DueKind:
    """One kind of data: how long it is kept (None: for ever), and how many cases have some whose time is over.

    Of these, `preserved` are kept nevertheless.
    """

    data: DataKind
    kept: KeptFor | None
    cases: int = 0
    preserved: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True)
class Removed:
    """What became of one part of the cases, and the last of them (None at the end)."""

    done: list[str]
    left: list[LeftCase]
    last: DueCase | None


async def list_due_kinds(services: Services, *, now: datetime) -> list[DueKind]:
    """Every kind of data, with what could be removed at the real instant `now`."""
    found = []
    async with services.pool.acquire() as connection:
        for data in DataKind:
            kept = services.city_law.schedule.get(data)
            if kept is None:
                found.append(DueKind(data, None))
                continue
            due = await retention.count_due(connection, data, closed_by(services, kept, now))
            found.append(DueKind(data, kept, due.cases, due.preserved, due.oldest))
    return found


def closed_by(services: Services, kept: KeptFor, now: datetime) -> datetime:
    """The last instant of closing whose time of keeping may be over; the guard counts to the day."""
    return over_after(services.pace.case_time(now), -kept.years)


async def remove_some(
    services: Services, data: DataKind, actor: Actor, *, beyond: DueCase | None, now: datetime
) -> Removed:
    """Remove this kind of data of some cases, at the real instant `now`; to go on after an interruption, ask again."""
    kept = services.city_law.schedule.get(data)
    if kept is None:
        return Removed([], [], None)
    after = (beyond.closed_at, beyond.id) if beyond else None
    async with services.pool.acquire() as connection:
        due = await retention.list_due(connection, data, closed_by(services, kept, now), after, BATCH)
    done, left = list[str](), list[LeftCase]()
    for each in due:
        answer = await submit(services, each.id, RemoveData(data=data), actor, now=now)
        if answer.refusal:
            left.append(LeftCase(each.id, answer.refusal))
        else:
            done.append(each.id)
    await delete_content(services)
    return Removed(done, left, due[-1] if len(due) == BATCH else None)


async def delete_content(services: Services) -> None:
    """Delete the content of removed photos outside the database; what cannot be deleted now is tried again later."""
    async with services.pool.acquire() as connection:
        digests = await retention.list_content_to_delete(connection, CONTENTS)
    for digest in digests:
        try:
            await services.photo_store.remove(digest)
        except PhotoStoreError as fault:
            log.warning("photo not deleted", reason=str(fault))
            return
        async with services.pool.acquire() as connection:
            await retention.content_is_deleted(connection, digest)
