"""Whether what two reports say can be of one car, and what waits until a person has decided.

A merge of two cars hides one of them; two cases of one car only cost a look.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from typing import Any

from rules.requirements import GuardContext, Requirements, our_own, requirement
from rules.vehicles import words_of
from schemas.case import Case
from schemas.texts import N_
from schemas.words import Notice, Task

ONE_CAR = our_own("no notice and no tow rests on two cases of one car")

FAR_METERS = 1_000
"""An abandoned car stands still. Beyond this the same plate may be another car, or was misread."""

EARTH_METERS = 6_371_000
SHORTEST_NAME = 3
"""Characters: from here on the beginning of a make stands for it, as NCIC codes do (`HOND`, `TOYT`)."""


@dataclass(frozen=True)
class SaidOfCar:
    """What is said of a car: in people's words, and where it stands."""

    make: str | None = None
    color: str | None = None
    lat: float | None = None
    lon: float | None = None


def contradiction(known: SaidOfCar, said: SaidOfCar) -> str | None:
    """What speaks against one car, in words; None if nothing does."""
    if known.make and said.make and not is_one_make(known.make, said.make):
        return N_("The make is another one.")
    if known.color and said.color and not _one_color(known.color, said.color):
        return N_("The color is another one.")
    if (apart := _meters_apart(known, said)) is not None and apart > FAR_METERS:
        return N_("It stands more than a kilometer away.")
    return None


def is_new(case: Case, other: str, *, same_vin: bool) -> bool:
    """Whether there is something to decide: the other case was not found before, or by its plate and now by its VIN."""
    known = next((each for each in case.possible_duplicates if each.other == other), None)
    return known is None or (same_vin and not known.same_vin)


def decided(context: GuardContext) -> Requirements:
    """A person has decided about every other open case of perhaps the same car."""
    undecided = context.case.undecided_duplicates
    if not undecided:
        yield requirement(ONE_CAR, "No other open case is perhaps of the same car", met=True)
    for each in undecided:
        text = f"It is decided whether case {each.other} is of the same car"
        yield requirement(ONE_CAR, text, met=False, fact=each, task=Task.DUPLICATE_CHECK)


def decided_before_the_tow(context: GuardContext) -> Requirements:
    """The same before the letter that goes out before the tow; letters about a car in the lot do not wait for it."""
    if context.request.notice is Notice.PRE_TOW:
        yield from decided(context)


def to_be_decided(context: GuardContext) -> Requirements:
    """The other case is one about which nobody has decided."""
    other = context.request.other
    found = next((each for each in context.case.undecided_duplicates if each.other == other), None)
    text = f"Case {other} is perhaps of the same car, and nobody has decided"
    yield requirement(ONE_CAR, text, met=found is not None, fact=found, final=True)


def is_one_make(one: str, other: str) -> bool:
    """Whether these are two ways to write one make, or two names under which a maker sells the same car."""
    first, second = "".join(words_of(one)), "".join(words_of(other))
    short, long = sorted((first, second), key=len)
    return not short or (len(short) >= SHORTEST_NAME and long.startswith(short)) or bool(_names(first) & _names(second))


def names_a_make(text: str) -> bool:
    """Whether this is a make of cars that the rules know by name: not `sedan`, nor one that is misspelled."""
    make, makes = "".join(words_of(text)), _listed("makes")
    return make in makes["others"] or not _names(make).isdisjoint(makes["names"])


def _names(make: str) -> set[str]:
    """The make by every name of it."""
    names = _listed("makes")["names"]
    return {make, *(name for name, others in names.items() if make == name or make in others)}


def _one_color(one: str, other: str) -> bool:
    families = [set(family) for family in _listed("colors")["families"]]
    known = {word for family in families for word in family}
    first, second = ({word for word in words_of(each) if word in known} for each in (one, other))
    return not first or not second or any(family & first and family & second for family in families)


@cache
def _listed(name: str) -> dict[str, Any]:
    """A list of words that belongs to the rules."""
    return tomllib.loads((files("rules") / f"{name}.toml").read_text("utf-8"))


def _meters_apart(one: SaidOfCar, other: SaidOfCar) -> float | None:
    """The great-circle distance; None if one of the places is not known."""
    degrees = (one.lat, one.lon, other.lat, other.lon)
    if any(each is None for each in degrees):
        return None
    lat, lon, lat2, lon2 = (radians(each) for each in degrees if each is not None)
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_METERS * asin(sqrt(half))
