"""What a VIN says of its car: make, model and model year, as the makers have told the federal government.

Only what is beyond doubt; everything else is nothing. Knows no clock.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import NamedTuple

import ultravin

from rules.duplicates import is_one_make, names_a_make
from rules.vehicles import check_vin, normalize_vin
from schemas.words import VinCheck

CAR, MPV, TRUCK = "PASSENGER CAR", "MULTIPURPOSE PASSENGER VEHICLE (MPV)", "TRUCK"
"""The vehicle types of NHTSA's catalog whose seventh character tells which of two years, 30 years apart, it is."""

RATINGS = ("Gross Vehicle Weight Rating From", "Gross Vehicle Weight Rating To")
UP_TO_10_000_LB = ("Class 1", "Class 2")
"""The weight ratings for which it tells the year, if the vehicle is no passenger car (49 CFR 565.15(c))."""

LETTERS_SINCE = 2010
"""Since this model year the seventh character is a letter, and before it a digit (49 CFR 565.15(c), table VII)."""

YEARS_APART = 1
"""A title, or a person who looks at a car, may be a year off; more is another car."""


class Described(NamedTuple):
    """What is known of how a car is called: by people, or by its VIN."""

    model_year: int | None
    make: str | None
    model: str | None

    @property
    def words(self) -> str:
        """In one line: `2003 HONDA Accord`."""
        return " ".join(str(each) for each in self if each)


def decode_vin(text: str | None, on: date) -> Described | None:
    """What this VIN says, as known on this day; None if anything of it is in doubt.

    In doubt is a number whose check digit does not fit, or that the catalog does not know in full, and whatever is no
    passenger car and no other vehicle of at most 10,000 lb: nothing tells the year of trailers, motorcycles, buses and
    heavy trucks.
    """
    vin = normalize_vin(text)
    if vin is None or check_vin(vin) is not VinCheck.FITS:
        return None
    found = ultravin.decode(vin, now=datetime.combine(on, time(), UTC))
    said, year = found["attributes"], found["model_year"]
    if found["error_codes"] != [0] or not said.get("Make") or not _tells_its_year(vin, year, said):
        return None
    return Described(year, said["Make"], said.get("Model"))


def _tells_its_year(vin: str, year: int | None, said: Mapping[str, str]) -> bool:
    kind, ratings = said.get("Vehicle Type"), [said[each] for each in RATINGS if each in said]
    is_light = bool(ratings) and all(each.startswith(UP_TO_10_000_LB) for each in ratings)
    is_told = kind == CAR or (kind in (MPV, TRUCK) and is_light)
    return is_told and year is not None and (year >= LETTERS_SINCE) is vin[6].isalpha()


def filled_in(seen: Described, told: Described | None) -> Described:
    """What people saw, and what the VIN tells where they left a blank.

    A model is that of a make: beside another make it is left out.
    """
    if told is None:
        return seen
    same = seen.make is None or is_one_make(seen.make, told.make or "")
    model = seen.model or (told.model if same else None)
    return Described(seen.model_year or told.model_year, seen.make or told.make, model)


def added(seen: Described, told: Described | None) -> str | None:
    """What the VIN tells where people left a blank, in one line; None if that is nothing."""
    new = (filled for said, filled in zip(seen, filled_in(seen, told), strict=True) if filled != said)
    return " ".join(str(each) for each in new) or None


def contradicts(seen: Described, told: Described | None) -> bool:
    """Whether a make or a model year that people saw is not that of the VIN. Only makes known by name are compared."""
    if told is None:
        return False
    makes = [each for each in (seen.make, told.make) if each and names_a_make(each)]
    if len(makes) > 1 and not is_one_make(*makes):
        return True
    years = [each for each in (seen.model_year, told.model_year) if each]
    return bool(years) and max(years) - min(years) > YEARS_APART
