"""On the real clock: the first request that ends an order wins, and every other one gets a reason."""

import asyncio

import pytest
from temporalio.client import WorkflowHandle

from activities.notifying import TemporalClient
from activities.relay import notify_workflows
from activities.services import Services
from activities.tow_dispatch import report_progress
from database import tow_dispatch as orders
from schemas.answers import Answer
from schemas.tow_dispatch import (
    AcceptOffer,
    OrderTow,
    Progress,
    ReportDone,
    ReportDroppedAtLot,
    ReportHookedUp,
    WithdrawTow,
)
from schemas.verification import RecordInspection
from schemas.words import Finding, OrderState, Stage, Task, TowResult
from tests.car import FIRMS, CaseDriver, actor, reported
from tests.conftest import Clock
from tests.journeys.roads import HERE, LOT, asked, tow
from workers.worker import build_worker

DONE = ReportDone(order=1, result=TowResult.TOWED)


@pytest.fixture
async def car(services: Services, worker: TemporalClient, clock: Clock) -> CaseDriver:
    """A hazard whose tow is offered to the first contractor in rotation."""
    car = await reported(services, worker, clock)
    await dangerous(car)
    await car.waits_for(Task.ANSWER)
    return car


async def dangerous(car: CaseDriver) -> None:
    """Inspected as a hazard, and the tow ordered at once."""
    photo = await car.photo()
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", hazard=True, photos=(photo,))
    await car.ask("officer-1", look)
    await car.ask("dispatcher-1", OrderTow())


async def in_the_lot(car: CaseDriver) -> str:
    """Everything up to the drop at the lot; returns the driver."""
    driver = await asked(car)
    await car.ask(driver, AcceptOffer(order=1))
    await car.waits_for(Task.TOW)
    await car.ask(driver, ReportHookedUp(order=1, place=HERE))
    await car.ask(driver, ReportDroppedAtLot(order=1, lot="river-lot", place=LOT))
    return driver


def said(answer: Answer) -> str:
    """The reason of the refusal."""
    assert answer.refusal is not None
    return answer.refusal.reason


async def test_a_tow_reported_done_twice_is_recorded_once(car: CaseDriver) -> None:
    driver = await in_the_lot(car)

    first = await car.ask(driver, DONE, key="on the phone")
    again = await car.ask(driver, DONE, key="on the phone")
    without_key = await car.ask(driver, DONE)

    assert first == again
    assert said(without_key) == "Required: Order 1 is accepted and has not ended; it is done."
    assert [fact.kind for fact in await car.facts()].count("tow_ended") == 1
    assert (await car.waits_for(Task.INTAKE)).stage == Stage.IMPOUND


async def test_a_supervisor_records_the_lot_for_a_contractor_that_hooked_up_and_does_not_answer(
    car: CaseDriver,
) -> None:
    driver = await asked(car)
    await car.ask(driver, AcceptOffer(order=1))
    await car.waits_for(Task.TOW)
    await car.ask(driver, ReportHookedUp(order=1, place=HERE))
    found = {"order": 1, "note": "The keeper of the lot found it at the gate."}

    unsaid = await car.ask("supervisor-1", ReportDroppedAtLot(order=1, lot="river-lot", place=LOT))
    await car.ask("supervisor-1", ReportDroppedAtLot.model_validate({**found, "lot": "river-lot", "place": LOT}))
    await car.ask("supervisor-1", ReportDone.model_validate({**found, "result": TowResult.TOWED}))

    row = await car.waits_for(Task.INTAKE)
    assert said(unsaid) == "Required: The notes say how this was learned."
    assert (row.stage, row.case.lot, row.case.towed_by) == (Stage.IMPOUND, "river-lot", FIRMS[driver])
    assert said(await car.ask(driver, DONE)) == "Required: Order 1 is accepted and has not ended; it is done."


async def test_a_contractor_cannot_answer_for_another_contractor(car: CaseDriver) -> None:
    driver = await asked(car)
    stranger = next(who for who in FIRMS if who != driver)

    refused = await car.ask(stranger, AcceptOffer(order=1))
    await car.ask(driver, AcceptOffer(order=1))
    stolen = await car.ask(stranger, ReportHookedUp(order=1, place=HERE))

    assert said(refused) == said(stolen) == "Required: Order 1 of this case was offered to this contractor."


async def test_a_withdrawn_order_cannot_be_completed(car: CaseDriver) -> None:
    driver = await asked(car)
    await car.ask(driver, AcceptOffer(order=1))
    await car.waits_for(Task.TOW)

    await car.ask("dispatcher-1", WithdrawTow())
    await car.waits_for(Task.TOW_ORDER)
    photo = await car.photo()

    late = await car.ask(driver, ReportDone(order=1, result=TowResult.GONE, photos=(photo,)))
    assert "it is withdrawn" in said(late)


async def test_a_contractor_who_did_not_come_cannot_finish_after_the_order_went_to_another(car: CaseDriver) -> None:
    driver = await asked(car)
    await car.ask(driver, AcceptOffer(order=1))
    await car.waits_for(Task.TOW)
    await car.waits_for(Task.ANSWER)

    late = await car.ask(driver, ReportHookedUp(order=1, place=HERE))
    other = await asked(car)
    await car.ask(other, AcceptOffer(order=2))
    await car.waits_for(Task.TOW)
    await tow(car, other, order=2)

    assert "it is no show" in said(late)
    row = await car.waits_for(Task.INTAKE)
    assert [each.state for each in row.case.orders] == [OrderState.NO_SHOW, OrderState.DONE]


async def test_an_impossible_report_is_refused_and_the_order_stays_open(car: CaseDriver) -> None:
    driver = await asked(car)
    await car.ask(driver, AcceptOffer(order=1))
    await car.waits_for(Task.TOW)

    in_lot_first = await car.ask(driver, ReportDroppedAtLot(order=1, lot="river-lot", place=LOT))
    done_first = await car.ask(driver, DONE)
    nowhere = await car.ask(driver, ReportHookedUp(order=1, place=HERE, photos=("0" * 64,)))
    await car.ask(driver, ReportHookedUp(order=1, place=HERE))
    no_lot = await car.ask(driver, ReportDroppedAtLot(order=1, lot="moon", place=LOT))
    no_such_order = await car.ask(driver, ReportDone(order=7, result=TowResult.TOWED))

    assert said(in_lot_first) == "Required: The hook-up was reported."
    assert said(done_first) == "Required: The hook-up and the drop-off are reported, each with place and time."
    assert "has not been uploaded to this case" in said(nowhere)
    assert said(no_lot) == "There is no lot moon. Choose one of: river-lot."
    assert "Order 7" in said(no_such_order)
    assert (await car.row()).case.orders[0].state is OrderState.OPEN


async def test_one_of_two_simultaneous_ends_of_an_order_wins(car: CaseDriver) -> None:
    driver = await asked(car)
    await car.ask(driver, AcceptOffer(order=1))
    await car.waits_for(Task.TOW)
    gone = ReportDone(order=1, result=TowResult.GONE, photos=(await car.photo(),))

    answers = await asyncio.gather(car.ask(driver, gone), car.ask("dispatcher-1", WithdrawTow()))

    assert [each.refusal is None for each in answers].count(True) == 1
    assert (await car.row()).case.order is None


async def test_a_tow_that_ended_while_no_worker_ran_is_notified_afterwards(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    async with build_worker(services, temporal_client):
        car = await reported(services, temporal_client, clock)
        await dangerous(car)
        await car.waits_for(Task.ANSWER)
        driver = await asked(car)
        await car.ask(driver, AcceptOffer(order=1))
        await car.waits_for(Task.TOW)

    await tow(car, driver, order=1)

    async with build_worker(services, temporal_client):
        assert (await car.waits_for(Task.INTAKE)).stage == Stage.IMPOUND
    assert await notify_workflows(services, temporal_client) == 0


async def test_the_record_works_although_the_run_was_lost(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, worker, clock)
    await dangerous(car)
    await car.waits_for(Task.ANSWER)
    driver = await in_the_lot(car)
    old: WorkflowHandle[object, object] = car.workflow
    await old.terminate("lost")

    await car.ask(driver, DONE)

    row = await car.row()
    assert (row.stage, row.case.orders[0].state) == (Stage.IMPOUND, OrderState.DONE)


async def test_the_progress_of_a_truck_is_shown_and_is_no_fact(car: CaseDriver) -> None:
    driver = await asked(car)
    before = await car.ask(driver, AcceptOffer(order=1))
    now = car.clock()

    assert await report_progress(car.services, car.case, 1, Progress.EN_ROUTE, actor(driver), now=now)
    assert not await report_progress(car.services, car.case, 2, Progress.EN_ROUTE, actor(driver), now=now)
    assert await report_progress(car.services, car.case, 1, Progress.ON_SCENE, actor(driver), now=now)

    async with car.services.pool.acquire() as connection:
        shown = await orders.find_order(connection, car.case, 1, FIRMS[driver])
    assert shown is not None
    assert shown.on_scene_at == shown.en_route_at == now
    assert (await car.row()).number == before.number
