"""The errors of a form in words for people; programs get those of `web.problems`."""

from typing import Any

from pydantic import BaseModel

from rules.dollars import EXAMPLE
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
    "too_long": "At most {max_length} are possible here. You sent {actual_length}.",
    "string_too_short": "Enter at least {min_length} characters.",
    "string_too_long": "Enter at most {max_length} characters.",
    "greater_than_equal": "Enter {ge} or more.",
    "less_than_equal": "Enter {le} or less.",
    "string_pattern_mismatch": "The format is not valid. A district is written like d25, a case number like 26-004512.",
}
"""The sentence for each type of error."""

PARTS = {"name": "Name: ", "lines": "Address: "}
"""The parts of a field that has several."""

OTHERWISE = "This cannot be read. Please enter it again."
"""The sentence for every other type."""


def told_faults(errors: list[Any], model: type[BaseModel]) -> list[dict[str, str]]:
    """Each invalid field with its name, its title and its reason, once, without the value that was sent."""
    told = dict.fromkeys(_told(each, model) for each in errors)
    return [{"name": name, "field": title, "reason": reason} for name, title, reason in told]


def _told(fault: Any, model: type[BaseModel]) -> tuple[str, str, str]:
    """The name, the title and the reason of one error. In a union of requests its location has the kind before it."""
    names = {field.alias or name: name for name, field in model.model_fields.items()}
    at = next((at for at, each in enumerate(fault["loc"][:2]) if each in names), None)
    if at is None:
        return "", "", reason_of(fault)
    name = names[fault["loc"][at]]
    inside = fault["loc"][at + 1 :]
    part = next((PARTS[each] for each in inside if each in PARTS), "")
    reason = EXAMPLE if Mark.MONEY in marks_of(model, name) else f"{part}{reason_of(fault)}"
    return _of_many(name, inside), f"{model.model_fields[name].title}", reason


def _of_many(name: str, inside: tuple[int | str, ...]) -> str:
    """The name of the field in the form: each of several lienholders has fields of its own."""
    return f"{name}.{inside[0]}" if len(inside) > 1 and isinstance(inside[0], int) else name


def reason_of(fault: Any) -> str:
    """Why a value is not valid, in a sentence."""
    kind, limits = fault["type"], {name: _plain(each) for name, each in (fault.get("ctx") or {}).items()}
    if kind.startswith(("datetime", "timezone")):
        return "Enter a date and a time."
    if kind.startswith("date_"):
        return "Enter a date, such as 2026-12-31."
    if kind == "missing" and fault["loc"][-1] in ("lat", "lon"):
        return "It needs both a latitude and a longitude."
    if kind == "value_error":
        return f"It {limits['error']}."
    return SAID[kind].format(**limits) if kind in SAID else OTHERWISE


def _plain(limit: Any) -> Any:
    return f"{limit:g}" if isinstance(limit, float) else limit
