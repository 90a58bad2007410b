"""The model of an edition: clauses, periods, holds, letters, money and disposal options, each with its citation.

Knows no case, no clock and no file: `rules.library` reads editions, `rules.checking` says what is wrong with one.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from schemas.law import Duty, Said, Sign
from schemas.mail import FurtherStep, MailReturn
from schemas.messages import Code
from schemas.records import RecordsQuestion
from schemas.words import (
    Anchor,
    Condition,
    Confidence,
    Hold,
    HoldEffect,
    Notice,
    Paper,
    Party,
    Role,
    Route,
    VehicleStatus,
)

UNKNOWN = "unknown"
"""The mark of a number that the edition does not know: it is settled for a case, never guessed."""


def _none_if_unknown(given: Any) -> Any:
    return None if given == UNKNOWN else given


Whole = Annotated[int, Field(ge=0, strict=True)]
Amount = Annotated[Whole | None, BeforeValidator(_none_if_unknown)]
"""A whole number, or None if the edition says `unknown`."""

DayInDoubt = Literal["friday_before_a_saturday", "day_after_thanksgiving", "flag_day", "election_day"]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Act = Literal["tow", "release", "disposal"]
Unit = Literal["hours", "hours_on_working_days", "calendar_days", "business_days", "days_excluding_sunday"]


class Provision(BaseModel):
    """One provision of the law, with its citation and how well it is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    citation: Words
    confidence: Confidence
    source: Words


class Holidays(Provision):
    """Whose public holidays are no business days; `easter` adds the city's own, in days from Easter Sunday.

    Days `in_doubt` are holidays for some law or office but not for the city; a doubt never counts against an owner.
    """

    country: str
    subdivision: str
    easter: dict[str, int] = {}
    in_doubt: tuple[DayInDoubt, ...] = ()


class Period(Provision):
    """A number of days or hours from an anchor event: a floor (not before) or a ceiling (by).

    `notice` is the letter whose mailing is the anchor. Where it `ends_on_working_day` a last day on a weekend or
    holiday is left out of the count. A law that says `more_than` is not met at the last instant, but a minute later. A
    ceiling that `ends_a_right` is counted as generously as a floor.
    """

    text: Words
    amount: Amount
    unit: Unit
    anchor: Anchor
    kind: Literal["floor", "ceiling"]
    notice: Notice | None = None
    ends_on_working_day: bool = False
    more_than: bool = False
    ends_a_right: bool = False


class SettlingBound(Provision):
    """Between which numbers a person may settle a provision that the edition does not know, in its unit."""

    at_least: Whole | None = None
    at_most: Whole | None = None

    def holds(self, amount: int) -> bool:
        """Whether this number is within the bounds."""
        return (self.at_least or 0) <= amount and (self.at_most is None or amount <= self.at_most)

    @property
    def words(self) -> str:
        """The bounds in words: `at least 10`."""
        parts = (("at least", self.at_least), ("at most", self.at_most))
        return " and ".join(f"{words} {number}" for words, number in parts if number is not None)


class Clause(Provision):
    """One clause of the definition of an abandoned vehicle, where it applies, and the interval it requires.

    It may be for cars of more than so many years alone (`older_than`), or require the land owner's signed request.
    """

    text: Words
    stem: Words | None = Field(default=None, description="The text without its alternatives.")
    limbs: dict[Condition, Words] = Field(default={}, description="The alternatives by the sign that shows each.")
    interval: str
    on: Literal["public", "private", "salvor"]
    older_than: Whole | None = None
    signed_form: bool = False

    @model_validator(mode="after")
    def _limbs_have_a_stem(self) -> Self:
        if bool(self.limbs) != bool(self.stem):
            raise ValueError("A clause names its stem and its limbs together")
        return self


class HoldRule(Provision):
    """What one kind of hold blocks, which floors it suspends, and who may lift it. Ceilings run on."""

    stops: Annotated[tuple[HoldEffect, ...], Field(min_length=1)]
    stands_still: tuple[str, ...] = ()
    lifted_by: Annotated[tuple[Role, ...], Field(min_length=1)]
    in_writing: bool = False


class Exemption(Provision):
    """If all that it `needs` is shown, the floors it `waives` need not pass; `notice` is due afterward.

    What has expired must have done so more than `expired_for_days` ago.
    """

    text: Words
    needs: Annotated[tuple[Sign, ...], Field(min_length=1)]
    expired_for_days: Whole = 0
    waives: tuple[str, ...]
    notice: Notice | None = None


class DutyRule(Provision):
    """Something that must be done or true; `before` names the acts before which it is checked again.

    `only_for` names the disposal options that require it; all do if none is named.
    """

    text: Words
    before: tuple[Act, ...] = ()
    only_for: tuple[str, ...] = ()


class NoticeRule(Provision):
    """One kind of notice: to whom, how it is sent, what it must say, and the ceiling by which it is mailed.

    `not_before` is the floor that has to pass before its letters are written. A letter that is mailed outside its time
    does not count if the notice requires it `in_time`.
    """

    to: Annotated[tuple[Party, ...], Field(min_length=1)]
    sent_by: Literal["certified_mail", "first_class_mail", "sticker"]
    says: Annotated[tuple[str, ...], Field(min_length=1)]
    within: str | None = None
    not_before: str | None = None
    in_time: bool = False


class Fee(Provision):
    """US cents, once or for each day begun since the anchor; `to_state` is the state's share.

    It may be for heavy vehicles alone (`from_pounds` of gross weight), or for the lighter ones (`below_pounds`).
    """

    text: Words
    cents: Amount
    per: Literal["once", "day"]
    runs_from: Anchor
    to_state: Whole = 0
    from_pounds: Whole = 0
    below_pounds: Whole | None = None

    def is_for(self, pounds: int) -> bool:
        """Whether a vehicle of this gross weight pays it."""
        return self.from_pounds <= pounds and (self.below_pounds is None or pounds < self.below_pounds)


class Waiver(Provision):
    """When these fees are not owed. `by_hand`: a person grants it; else it follows from the record."""

    text: Words
    fees: tuple[str, ...]
    by_hand: bool = False


class ReturnRule(Provision):
    """What follows a letter that came back for one reason: the steps in their order, and by when each is taken.

    `within`: for each step, how many business days after the return was recorded.
    """

    text: Words
    steps: tuple[FurtherStep, ...] = ()
    within: tuple[Annotated[int, Field(ge=1, strict=True)], ...] = ()

    @model_validator(mode="after")
    def _each_step_has_its_days(self) -> Self:
        if len(self.steps) != len(self.within) or len(set(self.steps)) != len(self.steps):
            raise ValueError("Each step is named once and has its days")
        return self


class PaperRule(Provision):
    """Documents that must all be shown at the counter."""

    needs: Annotated[tuple[Paper, ...], Field(min_length=1)]


class DisposalRule(Provision):
    """A disposal option: for which vehicles, after which notices and floors, within which ceilings, by which routes.

    A field that is not set requires nothing. Values in US cents, ages in model years.
    """

    text: Words
    statuses: tuple[VehicleStatus, ...] = tuple(VehicleStatus)
    value_over: Whole | None = None
    value_up_to: Whole | None = None
    age_at_least: Whole | None = None
    without_plate: bool = False
    routes: Annotated[tuple[Route, ...], Field(min_length=1)]
    notices: tuple[Notice, ...] = ()
    floors: tuple[str, ...] = ()
    ceilings: tuple[str, ...] = ()
    without_notice_where_nobody_is_known: bool = False


class Proceeds(Provision):
    """What the price of a sale pays, in this order; the rest is held for a period, then goes to `then`."""

    order: Annotated[tuple[str, ...], Field(min_length=1)]
    held: str
    then: Words


class LetterSentence(Provision):
    """Words that the letters print as they stand here; `{phone}` is the city's telephone."""

    text: Words


class Retention(Provision):
    """How many years a record is kept."""

    text: Words
    years: Amount


class Transition(Provision):
    """Which open cases a new edition leaves under their current law: none, or those that had reached a point."""

    text: Words
    stays: Literal["none", "opened", "noticed", "in_custody"]


class Edition(BaseModel):
    """The rules of one jurisdiction as in force from one date."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Code
    name: Words
    effective_from: date
    base: Code | None = None
    zone: str
    holidays: Holidays
    clauses: dict[str, Clause]
    periods: dict[str, Period]
    bounds: dict[str, SettlingBound] = {}
    """The bounds of numbers that are settled, by the provision: `periods.ask_hearing`."""
    exemptions: dict[str, Exemption] = {}
    holds: dict[Hold, HoldRule]
    duties: dict[Duty, DutyRule]
    contents: dict[str, str]
    notices: dict[Notice, NoticeRule]
    returns: dict[MailReturn, ReturnRule]
    fees: dict[str, Fee]
    waivers: dict[str, Waiver]
    papers: dict[Literal["owner", "lienholder", "surrender", "contents"], PaperRule]
    disposal: dict[str, DisposalRule]
    proceeds: Proceeds
    sentences: dict[Said, LetterSentence]
    retention: dict[str, Retention] = {}
    asks: frozenset[RecordsQuestion] = frozenset()
    """What the city lets its records service answer without a person; its own file says so, never an edition."""
    mail_house: bool = False
    """Whether a mail house mails the city's letters; its own file says so, never an edition."""
    transition: Transition

    @property
    def provisions(self) -> dict[str, Provision]:
        """Every provision of this edition, by kind and code: `periods.reclaim`."""
        return provisions_of({kind: getattr(self, kind) for kind in type(self).model_fields})

    @property
    def place(self) -> str:
        """The jurisdiction, from the code: `us-pa-philadelphia`."""
        return self.code.partition(".")[0]

    @property
    def tz(self) -> ZoneInfo:
        """The city's zone."""
        return ZoneInfo(self.zone)


def over(base: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """One layer merged over its base: sections are joined by code, and the upper layer wins.

    Code, name and date are each file's own.
    """
    under = {name: section for name, section in base.items() if isinstance(section, dict)}
    joined = {**under, **told}
    for name, section in under.items():
        if isinstance(told.get(name), dict):
            joined[name] = {**section, **told[name]}
    return joined


def provisions_of(sections: Mapping[str, object]) -> dict[str, Provision]:
    """The provisions of these sections, each by its kind and code."""
    return dict(_listed(sections))


def _listed(sections: Mapping[str, object]) -> Iterator[tuple[str, Provision]]:
    for kind, rules in sections.items():
        if isinstance(rules, Provision):
            yield kind, rules
        elif isinstance(rules, dict):
            yield from ((f"{kind}.{code}", rule) for code, rule in rules.items() if isinstance(rule, Provision))
