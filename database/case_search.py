"""Search of cases by what people type: the beginning of a number or a plate, a VIN or its end, words of an address.

Each part is looked up by its own index and gives at most one page, so that the search reads little of a large table.
"""

import re
from dataclasses import dataclass, field
from typing import Any

ADDRESS = "to_tsvector('simple', regexp_replace(c.address, '[^[:alnum:]]+', ' ', 'g'))"
"""The words of an address, without the signs between them: `12-34` is two numbers, and `-34` is none."""

SHORTEST_VIN_PART = 4
"""Characters: a VIN is often known by its last six or eight."""


@dataclass
class Query:
    """Conditions of a list of cases, and the values of their parameters."""

    conditions: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def value(self, value: Any) -> str:
        """The name of the parameter that has this value."""
        self.values.append(value)
        return f"${len(self.values)}"

    @property
    def where(self) -> str:
        """All conditions, as they stand after `where`."""
        return " and ".join(self.conditions) or "true"


def found_by(words: str, query: Query, limit: str) -> str:
    """The condition that a case is found by these words, among the first `limit` cases that each part finds."""
    page = f"and {query.where} order by c.opened_at, c.id limit {limit})"
    ids = "(select c.id from vehicle_case c join vehicle v on v.id = c.vehicle where"
    parts = [f"{ids} {part} {page}" for part in _parts(words, query)]
    # A value that no condition names has no type.
    return f"c.id in ({' union '.join(parts)})" if parts else f"false and {query.where}"


def _parts(words: str, query: Query) -> list[str]:
    """The condition of each part that the words can be."""
    sign = "".join(re.findall(r"[A-Z0-9]", words.upper()))
    parts = []
    if re.fullmatch(r"[0-9]{2}-[0-9]{0,6}", words):
        parts.append(f"c.id like {query.value(words + '%')}")
    if sign:
        alike = sign.translate(str.maketrans("OQI", "001"))
        parts.append(f"v.plate_alike is not null and v.plate_alike like {query.value(alike + '%')}")
    if len(sign) >= SHORTEST_VIN_PART:
        parts.append(f"v.vin is not null and v.vin like {query.value(sign + '%')}")
        parts.append(f"v.vin_reversed is not null and v.vin_reversed like {query.value(sign[::-1] + '%')}")
    if said := re.findall(r"[^\W_]+", words):
        text = " & ".join(f"{word}:*" for word in said)
        parts.append(f"{ADDRESS} @@ to_tsquery('simple', {query.value(text)})")
    return parts
