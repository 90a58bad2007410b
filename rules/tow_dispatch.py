"""Whether a car may be towed, by whom, and when the right to tow it is lost. Knows no clock."""

from collections.abc import Sequence
from datetime import datetime

from rules.law import Edition
from rules.waiting_periods import ceiling, may_open_tow_gate, nothing_asked, nothing_held
from schemas import impound, owner_notice, reporting, verification, waiting_periods
from schemas.case import Case, Order
from schemas.messages import Actor, Fact
from schemas.rulings import NextThing, Requirement, Ruling
from schemas.words import Finding, OrderState, Role, Step, Stolen, Stops, Thing, WithdrawReason

ORDER = "Towpath's own rule: one contractor at a time, each in turn"
SEEN = (Finding.STILL_THERE, Finding.ABANDONED)

TAKES_AWAY: dict[type[Fact], WithdrawReason] = {
    waiting_periods.HoldPlaced: WithdrawReason.HOLD,
    waiting_periods.MoveClaimed: WithdrawReason.MOVED,
    waiting_periods.ExtensionAsked: WithdrawReason.EXTENSION,
    waiting_periods.ExtensionDecided: WithdrawReason.EXTENSION,
    verification.VehicleInspected: WithdrawReason.INSPECTION,
    reporting.LookupsAnswered: WithdrawReason.LOOKUPS,
    owner_notice.PartiesRecorded: WithdrawReason.PARTIES,
    impound.HearingRequested: WithdrawReason.HEARING,
}
"""The facts that can take away the right to tow."""


def is_exempt(case: Case) -> bool:
    """Whether the car is removed at once: its declaration opened the gate (12-1120(3), 75 Pa.C.S. 7304.1)."""
    return case.tow_gate is not None and case.tow_gate == case.declared


def may_tow(case: Case, edition: Edition, at: datetime) -> Ruling:
    """Whether the car may be taken away at this instant, with every guard asked again."""
    if is_exempt(case):
        standing = (*nothing_asked(case), *nothing_held(case, edition, Stops.TOW))
    else:
        standing = may_open_tow_gate(case, edition, at).proof
    seen = (_gate(case), _seen_again(case), _nobody_inside(case))
    return Ruling(question="may_tow", proof=(_declared(case), _not_stolen(case), *standing, *seen))


def _declared(case: Case) -> Requirement:
    return Requirement(
        text="An officer has declared the car abandoned",
        citation="75 Pa.C.S. 102, 7304.1",
        met=case.declared is not None,
        fact=case.declared,
        who=Role.OFFICER,
    )


def _not_stolen(case: Case) -> Requirement:
    """A car that nobody can look up has no register to ask; a hazard does not wait for it."""
    waived = case.lookups is None and (case.hazard_order or not case.vehicle_known)
    return Requirement(
        text="The register of stolen vehicles says that the car is clear",
        citation="PPD Directive 12.5",
        met=waived or case.stolen is Stolen.CLEAR,
        fact=case.lookups,
        who=Role.DISPATCHER,
    )


def _gate(case: Case) -> Requirement:
    return Requirement(
        text="The owner's time was found to be over, or the law gives none",
        citation="Phila. Code 12-1120, 75 Pa.C.S. 7304.1",
        met=case.tow_gate is not None,
        fact=case.tow_gate,
    )


def _seen_again(case: Case) -> Requirement:
    look = case.last_inspection
    seen = look is not None and case.tow_gate is not None and look.number >= case.tow_gate and look.finding in SEEN
    return Requirement(
        text="An officer has seen the car there after the owner's time was over",
        citation="75 Pa.C.S. 102: the presumption is rebuttable",
        met=seen,
        fact=look.number if look and seen else None,
        who=Role.OFFICER,
    )


def _nobody_inside(case: Case) -> Requirement:
    look = case.last_inspection
    return Requirement(
        text="Nobody, person or animal, was in the car when it was last seen",
        citation="City policy: an occupied car is for outreach, never for a tow truck",
        met=look is None or not look.occupied,
        fact=look.number if look else None,
        who=Role.OFFICER,
    )


def may_order(case: Case, edition: Edition, at: datetime) -> Ruling:
    """Whether the tow may be ordered: it may happen, and is not ordered yet."""
    free = Requirement(text="The tow is not ordered yet", citation=ORDER, met=case.ordered is None, fact=case.ordered)
    return Ruling(question="may_tow", proof=(*may_tow(case, edition, at).proof, free))


REFUSED = (OrderState.DECLINED, OrderState.LAPSED, OrderState.NO_SHOW)


def turn_of(case: Case, turns: Sequence[str]) -> tuple[str | None, tuple[tuple[str, str], ...]]:
    """The contractor to be asked next, and whose earlier turns are passed over, and why.

    `turns` is the rotation. Nobody is asked twice about one order; None if nobody is left.
    """
    refused = {
        each.contractor: each.state.value
        for each in case.orders
        if each.state in REFUSED and each.fact > (case.asked_since or 0)
    }
    left = next((each for each in turns if each not in refused), None)
    before = turns if left is None else turns[: turns.index(left)]
    return left, tuple((each, refused[each]) for each in before)


def may_offer(case: Case, edition: Edition, at: datetime) -> Ruling:
    """Whether the order may be offered to the next contractor."""
    ordered = Requirement(text="The tow is ordered", citation=ORDER, met=case.ordered is not None, fact=case.ordered)
    alone = Requirement(text="No other contractor has the order", citation=ORDER, met=case.order is None)
    return Ruling(question="may_offer", proof=(*may_tow(case, edition, at).proof, ordered, alone))


def may_answer(case: Case, order: int, actor: Actor) -> Ruling:
    """Whether this contractor may take or leave this offer: it is theirs and nobody has answered it."""
    return Ruling(question="may_answer", proof=_theirs(case, order, actor, OrderState.OFFERED))


def may_accept(case: Case, order: int, actor: Actor, edition: Edition, at: datetime) -> Ruling:
    """Whether this contractor may take the order: it is theirs, and the car may still be towed."""
    proof = (*_theirs(case, order, actor, OrderState.OFFERED), *may_tow(case, edition, at).proof)
    return Ruling(question="may_answer", proof=proof)


def may_report(case: Case, order: int, actor: Actor) -> Ruling:
    """Whether this contractor may report on this order: they have taken it and it has not ended."""
    return Ruling(question="may_report", proof=_theirs(case, order, actor, OrderState.OPEN))


def may_hook(case: Case, order: int, actor: Actor) -> Ruling:
    """Whether the car can be on the hook of this order: once only."""
    once = Requirement(text="The car is not hooked yet", citation=ORDER, met=case.hooked is None, fact=case.hooked)
    return Ruling(question="may_report", proof=(*_theirs(case, order, actor, OrderState.OPEN), once))


def may_arrive(case: Case, order: int, actor: Actor) -> Ruling:
    """Whether the car can stand in the lot: it was hooked before, and has not arrived."""
    hooked = Requirement(text="The car was reported hooked", citation=CUSTODY, met=case.hooked is not None)
    once = Requirement(text="The car is not in a lot yet", citation=CUSTODY, met=case.in_lot is None, fact=case.in_lot)
    return Ruling(question="may_report", proof=(*_theirs(case, order, actor, OrderState.OPEN), hooked, once))


def may_lapse(case: Case, order: int, actor: Actor) -> Ruling:
    """Whether the engine may say that nobody came: the order is taken, and no car is on the hook."""
    free = Requirement(text="The car is not on the hook", citation=ORDER, met=case.hooked is None, fact=case.hooked)
    engine = Requirement(text="The window passed without a truck", citation=ORDER, met=actor.role == Role.ENGINE)
    return Ruling(question="may_report", proof=(*_theirs(case, order, actor, OrderState.OPEN), free, engine))


def may_finish(case: Case, order: int, actor: Actor, *, towed: bool, photos: int) -> Ruling:
    """Whether the order can end so: towed with the whole chain of custody, or gone with a photo of the empty place."""
    chain = Requirement(
        text="Hook and lot are reported, each with place and time",
        citation=CUSTODY,
        met=not towed or case.in_lot is not None,
        who=Role.CONTRACTOR,
    )
    empty = Requirement(
        text="A photo shows the empty place, and the car was never hooked",
        citation="Towpath closes no case without evidence",
        met=towed or (photos > 0 and case.hooked is None),
        who=Role.CONTRACTOR,
    )
    return Ruling(question="may_report", proof=(*_theirs(case, order, actor, OrderState.OPEN), chain, empty))


CUSTODY = "Settlement on courtesy tows (2026): every tow records where the car was taken and where it was left"


def _theirs(case: Case, order: int, actor: Actor, state: OrderState) -> tuple[Requirement, ...]:
    """The engine speaks for the window that passed; a contractor only for its own firm's order."""
    found = next((each for each in case.orders if each.order == order), None)
    firm = found is not None and actor.role in (Role.ENGINE, Role.CONTRACTOR) and _is_firm(found, actor)
    text = "is waiting for an answer" if state is OrderState.OFFERED else "is taken and has not ended"
    now = f"; it is {found.state.replace('_', ' ')}" if found and firm and found.state is not state else ""
    return (
        Requirement(text=f"Order {order} of this case was offered to this contractor", citation=ORDER, met=firm),
        Requirement(text=f"Order {order} {text}{now}", citation=ORDER, met=found is not None and found.state is state),
    )


def _is_firm(order: Order, actor: Actor) -> bool:
    return actor.role == Role.ENGINE or order.contractor == actor.firm


def may_withdraw(case: Case) -> Ruling:
    """Whether there is an order to take back; a car on the hook is brought to the lot first."""
    ordered = Requirement(text="The tow is ordered", citation=ORDER, met=case.ordered is not None, fact=case.ordered)
    free = Requirement(text="The car is not on the hook", citation=ORDER, met=case.hooked is None, fact=case.hooked)
    return Ruling(question="may_withdraw", proof=(ordered, free))


def right_lost(case: Case, fact: Fact, edition: Edition, at: datetime) -> WithdrawReason | None:
    """Why the order has to be taken back after this fact; None if there is none, or the right to tow stands."""
    reason = TAKES_AWAY.get(type(fact))
    if reason is None or case.ordered is None or case.hooked is not None:
        return None
    return None if may_tow(case, edition, at).allowed else reason


def under_way(case: Case) -> NextThing | None:
    """What an ordered tow waits for; None where none is ordered."""
    order = case.order
    if order is None and case.ordered is None:
        return None
    if order is None:
        why = "The order is offered to the next contractor in rotation."
        return NextThing(thing=Thing.OFFER, by=Role.ENGINE, why=why, step=Step.OFFER_TOW)
    if order.state is OrderState.OFFERED:
        return NextThing(
            thing=Thing.ANSWER,
            by=Role.CONTRACTOR,
            why="The contractor says whether a truck comes.",
            due_at=order.answer_by,
            step=Step.AWAIT_ANSWER,
            wake_at=order.answer_by,
        )
    why = "The car is on the hook." if case.hooked else "A truck is on its way."
    return NextThing(thing=Thing.TOW, by=Role.CONTRACTOR, why=why, step=Step.TOW_VEHICLE)


def tow_to_order(case: Case, edition: Edition) -> NextThing:
    """What is still to be done before the tow is ordered."""
    due, period = ceiling(edition, "remove", case.declared_at)
    if not _not_stolen(case).met:
        why = "The register of stolen vehicles is asked before a truck is sent."
        return NextThing(thing=Thing.LOOKUPS, by=Role.DISPATCHER, why=why, citation=period.citation, due_at=due)
    floor = None if is_exempt(case) else may_open_tow_gate(case, edition, case.opened_at).ask_again
    look = NextThing(
        thing=Thing.REINSPECTION,
        by=Role.OFFICER,
        why="The owner's time is over: an officer looks whether the car is still there.",
        citation=period.citation,
        due_at=due,
    )
    order = NextThing(
        thing=Thing.TOW_ORDER,
        by=Role.DISPATCHER,
        why="The car may be towed.",
        citation=period.citation,
        not_before=floor,
        due_at=due,
    )
    return order if _seen_again(case).met else look
