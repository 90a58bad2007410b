"""What a city lays over the editions: its fees, its records schedule, what its records service may be asked,
and whether a mail house mails its letters.

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
    mail_house: bool = False
    margin_days: int | None = None
    """How many days after its writing a letter may be mailed; None for what the edition says."""

    def edition(self, code: str) -> Edition:
        """The edition of this code as it applies in this city. Raises EditionError."""
        law = with_schedule(with_city_fees(find_edition(code), self.fees), self.schedule)
        chosen = self._chosen(law)
        return law.model_copy(update=chosen) if chosen else law

    def _chosen(self, law: Edition) -> dict[str, object]:
        """What the city's choices change in an edition."""
        chosen: dict[str, object] = {}
        if self.asks:
            chosen["asks"] = self.asks
        if self.mail_house:
            chosen["mail_house"] = True
        if self.margin_days:
            age = law.periods["letter_age"].model_copy(update={"amount": self.margin_days})
            chosen["periods"] = law.periods | {"letter_age": age}
        return chosen
