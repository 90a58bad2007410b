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
        return "Nobody may lift this hold."
    if each["type"] in {"enum", "literal_error"}:
        return f"{_shown(told)} is not known; it can be {known['expected']}."
    if each["type"] == "greater_than_equal":
        return f"{_shown(told)} is less than {known['ge']}."
    return SENTENCES.get(each["type"]) or f"{each['msg']}: {_shown(told)}."


def _shown(told: Any) -> str:
    return repr(told) if isinstance(told, str | int | float) else "this"


SENTENCES = {
    "missing": "This is missing.",
    "extra_forbidden": "The language of the law has no such word.",
    "string_too_short": "This is empty.",
    "too_short": "This is empty: at least one is needed.",
    "string_type": "Words are expected, in quotes.",
    "int_type": 'A whole number is expected, or "unknown" where nobody has read it.',
    "bool_type": "true or false is expected.",
    "tuple_type": "A list is expected, in brackets.",
    "dict_type": "A section is expected.",
    "model_type": "A section is expected.",
}
