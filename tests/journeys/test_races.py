"""A police hold and a step toward the tow at the same moment: one order of events, and never a tow under a hold.

Both requests wait for the lock of the case, which is released only then; the first to wait is the first to go.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from temporalio.testing import TimeSkipper

from activities.casework import submit
from activities.notifying import TemporalClient
from activities.relay import notify_workflows
from activities.services import Services
from database.connection import Connection
from schemas.tow_dispatch import AcceptOffer, OrderTow, ReportHookedUp
from schemas.verification import RecordInspection
from schemas.waiting_periods import PlaceHold
from schemas.words import Finding, Hold, OrderState, Stage, Task
from tests.car import CaseDriver, actor, reported
from tests.conftest import Clock
from tests.journeys.roads import HERE, asked, noticed
from tests.serving import once

POLICE = PlaceHold(hold=Hold.POLICE_EVIDENCE)
FIRST = pytest.mark.parametrize("first", ["hold", "other"])
WAITING = """
select count(*) >= $1 from pg_stat_activity
 where datname = current_database() and wait_event_type = 'Lock' and query like '%for update of c%'
"""


@dataclass
class RaceQueue:
    """Requests that wait for the lock of a case, in order of arrival."""

    sight: Connection
    waiting: list[asyncio.Future[Any]] = field(default_factory=list)

    async def joins(self, act: Coroutine[Any, Any, Any]) -> None:
        """Start a request and wait until it waits for the lock."""
        self.waiting.append(asyncio.ensure_future(act))
        await once(lambda: self.sight.fetchval(WAITING, len(self.waiting)))


@asynccontextmanager
async def queue(car: CaseDriver) -> AsyncIterator[RaceQueue]:
    """Hold the lock of the case until every request waits for it, then release it and await their answers."""
    async with car.services.pool.acquire() as sight:
        async with car.services.pool.acquire() as ours, ours.transaction():
            await ours.execute("select from vehicle_case where id = $1 for update", car.case)
            standing = RaceQueue(sight)
            yield standing
        await asyncio.gather(*standing.waiting)


async def both(car: CaseDriver, first: str, other: Callable[[], Coroutine[Any, Any, Any]]) -> None:
    """The hold and another request are in flight at once."""
    order = [lambda: car.ask("officer-1", POLICE), other]
    async with queue(car) as standing:
        for act in order if first == "hold" else reversed(order):
            await standing.joins(act())


@pytest.fixture
async def car(services: Services, worker: TemporalClient, clock: Clock) -> CaseDriver:
    """A hazard that may be towed at once."""
    car = await reported(services, worker, clock)
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", hazard=True, photos=(await car.photo(),))
    await car.ask("officer-1", look)
    await car.waits_for(Task.TOW_ORDER)
    return car


async def kinds(car: CaseDriver) -> list[str]:
    """The kinds of the last facts, from the tow order on."""
    return [fact.kind for fact in await car.facts()][2:]


@FIRST
async def test_a_hold_and_the_order_of_the_tow(car: CaseDriver, first: str) -> None:
    # The workflow is notified of both at once: after the order alone it could offer the tow before the waiting hold.
    await both(car, first, lambda: submit(car.services, car.case, OrderTow(), actor("dispatcher-1"), now=car.clock()))

    row = await car.waits_for(Task.HOLD)
    held, ordered = ["hold_placed"], ["tow_ordered", "hold_placed", "tow_withdrawn"]
    assert await kinds(car) == (held if first == "hold" else ordered)
    assert (row.case.ordered, row.case.order) == (None, None)


@FIRST
async def test_a_hold_and_the_system_that_offers_the_tow(car: CaseDriver, first: str) -> None:
    await submit(car.services, car.case, OrderTow(), actor("dispatcher-1"), now=car.clock())

    await both(car, first, lambda: notify_workflows(car.services, car.temporal_client, case=car.case))

    row = await car.waits_for(Task.HOLD)
    offered = [] if first == "hold" else ["tow_offered"]
    assert await kinds(car) == ["tow_ordered", *offered, "hold_placed", "tow_withdrawn"]
    assert [each.state for each in row.case.orders] == [OrderState.WITHDRAWN for _ in offered]


@FIRST
async def test_a_hold_and_the_contractor_who_accepts(car: CaseDriver, first: str) -> None:
    await car.ask("dispatcher-1", OrderTow())
    await car.waits_for(Task.ANSWER)
    driver = await asked(car)

    await both(car, first, lambda: car.ask(driver, AcceptOffer(order=1)))

    row = await car.waits_for(Task.HOLD)
    late = await car.ask(driver, ReportHookedUp(order=1, place=HERE))
    accepted = [] if first == "hold" else ["offer_accepted"]
    assert await kinds(car) == ["tow_ordered", "tow_offered", *accepted, "hold_placed", "tow_withdrawn"]
    assert [each.state for each in row.case.orders] == [OrderState.WITHDRAWN]
    assert late.refusal is not None
    assert "it is withdrawn" in late.refusal.reason


@FIRST
async def test_a_hold_and_the_hook(car: CaseDriver, first: str) -> None:
    await car.ask("dispatcher-1", OrderTow())
    await car.waits_for(Task.ANSWER)
    driver = await asked(car)
    await car.ask(driver, AcceptOffer(order=1))
    await car.waits_for(Task.TOW)

    await both(car, first, lambda: car.ask(driver, ReportHookedUp(order=1, place=HERE)))

    row = await car.row()
    ends = ["hold_placed", "tow_withdrawn"] if first == "hold" else ["vehicle_hooked_up", "hold_placed"]
    assert await kinds(car) == ["tow_ordered", "tow_offered", "offer_accepted", *ends]
    assert (row.case.towed is None) == (row.case.order is None) == (first == "hold")


@FIRST
async def test_a_hold_and_the_system_that_asks_whether_the_owners_time_is_over(
    services: Services, weeks: TemporalClient, clock: Clock, skipper: TimeSkipper, first: str
) -> None:
    car = await reported(services, weeks, clock, skipper)
    await noticed(car)
    later = timedelta(days=15)

    async def time_passes() -> None:
        await skipper.fast_forward(car.workflow, later)

    clock.ahead += later
    await both(car, first, time_passes)

    row = await car.waits_for(Task.HOLD)
    early = await car.ask("dispatcher-1", OrderTow())
    assert (row.case.tow_gate is None, row.stage) == ((True, Stage.NOTICE) if first == "hold" else (False, Stage.TOW))
    assert early.refusal is not None
    assert (await kinds(car))[-2:].count("hold_placed") == 1
