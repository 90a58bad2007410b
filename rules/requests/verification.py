"""The requests of verification: an officer's inspection and a supervisor's review."""

from rules.forms import each_value
from rules.questions import Question
from rules.request_rule import AnyRule, Copied, RequestContext, RequestRule, Words
from rules.roles_and_stages import BEFORE_TOW, NOTICED, OFFICER, SUPERVISOR
from rules.rows import NoRows, VehicleRows
from rules.verification import exemption_of
from schemas.facts import plain_fact
from schemas.texts import N_
from schemas.verification import RecordInspection, RecordReview, ReviewRecorded, VehicleInspected
from schemas.words import Finding, ReviewSubject, Stage


def _declaration(asked: RecordInspection) -> Question | None:
    return Question.MAY_DECLARE if asked.finding is Finding.ABANDONED else None


def _inspected(context: RequestContext[RecordInspection], rows: VehicleRows) -> VehicleInspected:
    """A car declared abandoned may be exempt from the notice."""
    case, asked, law = context.case, context.request, context.law
    declares = asked.finding is Finding.ABANDONED
    exemption = exemption_of(case, asked, law, "owner_notice", context.at) if declares else None
    exempt = exemption[0] if exemption else None
    return plain_fact(asked, VehicleInspected, vehicle_known=rows.known, other_vehicle=rows.other, exempt=exempt)


RECORD_INSPECTION = RequestRule(
    request=RecordInspection,
    fact=VehicleInspected,
    roles=OFFICER,
    stages=BEFORE_TOW,
    question=_declaration,
    forms=each_value("finding", Finding),
    rows=VehicleRows,
    make=_inspected,
    words=Words(
        button=N_("Record inspection"),
        help=N_("Record what you saw. If you declare the car abandoned, choose the legal definition that it meets."),
        done=N_("Inspection recorded"),
    ),
)

RECORD_REVIEW = RequestRule(
    request=RecordReview,
    fact=ReviewRecorded,
    roles=SUPERVISOR,
    stages=frozenset({Stage.VERIFICATION}) | NOTICED,
    question=Question.MAY_REVIEW,
    forms=each_value("matter", ReviewSubject),
    rows=NoRows,
    make=Copied(ReviewRecorded),
    words=Words(
        button=N_("Record review"),
        help=N_("An inspection raised this question. The car is not towed until you have reviewed it."),
        done=N_("Review recorded"),
    ),
)

RULES: tuple[AnyRule, ...] = (
    RECORD_INSPECTION,
    RECORD_REVIEW,
)
