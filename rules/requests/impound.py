"""The requests of the lot: intake, hearing, fees, and the way home."""

from collections.abc import Iterator

from rules.fees import owed
from rules.forms import About, each_value, one_form
from rules.law import Edition
from rules.questions import Question
from rules.request_rule import AnyRule, Copied, RequestContext, RequestRule, Words
from rules.roles_and_stages import AFTER_TOW, HEARING_OFFICER, LOT, NOTICED, OWNER, STAFF, SUPERVISOR
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


def _each_waiver(_: Case, law: Edition) -> Iterator[About]:
    for rule in law.waivers.values():
        if rule.by_hand:
            yield {"fees": rule.fees}


def _taken_in(context: RequestContext[RecordIntake], rows: StatementKept) -> IntakeRecorded:
    return plain_fact(context.request, IntakeRecorded, inventory=rows.row)


def _decided(context: RequestContext[DecideHearing], _: NoRows) -> HearingDecided:
    """The decision names the wish that it answers."""
    hearing = context.case.hearing
    again = time_again(context.case, context.law, context.request)
    return plain_fact(context.request, HearingDecided, requested=hearing.requested if hearing else 0, time_again=again)


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
        button=N_("Take the car in"),
        help=N_("The lot keeper takes the car in and lists what is in it."),
        done=N_("The lot took the car in"),
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
        button=N_("The state was told"),
        help=N_("It was told that the car is held."),
        done=N_("The state was told"),
    ),
)

REQUEST_HEARING = RequestRule(
    request=RequestHearing,
    fact=HearingRequested,
    roles=STAFF | OWNER,
    stages=NOTICED | AFTER_TOW,
    question=Question.MAY_ASK_HEARING,
    forms=one_form,
    rows=NoRows,
    make=Copied(HearingRequested),
    words=Words(
        button=N_("Ask for a hearing"),
        help=N_("Somebody who did not order the tow decides. Nothing final is done before that."),
        done=N_("A hearing was asked for"),
    ),
)

DECIDE_HEARING = RequestRule(
    request=DecideHearing,
    fact=HearingDecided,
    roles=HEARING_OFFICER,
    stages=NOTICED | AFTER_TOW,
    question=Question.MAY_DECIDE_HEARING,
    forms=one_form,
    rows=NoRows,
    make=_decided,
    words=Words(
        button=N_("Decide the hearing"),
        help=N_("The hearing officer decides whether the car was lawfully taken."),
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
        button=N_("Hand the car over"),
        help=N_("The lot keeper hands the car over: papers seen, money taken."),
        done=N_("The car was handed over"),
    ),
)

REFUND_FEES = RequestRule(
    request=RefundFees,
    fact=FeesRefunded,
    roles=STAFF,
    stages=AFTER_TOW,
    question=Question.MAY_REFUND,
    forms=each_value("paid_back", (0,)),
    rows=NoRows,
    make=Copied(FeesRefunded),
    words=Words(
        button=N_("Give back what was paid"),
        help=N_("The desk gives back what was paid for a tow that a hearing found wrong."),
        done=N_("What was paid was given back"),
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
        help=N_("These items are not owed. Whoever declared the car abandoned or ordered the tow cannot waive them."),
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
        button=N_("Hand over what is in the car"),
        help=N_("The lot keeper gives the owner what is in the car; the car stays."),
        done=N_("What was in the car was handed over"),
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
        button=N_("The owner gives the car up"),
        help=N_("The owner gives the car up by its title."),
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
