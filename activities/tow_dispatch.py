"""Tow dispatch: the order, whose turn it is, and what the truck reports. Rows follow facts in the same transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import activity

from activities.facts import note
from activities.office import Folder, Office, System, standing
from database import impound as stays
from database import tow_dispatch as orders
from database.connection import transaction
from rules.tow_dispatch import turn_of
from schemas import names
from schemas.after import ENDS
from schemas.case import Case, Order
from schemas.messages import Actor, Fact
from schemas.rulings import Refusal
from schemas.tow_dispatch import (
    AcceptOffer,
    DeclineOffer,
    LapseOffer,
    OfferAccepted,
    OfferDeclined,
    OfferLapsed,
    OfferTow,
    OrderTow,
    Progress,
    ReportDone,
    ReportInLot,
    TowEnded,
    TowOffered,
    TowOrdered,
    TowWithdrawn,
    VehicleInLot,
    WithdrawTow,
)
from schemas.waiting_periods import StepFailed
from schemas.wire import ActivityInput, FailureCause, Position, TowReport
from schemas.words import OrderState, Task, TowResult, WithdrawReason

NOBODY_LEFT = "nobody_left"
RESULTS = {state: result for result, state in ENDS.items()}


@dataclass(frozen=True)
class TowDispatch:
    """The activities of an order to tow."""

    system: System

    @activity.defn(name=names.OFFER_TOW)
    async def offer_tow(self, given: ActivityInput) -> Position:
        """Offer the order to the next contractor in rotation; if nobody is left it is a person's task."""
        answer = await self.system.ask(given, OfferTow())
        if answer.refusal and answer.refusal.code == NOBODY_LEFT:
            failed = StepFailed(step=Task.OFFER, cause=FailureCause.NOBODY_LEFT, note=answer.refusal.reason)
            answer = await self.system.ask(given, failed)
        return answer.position

    @activity.defn(name=names.LAPSE_OFFER)
    async def lapse_offer(self, given: ActivityInput) -> Position:
        """Record that a contractor's time has passed without an answer."""
        return (await self.system.ask(given, LapseOffer(order=given.order or 0))).position

    @activity.defn(name=names.TOW_VEHICLE)
    async def tow_vehicle(self, given: ActivityInput) -> TowReport:
        """Wait for the truck: what ends the order completes this from outside. An order that has ended answers."""
        row = await self.system.find(given.case)
        if ended := ended_tow(row.case, given.order):
            return ended.model_copy(update={"position": standing(self.system.office, row)})
        return activity.raise_complete_async()

    @activity.defn(name=names.REPORT_NO_SHOW)
    async def report_no_show(self, given: ActivityInput) -> Position:
        """Record that no truck came in its time; the next contractor is asked."""
        return (await self.system.ask(given, ReportDone(order=given.order or 0, result=TowResult.NO_SHOW))).position


def ended_tow(case: Case, order: int | None) -> TowReport | None:
    """How an order that a contractor had taken has ended; of the newest such order where none is named."""
    for each in reversed(case.orders):
        if each.accepted_at and each.state in RESULTS and order in (None, each.order):
            return TowReport(order=each.order, result=RESULTS[each.state])
    return None


async def ordered(folder: Folder, asked: OrderTow) -> Fact:
    """A hazard stays one: its letter has another ceiling."""
    return TowOrdered(hazard=folder.case.hazard_order, ground=asked.ground, note=await note(folder, asked))


async def offered(folder: Folder, _: OfferTow) -> Fact | Refusal:
    """To the contractor whose turn it is; the turns that are passed over are kept with their reasons."""
    turns = await orders.list_turns(folder.connection)
    contractor, skipped = turn_of(folder.case, turns)
    if contractor is None:
        return Refusal(code=NOBODY_LEFT, reason="Every contractor was asked, and none of them accepted the tow.")
    case, number = folder.row.id, len(folder.case.orders) + 1
    window = timedelta(seconds=folder.office.windows.answer_seconds * folder.office.pace.factor)
    answer_by = folder.now + window
    await orders.insert_order(folder.connection, case, number, contractor, folder.now, answer_by)
    await orders.insert_skipped(folder.connection, case, number, skipped)
    return TowOffered(order=number, contractor=contractor, answer_by=answer_by)


def _order(folder: Folder, number: int) -> Order:
    return next(each for each in folder.case.orders if each.order == number)


async def accepted(folder: Folder, asked: AcceptOffer) -> Fact:
    """A truck will come."""
    await orders.accept_order(folder.connection, folder.row.id, asked.order, folder.now)
    return OfferAccepted(
        order=asked.order, contractor=_order(folder, asked.order).contractor, note=await note(folder, asked)
    )


async def declined(folder: Folder, asked: DeclineOffer) -> Fact:
    """The next contractor is asked."""
    await _end(folder, asked.order, OrderState.DECLINED)
    contractor = _order(folder, asked.order).contractor
    return OfferDeclined(order=asked.order, contractor=contractor, reason=asked.reason, note=await note(folder, asked))


async def lapsed(folder: Folder, asked: LapseOffer) -> Fact | Refusal:
    """Only once the window has passed."""
    order = _order(folder, asked.order)
    if order.answer_by and folder.now < order.answer_by:
        return Refusal(code="not_yet", reason="The contractor still has time to answer.", earliest=order.answer_by)
    await _end(folder, asked.order, OrderState.LAPSED)
    return OfferLapsed(order=asked.order, contractor=order.contractor)


async def in_lot(folder: Folder, asked: ReportInLot) -> Fact | Refusal:
    """The lot must be one of the city's."""
    lots = [lot.code for lot in await orders.list_lots(folder.connection)]
    if asked.lot not in lots:
        return Refusal(code="no_such_lot", reason=f"There is no lot {asked.lot}. Choose one of: {', '.join(lots)}.")
    await stays.insert_stay(folder.connection, folder.row.id, asked.lot, asked.at or folder.now)
    return VehicleInLot(
        order=asked.order, lot=asked.lot, place=asked.place, photos=asked.photos, note=await note(folder, asked)
    )


async def ended(folder: Folder, asked: ReportDone) -> Fact:
    """The order's row and its fact end in one."""
    order = _order(folder, asked.order)
    await _end(folder, asked.order, ENDS[asked.result])
    return TowEnded(
        order=asked.order,
        contractor=order.contractor,
        result=asked.result,
        photos=asked.photos,
        place=asked.place,
        note=await note(folder, asked),
    )


async def withdrawn(folder: Folder, asked: WithdrawTow) -> Fact:
    """The phone of a truck that is on its way says so."""
    fact = await take_back(folder, WithdrawReason.STAFF)
    return fact.model_copy(update={"note": await note(folder, asked)})


async def take_back(folder: Folder, reason: WithdrawReason) -> TowWithdrawn:
    """The order is off, whether a contractor has it or not."""
    order = folder.case.order
    if order is None:
        return TowWithdrawn(reason=reason)
    await _end(folder, order.order, OrderState.WITHDRAWN)
    return TowWithdrawn(order=order.order, contractor=order.contractor, reason=reason)


async def _end(folder: Folder, order: int, state: OrderState) -> None:
    await orders.end_order(folder.connection, folder.row.id, order, state, folder.now)


async def report_progress(
    office: Office, case: str, order: int, progress: Progress, actor: Actor, *, now: datetime
) -> bool:
    """Show how far the truck is, at the real instant `now`: no fact. False if this firm has no such order open."""
    async with transaction(office.pool) as connection:
        moment = office.pace.case_time(now)
        return await orders.mark_progress(connection, case, order, actor.firm or "", progress, moment)
