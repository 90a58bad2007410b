"""Other cases of perhaps the same car on the page of a case: what speaks against it, and one button each way."""

from dataclasses import dataclass

from database.cases import CaseRow
from database.connection import Connection
from database.vehicles import SAME_VEHICLE_SHOWN, SameVehicle, list_same_vehicle
from rules.duplicates import SaidOfCar, contradiction
from rules.requests import rule_of
from schemas.reporting import CloseAsDuplicate
from schemas.texts import N_
from schemas.words import Role, Stage

SHOWN_BY = {
    "vin": N_("The same VIN"),
    "plate": N_("A plate that is the same or reads alike"),
    "half_read": N_("A plate that was only half read and may be the same"),
    "earlier": N_("What was known of plate or VIN before it was read again or corrected"),
}


@dataclass(frozen=True)
class Beside:
    """Another case, why it is shown, what speaks against one car, and whether a person has decided.

    `closes` is the younger of two open cases, and `goes_on` the older one, if this person may close it.
    """

    other: SameVehicle
    why: str
    against: str | None
    is_undecided: bool
    is_apart: bool
    closes: str | None = None
    goes_on: str | None = None


async def list_beside(connection: Connection, row: CaseRow, role: Role) -> list[Beside]:
    """The other cases of perhaps the same car, for a person in this role."""
    found = [each.other for each in row.case.possible_duplicates]
    others = await list_same_vehicle(connection, row.id, SAME_VEHICLE_SHOWN, found)
    return [_beside(row, each, role) for each in others]


def _beside(row: CaseRow, other: SameVehicle, role: Role) -> Beside:
    here, there = (SaidOfCar(each.make, each.color, each.lat, each.lon) for each in (row, other))
    found = next((each for each in row.case.possible_duplicates if each.other == other.id), None)
    (older, _), (younger, stage) = sorted(((row.id, row.stage), (other.id, other.stage)))
    rule = rule_of(CloseAsDuplicate)
    closes = row.closed_at is None and other.closed_at is None and role in rule.roles and Stage(stage) in rule.stages
    return Beside(
        other,
        SHOWN_BY[other.shown_by],
        contradiction(here, there),
        is_undecided=found is not None and found.apart is None,
        is_apart=found is not None and found.apart is not None,
        closes=younger if closes else None,
        goes_on=older if closes else None,
    )
