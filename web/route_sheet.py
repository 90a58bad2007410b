"""The route sheet of an officer: every inspection that is due, by district, page by page."""

from datetime import UTC, datetime
from itertools import groupby
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import Response

from database import case_lists
from database.case_lists import BEGINNING, DistrictCount, RoutePlace
from schemas.words import Task
from web.app_state import App
from web.audiences import Staff
from web.bodies import Router
from web.pages import render

router = Router(include_in_schema=False)
PAGE = 50
STREET_TASKS = (
    Task.MOVE_CHECK,
    Task.REINSPECTION,
    Task.INSPECTION,
    Task.SECOND_OBSERVATION,
    Task.STICKER,
    Task.OFFICER_STATUS,
)
"""The tasks that only an officer on the street can do."""


@router.get("/route-sheet")
async def show_route_sheet(
    request: Request,
    app_state: App,
    visitor: Staff,
    district: Annotated[str, Query(max_length=64)] = "",
    after: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Show one page of the cases that need an officer, by district, with their number."""
    place = place_of(after)
    async with app_state.services.pool.acquire() as connection:
        found, ends = await case_lists.list_route_sheet(connection, STREET_TASKS, district or None, place, PAGE)
        counts = await case_lists.count_route_sheet(connection, STREET_TASKS, place)
    chosen = [each for each in counts if district in ("", each.district)]
    first = sum(each.before for each in chosen) + 1
    return render(
        request,
        "route_sheet.html",
        person=visitor,
        grouped=[(name, list(each)) for name, each in groupby(found.rows, key=lambda row: row.district)],
        unreadable=found.unreadable,
        counts=_with(counts, district),
        chosen=district,
        total=sum(each.cars for each in chosen),
        shown=(first, first + len(found.rows) + len(found.unreadable) - 1),
        more=_link(district, ends) if ends else None,
        street_tasks=STREET_TASKS,
    )


def _with(counts: list[DistrictCount], district: str) -> list[DistrictCount]:
    """The districts to choose from, with the chosen one even if no car is left in it."""
    named = not district or any(each.district == district for each in counts)
    return counts if named else [*counts, DistrictCount(district, 0, 0)]


def _link(district: str, place: RoutePlace) -> str:
    """The address of the page that begins after this place."""
    due = place.due_at.isoformat() if place.due_at else ""
    return f"/route-sheet?{urlencode({'district': district, 'after': f'{place.case},{due},{place.district}'})}"


def place_of(text: str) -> RoutePlace:
    """The place that a link names; the beginning if it cannot be read."""
    case, _, rest = text.partition(",")
    due, _, district = rest.partition(",")
    try:
        return RoutePlace(district, datetime.fromisoformat(due).astimezone(UTC) if due else None, case)
    except (ValueError, OverflowError):
        return BEGINNING
