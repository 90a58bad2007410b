"""What an activity stores before a fact is made, and what the fact takes from it. Knows no table of the database."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class NoRows:
    """Nothing is stored beside the fact."""


@dataclass(frozen=True)
class UnnamedRows:
    """Rows are stored, but the fact takes nothing from them: an order ends, a lot stay begins."""


@dataclass(frozen=True)
class StatementKept:
    """A person's words, other than the note; None if there are none."""

    row: int | None


@dataclass(frozen=True)
class CorrectionRows:
    """What stood there before, as a statement; and the corrected plate and VIN, as in `VehicleRows`."""

    was: int | None
    known: bool
    other: bool


@dataclass(frozen=True)
class VehicleRows:
    """The plate and the VIN that were read: whether there is one, and whether it is that of another vehicle."""

    known: bool
    other: bool


@dataclass(frozen=True)
class PartyRows:
    """The owners and the lienholders."""

    owner: int | None
    co_owners: tuple[int, ...]
    lienholders: tuple[int, ...]


@dataclass(frozen=True)
class FoundPartyRows:
    """The people whom a service named, before a person has decided who is a party."""

    parties: tuple[int, ...]


@dataclass(frozen=True)
class LetterRow:
    """A letter that is printed and kept."""

    letter: int


@dataclass(frozen=True)
class OfferRow:
    """An offer to the contractor whose turn it is, and until when it can be answered."""

    order: int
    contractor: str
    answer_by: datetime | None
