"""Whether a car may be towed and by whom, and the contractor's reports. Knows no clock."""

from collections.abc import Callable, Sequence

from rules.checks_in_time import age_of_check
from rules.law import Edition
from rules.requirements import GuardContext, Requirements, our_own, requirement
from rules.since import done_since
from rules.verification import clause_of
from schemas import amendments, impound, owner_notice, records, reporting, verification, waiting_periods
from schemas.case import Case
from schemas.case_parts import Inspection, Order
from schemas.law import Duty, Sign
from schemas.messages import Fact, Request, fact_of
from schemas.rulings import Requirement
from schemas.tow_dispatch import ReportDone, ReportDroppedAtLot, ReportHookedUp
from schemas.words import Finding, Ground, OrderState, Role, Stolen, Task, TowResult, WithdrawReason

IN_TURN = our_own("one contractor at a time, each in turn")
NO_GUESS = our_own("a case is closed on evidence, and the evidence is a photo")
SEEN = (Finding.STILL_THERE, Finding.ABANDONED)

BASIS = {
    Ground.ABANDONED: "An inspection shows the legal basis of the tow: abandoned",
    Ground.HAZARD: "An inspection shows the legal basis of the tow: safety hazard",
    Ground.UNPAID_TICKETS: "The tow has another legal basis: unpaid tickets alone do not allow a tow",
}
"""What an order to tow requires, by its ground."""

TAKES_AWAY: dict[type[Fact], WithdrawReason] = {
    waiting_periods.HoldPlaced: WithdrawReason.HOLD,
    waiting_periods.MoveClaimed: WithdrawReason.MOVED,
    waiting_periods.ExtensionAsked: WithdrawReason.EXTENSION,
    waiting_periods.ExtensionDecided: WithdrawReason.EXTENSION,
    verification.VehicleInspected: WithdrawReason.INSPECTION,
    verification.ReviewRecorded: WithdrawReason.INSPECTION,
    reporting.RecordsChecked: WithdrawReason.RECORDS_CHECK,
    records.AnswerReferred: WithdrawReason.RECORDS_CHECK,
    reporting.DescriptionCorrected: WithdrawReason.CORRECTION,
    owner_notice.PartiesRecorded: WithdrawReason.PARTIES,
    impound.HearingRequested: WithdrawReason.HEARING,
    amendments.AmendmentApplied: WithdrawReason.LAW,
    amendments.AmendmentTakenBack: WithdrawReason.LAW,
}
"""The facts that can take away the right to tow."""


def declared(context: GuardContext) -> Requirements:
    """An officer has declared the car abandoned."""
    rule, fact = context.law.duties[Duty.DEFINITION], context.case.declared
    text = "An officer has declared the car abandoned"
    yield requirement(rule, text, met=fact is not None, fact=fact, task=Task.SECOND_OBSERVATION)


def unstolen(context: GuardContext) -> Requirements:
    """G5 before the tow: checked again after the owner's notice period, and not long ago. A hazard does not wait."""
    case, rule = context.case, context.law.duties[Duty.STOLEN_CHECK]
    if "tow" not in rule.before:
        return
    nothing_to_ask = case.records_check is None and not case.vehicle_known
    at_once = case.hazard_order and _exempt_as_hazard(case, context.law)
    asked_since = done_since(case.records_check, case.tow_gate)
    since = case.tow_gate is None or asked_since
    age = age_of_check(case, context.law, "stolen_check_age", context.at)
    answered = since and not age.too_old and case.stolen is Stolen.CLEAR
    clear = case.stolen is not Stolen.STOLEN and (at_once or answered)
    again = ", made after the owner's notice period," if case.tow_gate else ""
    yield requirement(
        rule,
        f"The stolen-vehicle check{again} is clear{age.too_old}",
        met=nothing_to_ask or clear,
        fact=case.records_check,
        remedied_by=Role.DISPATCHER,
        task=Task.POLICE if case.stolen is Stolen.STOLEN else Task.RECORDS_CHECK,
        until=None if nothing_to_ask or at_once else age.until,
    )


def not_called_stolen(context: GuardContext) -> Requirements:
    """G5 if no fresh check is needed yet: the latest one does not say stolen."""
    rule, clear = context.law.duties[Duty.STOLEN_CHECK], context.case.stolen is not Stolen.STOLEN
    text = "The stolen-vehicle check does not say that the car is stolen"
    fact, remedied_by = context.case.records_check, Role.DISPATCHER
    yield requirement(rule, text, met=clear, fact=fact, remedied_by=remedied_by, task=Task.POLICE)


def _exempt_as_hazard(case: Case, law: Edition) -> bool:
    """Whether the law lets this car be towed at once as a hazard."""
    exemption = law.exemptions.get(case.exempt or "")
    return exemption is not None and Sign.HAZARD in exemption.needs


def gate_open(context: GuardContext) -> Requirements:
    """The gate of the tow was opened, or the law exempts the car."""
    case = context.case
    rule = context.law.exemptions.get(case.exempt or "") or context.law.periods["owner_notice"]
    text = "The owner's notice period has ended, or the law gives none"
    yield requirement(rule, text, met=case.tow_gate is not None, fact=case.tow_gate, task=Task.NOTICE_PERIOD)


def unless_exempt(ask: Callable[[GuardContext], Requirements]) -> Callable[[GuardContext], Requirements]:
    """The requirements, unless the law exempts this car."""

    def still(context: GuardContext) -> Requirements:
        if context.case.exempt is None:
            yield from ask(context)

    return still


def seen_since_the_gate(case: Case) -> bool:
    """Whether the latest inspection was made after the gate was opened, or opened it."""
    look, gate = case.last_inspection, case.tow_gate
    return look is not None and (look.number == fact_of(case.tow_gate) or done_since(look.recorded, gate))


def seen_again(context: GuardContext) -> Requirements:
    """The car was inspected after the gate was opened."""
    case, rule = context.case, context.law.duties[Duty.REINSPECTION]
    look = case.last_inspection
    seen = look is not None and seen_since_the_gate(case) and look.finding in SEEN
    fact = look.number if look and seen else None
    yield requirement(rule, rule.text, met=seen, fact=fact, task=Task.REINSPECTION)


def not_found_otherwise(context: GuardContext) -> Requirements:
    """A contrary inspection rebuts the presumption, even if no re-inspection was required."""
    rule, look = context.law.duties[Duty.REINSPECTION], context.case.last_inspection
    met = look is None or look.finding in SEEN
    text = "The latest inspection did not find the car gone or not abandoned"
    yield requirement(rule, text, met=met, fact=look.number if look else None, task=Task.REINSPECTION)


def declaring_look(case: Case) -> Inspection | None:
    """The inspection that declared the car abandoned."""
    return next((each for each in case.inspections if each.number == fact_of(case.declared)), None)


def ground_stated(context: GuardContext) -> Requirements:
    """G9: the record shows the ground of the order; unpaid tickets alone are not a ground."""
    rule, look = context.law.duties[Duty.GROUND], declaring_look(context.case)
    ground = getattr(context.request, "ground", None) or (
        Ground.HAZARD if context.case.hazard_order else Ground.ABANDONED
    )
    borne = {
        Ground.ABANDONED: look is not None and clause_of(context.law, look) is not None,
        Ground.HAZARD: look is not None and look.hazard,
        Ground.UNPAID_TICKETS: False,
    }
    yield requirement(
        rule, BASIS[ground], met=borne[ground], fact=look.number if look else None, remedied_by=Role.OFFICER
    )


def not_ordered(context: GuardContext) -> Requirements:
    """A tow is ordered once. Not required if no request is made."""
    fact = context.case.ordered
    if context.request is None:
        return
    yield requirement(IN_TURN, "The tow is not ordered yet", met=fact is None, fact=fact, final=True)


def ordered(context: GuardContext) -> Requirements:
    """A tow is ordered. An offer can wait for the order; a withdrawal cannot."""
    fact, task = context.case.ordered, None if context.question == "may_withdraw" else Task.TOW_ORDER
    text, remedied_by = "The tow is ordered", Role.DISPATCHER
    yield requirement(
        IN_TURN, text, met=fact is not None, fact=fact, remedied_by=remedied_by, task=task, final=task is None
    )


def nobody_has_it(context: GuardContext) -> Requirements:
    """No contractor has the order."""
    yield requirement(IN_TURN, "No other contractor has the order", met=context.case.order is None, final=True)


REFUSED = (OrderState.DECLINED, OrderState.LAPSED, OrderState.NO_SHOW)


def turn_of(case: Case, turns: Sequence[str]) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """The contractor whose turn is next, and the skipped ones with their reasons.

    `turns` is the rotation. No contractor is asked twice about one order; None if none is left.
    """
    since = case.tow_order.asked_since if case.tow_order else 0
    refused = {each.contractor: each.state.value for each in case.orders if each.state in REFUSED and each.fact > since}
    left = next((each for each in turns if each not in refused), None)
    before = turns if left is None else turns[: turns.index(left)]
    return left, tuple((each, refused[each]) for each in before)


def theirs_and_offered(context: GuardContext) -> Requirements:
    """The offer was made to this contractor and is not answered."""
    yield from _theirs(context, OrderState.OFFERED)


def theirs_and_taken(context: GuardContext) -> Requirements:
    """This contractor accepted the order, and it has not ended."""
    yield from _theirs(context, OrderState.OPEN)


def _theirs(context: GuardContext, state: OrderState) -> Requirements:
    """A contractor acts only on its own firm's order; the system, if the window has passed.

    A supervisor may report for a firm that does not, and says in Notes how it was learned.
    """
    number, told = context.request.order, context.role == Role.SUPERVISOR
    found = next((each for each in context.case.orders if each.order == number), None)
    firm = found is not None and (told or _is_firm(found, context))
    text = "is waiting for an answer" if state is OrderState.OFFERED else "is accepted and has not ended"
    now = f"; it is {found.state.replace('_', ' ')}" if found and firm and found.state is not state else ""
    yield requirement(IN_TURN, f"Order {number} of this case was offered to this contractor", met=firm, final=True)
    yield requirement(
        IN_TURN, f"Order {number} {text}{now}", met=found is not None and found.state is state, final=True
    )
    if told:
        yield requirement(IN_TURN, "The notes say how this was learned", met=bool(context.request.note))


def _is_firm(order: Order, context: GuardContext) -> bool:
    return context.role == Role.SYSTEM or order.contractor == context.firm


def window_passed(context: GuardContext) -> Requirements:
    """Only the system reports that the window has passed, and only if the car is not hooked up."""
    yield from not_hooked_up(context)
    yield requirement(IN_TURN, "The arrival window passed without a truck", met=context.role == Role.SYSTEM, final=True)


def not_hooked_up(context: GuardContext) -> Requirements:
    """The car is not hooked up; a hooked-up car is dropped at the lot first."""
    fact = context.case.hooked_up
    yield requirement(IN_TURN, "The car is not hooked up", met=fact is None, fact=fact, final=True)


def way_reported(context: GuardContext) -> Requirements:
    """G18: hook-up and drop-off are reported once each, in order, with place and time; a missing car with a photo."""
    yield from WAYS[type(context.request)](context)


def _hooks(context: GuardContext) -> Requirements:
    yield _custody(context, "The car is not hooked up yet", met=context.case.towed is None)


def _arrives(context: GuardContext) -> Requirements:
    yield _custody(context, "The hook-up was reported", met=context.case.towed is not None)
    yield _custody(context, "The drop-off at a lot was not reported yet", met=context.case.in_lot is None)


def _ends(context: GuardContext) -> Requirements:
    case, towed = context.case, context.request.result is TowResult.TOWED
    whole = not towed or case.in_lot is not None
    yield _custody(context, "The hook-up and the drop-off are reported, each with place and time", met=whole)
    hooked, shown = case.towed is not None, bool(context.request.photos)
    text = "A photo shows the empty place, and the car was never hooked up"
    met = towed or (shown and not hooked)
    yield requirement(NO_GUESS, text, met=met, remedied_by=Role.CONTRACTOR, final=hooked)


def _custody(context: GuardContext, text: str, *, met: bool) -> Requirement:
    return requirement(context.law.duties[Duty.CUSTODY], text, met=met, remedied_by=Role.CONTRACTOR, final=True)


WAYS: dict[type[Request], Callable[[GuardContext], Requirements]] = {
    ReportHookedUp: _hooks,
    ReportDroppedAtLot: _arrives,
    ReportDone: _ends,
}
"""The requirements of each contractor report."""
