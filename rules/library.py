"""The editions that this Towpath carries: their files, what each builds on, and which are enacted.

Knows no case and no clock.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from rules.law import Edition

ENACTED = "enacted"


class UnknownEditionError(Exception):
    """There is no such edition of the law here."""

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no edition {code!r} here; there are: {', '.join(list_editions())}.")


@cache
def texts() -> dict[str, bytes]:
    """Every file of law, by its code: the editions, and the layers they build on."""
    folder = files("rules.editions")
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".toml"))
    return {name.removesuffix(".toml"): (folder / name).read_bytes() for name in names if name != f"{ENACTED}.toml"}


@cache
def _read(code: str) -> dict[str, Any]:
    if code not in texts():
        raise UnknownEditionError(code)
    return tomllib.loads(texts()[code].decode())


@cache
def list_editions() -> tuple[str, ...]:
    """Codes of all editions that a case can carry; a file without a zone is a layer that others build on."""
    return tuple(code for code in texts() if "zone" in _read(code))


@cache
def find_edition(code: str) -> Edition:
    """The edition of this code, with what it builds on. Raises `UnknownEditionError`."""
    told = _read(code)
    base = _read(told["base"]) if "base" in told else {}
    return Edition.model_validate(over(base, told))


def over(base: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """What is told over what it builds on: sections are joined by code, and the newer word stands."""
    joined = {**base, **told}
    for name, section in base.items():
        if isinstance(section, dict) and isinstance(told.get(name), dict):
            joined[name] = {**section, **told[name]}
    return joined


def fingerprint(code: str) -> str:
    """SHA-256 of the file, in hexadecimal. Raises `UnknownEditionError`."""
    _read(code)
    return sha256(texts()[code]).hexdigest()


@cache
def enacted() -> dict[str, str]:
    """Fingerprints of the files in force, by code: what `enacted.toml` says."""
    return dict(tomllib.loads((files("rules.editions") / f"{ENACTED}.toml").read_text()))
