"""What is wrong with a field that somebody filled in, in words for people; programs are told by `web.problems`."""

from typing import Any

from web.form_words import LABELS
from web.forms import ASKED_BY_NAME, words

SAID = {
    "missing": "Please fill this in.",
    "enum": "Please choose one of these.",
    "literal_error": "Please choose one of these.",
    "int_parsing": "A whole number is needed.",
    "int_from_float": "A whole number is needed.",
    "float_parsing": "A number is needed.",
    "bool_parsing": "Please choose one of these.",
    "too_short": "Please fill this in.",
    "string_too_short": "At least {min_length} characters are needed.",
    "string_too_long": "At most {max_length} characters are kept.",
    "greater_than_equal": "It cannot be less than {ge}.",
    "less_than_equal": "It cannot be more than {le}.",
    "string_pattern_mismatch": "It is not written as it should be.",
}
"""Each kind of fault; what is not among them is told as it comes."""


def told_faults(errors: list[Any]) -> list[dict[str, str]]:
    """Each wrong field by its label with its reason, once, and without the value that was sent."""
    told = {(_label(each["loc"]), _reason(each)): None for each in errors}
    return [{"field": label, "reason": reason} for label, reason in told]


def _field(loc: tuple[Any, ...]) -> str:
    """The field of a form; a request of one of many kinds names its kind first."""
    return str(loc[1] if len(loc) > 1 and isinstance(loc[1], str) else loc[0] if loc else "")


def _label(loc: tuple[Any, ...]) -> str:
    return LABELS.get(_field(loc)) or words(_field(loc))


def _reason(fault: Any) -> str:
    kind, limits = fault["type"], fault.get("ctx") or {}
    if ASKED_BY_NAME.get(_field(fault["loc"])) == "money":
        return "An amount in dollars is needed, such as 175.00."
    if kind.startswith(("datetime", "timezone")):
        return "A day and a time are needed."
    return SAID[kind].format(**limits) if kind in SAID else str(fault["msg"])
