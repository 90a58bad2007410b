"""What is wrong with the law, as data: where, why in a sentence, and how pydantic's words become such sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, as a dotted path, and why. What is not `serious` is told and refuses nothing.

    `line` counts from 1; it is 0 where no text was read.
    """

    where: str
    why: str
    serious: bool = True
    line: int = 0


def bad_toml(said: str, text: bytes) -> Fault:
    """The fault of a text that is no TOML, by what the parser `said` of it."""
    found = re.search(r" \(at line (\d+), column \d+\)$", said)
    line = int(found[1]) if found else text.rstrip().count(b"\n") + 1
    return Fault("", f"This is not TOML: {said.partition(' (at ')[0].lower()}.", line=line)


def told_wrong(error: ValidationError) -> Iterator[Fault]:
    """One fault for each value that does not fit its model."""
    for each in error.errors(include_url=False):
        yield Fault(_where(each), _why(each))


def _where(each: ErrorDetails) -> str:
    return ".".join(str(part) for part in each["loc"] if part != "[key]")


def _why(each: ErrorDetails) -> str:
    told, known = each["input"], each.get("ctx", {})
    if each["loc"][-1] == "lifted_by" and each["type"] in {"missing", "too_short"}:
        return "No one may lift this hold."
    if each["type"] in {"enum", "literal_error"}:
        return f"{_shown(told)} is not a known value. Use {known['expected']}."
    if each["type"] == "greater_than_equal":
        return f"{_shown(told)} is too small. The minimum is {known['ge']}."
    return SENTENCES.get(each["type"]) or f"{each['msg']}: {_shown(told)}."


def _shown(told: Any) -> str:
    return repr(told) if isinstance(told, str | int | float) else "this"


SENTENCES = {
    "missing": "This is missing.",
    "extra_forbidden": "This is not a known field.",
    "string_too_short": "This is empty.",
    "too_short": "This is empty. At least one value is required.",
    "string_type": "Text in quotes is expected.",
    "int_type": 'A whole number is expected, or "unknown" if it has not been read.',
    "bool_type": "true or false is expected.",
    "tuple_type": "A list in brackets is expected.",
    "dict_type": "A section is expected.",
    "model_type": "A section is expected.",
}
