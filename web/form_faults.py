"""What is wrong with a field that somebody filled in, in words for people; programs are told by `web.problems`."""

from typing import Any

from pydantic import BaseModel

from schemas.marks import Mark, marks_of

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


def told_faults(errors: list[Any], model: type[BaseModel]) -> list[dict[str, str]]:
    """Each wrong field of this form by its title with its reason, once, and without the value that was sent."""
    told = dict.fromkeys(_told(each, model) for each in errors)
    return [{"field": title, "reason": reason} for title, reason in told]


def _told(fault: Any, model: type[BaseModel]) -> tuple[str, str]:
    """The title and the reason; a request of one of many kinds names its kind before its field."""
    names = {field.alias or name: name for name, field in model.model_fields.items()}
    name = next((names[each] for each in fault["loc"][:2] if each in names), None)
    if name is None:
        return "", _reason(fault)
    if Mark.MONEY in marks_of(model, name):
        return f"{model.model_fields[name].title}", "An amount in dollars is needed, such as 175.00."
    return f"{model.model_fields[name].title}", _reason(fault)


def _reason(fault: Any) -> str:
    kind, limits = fault["type"], fault.get("ctx") or {}
    if kind.startswith(("datetime", "timezone")):
        return "A day and a time are needed."
    return SAID[kind].format(**limits) if kind in SAID else str(fault["msg"])
