"""Disposal: two-party classification, the state's authorization, the sale or certificate, and the NMVTIS report."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from schemas.messages import Cents, Fact, GivenMoment, Line, Request, StatementRow, Year
from schemas.texts import N_
from schemas.words import MilitaryStatus, Route, VehicleStatus

AsksMore = Annotated[bool, Field(title=N_("Disposal now requires a notice or a period that it did not require before"))]


class ClassifyVehicle(Request):
    """Classify the vehicle. The officer and the salvor each do it (75 Pa.C.S. 7303.1, 7309)."""

    kind: Literal["classify_vehicle"] = "classify_vehicle"
    status: VehicleStatus = Field(title=N_("Classification"))


class VehicleClassified(Fact):
    """One of the two parties classified the vehicle."""

    kind: Literal["vehicle_classified"] = "vehicle_classified"
    status: VehicleStatus = Field(title=N_("Classification"))
    by_salvor: bool = Field(title=N_("By the contractor"))
    asks_more: AsksMore = False


class AppraiseVehicle(Request):
    """Enter the value and the model year. The disposal options may depend on both."""

    kind: Literal["appraise_vehicle"] = "appraise_vehicle"
    value: Cents = Field(title=N_("Value, in dollars"))
    model_year: Annotated[Year, Field(title=N_("Model year"))]


class VehicleAppraised(Fact):
    """The value in US cents, and the model year."""

    kind: Literal["vehicle_appraised"] = "vehicle_appraised"
    value: Cents = Field(title=N_("Value"))
    model_year: int = Field(title=N_("Model year"))
    asks_more: AsksMore = False


class AnswerServiceCheck(Request):
    """Enter the result of the military-status check on every owner (50 U.S.C. 3958)."""

    kind: Literal["answer_service_check"] = "answer_service_check"
    service: MilitaryStatus = Field(title=N_("Military status (SCRA)"))
    ended: GivenMoment = Field(
        default=None, title=N_("When active duty ended"), description=N_("City time; only if it has ended.")
    )


class ServiceChecked(Fact):
    """The military status was checked; a later check replaces this one."""

    kind: Literal["service_checked"] = "service_checked"
    service: MilitaryStatus = Field(title=N_("Military status (SCRA)"))
    ended: AwareDatetime | None = Field(default=None, title=N_("When active duty ended"))


class RecordAdvertisement(Request):
    """Record that the sale was advertised as the law requires."""

    kind: Literal["record_advertisement"] = "record_advertisement"


class SaleAdvertised(Fact):
    """The sale was advertised."""

    kind: Literal["sale_advertised"] = "sale_advertised"


class RecordAuthority(Request):
    """The state authorized the disposal (75 Pa.C.S. 7307)."""

    kind: Literal["record_authority"] = "record_authority"
    route: Route = Field(title=N_("Disposal route"))
    reference: Annotated[Line, Field(min_length=1, title=N_("Document number"))]


class AuthorityRecorded(Fact):
    """The state's authorization is on file; `reference` is the row of its number."""

    kind: Literal["authority_recorded"] = "authority_recorded"
    route: Route = Field(title=N_("Disposal route"))
    reference: StatementRow = Field(title=N_("Document number"))


class RecordSale(Request):
    """The car was sold at public auction (75 Pa.C.S. 7308)."""

    kind: Literal["record_sale"] = "record_sale"
    price: Cents = Field(title=N_("Price, in dollars"))
    auction_costs: Cents = Field(default=0, title=N_("Auction costs, in dollars"))


class VehicleSold(Fact):
    """Sold, and how the proceeds are divided."""

    kind: Literal["vehicle_sold"] = "vehicle_sold"
    price: Cents = Field(title=N_("Price"))
    auction_costs: Cents = Field(title=N_("Auction costs"))
    reimbursed: Cents = Field(title=N_("Reimbursed to the city"))
    held_for_owner: Cents = Field(title=N_("Held for the owner"))


class RecordCertificate(Request):
    """A salvage or nonrepairable certificate was issued, and the car is dismantled or crushed (75 Pa.C.S. 7309)."""

    kind: Literal["record_certificate"] = "record_certificate"
    route: Literal[Route.DISMANTLE, Route.CRUSH] = Field(title=N_("Disposal route"))
    reference: Annotated[Line, Field(min_length=1, title=N_("Document number"))]


class VehicleDestroyed(Fact):
    """Dismantled or crushed, with its certificate on file."""

    kind: Literal["vehicle_destroyed"] = "vehicle_destroyed"
    route: Route = Field(title=N_("Disposal route"))
    reference: StatementRow = Field(title=N_("Document number"))


class ReportDisposal(Request):
    """Record that the disposal was reported to NMVTIS (28 CFR 25.56)."""

    kind: Literal["report_disposal"] = "report_disposal"


class DisposalReported(Fact):
    """NMVTIS was notified."""

    kind: Literal["disposal_reported"] = "disposal_reported"
