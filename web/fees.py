"""The HTTP API of bills: what is owed for a car at this moment, item by item."""

from typing import Any

from fastapi import APIRouter, HTTPException

from database import cases
from rules.fees import list_fees, owed
from rules.library import find_edition
from schemas.words import Role
from web.audiences import STAFF, Person
from web.house import TheHouse

router = APIRouter(prefix="/api", tags=["fees"])


@router.get("/cases/{case}/bill")
async def show_bill(case: str, house: TheHouse, who: Person) -> dict[str, Any]:
    """The bill in US cents, for the city's staff and for the keeper of the car's own lot."""
    async with house.office.pool.acquire() as connection:
        row = await cases.find_case(connection, case)
    if row is None or not (STAFF.admits(who) or (who.role == Role.LOT_KEEPER and row.case.lot == who.firm)):
        raise HTTPException(404, f"There is no case {case} for you.")
    law, now = find_edition(row.edition), house.office.pace.case_time(house.now)
    lines = [line.model_dump(mode="json") for line in list_fees(row.case, law, now)]
    return {"at": now, "owed": owed(row.case, law, now), "lines": lines}
