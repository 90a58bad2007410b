"""The building blocks of requests and facts: two base classes and the types of their fields.

A fact carries ids, codes, booleans, numbers and times; people's text, names, plates and addresses stay in tables.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from schemas.given import Given, check_coordinates, in_our_times
from schemas.marks import Mark, RowOf
from schemas.texts import N_
from schemas.words import Door, Role

CaseNumber = Annotated[str, StringConstraints(pattern=r"^\d{2}-\d{6}$"), RowOf("vehicle_case")]
"""Two digits of the year, a hyphen, six digits: `26-004512`."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.\-]{0,63}$")]
"""The code of an account, a contractor, a lot, a district or an edition: lower case, no spaces."""

District = Annotated[Code, BeforeValidator(lambda typed: typed.strip().lower() if isinstance(typed, str) else typed)]
"""The code of a district, as people type it: `D25` is `d25`."""

GuardName = Annotated[str, StringConstraints(pattern=r"^(G[1-9][0-9]?|[a-z_]{1,40})$")]
"""The name of a guard: `G1` to `G18` for due process, a short name for the others."""

PhotoId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of the photo as it was uploaded, in hexadecimal."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 in hexadecimal."""

GivenMoment = Annotated[AwareDatetime | None, AfterValidator(in_our_times)]
"""An instant as a request gives it."""

Number = Annotated[int, Field(ge=1)]
"""The number of a fact in its case, of a row, or of an offer."""

StatementRow = Annotated[Number, Mark.STATEMENT, RowOf("statement")]
"""The row of `statement` that holds a person's text."""

ReportRow = Annotated[Number, RowOf("report")]
PartyRow = Annotated[Number, RowOf("party")]
"""The row of an owner or a lienholder."""

LetterNumber = Annotated[Number, RowOf("letter")]

Cents = Annotated[int, Field(ge=0, le=100_000_000, strict=True), Mark.MONEY]
"""An amount of money in US cents. A number with a fraction, or a text, is refused: it may be meant in dollars."""


@dataclass(frozen=True)
class Private:
    """Marks a field of a request with personal data: it is stored in a table, never in a fact."""


NOTES = Field(title=N_("Notes"), description=N_("Saved permanently with this entry."))
Note = Annotated[str, Private(), StringConstraints(strip_whitespace=True, max_length=4000), Mark.LONG_TEXT, NOTES]
"""Free text. It is stored as a statement; the fact names the statement's row."""

Line = Annotated[str, Private(), StringConstraints(strip_whitespace=True, max_length=200)]
"""One line of personal data: a name, a plate, an address."""

Plate = Annotated[
    Line | None, Field(title=N_("Plate"), description=N_("As you read it; leave it empty if there is none."))
]
PlateState = Annotated[Line | None, Field(title=N_("Plate state"))]
Vin = Annotated[Line | None, Field(title=N_("VIN"))]
Year = Annotated[int, Field(ge=1886, le=2100)]
"""A model year."""
ModelYear = Annotated[Year | None, Field(title=N_("Model year"))]


Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class Place(BaseModel):
    """WGS84 coordinates."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    lat: Latitude
    lon: Longitude


def _on_land(place: Place | None) -> Place | None:
    if place is not None:
        check_coordinates(place.lat, place.lon)
    return place


LOCATION = Field(title=N_("GPS location"))
Location = Annotated[Place, LOCATION, Mark.NOT_TOLD]
OptionalLocation = Annotated[Place | None, LOCATION, Mark.NOT_TOLD]
"""A place as a fact carries it: what is on record is read as it is."""

GivenLocation = Annotated[Location, AfterValidator(_on_land)]
OptionalGivenLocation = Annotated[OptionalLocation, AfterValidator(_on_land)]
"""A place as a request gives it."""

KeptPhotos = Annotated[tuple[PhotoId, ...], Field(title=N_("Photos")), Mark.NOT_TOLD, RowOf("case_photo")]
"""Photos by their ids, as a fact carries them."""

Photos = Annotated[KeptPhotos, Field(max_length=20), Mark.PHOTOS]
CarPhotos = Annotated[Photos, Field(description=N_("Four corners, plate and VIN plate, if you can reach them."))]

Lot = Annotated[Code, Field(title=N_("Lot")), Mark.NAMED, RowOf("lot")]
Contractor = Annotated[Code, Field(title=N_("Contractor")), Mark.NAMED, RowOf("contractor")]


class Request(Given):
    """What a person or the system asks a case to do. Unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    at: Annotated[
        GivenMoment,
        Field(title=N_("When it happened"), description="When it happened; now if absent."),
        Mark.NOT_ASKED,
    ] = None
    note: Annotated[Note | None, NOTES] = None


class Fact(BaseModel):
    """What happened. Facts only gain fields; an older version ignores unknown ones."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: str
    note: Annotated[
        int | None,
        Field(title=N_("Notes"), description="Row of `statement` that holds the words said with it."),
        Mark.STATEMENT,
        RowOf("statement"),
    ] = None
    proof: Annotated[
        Digest | None,
        Field(title=N_("Legal basis"), description="Digest of the ruling on which it rests, kept beside it."),
        Mark.NOT_TOLD,
    ] = None
    door: Annotated[
        Door | None,
        Field(title=N_("Received by"), description="The door of its request; none if the system acted."),
        Mark.NOT_TOLD,
    ] = None


class Actor(BaseModel):
    """Who acts: the account, its role, its firm or case, and the door of the request."""

    model_config = ConfigDict(frozen=True)

    account: Code
    role: Role
    firm: Code | None = Field(default=None, description="The contractor or lot this person works for.")
    case: str | None = Field(default=None, description="For a signed link: the one case it opens.")
    party: int | None = Field(default=None, description="For a signed link: the row of the owner or lienholder.")
    door: Door | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The fact that recorded something, when it happened, and the account that recorded it."""

    fact: int
    at: datetime
    by: str


def fact_of(recorded: Recorded | None) -> int | None:
    """The number of the fact, if there is one."""
    return recorded.fact if recorded else None


def at_of(recorded: Recorded | None) -> datetime | None:
    """When it happened, if it is recorded."""
    return recorded.at if recorded else None


def by_of(recorded: Recorded | None) -> str | None:
    """The account that recorded it, if it is recorded."""
    return recorded.by if recorded else None


class JournalEntry(BaseModel):
    """A fact with its number and times in the journal."""

    model_config = ConfigDict(frozen=True)

    number: Number
    at: datetime
    recorded_at: datetime
    actor: Code
    role: Role
    fact: Any

    @property
    def recorded(self) -> Recorded:
        """The part that the case keeps."""
        return Recorded(fact=self.number, at=self.at, by=self.actor)
