"""What an edition is: clauses, periods and holds, each with its paragraph. Knows no case and no clock."""

import tomllib
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from schemas.words import Anchor, Confidence, Hold, Role, Stops


class UnknownEditionError(Exception):
    """There is no such edition of the law here."""

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no edition {code!r} here; there are: {', '.join(list_editions())}.")


class Provision(BaseModel):
    """Something the law says, with its paragraph and how well it is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    citation: str
    confidence: Confidence
    source: str = ""


class Period(Provision):
    """A number of days or hours from an anchor event: a floor (not before) or a ceiling (by)."""

    text: str
    amount: int
    unit: Literal["hours", "calendar_days", "business_days", "days_excluding_sunday"]
    anchor: Anchor
    kind: Literal["floor", "ceiling"]


class Clause(Provision):
    """One clause of the definition of an abandoned vehicle, and the interval it demands."""

    text: str
    interval: str


class HoldRule(Provision):
    """What one kind of hold stops, and who may lift it."""

    stops: tuple[Stops, ...]
    lifted_by: tuple[Role, ...]


class Holidays(BaseModel):
    """Whose public holidays are no business days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    country: str
    subdivision: str


class Edition(BaseModel):
    """The rules of one jurisdiction as in force from one date."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    name: str
    effective_from: date
    zone: str
    holidays: Holidays
    clauses: dict[str, Clause]
    periods: dict[str, Period]
    holds: dict[Hold, HoldRule]

    @property
    def tz(self) -> ZoneInfo:
        """The city's zone."""
        return ZoneInfo(self.zone)


@cache
def _texts() -> dict[str, bytes]:
    folder = files("rules.editions")
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".toml"))
    return {name.removesuffix(".toml"): (folder / name).read_bytes() for name in names if name != "enacted.toml"}


def list_editions() -> tuple[str, ...]:
    """Codes of all editions that this Towpath carries."""
    return tuple(_texts())


@cache
def find_edition(code: str) -> Edition:
    """The edition of this code. Raises `UnknownEditionError`."""
    if code not in _texts():
        raise UnknownEditionError(code)
    return Edition.model_validate(tomllib.loads(_texts()[code].decode()))


def fingerprint(code: str) -> str:
    """SHA-256 of the edition's file, in hexadecimal."""
    return sha256(_texts()[code]).hexdigest()


@cache
def enacted() -> dict[str, str]:
    """Fingerprints of the editions in force, by code: what `enacted.toml` says."""
    return dict(tomllib.loads((files("rules.editions") / "enacted.toml").read_text()))
