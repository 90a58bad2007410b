"""What a city lays over the editions: its fees, its records schedule, and what its records service may be asked.

Knows no case and no clock.
"""

from dataclasses import dataclass, field

from rules.city_fees import CityFees, with_city_fees
from rules.law import Edition
from rules.library import find_edition
from rules.retention import RecordsSchedule, with_schedule
from schemas.records import RecordsQuestion


@dataclass(frozen=True)
class CityLaw:
    """The city's own numbers and choices. A kind of data that is not in the `schedule` is kept for ever."""

    fees: CityFees = field(default_factory=CityFees)
    schedule: RecordsSchedule = field(default_factory=dict)
    asks: frozenset[RecordsQuestion] = frozenset()

    def edition(self, code: str) -> Edition:
        """The edition of this code as it applies in this city. Raises EditionError."""
        law = with_schedule(with_city_fees(find_edition(code), self.fees), self.schedule)
        return law.model_copy(update={"asks": self.asks}) if self.asks else law
