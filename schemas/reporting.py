"""Reports and the records check: the requests and facts at the start of a case."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from schemas.given import check_coordinates, in_our_times
from schemas.marks import FromCase, Mark
from schemas.messages import (
    CaseNumber,
    Code,
    District,
    Fact,
    GivenMoment,
    Latitude,
    Line,
    Longitude,
    Note,
    OptionalGivenLocation,
    OptionalLocation,
    Plate,
    PlateState,
    ReportRow,
    Request,
    StatementRow,
    Vin,
)
from schemas.texts import N_
from schemas.words import Channel, Detail, Registration, Stolen, VinCheck


class ReportVehicle(Request):
    """Report a car. It joins the open case of the same plate or VIN, unless they differ, or opens a case."""

    kind: Literal["report_vehicle"] = "report_vehicle"
    at: Annotated[
        GivenMoment,
        Field(title=N_("When it was reported"), description="When it was reported; now if absent."),
        Mark.NOT_ASKED,
    ] = None
    channel: Annotated[Channel, Field(title=N_("Channel")), Mark.NOT_ASKED] = Channel.WEB
    address: Annotated[Line, Field(min_length=3, title=N_("Address"))]
    district: District = Field(title=N_("District"))
    lat: Annotated[Latitude | None, Field(title=N_("Latitude")), Mark.NOT_ASKED] = None
    lon: Annotated[Longitude | None, Field(title=N_("Longitude"), validate_default=True), Mark.NOT_ASKED] = None
    plate: Plate = None
    plate_state: PlateState = None
    vin: Vin = None
    make: Line | None = Field(default=None, title=N_("Make"))
    model: Line | None = Field(default=None, title=N_("Model"))
    color: Line | None = Field(default=None, title=N_("Color"))
    description: Note | None = Field(default=None, title=N_("Description"))
    private_property: bool = Field(default=False, title=N_("On private property"))
    source: Annotated[Code, Field(title=N_("Source")), Mark.NOT_ASKED] = "towpath"
    external_id: Annotated[
        Annotated[str, Field(max_length=64)] | None, Field(title=N_("Number in the source")), Mark.NOT_ASKED
    ] = None

    @field_validator("lon")
    @classmethod
    def _stands_somewhere(cls, lon: float | None, others: ValidationInfo) -> float | None:
        check_coordinates(others.data.get("lat"), lon)
        return lon


class VehicleReported(Fact):
    """The first report: it opens the case."""

    kind: Literal["vehicle_reported"] = "vehicle_reported"
    report: Annotated[ReportRow, Field(title=N_("Report")), Mark.NOT_TOLD]
    channel: Channel = Field(title=N_("Channel"))
    edition: Annotated[Code, Mark.NAMED] = Field(title=N_("Law"))
    district: Code = Field(title=N_("District"))
    vehicle_known: Annotated[bool, Field(title=N_("Vehicle known")), Mark.NOT_TOLD]
    vin_check: VinCheck | None = Field(default=None, title=N_("VIN check"))
    private_property: bool = Field(default=False, title=N_("On private property"))


class ReportJoined(Fact):
    """A further report of the same car."""

    kind: Literal["report_joined"] = "report_joined"
    report: Annotated[ReportRow, Field(title=N_("Report")), Mark.NOT_TOLD]
    channel: Channel = Field(title=N_("Channel"))


class CorrectDescription(Request):
    """Correct where the car stands, or how it is described. What stays empty is unchanged; letters use the newest."""

    kind: Literal["correct_description"] = "correct_description"
    address: Annotated[Line, Field(min_length=3)] | None = Field(default=None, title=N_("Address"))
    place: OptionalGivenLocation = None
    plate: Line | None = Field(default=None, title=N_("Plate"))
    plate_state: PlateState = None
    vin: Vin = None
    make: Line | None = Field(default=None, title=N_("Make"))
    model: Line | None = Field(default=None, title=N_("Model"))
    color: Line | None = Field(default=None, title=N_("Color"))


class DescriptionCorrected(Fact):
    """The place or the description of the car was corrected; what stood there before is a statement."""

    kind: Literal["description_corrected"] = "description_corrected"
    corrected: tuple[Detail, ...] = Field(title=N_("Corrected"))
    place: OptionalLocation = None
    was: Annotated[StatementRow | None, Field(title=N_("Before"))] = None
    vehicle_known: Annotated[bool, Field(title=N_("Vehicle known")), Mark.NOT_TOLD] = False
    other_vehicle: bool = Field(
        default=False, title=N_("The plate or VIN is not among those whose records were checked")
    )


RegistrationExpired = Annotated[
    date | None,
    Field(title=N_("Last day of the expired registration"), description=N_("As the registration records say it.")),
]


class EnterRecordsCheck(Request):
    """Enter the results of the stolen-vehicle and registration checks."""

    kind: Literal["enter_records_check"] = "enter_records_check"
    stolen: Stolen = Field(title=N_("Stolen-vehicle check"))
    registration: Registration = Field(title=N_("Registration"))
    registration_expired: Annotated[RegistrationExpired, AfterValidator(in_our_times)] = None


class RecordsChecked(Fact):
    """The records check was entered; a later check replaces this one."""

    kind: Literal["records_checked"] = "records_checked"
    stolen: Stolen = Field(title=N_("Stolen-vehicle check"))
    registration: Registration = Field(title=N_("Registration"))
    registration_expired: RegistrationExpired = None
    ends_exemption: bool = Field(default=False, title=N_("The owner must be notified after all"))


class CloseAsDuplicate(Request):
    """Another open case is the same car. This case closes, and its reports move there."""

    kind: Literal["close_as_duplicate"] = "close_as_duplicate"
    of: CaseNumber = Field(title=N_("Number of the older case"))


class PossibleDuplicateFound(Fact):
    """Another open case is perhaps of the same car. It stands in both cases until a person decides."""

    kind: Literal["possible_duplicate_found"] = "possible_duplicate_found"
    other: CaseNumber = Field(title=N_("Case"))
    same_vin: bool = Field(title=N_("The same VIN"))


class PossibleDuplicateClosed(Fact):
    """The other case of perhaps the same car was closed before anybody decided."""

    kind: Literal["possible_duplicate_closed"] = "possible_duplicate_closed"
    other: CaseNumber = Field(title=N_("Case"))


class KeepApart(Request):
    """The other case is of a different car. Both cases go on."""

    kind: Literal["keep_apart"] = "keep_apart"
    other: Annotated[CaseNumber, Field(title=N_("The other case")), FromCase.OTHER_CASE]


class KeptApart(Fact):
    """A person decided that the two cases are of different cars."""

    kind: Literal["kept_apart"] = "kept_apart"
    other: CaseNumber = Field(title=N_("Case"))


class ReportsMoved(Fact):
    """Reports moved here from a duplicate case (a negative count: back to it)."""

    kind: Literal["reports_moved"] = "reports_moved"
    other: CaseNumber = Field(title=N_("Case"))
    count: int = Field(title=N_("Reports"))


class Split(Request):
    """Undo `CloseAsDuplicate`: the car is a different one."""

    kind: Literal["split"] = "split"


class CaseSplit(Fact):
    """The case is open again on its own, with its own reports."""

    kind: Literal["case_split"] = "case_split"
    of: CaseNumber = Field(title=N_("Split from case"))
