"""One sentence for the fault of an imported row, without any text of the row itself."""

from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import ValidationError

from schemas.importing import CannotCorrect

WHOLE_ROW: Final = "This row cannot be split into its fields: give the whole row."
SENTENCES: Final = {
    "missing": "{field} is missing.",
    "extra_forbidden": "{field} has a field that this format does not know.",
    "string_type": "{field} is not text.",
    "string_too_short": "{field} is shorter than {min_length} characters.",
    "string_too_long": "{field} is longer than {max_length} characters.",
    "string_pattern_mismatch": "{field} has characters that are not allowed there.",
    "float_type": "{field} is not a number.",
    "float_parsing": "{field} is not a number.",
    "finite_number": "{field} is not a number.",
    "greater_than_equal": "{field} is less than {ge}.",
    "less_than_equal": "{field} is more than {le}.",
    "datetime_type": "{field} is not a date and time.",
    "datetime_parsing": "{field} is not a date and time like 2026-05-18T07:05:00-04:00.",
    "datetime_from_date_parsing": "{field} is not a date and time like 2026-05-18T07:05:00-04:00.",
    "timezone_aware": "{field} does not say its time zone.",
    "enum": "{field} is not one of {expected}.",
    "bool_type": "{field} is neither true nor false.",
    "json_invalid": "The line is not a JSON object.",
    "model_type": "{field} is not an object with fields.",
}
"""Sentences by pydantic's error type. Any other type reads "cannot be read"."""


def sentence(error: ValidationError, names: Mapping[str, str]) -> tuple[str | None, str]:
    """The field of the first fault and its sentence.

    `names` gives the file's name of a field if it differs; None means the row as a whole.
    """
    first = error.errors(include_url=False, include_input=False)[0]
    # The name of an unknown field is text of the row, which no column can store as it is.
    known = first["loc"][:-1] if first["type"] == "extra_forbidden" else first["loc"]
    path = ".".join(str(part) for part in known)
    field = names.get(path.partition(".")[0], path)
    subject = field or "The row"
    context = first.get("ctx", {})
    if first["type"] == "value_error":
        return field or None, f"{subject} {context['error']}."
    template = SENTENCES.get(first["type"], "{field} cannot be read.")
    return field or None, template.format_map({**context, "field": subject})


def check_known(what: str, changes: Iterable[str], names: Iterable[str], also: Iterable[str] = ()) -> None:
    """Raises `CannotCorrect` if a change names an unknown field."""
    unknown = next((name for name in changes if name not in {*names, *also}), None)
    if unknown is not None:
        raise CannotCorrect(f"There is no {what} {unknown}: choose one of {', '.join(names)}.")
