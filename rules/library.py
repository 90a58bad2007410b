"""The installed editions: their files, their base layers, and which are enacted.

Knows no case and no clock.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from pydantic import TypeAdapter

from rules.checking import mistakes_in
from rules.law import Edition, Provision, over, provisions_of
from rules.law_faults import Fault

PLACE, ENACTED = "rules/editions", "enacted"


class EditionError(Exception):
    """An edition cannot be used here."""


class UnknownEditionError(EditionError):
    """This edition of the law is not installed."""

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no edition {code!r} here; there are: {', '.join(list_editions())}.")


class BadEditionError(EditionError):
    """The file of an edition has faults: the message gives the first one with its line, and the number of others."""

    def __init__(self, code: str, faults: Sequence[Fault]) -> None:
        first, more = faults[0], len(faults) - 1
        also = f" ({more} more: towpath editions check {code})" if more else ""
        where = f"{first.where}: " if first.where else ""
        super().__init__(f"{PLACE}/{code}.toml:{first.line}: {where}{first.why}{also}")


class ChangedEditionError(EditionError):
    """A file of law was edited after it was enacted."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"{PLACE}/{code}.toml was edited after it was enacted: its fingerprint is not the one in {ENACTED}.toml."
            " A new law is a new file."
        )


@cache
def texts() -> dict[str, bytes]:
    """Every file of law, by its code: the editions, and the layers they build on."""
    folder = files("rules.editions")
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".toml"))
    return {name.removesuffix(".toml"): (folder / name).read_bytes() for name in names if name != f"{ENACTED}.toml"}


@cache
def _read(code: str) -> dict[str, Any]:
    """The content of the file; empty if the file is not valid TOML."""
    if code not in texts():
        raise UnknownEditionError(code)
    try:
        return tomllib.loads(texts()[code].decode())
    except ValueError:
        return {"zone": None}


@cache
def list_editions() -> tuple[str, ...]:
    """Codes of all editions that a case can carry; a file without a zone is a layer that others build on."""
    return tuple(code for code in texts() if "zone" in _read(code))


@cache
def layers() -> dict[str, dict[str, Any]]:
    """The layers in force, by code: enacted, and as they were enacted."""
    return {code: _read(code) for code in texts() if code not in list_editions() and is_as_enacted(code)}


@cache
def find_edition(code: str) -> Edition:
    """The edition of this code, with what it builds on.

    Raises `UnknownEditionError`, `ChangedEditionError` for one that was edited since it was enacted, and
    `BadEditionError` for one that is invalid.
    """
    told = _read(code)
    for each in (code, str(told.get("base", code))):
        if each in enacted() and not is_as_enacted(each):
            raise ChangedEditionError(each)
    if code not in list_editions():
        raise UnknownEditionError(code)
    if faults := mistakes_in(texts()[code], layers(), code=code):
        raise BadEditionError(code, faults)
    return Edition.model_validate(over(layers().get(told.get("base", ""), {}), told))


@cache
def editions_for(place: str) -> tuple[str, ...]:
    """Codes of the editions for a place that can be used here, the oldest law first."""
    usable = [law for code in list_editions() if code.partition(".")[0] == place and (law := usable_edition(code))]
    return tuple(law.code for law in sorted(usable, key=lambda law: (law.effective_from, law.code)))


def usable_edition(code: str) -> Edition | None:
    """The edition of this code; None if it is not installed, invalid, or edited since it was enacted."""
    try:
        return find_edition(code)
    except EditionError:
        return None


def told_by(code: str) -> dict[str, Provision]:
    """The provisions of an edition or a layer itself, without its base: `periods.reclaim`."""
    kinds: dict[str, Any] = {name: field.annotation for name, field in Edition.model_fields.items()}
    sections = {kind: told for kind, told in _read(code).items() if isinstance(told, dict)}
    return provisions_of({kind: TypeAdapter(kinds[kind]).validate_python(told) for kind, told in sections.items()})


def fingerprint(code: str) -> str:
    """SHA-256 of the file, in hexadecimal. Raises `UnknownEditionError`."""
    _read(code)
    return fingerprint_of(texts()[code])


def fingerprint_of(text: bytes) -> str:
    """SHA-256 of a text of law, in hexadecimal."""
    return sha256(text).hexdigest()


def is_as_enacted(code: str) -> bool:
    """Whether the file is enacted, and not edited since."""
    return code in texts() and enacted().get(code) == fingerprint(code)


@cache
def enacted() -> dict[str, str]:
    """Fingerprints of the files in force, by code: what `enacted.toml` says."""
    return dict(tomllib.loads((files("rules.editions") / f"{ENACTED}.toml").read_text()))
