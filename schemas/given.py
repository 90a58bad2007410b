"""What people and programs give: text that can be seen, instants of our time, places in the United States.

Only requests and imported rows are checked; what is on record is read as it is. The text of an error is what follows
the name of the field in a sentence.
"""

import re
import unicodedata
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, model_validator

from schemas.marks import Mark, marks_of

FIRST_YEAR, LAST_YEAR = 1970, 2099
Day = TypeVar("Day", bound=date | None)

TURNS_OR_HIDES = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Characters that nobody sees: they turn the direction of what stands beside them, or make two texts look the same."""
ENDS_A_LINE = re.compile("[\x01-\x1f\x7f-\x9f\u2028\u2029]+")
CONTROLS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+")
FILLERS = frozenset("\u115f\u1160\u200c\u200d\u2800\u3164\uffa0")
"""Letters and joiners that show nothing by themselves."""

PARTS = (
    ((17, 72), (-180, -64)),  # the states, Puerto Rico and the Virgin Islands
    ((51, 54), (172, 180)),  # the western Aleutians
    ((13, 21), (144, 147)),  # Guam and the Northern Mariana Islands
    ((-15, -11), (-172, -168)),  # American Samoa
)
"""The United States in degrees of latitude and longitude, with the sea between them: it finds what is swapped or lacks
its minus, and not every typing error.
"""


class Given(BaseModel):
    """A model of what is given: its texts lose what nobody sees, before they are read.

    A text of which nothing can be seen is empty. NUL stays: no column stores it, and it is refused.
    """

    @model_validator(mode="before")
    @classmethod
    def _can_be_seen(cls, given: Any) -> Any:
        return {name: _shown(cls, name, each) for name, each in given.items()} if isinstance(given, dict) else given


def _shown(model: type[BaseModel], name: Any, typed: Any) -> Any:
    is_long = name in model.model_fields and Mark.LONG_TEXT in marks_of(model, name)
    ends = CONTROLS if is_long else ENDS_A_LINE
    if isinstance(typed, tuple | list):
        return type(typed)(_seen(each, ends) if isinstance(each, str) else each for each in typed)
    return _seen(typed, ends) if isinstance(typed, str) else typed


def _seen(text: str, ends: re.Pattern[str]) -> str:
    if text.isascii() and text.isprintable():
        return text
    shown = TURNS_OR_HIDES.sub("", ends.sub(" ", text))
    return "" if all(_shows_nothing(sign) for sign in shown) else shown


def _shows_nothing(sign: str) -> bool:
    return sign in FILLERS or sign.isspace() or unicodedata.category(sign) == "Cf"


def in_our_times(given: Day) -> Day:
    """A day or an instant in the years of this project. Raises ValueError."""
    if given is not None and not FIRST_YEAR <= given.year <= LAST_YEAR:
        raise ValueError(f"lies before {FIRST_YEAR} or after {LAST_YEAR}")
    return given


def check_coordinates(lat: float | None, lon: float | None) -> None:
    """Raises ValueError for one coordinate without the other, for 0, 0, and for a place outside the United States."""
    if (lat is None) != (lon is None):
        raise ValueError("needs both a latitude and a longitude")
    if lat is None or lon is None:
        return
    if lat == 0 and lon == 0:
        raise ValueError("is at latitude 0 and longitude 0, which is in the sea")
    if not any(south <= lat <= north and west <= lon <= east for (south, north), (west, east) in PARTS):
        raise ValueError("is not in the United States: the latitude comes first, and a longitude there is negative")
