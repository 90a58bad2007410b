"""The goal of each stage: the question to be answered with yes, the order of missing tasks, and the act.

The order of a goal is data. What blocks everything comes first; parties come before letters; counsel comes before a
letter that names a date or an amount; the records check comes before the inspection, which must be fresh; what ages
comes last.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rules import duties, fees, impound, owner_notice, waiting_periods
from rules.casework import outcome_due
from rules.disposal import disposed, duty_of_the_option
from rules.disposal_options import first_option, open_options
from rules.law import Edition
from rules.requirements import GuardContext, Requirements
from rules.verification import first_observation
from schemas.case import Case
from schemas.casework import CloseCase
from schemas.law import Duty
from schemas.tow_dispatch import AcceptOffer
from schemas.verification import RecordInspection
from schemas.words import Finding, OrderState, Outcome, Route, Stage, Task

Applies = Callable[[Case, Edition], bool]
Ask = Callable[[GuardContext], Requirements]
Draft = Callable[[Case, Edition, datetime], GuardContext]


def always(_case: Case, _law: Edition) -> bool:
    """Always true: the goal applies if none before it does."""
    return True


def plain(question: str) -> Draft:
    """The question for no particular person."""
    return lambda case, law, at: GuardContext(question, case, law, at)


nothing_asked = plain("")


@dataclass(frozen=True)
class Goal:
    """The goal of a stage: the act, the question that allows it, and the order of missing tasks.

    The first goal of a stage that `applies` is used. Tasks after one of the `stops` wait for it, the system's own too.
    The `duties` are evaluated with the question. An act is `open_beside` missing tasks if it can end in other ways
    than the question requires.
    """

    act: Task
    asks: Draft = nothing_asked
    order: tuple[Task, ...] = ()
    applies: Applies = always
    duties: tuple[Ask, ...] = ()
    stops: frozenset[Task] = frozenset()
    open_beside: bool = False


T = Task
STREET = (T.POLICE, T.OUTREACH, T.DUPLICATE_CHECK, T.HOLD, T.MOVE_CHECK, T.EXTENSION_DECISION, T.HEARING)
"""What blocks everything about a car on the street: the police first, the owner's requests before the hearing."""
STOPPED = frozenset(STREET)
HELD = frozenset({T.HOLD, T.POLICE})
"""What blocks the later letters about a car in the lot. No hold blocks the first ones."""
BEFORE_A_TRUCK = (*STREET, T.REVIEW, T.RECORDS_CHECK, T.REINSPECTION)
LOOKING_AHEAD = (duties.not_stolen, duties.nobody_inside)


def _shown(case: Case, _law: Edition) -> bool:
    return outcome_due(case) is not None


def _closing(case: Case, law: Edition, at: datetime) -> GuardContext:
    return GuardContext("may_close", case, law, at, request=CloseCase(outcome=outcome_due(case) or Outcome.UNFOUNDED))


CLOSE = Goal(T.CLOSING, _closing, (T.HEARING, T.REFUND, T.HOLD, T.MAILING), applies=_shown)


def _seen_once(case: Case, law: Edition) -> bool:
    return first_observation(case) is not None and _clause(case, law) is not None


def _clause(case: Case, law: Edition) -> str | None:
    place = "private" if case.private_property else "public"
    return next((code for code, each in law.clauses.items() if each.on == place), None)


def _declaring(case: Case, law: Edition, at: datetime) -> GuardContext:
    request = RecordInspection(finding=Finding.ABANDONED, clause=_clause(case, law))
    return GuardContext("may_declare", case, law, at, request=request)


def _order_is(state: OrderState) -> Applies:
    return lambda case, _: case.order is not None and case.order.state is state


def _accepting(case: Case, law: Edition, at: datetime) -> GuardContext:
    return GuardContext("may_accept", case, law, at, request=AcceptOffer(order=case.order.order if case.order else 0))


def likely_route(case: Case, law: Edition) -> Route:
    """The route that the state authorized, if the fitting disposal option has it; else that option's first route."""
    option = first_option(open_options(case, law))
    routes = option.rule.routes if option else (case.authority_route or Route.AUCTION,)
    allowed = case.authority_route if duty_of_the_option(law, option, Duty.AUTHORITY) else None
    return allowed if allowed in routes else routes[0]


def _disposing(case: Case, law: Edition, at: datetime) -> GuardContext:
    return GuardContext("may_dispose", case, law, at, route=likely_route(case, law))


ARRIVAL = (T.HEARING, T.INTAKE, T.STATE_REPORT, T.PARTIES, T.LETTERS, T.MAILING, T.RECORDS_CHECK)
LETTERS = (duties.letters_written, duties.letters_mailed)

GOALS: dict[Stage, tuple[Goal, ...]] = {
    Stage.REPORTED: (CLOSE, Goal(T.RECORDS_CHECK)),
    Stage.VERIFICATION: (
        CLOSE,
        Goal(
            T.SECOND_OBSERVATION,
            _declaring,
            (T.POLICE, T.OUTREACH, T.LAW_QUESTION),
            applies=_seen_once,
            duties=LOOKING_AHEAD,
        ),
        Goal(T.INSPECTION, order=(T.POLICE, T.OUTREACH), duties=LOOKING_AHEAD),
    ),
    Stage.NOTICE: (
        CLOSE,
        Goal(
            T.NOTICE_PERIOD,
            plain("may_open_tow_gate"),
            (*STREET, T.PARTIES, T.LETTERS, T.MAILING, T.STICKER, T.OWNER_CALL, T.LAW_QUESTION),
            duties=(*LETTERS, duties.owner_called),
            stops=STOPPED,
        ),
    ),
    Stage.TOW: (
        Goal(T.TOW, applies=_order_is(OrderState.OPEN)),
        Goal(T.ANSWER, _accepting, BEFORE_A_TRUCK, applies=_order_is(OrderState.OFFERED), open_beside=True),
        Goal(
            T.OFFER,
            plain("may_offer"),
            BEFORE_A_TRUCK,
            applies=lambda case, _: case.ordered is not None,
            stops=frozenset(BEFORE_A_TRUCK),
        ),
        CLOSE,
        Goal(T.TOW_ORDER, plain("may_tow"), BEFORE_A_TRUCK, duties=LOOKING_AHEAD, stops=STOPPED),
    ),
    Stage.IMPOUND: (
        CLOSE,
        Goal(
            T.FREE_RETRIEVAL,
            plain("must_release"),
            (*ARRIVAL, T.HOLD, T.LATER_LETTERS),
            applies=lambda case, _: case.wrongly_towed,
            stops=HELD,
            duties=(
                waiting_periods.heard_first,
                impound.state_told,
                owner_notice.everybody_asked,
                *LETTERS,
                impound.records_checked_in_the_lot,
            ),
        ),
        Goal(
            T.RECLAIM_PERIOD,
            plain("may_open_disposal_gate"),
            (
                *ARRIVAL,
                T.RENEWAL,
                T.FREE_RETRIEVAL,
                T.FURTHER_STEPS,
                T.APPRAISAL,
                T.HOLD,
                T.POLICE,
                T.LATER_LETTERS,
                T.LAW_QUESTION,
                T.OFFICER_STATUS,
                T.SALVOR_STATUS,
                T.ADVERTISEMENT,
            ),
            duties=(
                *LETTERS,
                impound.records_checked_in_the_lot,
                duties.notice_in_time,
                fees.amounts_known,
                duties.appraised,
                duties.not_stolen,
                duties.option_narrowed,
            ),
            stops=HELD,
        ),
    ),
    Stage.DISPOSAL: (
        CLOSE,
        Goal(
            T.DISPOSAL_REPORT,
            order=(T.HEARING,),
            applies=lambda case, _: disposed(case),
            duties=(waiting_periods.heard_first,),
        ),
        Goal(
            T.DISPOSAL,
            _disposing,
            (
                T.HEARING,
                T.RENEWAL,
                T.PARTIES,
                T.FURTHER_STEPS,
                T.HOLD,
                T.POLICE,
                T.RECORDS_CHECK,
                T.SERVICE_CHECK,
                T.APPRAISAL,
                T.OFFICER_STATUS,
                T.SALVOR_STATUS,
                T.FREE_RETRIEVAL,
                T.AUTHORITY,
                T.ADVERTISEMENT,
            ),
            duties=(duties.notice_in_time, duties.not_stolen, duties.appraised, fees.amounts_known),
        ),
    ),
}
"""The goals of each stage, in the order in which they are tried. FREE_RETRIEVAL in an order stands for the unknown
amounts of the bill that no letter waits for: they are settled there, because the car can be released at any time."""
