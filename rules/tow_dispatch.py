"""Whether a car may be towed and by whom, and the truck's own report. Knows no clock."""

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
NO_GUESS = our_own("a case is closed on evidence, and evidence is a picture")
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
    """An officer has said so."""
    rule, fact = asked.law.duties[Duty.DEFINITION], asked.case.declared
    text = "An officer has declared the car abandoned"
    yield asks(rule, text, met=fact is not None, fact=fact, task=Task.SECOND_OBSERVATION)


def unstolen(asked: Asked) -> Requirements:
    """G5 before the tow: asked anew once the owner's time was over. A hazard does not wait for the register."""
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
    """G5 where no fresh answer is needed yet: the newest answer does not call the car stolen."""
    rule, clear = asked.law.duties[Duty.STOLEN_CHECK], asked.case.stolen is not Stolen.STOLEN
    text = "The stolen-vehicle check does not say that the car is stolen"
    fact, who = asked.case.lookups, Role.DISPATCHER
    yield asks(rule, text, met=clear, fact=fact, who=who, task=Task.POLICE)


def _exempt_as_hazard(case: Case, law: Edition) -> bool:
    """Whether the law lets this car be taken at once because it is a hazard."""
    exemption = law.exemptions.get(case.exempt or "")
    return exemption is not None and Sign.HAZARD in exemption.needs


def gate_open(asked: Asked) -> Requirements:
    """The owner's notice period has ended, or the law gives none."""
    case = asked.case
    rule = asked.law.exemptions.get(case.exempt or "") or asked.law.periods["owner_notice"]
    text = "The owner's notice period has ended, or the law gives none"
    yield asks(rule, text, met=case.tow_gate is not None, fact=case.tow_gate, task=Task.NOTICE_PERIOD)


def unless_exempt(ask: Callable[[Asked], Requirements]) -> Callable[[Asked], Requirements]:
    """What opened the gate still stands, unless the law exempts this car."""

    def still(asked: Asked) -> Requirements:
        if asked.case.exempt is None:
            yield from ask(asked)

    return still


def seen_since_the_gate(case: Case) -> bool:
    """Whether the newest look was made since the gate was opened, or opened it."""
    look, gate = case.last_inspection, case.tow_gate
    return look is not None and (look.number == fact_of(case.tow_gate) or done_since(look.recorded, gate))


def seen_again(asked: Asked) -> Requirements:
    """Nobody tows on an old look."""
    case, rule = asked.case, asked.law.duties[Duty.REINSPECTION]
    look = case.last_inspection
    seen = look is not None and seen_since_the_gate(case) and look.finding in SEEN
    fact = look.number if look and seen else None
    yield asks(rule, rule.text, met=seen, fact=fact, task=Task.REINSPECTION)


def not_found_otherwise(asked: Asked) -> Requirements:
    """A presumption falls with the look that speaks against it, even where nobody had to look anew."""
    rule, look = asked.law.duties[Duty.REINSPECTION], asked.case.last_inspection
    met = look is None or look.finding in SEEN
    text = "The latest inspection did not find the car gone or not abandoned"
    yield asks(rule, text, met=met, fact=look.number if look else None, task=Task.REINSPECTION)


def declaring_look(case: Case) -> Inspection | None:
    """The look that declared the car abandoned."""
    return next((each for each in case.inspections if each.number == fact_of(case.declared)), None)


def ground_stated(asked: Asked) -> Requirements:
    """G9: an order states its ground and the record bears it; unpaid tickets alone are none."""
    rule, look = asked.law.duties[Duty.GROUND], declaring_look(asked.case)
    ground = getattr(asked.request, "ground", None) or (Ground.HAZARD if asked.case.hazard_order else Ground.ABANDONED)
    borne = {
        Ground.ABANDONED: look is not None and clause_of(asked.law, look) is not None,
        Ground.HAZARD: look is not None and look.hazard,
        Ground.UNPAID_TICKETS: False,
    }
    yield asks(rule, BASIS[ground], met=borne[ground], fact=look.number if look else None, who=Role.OFFICER)


def not_ordered(asked: Asked) -> Requirements:
    """A tow is ordered once; whether it may happen is another question."""
    fact = asked.case.ordered
    if asked.request is None:
        return
    yield asks(IN_TURN, "The tow is not ordered yet", met=fact is None, fact=fact, final=True)


def ordered(asked: Asked) -> Requirements:
    """There is an order. It can still be given before an offer, and not before it is taken back."""
    fact, task = asked.case.ordered, None if asked.question == "may_withdraw" else Task.TOW_ORDER
    text, who = "The tow is ordered", Role.DISPATCHER
    yield asks(IN_TURN, text, met=fact is not None, fact=fact, who=who, task=task, final=task is None)


def nobody_has_it(asked: Asked) -> Requirements:
    """One contractor at a time."""
    yield asks(IN_TURN, "No other contractor has the order", met=asked.case.order is None, final=True)


REFUSED = (OrderState.DECLINED, OrderState.LAPSED, OrderState.NO_SHOW)


def turn_of(case: Case, turns: Sequence[str]) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """The contractor to be asked next, and whose earlier turns are passed over, and why.

    `turns` is the rotation. Nobody is asked twice about one order; None if nobody is left.
    """
    since = case.tow_order.asked_since if case.tow_order else 0
    refused = {each.contractor: each.state.value for each in case.orders if each.state in REFUSED and each.fact > since}
    left = next((each for each in turns if each not in refused), None)
    before = turns if left is None else turns[: turns.index(left)]
    return left, tuple((each, refused[each]) for each in before)


def theirs_and_offered(asked: Asked) -> Requirements:
    """The offer is this contractor's, and nobody has answered it."""
    yield from _theirs(asked, OrderState.OFFERED)


def theirs_and_taken(asked: Asked) -> Requirements:
    """The order is this contractor's, and has not ended."""
    yield from _theirs(asked, OrderState.OPEN)


def _theirs(asked: Asked, state: OrderState) -> Requirements:
    """A contractor speaks only for its own firm's order, the engine for the window that passed.

    A supervisor tells in writing what a firm did that does not tell it itself: a car on its hook would wait for ever.
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
    """Only the engine says that a window has passed, and only where no car is on the hook."""
    yield from not_hooked(asked)
    yield asks(IN_TURN, "The arrival window passed without a truck", met=asked.role == Role.ENGINE, final=True)


def not_hooked(asked: Asked) -> Requirements:
    """A car on the hook is brought to the lot first."""
    fact = asked.case.hooked_up
    yield asks(IN_TURN, "The car is not hooked up", met=fact is None, fact=fact, final=True)


def way_reported(asked: Asked) -> Requirements:
    """G18: hook and lot are each reported once, in this order, with place and time; an empty place with its photo."""
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
"""What each report of the truck has to show."""
