"""The requests of the lot: intake, hearing, fees and release."""

from collections.abc import Iterator

from rules.fees import owed
from rules.forms import About, each_value, one_form
from rules.impound import hearing_to_decide, who_asks
from rules.law import Edition
from rules.questions import Question
from rules.request_rule import AnyRule, Copied, RequestContext, RequestRule, Words
from rules.roles_and_stages import (
    AFTER_TOW,
    CLOSED,
    HEARING_OFFICER,
    LIENHOLDER,
    LOT,
    NOTICED,
    OWNER,
    STAFF,
    SUPERVISOR,
)
from rules.rows import NoRows, StatementKept, UnnamedRows
from rules.waiting_periods import time_again
from schemas.case import Case
from schemas.facts import plain_fact
from schemas.impound import (
    ContentsHandedOver,
    DecideHearing,
    FeesRefunded,
    FeesWaived,
    HandOverContents,
    HearingDecided,
    HearingRequested,
    IntakeRecorded,
    RecordIntake,
    RefundFees,
    ReleaseVehicle,
    ReportToState,
    RequestHearing,
    StateReported,
    SurrenderVehicle,
    VehicleReleased,
    VehicleSurrendered,
    WaiveFees,
)
from schemas.texts import N_
from schemas.words import ReleaseTo


def _lot_of_the_vehicle(case: Case, _: Edition) -> Iterator[About]:
    if case.lot:
        yield {"lot": case.lot}


def _each_party(case: Case, _: Edition) -> Iterator[About]:
    """One variant for each party on record; without one, somebody who is not on record yet."""
    for party in (*case.owners, *case.lienholders) or (None,):
        yield {"party": party}


def _each_open_hearing(case: Case, _: Edition) -> Iterator[About]:
    for hearing in case.open_hearings:
        yield {"requested": hearing.requested.fact}


def _each_waiver(_: Case, law: Edition) -> Iterator[About]:
    for rule in law.waivers.values():
        if rule.by_hand:
            yield {"fees": rule.fees}


def _taken_in(context: RequestContext[RecordIntake], rows: StatementKept) -> IntakeRecorded:
    return plain_fact(context.request, IntakeRecorded, inventory=rows.row)


def _asked(context: RequestContext[RequestHearing], _: NoRows) -> HearingRequested:
    """A link asks for its own party; without a party, the owner asks."""
    return HearingRequested(party=who_asks(context.case, context.actor, context.request))


def _decided(context: RequestContext[DecideHearing], _: NoRows) -> HearingDecided:
    """The decision names the hearing request that it answers."""
    hearing = hearing_to_decide(context.case, context.request)
    again = time_again(context.case, context.law, context.request)
    requested = hearing.requested.fact if hearing else 0
    return plain_fact(context.request, HearingDecided, requested=requested, time_again=again)


def _released(context: RequestContext[ReleaseVehicle], _: UnnamedRows) -> VehicleReleased:
    return plain_fact(context.request, VehicleReleased, owed=owed(context.case, context.law, context.at))


RECORD_INTAKE = RequestRule(
    request=RecordIntake,
    fact=IntakeRecorded,
    roles=LOT,
    stages=AFTER_TOW,
    question=Question.MAY_TAKE_IN,
    forms=_lot_of_the_vehicle,
    rows=StatementKept,
    make=_taken_in,
    words=Words(
        button=N_("Record intake"),
        help=N_("List what is in the car. The lot is responsible for the car and its contents from now on."),
        done=N_("Intake recorded"),
    ),
)

REPORT_TO_STATE = RequestRule(
    request=ReportToState,
    fact=StateReported,
    roles=STAFF,
    stages=AFTER_TOW,
    question=Question.MAY_REPORT_TO_STATE,
    forms=one_form,
    rows=NoRows,
    make=Copied(StateReported),
    words=Words(
        button=N_("Report to state: vehicle impounded"),
        help=N_("Record the report to the state. Deadlines and fees that depend on it run from its date."),
        done=N_("Impound reported to state"),
    ),
)

REQUEST_HEARING = RequestRule(
    request=RequestHearing,
    fact=HearingRequested,
    roles=STAFF | OWNER | LIENHOLDER,
    stages=NOTICED | AFTER_TOW | CLOSED,
    question=Question.MAY_ASK_HEARING,
    forms=_each_party,
    rows=NoRows,
    make=_asked,
    words=Words(
        button=N_("Request a hearing"),
        help=N_(
            "The hearing is held by someone who did not order the tow. Nothing final happens before it. You can ask for"
            " it after the car was released, too: if the tow was not lawful, what was paid is refunded."
        ),
        done=N_("Hearing requested"),
    ),
)

DECIDE_HEARING = RequestRule(
    request=DecideHearing,
    fact=HearingDecided,
    roles=HEARING_OFFICER,
    stages=NOTICED | AFTER_TOW,
    question=Question.MAY_DECIDE_HEARING,
    forms=_each_open_hearing,
    rows=NoRows,
    make=_decided,
    words=Words(
        button=N_("Decide hearing"),
        help=N_("Decide whether the tow was lawful. The hold of the hearing ends with your decision."),
        done=N_("Hearing decided"),
    ),
)

RELEASE_VEHICLE = RequestRule(
    request=ReleaseVehicle,
    fact=VehicleReleased,
    roles=LOT,
    stages=AFTER_TOW,
    question=Question.MAY_RELEASE,
    forms=each_value("to", ReleaseTo),
    rows=UnnamedRows,
    make=_released,
    words=Words(
        button=N_("Release vehicle"),
        help=N_("Release the car after checking documents and payment."),
        done=N_("Vehicle released"),
    ),
)

REFUND_FEES = RequestRule(
    request=RefundFees,
    fact=FeesRefunded,
    roles=STAFF,
    stages=AFTER_TOW,
    question=Question.MAY_REFUND,
    forms=one_form,
    rows=NoRows,
    make=Copied(FeesRefunded),
    words=Words(
        button=N_("Record refund"),
        help=N_("Refund what was paid for a tow that a hearing found wrong."),
        done=N_("Refund recorded"),
    ),
)

WAIVE_FEES = RequestRule(
    request=WaiveFees,
    fact=FeesWaived,
    roles=SUPERVISOR,
    stages=AFTER_TOW,
    question=Question.MAY_WAIVE,
    forms=_each_waiver,
    rows=NoRows,
    make=Copied(FeesWaived),
    words=Words(
        button=N_("Waive fees"),
        help=N_(
            "These fees are no longer owed. You cannot waive them if you declared the car abandoned or ordered the tow."
        ),
        done=N_("Fees waived"),
    ),
)

HAND_OVER_CONTENTS = RequestRule(
    request=HandOverContents,
    fact=ContentsHandedOver,
    roles=LOT,
    stages=AFTER_TOW,
    question=Question.MAY_HAND_OVER_CONTENTS,
    forms=one_form,
    rows=NoRows,
    make=Copied(ContentsHandedOver),
    words=Words(
        button=N_("Return contents"),
        help=N_("Give the owner what is in the car. The car stays at the lot."),
        done=N_("Contents returned"),
    ),
)

SURRENDER_VEHICLE = RequestRule(
    request=SurrenderVehicle,
    fact=VehicleSurrendered,
    roles=LOT,
    stages=AFTER_TOW,
    question=Question.MAY_SURRENDER,
    forms=one_form,
    rows=NoRows,
    make=Copied(VehicleSurrendered),
    words=Words(
        button=N_("Record surrender"),
        help=N_("The owner gives up the car and shows its title."),
        done=N_("Vehicle surrendered"),
    ),
)

RULES: tuple[AnyRule, ...] = (
    RECORD_INTAKE,
    REPORT_TO_STATE,
    REQUEST_HEARING,
    DECIDE_HEARING,
    RELEASE_VEHICLE,
    REFUND_FEES,
    WAIVE_FEES,
    HAND_OVER_CONTENTS,
    SURRENDER_VEHICLE,
)
