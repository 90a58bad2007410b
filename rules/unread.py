"""What was typed as a plate, a state or a VIN and cannot be read as one: which, why, and the words that keep it.

Nothing is refused for it: the words stay with the notes or the report, and name no car.
"""

import re

from rules.vehicles import (
    LONGEST_PLATE,
    SHORTEST_VIN,
    VIN_LENGTH,
    check_vin,
    is_half_read,
    is_nothing,
    normalize_plate,
    normalize_state,
    normalize_vin,
    words_of,
)
from schemas.texts import N_
from schemas.words import VinCheck

NAMES = {"plate": "plate", "plate_state": "state", "vin": "VIN"}
"""The fields in which it is typed, with their names in a sentence."""

READ = {"plate": normalize_plate, "plate_state": normalize_state, "vin": normalize_vin}

KEPT = 'Typed as the {name}, and not read as one: "{typed}".'
"""The line of a note that keeps it."""

VIN_WARNINGS = {
    VinCheck.DOES_NOT_FIT: N_("the check digit does not fit"),
    VinCheck.INCOMPLETE: N_("a character is missing"),
}
"""What a page says of a VIN that is read and cannot be right."""


def unread(plate: str | None, state: str | None, vin: str | None) -> tuple[str, ...]:
    """What was typed and names no car, in words, so that it is kept with the notes."""
    typed = {"plate": plate, "state": state, "VIN": vin}
    return tuple(KEPT.format(name=name, typed=typed[name]) for name in unread_among(plate, state, vin))


def unread_among(plate: str | None, state: str | None, vin: str | None) -> tuple[str, ...]:
    """Which of these was typed and cannot be read, in words."""
    typed = {"plate": plate, "plate_state": state, "vin": vin}
    return tuple(NAMES[field] for field, text in typed.items() if text and not READ[field](text))


def says_nothing(typed: str) -> bool:
    """Whether it only says that there is none ("no plate", "unknown")."""
    signs = words_of(typed)
    return all(is_nothing(each) for each in signs) or is_nothing("".join(signs))


def kept_in(note: str) -> dict[str, str]:
    """What a note keeps of this kind, by field."""
    lines = {field: KEPT.format(name=re.escape(name), typed="(.*)") for field, name in NAMES.items()}
    found = {field: re.search(f"^{line}$", note, re.MULTILINE) for field, line in lines.items()}
    return {field: match[1] for field, match in found.items() if match}


def remark(field: str, typed: str) -> str | None:
    """What is to be said of it beside its field; None if it is read and can be right."""
    if not READ[field](typed):
        return f'"{typed}" cannot be read as a {NAMES[field]}: {_why(field, typed)}.'
    warning = VIN_WARNINGS.get(check_vin(typed)) if field == "vin" else None
    return f'Please compare "{typed}" with the car: {warning}.' if warning else None


def _why(field: str, typed: str) -> str:
    if field == "plate":
        return _why_no_plate(typed)
    if field == "vin":
        return _why_no_vin(typed)
    return N_("it names no state, territory or province of the United States or Canada")


def _why_no_plate(typed: str) -> str:
    signs = "".join(words_of(typed))
    if is_half_read(typed):
        return N_("it is only a part of one") if typed.isascii() else N_("it has letters that no plate has")
    if len(signs) > LONGEST_PLATE:
        return f"it has {len(signs)} letters and digits, and a plate has {LONGEST_PLATE} at most"
    return N_("it is written where there is no plate")


def _why_no_vin(typed: str) -> str:
    signs = "".join(words_of(typed))
    if len(signs) > VIN_LENGTH:
        return f"it has {len(signs)} letters and digits, and a VIN has {VIN_LENGTH}"
    if len(signs) < SHORTEST_VIN:
        return f"it has {len(signs)} letters and digits, and even an old VIN has {SHORTEST_VIN}"
    return N_("it is written where there is no VIN")
