"""The report, to read and print by an owner or lienholder: what was seen and done, without the names of staff."""

from fastapi import HTTPException, Request
from fastapi.responses import Response

from activities.photos import read_shown
from database.tow_dispatch import list_lots
from schemas.case import Case
from schemas.messages import fact_of
from web.app_state import App
from web.audiences import OwnerVisit, no_way_in
from web.bodies import Router
from web.case_page import find
from web.evidence import inspections_of, read_facts
from web.owner_told import where
from web.pages import render

router = Router(prefix="/o", include_in_schema=False)


@router.get("/{token}/report")
async def show_report(token: str, request: Request, app_state: App, visitor: OwnerVisit) -> Response:
    """Show the report on the vehicle of this link."""
    row = await find(app_state, visitor.case)
    if row is None:
        raise no_way_in()
    facts = await read_facts(app_state, row.id)
    async with app_state.services.pool.acquire() as connection:
        lots = {lot.code: lot for lot in await list_lots(connection)}
    return render(
        request,
        "owner_report.html",
        person=None,
        row=row,
        case=row.case,
        facts=facts,
        inspections=inspections_of(row.case, app_state.services.law(row.edition), facts),
        lot=lots.get(row.case.lot or ""),
        says=where(row.case, visitor.party),
        party=visitor.party,
        letterhead=app_state.services.letterhead,
        token=token,
    )


@router.get("/{token}/photos/{photo}")
async def show_photo(photo: str, app_state: App, visitor: OwnerVisit) -> Response:
    """The copy of a photo without metadata, if the photo is part of the report; otherwise 404."""
    row = await find(app_state, visitor.case)
    if row is None:
        raise no_way_in()
    facts = await read_facts(app_state, row.id)
    in_report = {each for number in facts_with_photos(row.case) for each in facts[number].fact.photos}
    shown = await read_shown(app_state.services, row.id, photo) if photo in in_report else None
    if shown is None:
        raise HTTPException(404, "The report has no such photo.")
    return Response(shown, media_type="image/jpeg", headers={"Cache-Control": "no-store"})


def facts_with_photos(case: Case) -> list[int]:
    """The facts whose photos are in the report: inspections that count, the notice on the car, hook-up, lot."""
    told = (*(each.number for each in case.inspections), *map(fact_of, (case.sticker, case.hooked_up, case.in_lot)))
    return [number for number in told if number]
