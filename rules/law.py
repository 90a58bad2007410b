"""What an edition is: clauses, periods, holds, letters, money and ways out, each with its paragraph.

Knows no case and no clock.
"""

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.messages import Cents
from schemas.words import Anchor, Confidence, Hold, Notice, Paper, Party, Role, Route, Stops, VehicleStatus


class UnknownEditionError(Exception):
    """There is no such edition of the law here."""

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no edition {code!r} here; there are: {', '.join(list_editions())}.")


class Provision(BaseModel):
    """Something the law says, with its paragraph and how well it is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    citation: str
    confidence: Confidence
    source: Annotated[str, Field(min_length=1)]


class Period(Provision):
    """A number of days or hours from an anchor event: a floor (not before) or a ceiling (by).

    Where it `ends_on_working_day` a last day on a weekend or holiday is left out of the count (1 Pa.C.S. 1908).
    """

    text: str
    amount: Annotated[int, Field(ge=1)]
    unit: Literal["hours", "calendar_days", "business_days", "days_excluding_sunday"]
    anchor: Anchor
    kind: Literal["floor", "ceiling"]
    ends_on_working_day: bool = False


class Clause(Provision):
    """One clause of the definition of an abandoned vehicle, and the interval it demands."""

    text: str
    interval: str
    on: Literal["public", "private", "salvor"]


class HoldRule(Provision):
    """What one kind of hold stops, which floors stand still meanwhile, and who may lift it. Ceilings run on."""

    stops: Annotated[tuple[Stops, ...], Field(min_length=1)]
    stands_still: tuple[str, ...] = ()
    lifted_by: Annotated[tuple[Role, ...], Field(min_length=1)]


class Exemption(Provision):
    """When all that it `needs` is shown, the floors it `waives` need not pass; `notice` is owed afterwards."""

    text: str
    needs: Annotated[tuple[Literal["hazard", "registration_expired", "inspection_expired"], ...], Field(min_length=1)]
    over_days: Annotated[int, Field(ge=0)] = 0
    waives: tuple[str, ...]
    notice: Notice


class NoticeRule(Provision):
    """One kind of letter: to whom, how it is sent, what it must say, and the ceiling by which it is mailed."""

    to: Annotated[tuple[Party, ...], Field(min_length=1)]
    sent_by: Literal["certified_mail", "first_class_mail"]
    says: Annotated[tuple[str, ...], Field(min_length=1)]
    within: str | None = None


class Fee(Provision):
    """US cents, once or for each day that has begun since the anchor; `to_state` is the state's part of it."""

    text: str
    cents: Cents
    per: Literal["once", "day"]
    runs_from: Anchor
    to_state: Cents = 0


class Waiver(Provision):
    """Who owes none of these fees."""

    text: str
    fees: tuple[str, ...]


class PaperRule(Provision):
    """Papers to be shown at the counter: all of them."""

    needs: Annotated[tuple[Paper, ...], Field(min_length=1)]


class DisposalRule(Provision):
    """The lawful ways out for a vehicle of one status."""

    routes: Annotated[tuple[Route, ...], Field(min_length=1)]
    without_notice_where_nobody_is_known: bool


class Proceeds(Provision):
    """What the price of a sale pays for, in this order; the rest is held for a period, then goes to `then`."""

    order: Annotated[tuple[str, ...], Field(min_length=1)]
    held: str
    then: str


class Holidays(BaseModel):
    """Whose public holidays are no business days; `easter` adds the city's own, in days from Easter Sunday."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    country: str
    subdivision: str
    easter: dict[str, int] = {}


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
    exemptions: dict[str, Exemption]
    holds: dict[Hold, HoldRule]
    contents: dict[str, str]
    notices: dict[Notice, NoticeRule]
    fees: dict[str, Fee]
    waivers: dict[str, Waiver]
    papers: dict[Literal["owner", "lienholder", "surrender"], PaperRule]
    disposal: dict[VehicleStatus, DisposalRule]
    proceeds: Proceeds

    @model_validator(mode="after")
    def _names_only_what_it_has(self) -> Self:
        for told, known, names in self._references():
            if unknown := sorted(set(names) - set(known)):
                raise ValueError(f"{told} names what this edition does not have: {', '.join(unknown)}")
        return self

    def _references(self) -> Iterator[tuple[str, set[str], tuple[str, ...]]]:
        periods, floors = set(self.periods), {code for code, each in self.periods.items() if each.kind == "floor"}
        for code, clause in self.clauses.items():
            yield f"clause {code}", floors, (clause.interval,)
        for code, exemption in self.exemptions.items():
            yield f"exemption {code}", floors, exemption.waives
        for hold, rule in self.holds.items():
            yield f"hold {hold}", floors, rule.stands_still
        for notice, letter in self.notices.items():
            yield f"notice {notice}", set(self.contents), letter.says
            yield f"notice {notice}", periods, (letter.within,) if letter.within else ()
        for code, waiver in self.waivers.items():
            yield f"waiver {code}", set(self.fees), waiver.fees
        yield "proceeds", periods, (self.proceeds.held,)

    @model_validator(mode="after")
    def _rules_on_every_word(self) -> Self:
        for told, words, rules in (
            ("hold", Hold, self.holds),
            ("notice", Notice, self.notices),
            ("status", VehicleStatus, self.disposal),
        ):
            if silent := sorted(set(words) - set(rules)):
                raise ValueError(f"this edition is silent on the {told}: {', '.join(silent)}")
        return self

    @property
    def provisions(self) -> dict[str, Provision]:
        """Everything this edition says, by kind and code: `periods.reclaim`."""
        kinds = ("clauses", "periods", "exemptions", "holds", "notices", "fees", "waivers", "papers", "disposal")
        told = {f"{kind}.{code}": rule for kind in kinds for code, rule in getattr(self, kind).items()}
        return told | {"proceeds": self.proceeds}

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
    """SHA-256 of the edition's file, in hexadecimal. Raises `UnknownEditionError`."""
    if code not in _texts():
        raise UnknownEditionError(code)
    return sha256(_texts()[code]).hexdigest()


@cache
def enacted() -> dict[str, str]:
    """Fingerprints of the editions in force, by code: what `enacted.toml` says."""
    return dict(tomllib.loads((files("rules.editions") / "enacted.toml").read_text()))
