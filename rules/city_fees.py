"""The fees that a city has enacted, laid over the editions of its jurisdiction.

Knows no case, no clock and no file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from rules.law import Edition, Fee, Words
from rules.law_faults import Fault
from schemas.words import Confidence

HIGHEST_CENTS = 1_000_000
"""A higher amount is a slip of the pen: no city charges $10,000 once, or a day."""

SOURCE = "The city has enacted this amount, and cites it in its own file"


class CityFee(BaseModel):
    """An amount that the city has enacted, in US cents, and the ordinance that says so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cents: Annotated[int, Field(ge=0, le=HIGHEST_CENTS, strict=True)]
    citation: Words


@dataclass(frozen=True)
class CityFees:
    """The amounts that a city has enacted, by the code of the fee, for the editions of one jurisdiction."""

    jurisdiction: str = ""
    amounts: Mapping[str, CityFee] = field(default_factory=dict)


def with_city_fees(law: Edition, city: CityFees) -> Edition:
    """The edition with every amount that it leaves to the city and that the city has enacted.

    An amount that the edition knows is its own; what else it says of a fee stays.
    """
    if law.place != city.jurisdiction or not city.amounts:
        return law
    return law.model_copy(update={"fees": {code: _laid(fee, city.amounts.get(code)) for code, fee in law.fees.items()}})


def _laid(fee: Fee, enacted: CityFee | None) -> Fee:
    if enacted is None or fee.cents is not None:
        return fee
    # The ordinance gives the amount, the edition's paragraph from when it runs and what belongs to the state.
    citation = f"{enacted.citation}; {fee.citation}"
    known = {"confidence": Confidence.HIGH, "source": SOURCE, "citation": citation}
    return fee.model_copy(update={"cents": enacted.cents, **known})


def faults_of_city_fees(city: CityFees, editions: Sequence[Edition]) -> Iterator[Fault]:
    """Why these amounts cannot be laid over the `editions` of the jurisdiction: a fee that none of them has, or an
    amount that none of them leaves to the city.
    """
    if not editions:
        yield Fault("jurisdiction", f"there is no edition for {city.jurisdiction!r} here")
        return
    newest = editions[-1]
    for code in city.amounts:
        having = [law.fees[code] for law in editions if code in law.fees]
        if not having:
            yield Fault(f"fees.{code}", f"{newest.code} has no such fee. It has: {', '.join(newest.fees)}")
        elif all(fee.cents is not None for fee in having):
            yield Fault(f"fees.{code}", f"{newest.code} gives this amount itself, so no city sets it")
