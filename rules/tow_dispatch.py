"""Whether a car may be towed and by whom, and the contractor's reports. Knows no clock."""

from collections.abc import Callable, Sequence

from rules.law import Edition
from rules.requirements import Asked, Requirements, asks, our_own
from rules.since import done_since
from rules.verification import clause_of
from schemas import amendments, impound, owner_notice, reporting, verification, waiting_periods
from schemas.case import Case
from schemas.case_parts import Inspection, Order
from schemas.law import Duty, Sign
from schemas.messages import Fact, Request, fact_of
from schemas.rulings import Requirement
from schemas.tow_dispatch import ReportDone, ReportHooked, ReportInLot
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
    reporting.LookupsAnswered: WithdrawReason.LOOKUPS,
    owner_notice.PartiesRecorded: WithdrawReason.PARTIES,
    impound.HearingRequested: WithdrawReason.HEARING,
    amendments.AmendmentApplied: WithdrawReason.LAW,
    amendments.AmendmentTakenBack: WithdrawReason.LAW,
}
"""The facts that can take away the right to tow."""


def declared(asked: Asked) -> Requirements:
    """An officer has declared the car abandoned."""
    rule, fact = asked.law.duties[Duty.DEFINITION], asked.case.declared
    text = "An officer has declared the car abandoned"
    yield asks(rule, text, met=fact is not None, fact=fact, task=Task.SECOND_OBSERVATION)


def unstolen(asked: Asked) -> Requirements:
    """G5 before the tow: checked again after the owner's notice period. A hazard tow does not wait for the check."""
    case, rule = asked.case, asked.law.duties[Duty.STOLEN_CHECK]
    if "tow" not in rule.before:
        return
    nothing_to_ask = case.lookups is None and not case.vehicle_known
    at_once = case.hazard_order and _exempt_as_hazard(case, asked.law)
    asked_since = done_since(case.lookups, case.tow_gate)
    since = case.tow_gate is None or asked_since
    clear = case.stolen is not Stolen.STOLEN and (at_once or (since and case.stolen is Stolen.CLEAR))
    again = ", made after the owner's notice period," if case.tow_gate else ""
    yield asks(
        rule,
        f"The stolen-vehicle check{again} is clear",
        met=nothing_to_ask or clear,
        fact=case.lookups,
        who=Role.DISPATCHER,
        task=Task.POLICE if case.stolen is Stolen.STOLEN else Task.LOOKUPS,
    )


def not_called_stolen(asked: Asked) -> Requirements:
    """G5 if no fresh check is needed yet: the latest one does not say stolen."""
    rule, clear = asked.law.duties[Duty.STOLEN_CHECK], asked.case.stolen is not Stolen.STOLEN
    text = "The stolen-vehicle check does not say that the car is stolen"
    fact, who = asked.case.lookups, Role.DISPATCHER
    yield asks(rule, text, met=clear, fact=fact, who=who, task=Task.POLICE)


def _exempt_as_hazard(case: Case, law: Edition) -> bool:
    """Whether the law lets this car be towed at once as a hazard."""
    exemption = law.exemptions.get(case.exempt or "")
    return exemption is not None and Sign.HAZARD in exemption.needs


def gate_open(asked: Asked) -> Requirements:
    """The gate of the tow was opened, or the law exempts the car."""
    case = asked.case
    rule = asked.law.exemptions.get(case.exempt or "") or asked.law.periods["owner_notice"]
    text = "The owner's notice period has ended, or the law gives none"
    yield asks(rule, text, met=case.tow_gate is not None, fact=case.tow_gate, task=Task.NOTICE_PERIOD)


def unless_exempt(ask: Callable[[Asked], Requirements]) -> Callable[[Asked], Requirements]:
    """The requirements, unless the law exempts this car."""

    def still(asked: Asked) -> Requirements:
        if asked.case.exempt is None:
            yield from ask(asked)

    return still


def seen_since_the_gate(case: Case) -> bool:
    """Whether the latest inspection was made after the gate was opened, or opened it."""
    look, gate = case.last_inspection, case.tow_gate
    return look is not None and (look.number == fact_of(case.tow_gate) or done_since(look.recorded, gate))


def seen_again(asked: Asked) -> Requirements:
    """The car was inspected after the gate was opened."""
    case, rule = asked.case, asked.law.duties[Duty.REINSPECTION]
    look = case.last_inspection
    seen = look is not None and seen_since_the_gate(case) and look.finding in SEEN
    fact = look.number if look and seen else None
    yield asks(rule, rule.text, met=seen, fact=fact, task=Task.REINSPECTION)


def not_found_otherwise(asked: Asked) -> Requirements:
    """A contrary inspection rebuts the presumption, even if no re-inspection was required."""
    rule, look = asked.law.duties[Duty.REINSPECTION], asked.case.last_inspection
    met = look is None or look.finding in SEEN
    text = "The latest inspection did not find the car gone or not abandoned"
    yield asks(rule, text, met=met, fact=look.number if look else None, task=Task.REINSPECTION)


def declaring_look(case: Case) -> Inspection | None:
    """The inspection that declared the car abandoned."""
    return next((each for each in case.inspections if each.number == fact_of(case.declared)), None)


def ground_stated(asked: Asked) -> Requirements:
    """G9: the record shows the ground of the order; unpaid tickets alone are not a ground."""
    rule, look = asked.law.duties[Duty.GROUND], declaring_look(asked.case)
    ground = getattr(asked.request, "ground", None) or (Ground.HAZARD if asked.case.hazard_order else Ground.ABANDONED)
    borne = {
        Ground.ABANDONED: look is not None and clause_of(asked.law, look) is not None,
        Ground.HAZARD: look is not None and look.hazard,
        Ground.UNPAID_TICKETS: False,
    }
    yield asks(rule, BASIS[ground], met=borne[ground], fact=look.number if look else None, who=Role.OFFICER)


def not_ordered(asked: Asked) -> Requirements:
    """A tow is ordered once. Not required if no request is made."""
    fact = asked.case.ordered
    if asked.request is None:
        return
    yield asks(IN_TURN, "The tow is not ordered yet", met=fact is None, fact=fact, final=True)


def ordered(asked: Asked) -> Requirements:
    """A tow is ordered. An offer can wait for the order; a withdrawal cannot."""
    fact, task = asked.case.ordered, None if asked.question == "may_withdraw" else Task.TOW_ORDER
    text, who = "The tow is ordered", Role.DISPATCHER
    yield asks(IN_TURN, text, met=fact is not None, fact=fact, who=who, task=task, final=task is None)


def nobody_has_it(asked: Asked) -> Requirements:
    """No contractor has the order."""
    yield asks(IN_TURN, "No other contractor has the order", met=asked.case.order is None, final=True)


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


def theirs_and_offered(asked: Asked) -> Requirements:
    """The offer was made to this contractor and is not answered."""
    yield from _theirs(asked, OrderState.OFFERED)


def theirs_and_taken(asked: Asked) -> Requirements:
    """This contractor accepted the order, and it has not ended."""
    yield from _theirs(asked, OrderState.OPEN)


def _theirs(asked: Asked, state: OrderState) -> Requirements:
    """A contractor acts only on its own firm's order; the system, if the window has passed.

    A supervisor may report for a firm that does not, and says in Notes how it was learned.
    """
    number, told = asked.request.order, asked.role == Role.SUPERVISOR
    found = next((each for each in asked.case.orders if each.order == number), None)
    firm = found is not None and (told or _is_firm(found, asked))
    text = "is waiting for an answer" if state is OrderState.OFFERED else "is accepted and has not ended"
    now = f"; it is {found.state.replace('_', ' ')}" if found and firm and found.state is not state else ""
    yield asks(IN_TURN, f"Order {number} of this case was offered to this contractor", met=firm, final=True)
    yield asks(IN_TURN, f"Order {number} {text}{now}", met=found is not None and found.state is state, final=True)
    if told:
        yield asks(IN_TURN, "The notes say how this was learned", met=bool(asked.request.note))


def _is_firm(order: Order, asked: Asked) -> bool:
    return asked.role == Role.ENGINE or order.contractor == asked.firm


def window_passed(asked: Asked) -> Requirements:
    """Only the system reports that the window has passed, and only if the car is not hooked up."""
    yield from not_hooked(asked)
    yield asks(IN_TURN, "The arrival window passed without a truck", met=asked.role == Role.ENGINE, final=True)


def not_hooked(asked: Asked) -> Requirements:
    """The car is not hooked up; a hooked-up car is dropped at the lot first."""
    fact = asked.case.hooked_up
    yield asks(IN_TURN, "The car is not hooked up", met=fact is None, fact=fact, final=True)


def way_reported(asked: Asked) -> Requirements:
    """G18: hook-up and drop-off are reported once each, in order, with place and time; a missing car with a photo."""
    yield from WAYS[type(asked.request)](asked)


def _hooks(asked: Asked) -> Requirements:
    yield _custody(asked, "The car is not hooked up yet", met=asked.case.towed is None)


def _arrives(asked: Asked) -> Requirements:
    yield _custody(asked, "The hook-up was reported", met=asked.case.towed is not None)
    yield _custody(asked, "The drop-off at a lot was not reported yet", met=asked.case.in_lot is None)


def _ends(asked: Asked) -> Requirements:
    case, towed = asked.case, asked.request.result is TowResult.TOWED
    whole = not towed or case.in_lot is not None
    yield _custody(asked, "The hook-up and the drop-off are reported, each with place and time", met=whole)
    hooked, shown = case.towed is not None, bool(asked.request.photos)
    text = "A photo shows the empty place, and the car was never hooked up"
    met = towed or (shown and not hooked)
    yield asks(NO_GUESS, text, met=met, who=Role.CONTRACTOR, final=hooked)


def _custody(asked: Asked, text: str, *, met: bool) -> Requirement:
    return asks(asked.law.duties[Duty.CUSTODY], text, met=met, who=Role.CONTRACTOR, final=True)


WAYS: dict[type[Request], Callable[[Asked], Requirements]] = {
    ReportHooked: _hooks,
    ReportInLot: _arrives,
    ReportDone: _ends,
}
"""The requirements of each contractor report."""
