"""What pages show of a car by its VIN: what people left blank, and that it is the VIN of another car."""

from collections.abc import Mapping
from datetime import datetime

from database.cases import CaseRow
from rules.vin_decoding import Described, added, contradicts, decode_vin


def _seen(row: CaseRow) -> Described:
    return Described(row.case.model_year, row.make, row.model)


def from_vin(row: CaseRow, now: datetime) -> str | None:
    """What the VIN tells where people left a blank; None if that is nothing."""
    return added(_seen(row), decode_vin(row.vin, now.date()))


def another_by_vin(row: CaseRow, now: datetime) -> str | None:
    """The car of which the VIN is, if that is another one than people saw; None if it is not."""
    seen, told = _seen(row), decode_vin(row.vin, now.date())
    return told.words if told and contradicts(seen, told) else None


def remark_from_vin(typed: Mapping[str, object], on_record: str | None, now: datetime) -> dict[str, str]:
    """What is said beside the field of the VIN: which car it is, by what was typed there, else by what is on record."""
    told = decode_vin(str(typed.get("vin") or on_record or ""), now.date())
    return {"vin": f"The VIN is that of a {told.words}."} if told else {}
