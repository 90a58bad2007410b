"""The requests of disposal: status and value, the sale or the certificate, and the report afterwards."""

from rules.disposal import divide
from rules.forms import each_value, one_form
from rules.questions import Question
from rules.request_rule import AnyRule, Copied, RequestContext, RequestRule, Words
from rules.roles_and_stages import AFTER_TOW, CONTRACTOR, DISPOSAL, OFFICER, STAFF
from rules.rows import NoRows, StatementKept, UnnamedRows
from rules.ways_out import asks_more, status_asks_more
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
    """An officer speaks for the city, a contractor for the salvor."""
    salvor = context.actor.role == Role.CONTRACTOR
    more = status_asks_more(context.case, context.law, context.request.status, by_salvor=salvor)
    return plain_fact(context.request, VehicleClassified, by_salvor=salvor, asks_more=more)


def _appraised(context: RequestContext[AppraiseVehicle], _: NoRows) -> VehicleAppraised:
    """What is named leads the car another way, which may ask for more."""
    asked = context.request
    more = asks_more(context.case, context.law, value=asked.value, model_year=asked.model_year)
    return plain_fact(asked, VehicleAppraised, asks_more=more)


def _authorized(context: RequestContext[RecordAuthority], rows: StatementKept) -> AuthorityRecorded:
    return plain_fact(context.request, AuthorityRecorded, reference=rows.row)


def _sold(context: RequestContext[RecordSale], _: UnnamedRows) -> VehicleSold:
    """The price pays the costs of the day of the sale first; the rest is held."""
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
        button=N_("Name the status of the car"),
        help=N_("Where the law asks for two, the officer and the contractor each name it for themselves."),
        done=N_("The status of the car was named"),
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
        button=N_("Name the value of the car"),
        help=N_("Name what the car is worth, and the year of its model: the ways out may depend on both."),
        done=N_("The value of the car was named"),
    ),
)

ANSWER_SERVICE_CHECK = RequestRule(
    request=AnswerServiceCheck,
    fact=ServiceChecked,
    roles=STAFF,
    stages=AFTER_TOW,
    question=Question.MAY_CHECK_SERVICE,
    forms=one_form,
    rows=NoRows,
    make=Copied(ServiceChecked),
    words=Words(
        button=N_("Answer of the register of military service"),
        help=N_("Enter what the register of military service answered about the owner (50 U.S.C. 3958)."),
        done=N_("The register of military service answered"),
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
        button=N_("The sale was advertised"),
        help=N_("The sale was advertised as the law asks."),
        done=N_("Sale advertised"),
    ),
)

RECORD_AUTHORITY = RequestRule(
    request=RecordAuthority,
    fact=AuthorityRecorded,
    roles=STAFF,
    stages=DISPOSAL,
    question=Question.MAY_AUTHORISE,
    forms=each_value("route", Route),
    rows=StatementKept,
    make=_authorized,
    words=Words(
        button=N_("The state has allowed the disposal"),
        help=N_("Which way was allowed, and the number of the paper that says so."),
        done=N_("The state allowed the disposal"),
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
        button=N_("The car was sold"),
        help=N_("At public auction: the price, and what the auction cost."),
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
        button=N_("The car is dismantled or crushed"),
        help=N_("The certificate that stands for it is named."),
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
        button=N_("The national title system was told"),
        help=N_("The national title system has been told (28 CFR 25.56)."),
        done=N_("The national title system was told"),
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
