"""The errors of a form in words for people; programs get those of `web.problems`."""

from typing import Any

from pydantic import BaseModel

from schemas.marks import Mark, marks_of

SAID = {
    "missing": "This field is required.",
    "enum": "Choose one of the options.",
    "literal_error": "Choose one of the options.",
    "int_parsing": "Enter a whole number.",
    "finite_number": "Enter a number.",
    "int_from_float": "Enter a whole number.",
    "float_parsing": "Enter a number.",
    "bool_parsing": "Choose one of the options.",
    "too_short": "This field is required.",
    "string_too_short": "Enter at least {min_length} characters.",
    "string_too_long": "Enter at most {max_length} characters.",
    "greater_than_equal": "Enter {ge} or more.",
    "less_than_equal": "Enter {le} or less.",
    "string_pattern_mismatch": "The format is not valid. A district is written like d25, a case number like 26-004512.",
}
"""The sentence for each type of error; other types keep the message of pydantic."""


def told_faults(errors: list[Any], model: type[BaseModel]) -> list[dict[str, str]]:
    """Each invalid field with its title and its reason, once, without the value that was sent."""
    told = dict.fromkeys(_told(each, model) for each in errors)
    return [{"field": title, "reason": reason} for title, reason in told]


def _told(fault: Any, model: type[BaseModel]) -> tuple[str, str]:
    """The title and the reason of one error. In a union of requests its location has the kind before the field."""
    names = {field.alias or name: name for name, field in model.model_fields.items()}
    name = next((names[each] for each in fault["loc"][:2] if each in names), None)
    if name is None:
        return "", _reason(fault)
    if Mark.MONEY in marks_of(model, name):
        return f"{model.model_fields[name].title}", "Enter an amount in dollars, such as 175.00."
    return f"{model.model_fields[name].title}", _reason(fault)


def _reason(fault: Any) -> str:
    kind, limits = fault["type"], fault.get("ctx") or {}
    if kind.startswith(("datetime", "timezone")):
        return "Enter a date and a time."
    if kind.startswith("date_"):
        return "Enter a date, such as 2026-12-31."
    if kind == "missing" and fault["loc"][-1] in ("lat", "lon"):
        return "It needs both a latitude and a longitude."
    if kind == "value_error":
        return f"It {limits['error']}."
    return SAID[kind].format(**limits) if kind in SAID else str(fault["msg"])
