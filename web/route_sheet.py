"""The officer's route sheet, made for a phone: the inspections due, by district, the most urgent first."""

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from database import cases
from schemas.words import Task
from web.app_state import App
from web.audiences import Staff
from web.pages import render

router = APIRouter(include_in_schema=False)
ON_THE_STREET = (
    Task.MOVE_CHECK,
    Task.REINSPECTION,
    Task.INSPECTION,
    Task.SECOND_OBSERVATION,
    Task.STICKER,
    Task.OFFICER_STATUS,
)
"""What only an officer on the street can do."""


@router.get("/route-sheet")
async def show_route_sheet(
    request: Request, app_state: App, visitor: Staff, district: Annotated[str, Query(max_length=64)] = ""
) -> Response:
    """Cases that wait for an officer, district by district."""
    async with app_state.services.pool.acquire() as connection:
        rows = await cases.list_route_sheet(connection, ON_THE_STREET, district or None)
        districts = await cases.list_districts(connection)
    grouped = [(name, list(each)) for name, each in groupby(rows, key=lambda row: row.district)]
    return render(
        request,
        "route_sheet.html",
        person=visitor,
        grouped=grouped,
        districts=districts,
        chosen=district,
        looks=ON_THE_STREET,
    )
