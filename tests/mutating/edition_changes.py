"""Every change of the editions: their numbers, units, anchors, holds and lists, each in the text of its file."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from rules.law import UNKNOWN
from schemas.words import Anchor, Notice
from tests.mutating.change import Change, numbered
from workers.settings import HERE

EDITIONS = HERE / "rules" / "editions"
ENACTED = "enacted.toml"
ENTRY = re.compile(r"^(?P<key>\w+) = (?P<value>\[\n.*?^\]|.*?)$", re.MULTILINE | re.DOTALL)
HEAD = re.compile(r"^\[(?P<name>[^\]\n]+)\]$", re.MULTILINE)

WORDS = {"text", "citation", "confidence", "source", "name", "code", "base", "zone", "country", "subdivision", "then"}
"""What people read, and what names the file: nothing is counted from it."""
LISTS: dict[str, tuple[str, ...]] = {
    "anchor": tuple(Anchor),
    "runs_from": tuple(Anchor),
    "notice": tuple(Notice),
    "unit": ("hours", "calendar_days", "business_days", "days_excluding_sunday", "hours_on_working_days"),
    "kind": ("floor", "ceiling"),
    "per": ("once", "day"),
    "on": ("public", "private", "salvor"),
    "sent_by": ("certified_mail", "first_class_mail", "sticker"),
    "stays": ("none", "opened", "noticed", "in_custody"),
}
"""The values of an entry; one becomes the next."""
OPTIONAL = {"within", "not_before", "notice"}
"""Entries that an edition can leave out."""


def edition_changes() -> Iterator[Change]:
    """The changes of all editions and of the layers they build on."""
    for path in sorted(EDITIONS.glob("*.toml")):
        if path.name != ENACTED:
            yield from changes_of_edition(f"editions/{path.name}", path.read_text())


def changes_of_edition(file: str, text: str) -> Iterator[Change]:
    """The changes of one file of law, in the order of its text."""
    heads = {found.end(): found["name"].replace('"', "") for found in HEAD.finditer(text)}
    return numbered(_changes(file, text, heads))


def _changes(file: str, text: str, heads: dict[int, str]) -> Iterator[Change]:
    for found in ENTRY.finditer(text):
        key = found["key"]
        section = next((name for end, name in reversed(heads.items()) if end < found.start()), "")
        if key in WORDS or not section:
            continue
        where = f"{section}.{key}"
        start, end = (len(text[: found.start()].encode()), len(text[: found.end()].encode()))
        for says, new in _others(key, tomllib.loads(found[0])[key]):
            yield Change(file, where, "edition", says, start, end, new, (0, 0))


def _others(key: str, value: Any) -> Iterator[tuple[str, str]]:
    """What the entry could say by mistake, in words and as a line of the file."""
    if key in OPTIONAL:
        yield f"without {value}", ""
    if value == UNKNOWN:
        yield f"{value} -> 10", f"{key} = 10"
    elif key in LISTS:
        values = [str(each) for each in LISTS[key]]
        other = values[(values.index(value) + 1) % len(values)]
        yield f"{value} -> {other}", f'{key} = "{other}"'
    elif isinstance(value, bool):
        yield f"{value} -> {not value}", f"{key} = {str(not value).lower()}"
    elif isinstance(value, int):
        yield f"{value} -> {value + 1}", f"{key} = {value + 1}"
    elif isinstance(value, list):
        for left_out in value:
            rest = ", ".join(f'"{each}"' for each in value if each != left_out)
            yield f"without {left_out}", f"{key} = [{rest}]"
