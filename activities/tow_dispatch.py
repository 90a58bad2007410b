"""Tow dispatch: the order, the rotation, and the contractor's reports. Rows change in the transaction of the fact."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import activity

from activities.clocks import BOUND
from activities.services import CaseContext, Services, SystemActor, standing
from database import impound as stays
from database import tow_dispatch as orders
from database.connection import transaction
from rules.rows import OfferRow, UnnamedRows
from rules.tow_dispatch import turn_of
from schemas import names
from schemas.after_the_order import ENDS
from schemas.case import Case
from schemas.messages import Actor
from schemas.rulings import Refusal
from schemas.tow_dispatch import (
    AcceptOffer,
    DeclineOffer,
    LapseOffer,
    OfferTow,
    Progress,
    ReportDone,
    ReportDroppedAtLot,
    WithdrawTow,
)
from schemas.waiting_periods import StepFailed
from schemas.wire import ActivityInput, Position, TowReport
from schemas.words import FailureCause, OrderState, Task, TowResult

NOBODY_LEFT = "nobody_left"
RESULTS = {state: result for result, state in ENDS.items()}


@dataclass(frozen=True)
class TowDispatch:
    """The activities of a tow order."""

    system: SystemActor

    @activity.defn(name=names.OFFER_TOW)
    async def offer_tow(self, given: ActivityInput) -> Position:
        """Offer the order to the next contractor in rotation; if none is left, a person gets a task."""
        answer = await self.system.ask(given, OfferTow())
        if answer.refusal and answer.refusal.code == NOBODY_LEFT:
            failed = StepFailed(step=Task.OFFER, cause=FailureCause.NOBODY_LEFT, note=answer.refusal.reason)
            answer = await self.system.ask(given, failed)
        return answer.position

    @activity.defn(name=names.LAPSE_OFFER)
    async def lapse_offer(self, given: ActivityInput) -> Position:
        """Record that the contractor did not answer in time."""
        return (await self.system.ask(given, LapseOffer(order=given.order or 0))).position

    @activity.defn(name=names.TOW_VEHICLE)
    async def tow_vehicle(self, given: ActivityInput) -> TowReport:
        """Wait for the truck: the end of the order completes this from outside. An ended order returns its result."""
        row = await self.system.find(given.case)
        if ended := ended_tow(row.case, given.order):
            return ended.model_copy(update={"position": standing(self.system.services, row)})
        return activity.raise_complete_async()

    @activity.defn(name=names.REPORT_NO_SHOW)
    async def report_no_show(self, given: ActivityInput) -> Position:
        """Record that no truck came in time; the next contractor is offered the tow."""
        return (await self.system.ask(given, ReportDone(order=given.order or 0, result=TowResult.NO_SHOW))).position


def ended_tow(case: Case, order: int | None) -> TowReport | None:
    """How an accepted order has ended; the newest such order if none is named."""
    for each in reversed(case.orders):
        if each.accepted_at and each.state in RESULTS and order in (None, each.order):
            return TowReport(order=each.order, result=RESULTS[each.state])
    return None


async def offered(context: CaseContext, _: OfferTow) -> OfferRow | Refusal:
    """To the contractor whose turn it is; the turns that are passed over are kept with their reasons."""
    turns = await orders.list_turns(context.connection)
    contractor, skipped = turn_of(context.case, turns)
    if contractor is None:
        return Refusal(code=NOBODY_LEFT, reason="Every contractor was asked, and none of them accepted the tow.")
    case, number = context.row.id, len(context.case.orders) + 1
    window = timedelta(seconds=context.services.windows.answer_seconds * context.services.pace.factor)
    answer_by = context.now + window
    await orders.insert_order(context.connection, case, number, contractor, context.now, answer_by)
    await orders.insert_skipped(context.connection, case, number, skipped)
    return OfferRow(number, contractor, answer_by)


async def accepted(context: CaseContext, asked: AcceptOffer) -> UnnamedRows:
    """A truck will come."""
    await orders.accept_order(context.connection, context.row.id, asked.order, context.now)
    return UnnamedRows()


async def declined(context: CaseContext, asked: DeclineOffer) -> UnnamedRows:
    """The next contractor is asked."""
    return await _end(context, asked.order, OrderState.DECLINED)


async def lapsed(context: CaseContext, asked: LapseOffer) -> UnnamedRows | Refusal:
    """Only once the window has passed."""
    order = next(each for each in context.case.orders if each.order == asked.order)
    if order.answer_by and context.now < order.answer_by:
        return Refusal(code="not_yet", reason="The contractor still has time to answer.", earliest=order.answer_by)
    return await _end(context, asked.order, OrderState.LAPSED)


async def in_lot(context: CaseContext, asked: ReportDroppedAtLot) -> UnnamedRows | Refusal:
    """The lot must be one of the city's."""
    lots = [lot.code for lot in await orders.list_lots(context.connection)]
    if asked.lot not in lots:
        return Refusal(code="no_such_lot", reason=f"There is no lot {asked.lot}. Choose one of: {', '.join(lots)}.")
    await stays.insert_stay(context.connection, context.row.id, asked.lot, asked.at or context.now)
    return UnnamedRows()


async def ended(context: CaseContext, asked: ReportDone) -> UnnamedRows | Refusal:
    """The order's row and its fact end in one. The system reports that no truck came only once its time is over."""
    until = _arrives_by(context, asked.order) if asked.result is TowResult.NO_SHOW else None
    if until and context.now < until:
        return Refusal(code="not_yet", reason="The contractor still has time to arrive.", earliest=until)
    return await _end(context, asked.order, ENDS[asked.result])


def _arrives_by(context: CaseContext, number: int) -> datetime | None:
    """The end of the time to arrive, less what the clocks that timed acceptance and wait may differ."""
    order = next(each for each in context.case.orders if each.order == number)
    window = timedelta(seconds=context.services.windows.arrival_seconds) - BOUND
    return order.accepted_at + window * context.services.pace.factor if order.accepted_at else None


async def withdrawn(context: CaseContext, _: WithdrawTow) -> UnnamedRows:
    """The phone of a truck that is on its way says so."""
    return await take_back(context)


async def take_back(context: CaseContext) -> UnnamedRows:
    """The order is off, whether a contractor has it or not."""
    order = context.case.order
    return await _end(context, order.order, OrderState.WITHDRAWN) if order else UnnamedRows()


async def _end(context: CaseContext, order: int, state: OrderState) -> UnnamedRows:
    await orders.end_order(context.connection, context.row.id, order, state, context.now)
    return UnnamedRows()


async def report_progress(
    services: Services, case: str, order: int, progress: Progress, actor: Actor, *, now: datetime
) -> bool:
    """Store the truck's progress at the real instant `now`; no fact. False if the contractor has no such open order."""
    async with transaction(services.pool) as connection:
        await services.compare_clocks(connection, now)
        moment = services.pace.case_time(now)
        return await orders.mark_progress(connection, case, order, actor.firm or "", progress, moment)
