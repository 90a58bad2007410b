"""Reports and look-ups: what is asked and what is recorded when a car is first told of."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.messages import CaseNumber, Code, Fact, Line, Note, Number, Request
from schemas.words import Channel, Registration, Stolen, VinCheck


class ReportVehicle(Request):
    """Tell the city of a car. It joins the open case of the same plate or VIN, or opens a case."""

    kind: Literal["report_vehicle"] = "report_vehicle"
    channel: Channel = Channel.WEB
    address: Annotated[Line, Field(min_length=3)]
    district: Code
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    plate: Line | None = None
    plate_state: Line | None = None
    vin: Line | None = None
    make: Line | None = None
    model: Line | None = None
    color: Line | None = None
    description: Note | None = None
    private_property: bool = False
    source: Code = "towpath"
    external_id: Annotated[str, Field(max_length=64)] | None = None


class VehicleReported(Fact):
    """The first report: it opens the case."""

    kind: Literal["vehicle_reported"] = "vehicle_reported"
    report: Number
    channel: Channel
    edition: Code
    district: Code
    vehicle_known: bool
    vin_check: VinCheck | None = None
    private_property: bool = False


class ReportJoined(Fact):
    """A further report of the same car."""

    kind: Literal["report_joined"] = "report_joined"
    report: Number
    channel: Channel


class AnswerLookups(Request):
    """Enter what the stolen-vehicle register and the registration authority answered."""

    kind: Literal["answer_lookups"] = "answer_lookups"
    stolen: Stolen
    registration: Registration


class LookupsAnswered(Fact):
    """Both registers have answered; asked again later, the newer answer counts."""

    kind: Literal["lookups_answered"] = "lookups_answered"
    stolen: Stolen
    registration: Registration
    ends_exemption: bool = Field(default=False, description="What exempted the car from the notice is not so any more.")


class CloseAsDuplicate(Request):
    """Close this case because another open case is the same car; its reports move there."""

    kind: Literal["close_as_duplicate"] = "close_as_duplicate"
    of: CaseNumber


class ReportsMoved(Fact):
    """Reports came here from a case that was the same car (or, below zero, went back to it)."""

    kind: Literal["reports_moved"] = "reports_moved"
    other: CaseNumber
    count: int


class Split(Request):
    """Undo `CloseAsDuplicate`: it was another car after all."""

    kind: Literal["split"] = "split"


class CaseSplit(Fact):
    """The case stands alone again, with its own reports."""

    kind: Literal["case_split"] = "case_split"
    of: CaseNumber
