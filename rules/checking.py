"""What is wrong with a file of law, line by line. Knows no file and no clock: it is given the text."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from rules.checking_conflicts import conflicts_of
from rules.checking_disposal import disposal_options
from rules.checking_names import of_no_city, powerless, silence, unknown_names
from rules.checking_notices import timely
from rules.checking_periods import anchors, roles, unused
from rules.law import Edition, over
from rules.law_faults import Fault, bad_toml, told_wrong
from rules.law_lines import line_of, lines_of

Told = Mapping[str, Any]

WHOLE = (of_no_city, unknown_names, silence, powerless, roles, anchors, unused, timely, disposal_options)
"""What is asked of an edition whose every value is of its kind."""


def faults_of(edition: Edition) -> Iterator[Fault]:
    """Everything that is wrong with an edition; a conflict of floor and ceiling is told and is not serious."""
    faults = list(mistakes_of(edition))
    yield from faults
    if not faults:
        yield from conflicts_of(edition)


def mistakes_of(edition: Edition) -> Iterator[Fault]:
    """Everything because of which an edition is refused."""
    for ask in WHOLE:
        yield from ask(edition)


def check_text(text: bytes, layers: Mapping[str, Told], *, code: str) -> list[Fault]:
    """Every fault of the file of this code, by its line. `layers` are those in force that a file can build on."""
    faults, edition = _judge(text, layers, code)
    if edition is not None and not faults:
        faults = _by_line(conflicts_of(edition), text)
    return faults


def mistakes_in(text: bytes, layers: Mapping[str, Told], *, code: str) -> list[Fault]:
    """The faults because of which the file of this code is refused, by their lines."""
    return _judge(text, layers, code)[0]


def _judge(text: bytes, layers: Mapping[str, Told], code: str) -> tuple[list[Fault], Edition | None]:
    try:
        told = tomllib.loads(text.decode())
    except UnicodeDecodeError as error:
        line = text[: error.start].count(b"\n") + 1
        return [Fault("", "The file is not UTF-8.", line=line)], None
    except tomllib.TOMLDecodeError as error:
        return [bad_toml(str(error), text)], None
    faults, edition = [*_name(told, code), *_base(told, layers)], None
    if not any(fault.where == "base" for fault in faults):
        found, edition = _read(told, layers)
        faults += found
    return _by_line(faults, text), edition


def _by_line(faults: Iterator[Fault] | list[Fault], text: bytes) -> list[Fault]:
    lines = lines_of(text.decode())
    placed = [replace(fault, line=line_of(fault.where, lines)) for fault in faults]
    return sorted(placed, key=lambda fault: fault.line)


def _name(told: Told, code: str) -> Iterator[Fault]:
    said, since = told.get("code"), told.get("effective_from")
    if isinstance(said, str) and said != code:
        yield Fault("code", f"The file is named {code!r}, but its code is {said!r}.")
    if isinstance(said, str) and since is not None and not said.endswith(f".{since}"):
        yield Fault("effective_from", f"The code {said!r} does not end with this date, {since}.")


def _base(told: Told, layers: Mapping[str, Told]) -> Iterator[Fault]:
    base = told.get("base")
    if isinstance(base, str) and base not in layers:
        yield Fault("base", f"The layer {base!r} is missing or not enacted.")


def is_layer(told: Told) -> bool:
    """Whether this is no edition by itself, but what editions build on."""
    return "zone" not in told and "base" not in told


def _read(told: Told, layers: Mapping[str, Told]) -> tuple[list[Fault], Edition | None]:
    base = told.get("base")
    whole = over(layers[base], told) if isinstance(base, str) else dict(told)
    try:
        edition = Edition.model_validate(whole)
    except ValidationError as error:
        return [fault for fault in told_wrong(error) if not _is_left_to_editions(fault, told)], None
    return list(mistakes_of(edition)), edition


def _is_left_to_editions(fault: Fault, told: Told) -> bool:
    """A layer need not say everything that an edition does."""
    return is_layer(told) and "." not in fault.where and fault.where not in told
