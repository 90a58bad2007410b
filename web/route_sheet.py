"""The officer's route sheet: the cases that need an inspection, by district, most urgent first."""

from itertools import groupby
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from database import case_lists
from schemas.words import Task
from web.app_state import App
from web.audiences import Staff
from web.bodies import Router
from web.pages import render

router = Router(include_in_schema=False)
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
    request: Request, app_state: App, visitor: Staff, district: Annotated[str, Query(max_length=64)] = ""
) -> Response:
    """Show the cases that need an officer, by district."""
    async with app_state.services.pool.acquire() as connection:
        found = await case_lists.list_route_sheet(connection, STREET_TASKS, district or None)
        districts = await case_lists.list_districts(connection)
    grouped = [(name, list(each)) for name, each in groupby(found.rows, key=lambda row: row.district)]
    return render(
        request,
        "route_sheet.html",
        person=visitor,
        grouped=grouped,
        unreadable=found.unreadable,
        districts=districts,
        chosen=district,
        street_tasks=STREET_TASKS,
    )
