"""What a case becomes by an order to tow, from the first offer to the lot: another part of `schemas.after`.

Knows no clock, no law, no people.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from schemas import tow_dispatch
from schemas.case import Case
from schemas.case_parts import InLot, Order, Towed, TowOrder
from schemas.messages import Fact, JournalEntry
from schemas.words import OrderState, Stage, TowResult


def _ordered(case: Case, entry: JournalEntry, _: Fact) -> Case:
    order = TowOrder(fact=entry.number, at=entry.at, by=entry.actor, asked_since=entry.number)
    return case.with_(tow_order=order)


def _order_over(case: Case, entry: JournalEntry) -> Case:
    return case.with_(tow_order=replace(case.tow_order, ended=entry.number)) if case.tow_order else case


def _offered(case: Case, entry: JournalEntry, fact: tow_dispatch.TowOffered) -> Case:
    offer = Order(
        order=fact.order,
        contractor=fact.contractor,
        state=OrderState.OFFERED,
        at=entry.at,
        answer_by=fact.answer_by,
        fact=entry.number,
    )
    return case.with_(orders=(*case.orders, offer))


def _order(case: Case, number: int | None, change: Callable[[Order], Order]) -> Case:
    return case.with_(orders=tuple(change(each) if each.order == number else each for each in case.orders))


def _accepted(case: Case, entry: JournalEntry, fact: tow_dispatch.OfferAccepted) -> Case:
    return _order(case, fact.order, lambda order: replace(order, state=OrderState.OPEN, accepted_at=entry.at))


def _order_ended(case: Case, number: int | None, state: OrderState) -> Case:
    return _order(case, number, lambda order: replace(order, state=state))


def _declined(case: Case, _: JournalEntry, fact: tow_dispatch.OfferDeclined) -> Case:
    return _order_ended(case, fact.order, OrderState.DECLINED)


def _lapsed(case: Case, _: JournalEntry, fact: tow_dispatch.OfferLapsed) -> Case:
    return _order_ended(case, fact.order, OrderState.LAPSED)


def _hooked(case: Case, entry: JournalEntry, _: Fact) -> Case:
    """A car that was hooked up before keeps its lot."""
    before = case.towed or Towed(hooked_up=entry.recorded)
    return case.with_(towed=replace(before, hooked_up=entry.recorded))


class ImpossibleFactError(ValueError):
    """A fact that cannot follow the facts before it: a guard keeps it out of every journal."""


def _towed(case: Case) -> Towed:
    """The car as it was hooked up. Raises ImpossibleFactError."""
    if case.towed is None:
        raise ImpossibleFactError("A car that was not hooked up is not brought to a lot.")
    return case.towed


def _in_lot(case: Case, entry: JournalEntry, fact: tow_dispatch.VehicleDroppedAtLot) -> Case:
    arrived = InLot(fact=entry.number, at=entry.at, by=entry.actor, lot=fact.lot)
    return case.with_(towed=replace(_towed(case), in_lot=arrived))


ENDS = {
    TowResult.TOWED: OrderState.DONE,
    TowResult.GONE: OrderState.GONE,
    TowResult.NO_SHOW: OrderState.NO_SHOW,
    TowResult.WITHDRAWN: OrderState.WITHDRAWN,
}


def _ended(case: Case, entry: JournalEntry, fact: tow_dispatch.TowEnded) -> Case:
    case = _order_ended(case, fact.order, ENDS[fact.result])
    if fact.result is TowResult.TOWED:
        return case.with_(stage=Stage.IMPOUND, towed=replace(_towed(case), contractor=fact.contractor))
    if fact.result is TowResult.GONE:
        return _order_over(case, entry).with_(tow_gone=entry.recorded)
    return case


def _withdrawn(case: Case, entry: JournalEntry, fact: tow_dispatch.TowWithdrawn) -> Case:
    return _order_over(_order_ended(case, fact.order, OrderState.WITHDRAWN), entry)


FOLDS_OF_THE_TOW: dict[type[Fact], Callable[[Case, JournalEntry, Any], Case]] = {
    tow_dispatch.TowOrdered: _ordered,
    tow_dispatch.TowOffered: _offered,
    tow_dispatch.OfferAccepted: _accepted,
    tow_dispatch.OfferDeclined: _declined,
    tow_dispatch.OfferLapsed: _lapsed,
    tow_dispatch.VehicleHookedUp: _hooked,
    tow_dispatch.VehicleDroppedAtLot: _in_lot,
    tow_dispatch.TowEnded: _ended,
    tow_dispatch.TowWithdrawn: _withdrawn,
}
