"""The identity of a vehicle: plate, state and VIN as people write them, normalized for comparison.

Nothing is refused here: a value that cannot identify a car becomes None; the original text is stored elsewhere.
"""

import re
import tomllib
import unicodedata
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from schemas.words import VinCheck

VIN_LENGTH = 17
SHORTEST_VIN = 9
"""Characters. Numbers from before 1981 have about 9 to 13; fewer are the end of a longer one, and name no car."""

LONGEST_OLD_VIN = 13
"""Characters of a number from before 1981, at most."""

LONGEST_PLATE = 10
"""Characters, temporary tags included."""

FULL_PLATE = 7
"""Characters on a usual plate: a state's letters beside a longer row were written to it, and are not part of it."""

VALUES = {str(digit): digit for digit in range(10)} | dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)
)
"""49 CFR 565: I, O and Q are never used."""

WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def names_another(known: tuple[str | None, str | None], read: tuple[str | None, str | None]) -> bool:
    """Whether the plate or the VIN that was read (both normalized) differs from everything known about the car."""
    if not any(known):
        return any(read)
    return any(old and new and old != new for old, new in zip(known, read, strict=True))


def normalize_vin(text: str | None) -> str | None:
    """The VIN in capitals and digits alone; None if it is absent, a placeholder or too short to identify a car.

    49 CFR 565.15 uses no I, O and Q: they are read as 1, 0 and 0 where the check digit then fits.
    """
    words = words_of(text)
    if set(words) & set(_placeholders()["half_read"]):
        return None
    whole = [word for word in words if len(word) == VIN_LENGTH and _has_digit(word)]
    told = whole[0] if len(whole) == 1 else "".join(word for word in words if word != "VIN")
    vin = _without_misread_letters(told.removeprefix("VIN") if len(told) == len("VIN") + VIN_LENGTH else told)
    if not SHORTEST_VIN <= len(vin) <= VIN_LENGTH or not _has_digit(vin) or is_nothing(vin):
        return None
    return vin


def _without_misread_letters(vin: str) -> str:
    read = vin.translate(str.maketrans("IOQ", "100"))
    return read if len(read) == VIN_LENGTH and _check_digit(read) == read[8] else vin


def check_vin(text: str | None) -> VinCheck:
    """Whether the check digit fits (49 CFR 565).

    A number that was not made for North America need not satisfy it, nor one of another length (built before 1981, a
    trailer, home-made): these cannot be judged, unless they do fit. One that is longer than those before 1981 and
    begins as a North American one lacks a character. A warning, never a reason to refuse.
    """
    vin = normalize_vin(text)
    if vin is not None and LONGEST_OLD_VIN < len(vin) < VIN_LENGTH and _north_american(vin):
        return VinCheck.INCOMPLETE
    if vin is None or len(vin) != VIN_LENGTH:
        return VinCheck.CANNOT_BE_JUDGED
    if _check_digit(vin) == vin[8]:
        return VinCheck.FITS
    return VinCheck.DOES_NOT_FIT if _north_american(vin) else VinCheck.CANNOT_BE_JUDGED


def _check_digit(vin: str) -> str | None:
    if not VALUES.keys() >= set(vin):
        return None
    rest = sum(VALUES[sign] * weight for sign, weight in zip(vin, WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def _north_american(vin: str) -> bool:
    return vin[0] in "12345" or (vin[0] == "7" and vin[1] not in "ABCDE")


def normalize_plate(text: str | None) -> str | None:
    """The plate in capitals and digits alone; None if it is absent or a placeholder.

    From a text longer than a plate, words about the plate ("B-TRUCK PLATE") and a state beside it are removed. No
    pattern is required. What was only half read ("K118F?", "ends in 42") names no car, nor do letters of another
    script, of which only the digits would be left.
    """
    if is_half_read(text or ""):
        return None
    told = words_of(text)
    plate = "".join(told)
    if len(plate) > FULL_PLATE:
        plate = "".join(_without_state(_without_talk(told)))
    if not _has_digit(plate) and (len(plate) > FULL_PLATE or _without_talk(told) != told):
        return None
    if not plate or len(plate) > LONGEST_PLATE or is_nothing(plate) or plate in _states():
        return None
    return plate


def is_half_read(text: str) -> bool:
    """Whether this is only a part of a plate, or has letters of another script."""
    foreign = any(sign.isalpha() and not _ascii(sign) for sign in text)
    words = re.findall(r"[A-Z]+|[0-9]+", text.upper())
    unsure = len(words) > 1 and set(words) & set(_placeholders()["half_read"])
    return foreign or bool(unsure) or bool(re.search(r"[?*_…]|[.][.]", text))


def half_read(text: str | None) -> str | None:
    """What is known of a half-read plate, as a pattern of SQL's `like` over plates in which O is 0 and I is 1.

    None if the text is no half-read plate, or says too little to be compared with others.
    """
    text = (text or "").replace("…", "...")
    if not is_half_read(text) or not text.isascii():
        return None
    words = re.findall(r"[A-Z0-9?*_]+|[.]{2,}", re.sub(r"(?<![.])[.'`-](?![.])", "", text.upper()))
    said = set(words) & set(_placeholders()["half_read"])
    if said & COUNTING:
        return None
    plate = "".join(word for word in words if not said or _has_digit(word))
    plate = re.sub(r"[*]|[.]{2,}", "%", plate).replace("?", "_").translate(ALIKE)
    known = sum(sign not in "%_" for sign in plate)
    if not KNOWN_AT_LEAST <= known <= LONGEST_PLATE:
        return None
    return "%" * bool(said - STARTING) + plate + "%" * bool(said - ENDING)


ALIKE = str.maketrans("OQI", "001")
KNOWN_AT_LEAST = 5
"""Characters. Four fit several of the cars that are open at a time."""

COUNTING = frozenset({"LAST", "FIRST"})
"""Words that say how many characters are known: "last 4: 1234"."""
STARTING = frozenset({"STARTS", "STARTING", "BEGINS", "BEGINNING"})
ENDING = frozenset({"ENDS", "ENDING"})


def _without_talk(words: list[str]) -> list[str]:
    return [word for word in words if word not in _placeholders()["words"]]


def _without_state(words: list[str]) -> list[str]:
    if len("".join(words)) <= FULL_PLATE:
        return words
    for state, rest in ((words[0], words[1:]), (words[-1], words[:-1])):
        if state in _states() and _has_digit("".join(rest)):
            return rest
    return words


def normalize_state(text: str | None) -> str | None:
    """Two letters of the US state, district, territory or Canadian province; None for anything else.

    A code and a name side by side ("LA - Louisiana") are a state if they agree. A name with a letter too many or too
    few ("Pennsylvannia") is that state if it begins like it.
    """
    words = [word for word in words_of((text or "").replace("-", " ")) if word not in BESIDE_A_STATE]
    splits = ((words[:at], words[at:]) for at in range(1, len(words)))
    halves = ({_state_of(half) for half in both} for both in splits)
    agreed = (half.pop() for half in halves if len(half) == 1 and None not in half)
    return _states().get("".join(words_of(text))) or _state_of(words) or next(agreed, None) or _misspelled(words)


BESIDE_A_STATE = frozenset({"STATE", "OF", "PLATE", "PLATES", "US", "USA"})
DIRECTIONS = {"N": "NORTH", "NO": "NORTH", "S": "SOUTH", "SO": "SOUTH", "W": "WEST"}
LONG_NAME = 7
"""Letters. A shorter name that is misspelled may be another word."""
ALMOST_THE_SAME = 0.9


def _state_of(words: list[str]) -> str | None:
    first, rest = words[:1], words[1:]
    spelled = [DIRECTIONS.get(each, each) for each in first] if rest else first
    return _states().get("".join(words)) or _states().get("".join(spelled + rest))


def _misspelled(words: list[str]) -> str | None:
    name = "".join(words)
    names = [each for each in _states() if len(each) >= LONG_NAME and each[0] == name[:1]]
    near = get_close_matches(name, names, n=1, cutoff=ALMOST_THE_SAME) if len(name) >= LONG_NAME else []
    return _states()[near[0]] if near else None


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text.upper()).encode("ascii", "ignore").decode()


def words_of(text: str | None) -> list[str]:
    """The words of a text in capitals and digits, without accents, apostrophes, hyphens and stops."""
    plain = _ascii(text or "").upper()
    return re.findall(r"[A-Z0-9]+", re.sub(r"[.'`-]", "", plain))


def _has_digit(text: str) -> bool:
    return any(sign.isdigit() for sign in text)


def is_nothing(text: str) -> bool:
    """Whether this text, in capitals and digits alone, is what people write where nothing is known."""
    known = _placeholders()
    one_sign = len(set(text)) == 1
    return (
        text in known["nothing"]
        or text in known["words"]
        or (one_sign and (text[0] in known["always"] or len(text) >= known["run"]))
    )


@cache
def _placeholders() -> dict[str, Any]:
    return tomllib.loads((files("rules") / "placeholders.toml").read_text("utf-8"))


def all_states() -> list[str]:
    """The codes of all states, territories and provinces that a plate can be of."""
    return sorted(set(_states().values()))


@cache
def _states() -> dict[str, str]:
    listed = tomllib.loads((files("rules") / "states.toml").read_text("utf-8"))["names"]
    return {name: code for code, names in listed.items() for name in (code, *names)}
