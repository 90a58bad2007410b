"""The HTTP API of bills: the amount owed for a car now, item by item."""

from typing import Any

from fastapi import Request

from database import cases
from rules.fees import bill_of
from schemas.words import Role
from web.app_state import App
from web.audiences import STAFF, Person, not_theirs
from web.bodies import Router

router = Router(prefix="/api", tags=["fees"])


@router.get("/cases/{case}/bill")
async def show_bill(case: str, request: Request, app_state: App, who: Person) -> dict[str, Any]:
    """The bill in US cents, for staff and for the keeper of the lot that has the car. 404 for other people.

    It grows until the car leaves the lot: `at` is that instant then, and `ended` is true. `owed` is null for a car that
    left without a release.
    """
    async with app_state.services.pool.acquire() as connection:
        row = await cases.find_case(connection, case)
    if row is None or not (STAFF.admits(who) or (who.role == Role.LOT_KEEPER and row.case.lot == who.firm)):
        raise not_theirs(request, case)
    law, now = app_state.services.law(row.edition), app_state.services.pace.case_time(app_state.now)
    bill = bill_of(row.case, law, now)
    lines = [line.model_dump(mode="json") for line in bill.lines]
    return {
        "at": bill.until,
        "ended": bill.ended,
        "charged": bill.charged,
        "paid": row.case.paid,
        "owed": bill.owed,
        "lines": lines,
    }
