"""The requests of disposal: classification, value, sale or certificate, and the NMVTIS report."""

from rules.disposal import divide
from rules.disposal_options import asks_more, status_asks_more
from rules.forms import each_value, one_form
from rules.questions import Question
from rules.request_rule import AnyRule, Copied, RequestContext, RequestRule, Words
from rules.roles_and_stages import AFTER_TOW, CONTRACTOR, DISPOSAL, OFFICER, STAFF, SYSTEM
from rules.rows import NoRows, StatementKept, UnnamedRows
from schemas.disposal import (
    AnswerServiceCheck,
    AppraiseVehicle,
    AuthorityRecorded,
    ClassifyVehicle,
    DisposalReported,
    RecordAdvertisement,
    RecordAuthority,
    RecordCertificate,
    RecordSale,
    ReportDisposal,
    SaleAdvertised,
    ServiceChecked,
    VehicleAppraised,
    VehicleClassified,
    VehicleDestroyed,
    VehicleSold,
)
from schemas.facts import plain_fact
from schemas.texts import N_
from schemas.words import Role, Route


def _classified(context: RequestContext[ClassifyVehicle], _: NoRows) -> VehicleClassified:
    """An officer classifies for the city, a contractor as the salvor."""
    salvor = context.actor.role == Role.CONTRACTOR
    more = status_asks_more(context.case, context.law, context.request.status, by_salvor=salvor)
    return plain_fact(context.request, VehicleClassified, by_salvor=salvor, asks_more=more)


def _appraised(context: RequestContext[AppraiseVehicle], _: NoRows) -> VehicleAppraised:
    """The value may open another disposal option, with more requirements."""
    asked = context.request
    more = asks_more(context.case, context.law, value=asked.value, model_year=asked.model_year)
    return plain_fact(asked, VehicleAppraised, asks_more=more)


def _authorized(context: RequestContext[RecordAuthority], rows: StatementKept) -> AuthorityRecorded:
    return plain_fact(context.request, AuthorityRecorded, reference=rows.row)


def _sold(context: RequestContext[RecordSale], _: UnnamedRows) -> VehicleSold:
    """The price first pays the costs as of the day of the sale; the rest is held."""
    asked = context.request
    back, held = divide(context.case, context.law, asked.price, asked.auction_costs, context.at)
    return plain_fact(asked, VehicleSold, reimbursed=back, held_for_owner=held)


def _destroyed(context: RequestContext[RecordCertificate], rows: StatementKept) -> VehicleDestroyed:
    return plain_fact(context.request, VehicleDestroyed, reference=rows.row)


CLASSIFY_VEHICLE = RequestRule(
    request=ClassifyVehicle,
    fact=VehicleClassified,
    roles=OFFICER | CONTRACTOR,
    stages=AFTER_TOW,
    question=Question.MAY_CLASSIFY,
    forms=one_form,
    rows=NoRows,
    make=_classified,
    words=Words(
        button=N_("Classify vehicle"),
        help=N_("If the law requires two parties, the officer and the contractor each classify the vehicle."),
        done=N_("Vehicle classified"),
    ),
)

APPRAISE_VEHICLE = RequestRule(
    request=AppraiseVehicle,
    fact=VehicleAppraised,
    roles=STAFF | OFFICER,
    stages=AFTER_TOW,
    question=Question.MAY_APPRAISE,
    forms=one_form,
    rows=NoRows,
    make=_appraised,
    words=Words(
        button=N_("Appraise vehicle"),
        help=N_("Enter the value and the model year. The disposal options may depend on both."),
        done=N_("Vehicle appraised"),
    ),
)

ANSWER_SERVICE_CHECK = RequestRule(
    request=AnswerServiceCheck,
    fact=ServiceChecked,
    roles=STAFF | SYSTEM,
    stages=AFTER_TOW,
    question=Question.MAY_CHECK_SERVICE,
    forms=one_form,
    rows=NoRows,
    make=Copied(ServiceChecked),
    words=Words(
        button=N_("Enter military status (SCRA)"),
        help=N_("Enter the result of the military-status check on every registered owner (50 U.S.C. 3958)."),
        done=N_("Military status entered"),
    ),
)

RECORD_ADVERTISEMENT = RequestRule(
    request=RecordAdvertisement,
    fact=SaleAdvertised,
    roles=STAFF,
    stages=AFTER_TOW,
    question=Question.MAY_ADVERTISE,
    forms=one_form,
    rows=NoRows,
    make=Copied(SaleAdvertised),
    words=Words(
        button=N_("Record advertisement"),
        help=N_("Record that the sale was advertised as the law requires."),
        done=N_("Sale advertised"),
    ),
)

RECORD_AUTHORITY = RequestRule(
    request=RecordAuthority,
    fact=AuthorityRecorded,
    roles=STAFF,
    stages=DISPOSAL,
    question=Question.MAY_AUTHORIZE,
    forms=each_value("route", Route),
    rows=StatementKept,
    make=_authorized,
    words=Words(
        button=N_("Record state authority"),
        help=N_("Enter the disposal route that the state authorized and the document number."),
        done=N_("State authority recorded"),
    ),
)

RECORD_SALE = RequestRule(
    request=RecordSale,
    fact=VehicleSold,
    roles=STAFF,
    stages=DISPOSAL,
    question=Question.MAY_DISPOSE,
    forms=one_form,
    rows=UnnamedRows,
    make=_sold,
    words=Words(
        button=N_("Record sale"),
        help=N_("Enter the price at public auction and the auction costs."),
        done=N_("Vehicle sold"),
    ),
)

RECORD_CERTIFICATE = RequestRule(
    request=RecordCertificate,
    fact=VehicleDestroyed,
    roles=STAFF,
    stages=DISPOSAL,
    question=Question.MAY_DISPOSE,
    forms=each_value("route", (Route.DISMANTLE, Route.CRUSH)),
    rows=StatementKept,
    make=_destroyed,
    words=Words(
        button=N_("Record dismantling or crushing"),
        help=N_("Enter the certificate of the vehicle. It proves the disposal."),
        done=N_("Vehicle destroyed"),
    ),
)

REPORT_DISPOSAL = RequestRule(
    request=ReportDisposal,
    fact=DisposalReported,
    roles=STAFF,
    stages=DISPOSAL,
    question=Question.MAY_REPORT_DISPOSAL,
    forms=one_form,
    rows=NoRows,
    make=Copied(DisposalReported),
    words=Words(
        button=N_("Report disposal to NMVTIS"),
        help=N_("Record that the disposal was reported to NMVTIS (28 CFR 25.56)."),
        done=N_("Disposal reported to NMVTIS"),
    ),
)

RULES: tuple[AnyRule, ...] = (
    CLASSIFY_VEHICLE,
    APPRAISE_VEHICLE,
    ANSWER_SERVICE_CHECK,
    RECORD_ADVERTISEMENT,
    RECORD_AUTHORITY,
    RECORD_SALE,
    RECORD_CERTIFICATE,
    REPORT_DISPOSAL,
)
