"""Importing: a report from another system's file, how its case ended, and quarantined rows.

Knows no file format, no database and no clock. Plates and VINs are kept as they were written.
"""

from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from schemas.given import check_coordinates, in_our_times
from schemas.messages import Code, Latitude, Line, Longitude, Note
from schemas.words import Outcome, Registration

Format = Code
"""The format of a file: `towpath`, or the code of the map of a city's export (`rules.importers`)."""

NO_NUL = r"^[^\x00]*$"
"""The only character that PostgreSQL cannot store in a text is NUL."""

ImportedLine = Annotated[Line, StringConstraints(pattern=NO_NUL)]
ImportedNote = Annotated[Note, StringConstraints(pattern=NO_NUL)]
ExternalId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=NO_NUL)]
"""The report's number in the other system: 1 to 64 characters."""


Text = Annotated[str, StringConstraints(pattern=NO_NUL)]
"""Text that PostgreSQL can store as it is."""

Typed = Annotated[str, StringConstraints(max_length=8000, pattern=NO_NUL)] | bool | int | float | None
"""A value as typed, or from JSON; empty text and null leave the field empty."""


class NotThisFormat(ValueError):
    """The file does not have the stated format; the message is one sentence for people."""


class CannotCorrect(ValueError):
    """A row cannot be changed in this way; the message is one sentence for people."""


class Story(BaseModel):
    """How the case went, as far as it is known, for the sample users of `towpath demo`.

    `duplicate_of` is the number of the other report (for `duplicate`: a report of the same file); set only for the two
    duplicate outcomes. `registration` is the result of the registration check; None if unknown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Outcome
    duplicate_of: ExternalId | None = None
    hazard: bool = False
    registration: Registration | None = None
    note: ImportedNote | None = None

    @model_validator(mode="after")
    def _names_the_other(self) -> Self:
        duplicate = self.outcome in {Outcome.DUPLICATE, Outcome.DUPLICATE_ELSEWHERE}
        if duplicate != (self.duplicate_of is not None):
            raise ValueError("names another report if, and only if, the outcome is a duplicate")
        return self


class ReportRow(BaseModel):
    """One report of a file. `line` is its first line in the file, from 1; 0 if it comes from no file.

    `lat` and `lon` are WGS84 degrees, both or neither; 0, 0 means "not known" in city files and is refused.
    `reported_at` starts no period: an imported report is received when it is imported.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    line: Annotated[int, Field(ge=0)] = 0
    source: Code
    external_id: ExternalId
    reported_at: Annotated[AwareDatetime, AfterValidator(in_our_times)]
    address: Annotated[ImportedLine, Field(min_length=3)]
    district: Code
    lat: Latitude | None = None
    lon: Longitude | None = Field(default=None, validate_default=True)
    plate: ImportedLine | None = None
    plate_state: ImportedLine | None = None
    vin: ImportedLine | None = None
    make: ImportedLine | None = None
    model: ImportedLine | None = None
    color: ImportedLine | None = None
    description: ImportedNote | None = None
    story: Story | None = None

    @field_validator("lon")
    @classmethod
    def _stands_somewhere(cls, lon: float | None, others: ValidationInfo) -> float | None:
        check_coordinates(others.data.get("lat"), lon)
        return lon


class Quarantined(BaseModel):
    """A row that could not be read. `field` is None if the whole row is at fault; `raw` is the row as storable text.

    Characters that no text column stores (NUL, bytes that are not UTF-8) are backslash escapes in `raw`.
    `reason` quotes nothing from the row.
    """

    model_config = ConfigDict(frozen=True)

    line: int
    field: str | None
    reason: str
    raw: str


class Passed(BaseModel):
    """A row that was read and is correctly skipped."""

    model_config = ConfigDict(frozen=True)

    line: int
    reason: str


Row = ReportRow | Quarantined | Passed
"""A row of a file: accepted, quarantined or skipped."""


class QuarantineReport(BaseModel):
    """A quarantined row, with all that is needed to read it alone later."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Format
    file: Annotated[Text, StringConstraints(max_length=255)] = Field(description="The file's name, without folders.")
    line: Annotated[int, Field(ge=0, le=2_147_483_647)]
    field: Annotated[Text, StringConstraints(max_length=200)] | None = None
    reason: Annotated[Text, StringConstraints(min_length=1, max_length=4000)]
    raw: Annotated[Text, StringConstraints(min_length=1)]
    header: Text | None = Field(default=None, description="In a format with columns: the line that names them.")


class Correction(BaseModel):
    """The correction of a quarantined row: new values for some fields, or the whole row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    changes: dict[Annotated[Text, StringConstraints(max_length=200)], Typed] = Field(default_factory=dict)
    row: Text | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if bool(self.changes) == (self.row is not None):
            raise ValueError("Give either the changed fields or the whole row.")
        return self


class RowFault(BaseModel):
    """What is wrong with a report: its field, None if it is the whole report, and a sentence that quotes nothing."""

    model_config = ConfigDict(frozen=True)

    field: str | None
    reason: str


class TakenReport(BaseModel):
    """What became of one report of a batch: its case, or what is wrong with it."""

    model_config = ConfigDict(frozen=True)

    case: str | None = None
    fault: RowFault | None = None
    corrects: bool = False
    """Whether its number was known, and it says something else than before."""


class Receipt(BaseModel):
    """The state of a quarantined row. If it is settled without a case, it was skipped for the reason `why`."""

    model_config = ConfigDict(frozen=True)

    number: int
    settled: bool
    case: str | None = None
    why: str | None = None
