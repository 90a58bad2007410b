"""The requests of tow dispatch: the order, the offers and the contractor's reports."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from rules.forms import About, one_form, open_order
from rules.law import Edition
from rules.questions import Question
from rules.request_rule import AnyRule, Copied, RequestContext, RequestRule, Words
from rules.roles_and_stages import CONTRACTOR, NOTICED, ORDERED, STAFF, SUPERVISOR, SYSTEM, TOW
from rules.rows import NoRows, OfferRow, UnnamedRows
from schemas.case import Case
from schemas.facts import plain_fact
from schemas.messages import Fact
from schemas.texts import N_
from schemas.tow_dispatch import (
    AcceptOffer,
    DeclineOffer,
    LapseOffer,
    OfferAccepted,
    OfferDeclined,
    OfferLapsed,
    OfferTow,
    OrderTow,
    ReportDone,
    ReportDroppedAtLot,
    ReportHookedUp,
    TowEnded,
    TowOffered,
    TowOrdered,
    TowWithdrawn,
    VehicleDroppedAtLot,
    VehicleHookedUp,
    WithdrawTow,
)
from schemas.words import TowResult, WithdrawReason

F = TypeVar("F", bound=Fact)
OfAnOrder = AcceptOffer | DeclineOffer | LapseOffer | ReportDone


def _each_end(case: Case, law: Edition) -> Iterator[About]:
    for result in (TowResult.TOWED, TowResult.GONE):
        for about in open_order(case, law):
            yield {**about, "result": result}


def _end(asked: ReportDone) -> Question:
    return Question.MAY_LAPSE if asked.result is TowResult.NO_SHOW else Question.MAY_REPORT


def _ordered(context: RequestContext[OrderTow], _: NoRows) -> TowOrdered:
    """The hazard flag is kept, because a hazard letter has its own ceiling."""
    return plain_fact(context.request, TowOrdered, hazard=context.case.hazard_order)


def _offered(_: RequestContext[OfferTow], rows: OfferRow) -> TowOffered:
    return TowOffered(order=rows.order, contractor=rows.contractor, answer_by=rows.answer_by)


def _of_its_contractor(fact: type[F]) -> Callable[[RequestContext[OfAnOrder], UnnamedRows], F]:
    """A maker for a fact that names the contractor who has the order."""

    def make(context: RequestContext[OfAnOrder], _: UnnamedRows) -> F:
        asked = context.request
        contractor = next(each.contractor for each in context.case.orders if each.order == asked.order)
        return plain_fact(asked, fact, contractor=contractor)

    return make


def _withdrawn(context: RequestContext[WithdrawTow], _: UnnamedRows) -> TowWithdrawn:
    return withdrawal(context.case, WithdrawReason.STAFF)


def withdrawal(case: Case, reason: WithdrawReason) -> TowWithdrawn:
    """The fact that withdraws the tow order, offered or not."""
    order = case.order
    if order is None:
        return TowWithdrawn(reason=reason)
    return TowWithdrawn(order=order.order, contractor=order.contractor, reason=reason)


ORDER_TOW = RequestRule(
    request=OrderTow,
    fact=TowOrdered,
    roles=STAFF,
    stages=TOW,
    question=Question.MAY_TOW,
    forms=one_form,
    rows=NoRows,
    make=_ordered,
    words=Words(
        button=N_("Order tow"),
        help=N_("The system offers the order to the contractors in rotation."),
        done=N_("Tow ordered"),
    ),
)

OFFER_TOW = RequestRule(
    request=OfferTow,
    fact=TowOffered,
    roles=SYSTEM,
    stages=TOW,
    question=Question.MAY_OFFER,
    forms=one_form,
    rows=OfferRow,
    make=_offered,
    words=Words(
        button=N_("Offer tow"),
        help="",
        done=N_("Tow offered"),
    ),
)

ACCEPT_OFFER = RequestRule(
    request=AcceptOffer,
    fact=OfferAccepted,
    roles=CONTRACTOR,
    stages=ORDERED,
    question=Question.MAY_ACCEPT,
    forms=open_order,
    rows=UnnamedRows,
    make=_of_its_contractor(OfferAccepted),
    words=Words(
        button=N_("Accept offer"),
        help=N_("The order is yours. Report the hook-up, the drop-off and the end of the tow."),
        done=N_("Offer accepted"),
    ),
)

DECLINE_OFFER = RequestRule(
    request=DeclineOffer,
    fact=OfferDeclined,
    roles=CONTRACTOR,
    stages=ORDERED,
    question=Question.MAY_ANSWER,
    forms=open_order,
    rows=UnnamedRows,
    make=_of_its_contractor(OfferDeclined),
    words=Words(
        button=N_("Decline offer"),
        help=N_("The order goes to the next contractor."),
        done=N_("Offer declined"),
    ),
)

LAPSE_OFFER = RequestRule(
    request=LapseOffer,
    fact=OfferLapsed,
    roles=SYSTEM,
    stages=ORDERED,
    question=Question.MAY_ANSWER,
    forms=one_form,
    rows=UnnamedRows,
    make=_of_its_contractor(OfferLapsed),
    words=Words(
        button=N_("Record lapsed offer"),
        help="",
        done=N_("Offer lapsed"),
    ),
)

REPORT_HOOKED_UP = RequestRule(
    request=ReportHookedUp,
    fact=VehicleHookedUp,
    roles=CONTRACTOR | SUPERVISOR,
    stages=ORDERED,
    question=Question.MAY_REPORT,
    forms=open_order,
    rows=NoRows,
    make=Copied(VehicleHookedUp),
    words=Words(
        button=N_("Hooked up"),
        help=N_("Record where and when the car was hooked up. Custody starts then."),
        done=N_("Vehicle hooked up"),
    ),
)

REPORT_DROPPED_AT_LOT = RequestRule(
    request=ReportDroppedAtLot,
    fact=VehicleDroppedAtLot,
    roles=CONTRACTOR | SUPERVISOR,
    stages=ORDERED,
    question=Question.MAY_REPORT,
    forms=open_order,
    rows=UnnamedRows,
    make=Copied(VehicleDroppedAtLot),
    words=Words(
        button=N_("Dropped at lot"),
        help=N_("Record where and when the car was dropped at the lot."),
        done=N_("Vehicle dropped at lot"),
    ),
)

REPORT_DONE = RequestRule(
    request=ReportDone,
    fact=TowEnded,
    roles=CONTRACTOR | SUPERVISOR | SYSTEM,
    stages=ORDERED,
    question=_end,
    forms=_each_end,
    rows=UnnamedRows,
    make=_of_its_contractor(TowEnded),
    words=Words(
        button=N_("Finish tow"),
        help=N_("The car is at the lot, and the order ends."),
        done=N_("Tow ended"),
    ),
)

WITHDRAW_TOW = RequestRule(
    request=WithdrawTow,
    fact=TowWithdrawn,
    roles=STAFF,
    stages=NOTICED,
    question=Question.MAY_WITHDRAW,
    forms=one_form,
    rows=UnnamedRows,
    make=_withdrawn,
    words=Words(
        button=N_("Withdraw tow order"),
        help=N_("The order ends, and the contractor sees that it was withdrawn."),
        done=N_("Tow order withdrawn"),
    ),
)

RULES: tuple[AnyRule, ...] = (
    ORDER_TOW,
    OFFER_TOW,
    ACCEPT_OFFER,
    DECLINE_OFFER,
    LAPSE_OFFER,
    REPORT_HOOKED_UP,
    REPORT_DROPPED_AT_LOT,
    REPORT_DONE,
    WITHDRAW_TOW,
)
