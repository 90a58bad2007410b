"""The cases that are recorded for replays. Together they use every activity, and every kind of event a case can have.

They run on the real clock, the long ones at training pace: a time-skipping test server writes events of its own.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from temporalio.client import WorkflowHandle

from activities.notifying import TemporalClient
from activities.services import Services
from schemas import names
from schemas.disposal import RecordAuthority, RecordSale, ReportDisposal
from schemas.impound import RecordIntake, ReleaseVehicle
from schemas.pace import Pace
from schemas.records import RecordsQuestion
from schemas.reporting import EnterRecordsCheck
from schemas.tow_dispatch import AcceptOffer, OrderTow
from schemas.verification import RecordInspection
from schemas.waiting_periods import PlaceHold
from schemas.wire import WireAnswer, WireRequest
from schemas.words import Finding, Hold, OrderState, Paper, Registration, Route, Stolen, Task, VehicleStatus
from tests.asking_city import asking_city
from tests.car import CaseDriver, reported
from tests.conftest import Clock
from tests.journeys.roads import CLEAR, asked, impound_noticed, records_checked, status_named, towed, unclaimed
from tests.reality.hostile import Hostile, Trouble
from tests.serving import once
from tests.workflows.planting import is_in_another_run, knows, started, without_activities
from workers.worker import build_worker, service_workers

A_DAY = 0.2
"""Real seconds per day of case time."""
GONE = RecordInspection(finding=Finding.GONE)
Handle = WorkflowHandle[Any, Any]


@dataclass
class PacedCar(CaseDriver):
    """A car whose days really pass, quickly."""

    async def days_pass(self, days: float) -> None:
        """Wait until these days have passed."""
        await asyncio.sleep(days * A_DAY)


@dataclass(frozen=True)
class Lives:
    """Two sets of services, each with a worker, and the faults that can be planted in their activities."""

    services: Services
    temporal_client: TemporalClient
    training: Services
    """At training pace, for a case of weeks."""
    training_client: TemporalClient
    hostile: Hostile

    async def reported(self) -> CaseDriver:
        """A case that has just been reported."""
        return await reported(self.services, self.temporal_client, Clock(), plate=plate())

    async def reported_at_training_pace(self) -> CaseDriver:
        """A case that has just been reported, whose days pass quickly."""
        return PacedCar(**vars(await reported(self.training, self.training_client, Clock(), plate=plate())))


def at_training_pace(services: Services) -> Services:
    """The same services, with case time starting now."""
    now = datetime.now(UTC)
    return replace(services, pace=Pace(factor=86_400 / A_DAY, case_origin=now, real_origin=now))


def plate() -> str:
    """The plate of another car."""
    return f"ABC {uuid4().int % 10_000:04}"


async def closed_at_verification(lives: Lives) -> Handle:
    """The way most cases go."""
    car = await lives.reported()
    await car.ask("dispatcher-1", CLEAR)
    await car.ask("officer-1", GONE)
    await car.ends()
    return car.workflow


async def records_checked_by_the_system(lives: Lives) -> Handle:
    """The same where a records service answers."""
    async with asking_city(lives.services, replace(lives.temporal_client, queue="asking")) as city:
        car = await city.reported(plate())
        await car.waits_for(Task.INSPECTION)
        await car.ask("officer-1", GONE)
        await car.ends()
        return car.workflow


async def owner_found_by_the_system(lives: Lives) -> Handle:
    """A car is declared abandoned, its owner is found, and the letter waits to be mailed."""
    async with asking_city(lives.training, replace(lives.training_client, queue="asking-training")) as city:
        car = PacedCar(**vars(await city.reported(plate())))
        await car.waits_for(Task.INSPECTION)
        await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE))
        await car.days_pass(3)
        look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", photos=(await car.photo(),))
        await car.ask("officer-1", look)
        await car.waits_for(Task.MAILING)
        return car.workflow


async def military_status_checked_by_the_system(lives: Lives) -> Handle:
    """Nobody has reclaimed the car; the service is asked about its owner, and all else is done by people."""
    military = frozenset({RecordsQuestion.MILITARY})
    async with asking_city(lives.training, replace(lives.training_client, queue="asking-military"), military) as city:
        car = PacedCar(**vars(await city.reported(plate())))
        await impound_noticed(car)
        await car.days_pass(35)
        await records_checked(car)
        await car.waits_for(Task.OFFICER_STATUS)
        return car.workflow


async def hazardous(lives: Lives) -> CaseDriver:
    """A hazard whose tow can be ordered at once."""
    car = await lives.reported()
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", hazard=True, photos=(await car.photo(),))
    await car.ask("officer-1", look)
    return car


async def hazard_brought_to_the_lot(lives: Lives) -> Handle:
    """Towed, found to be stolen, and released to its owner."""
    car = await hazardous(lives)
    await towed(car)
    await car.ask("lot-1", RecordIntake(lot="river-lot", inventory="Nothing"))
    await car.ask("dispatcher-1", EnterRecordsCheck(stolen=Stolen.STOLEN, registration=Registration.EXPIRED))
    papers = (Paper.IDENTITY, Paper.REGISTRATION, Paper.INSURANCE)
    await car.ask("lot-1", ReleaseVehicle(papers=papers, paid=0))
    await car.ends()
    return car.workflow


async def sold_at_auction(lives: Lives) -> Handle:
    """From report to sale: both kinds of letters, and both floors."""
    car = await lives.reported_at_training_pace()
    await unclaimed(car)
    await status_named(car, VehicleStatus.WITH_VALUE)
    await car.ask("dispatcher-1", RecordAuthority(route=Route.AUCTION, reference="MV-952 77120"))
    await car.ask("dispatcher-1", RecordSale(price=150_000, auction_costs=10_000))
    await car.ask("dispatcher-1", ReportDisposal())
    await car.ends()
    return car.workflow


async def no_truck_in_time(lives: Lives) -> Handle:
    """One contractor does not answer, and the next one does not come."""
    car = await hazardous(lives)
    await car.ask("dispatcher-1", OrderTow())
    await once(partial(is_in, car, 2, OrderState.OFFERED))
    await car.ask(await asked(car), AcceptOffer(order=2))
    await once(partial(is_in, car, 2, OrderState.NO_SHOW))
    return car.workflow


async def is_in(car: CaseDriver, order: int, state: OrderState) -> bool:
    """Whether this order is in this state."""
    orders = (await car.row()).case.orders
    return any((each.order, each.state) == (order, state) for each in orders)


async def asked_through_temporal(lives: Lives) -> Handle:
    """An update that is accepted, one that is refused, and a signal."""
    car = await lives.reported()
    hold = WireRequest(by="officer-1", kind="place_hold", fields={"hold": "hearing"})
    placed: WireAnswer = await car.workflow.execute_update(names.REQUEST, hold, result_type=WireAnswer)
    release = WireRequest(by="officer-1", kind="release_hold", fields={"placed": placed.number or 0})
    await car.workflow.execute_update(names.REQUEST, release, result_type=WireAnswer)
    await car.workflow.signal(names.REQUEST, hold.model_copy(update={"fields": {"hold": "litigation"}}))
    await once(partial(has_recorded, car, 3))
    return car.workflow


async def has_recorded(car: CaseDriver, number: int) -> bool:
    """Whether the journal has this fact."""
    return (await car.row()).number >= number


async def step_failed_and_retried(lives: Lives) -> Handle:
    """The case cannot be closed; a person resolves the cause, and it closes."""
    car = await lives.reported()
    lives.hostile.trouble = Trouble.BREAKS
    await car.ask("officer-1", GONE)
    await car.waits_for(Task.FAILED_STEP)
    await car.retry()
    await car.ends()
    return car.workflow


async def canceled_and_misled(lives: Lives) -> Handle:
    """A cancellation, an unreadable position, an unknown one, and a signal with an unknown name."""
    car = await lives.reported()
    await car.workflow.cancel()
    await car.workflow.signal(names.FACT_RECORDED, "a word")
    await car.workflow.signal(names.FACT_RECORDED, {"number": 9, "stage": "verification", "own_act": "fly_away"})
    await car.workflow.signal("fly_away")
    await car.ask("officer-1", GONE)
    await car.ends()
    return car.workflow


async def overtaken_by_news(lives: Lives) -> Handle:
    """While no activity is run the system cannot close the case, and a supervisor withdraws it."""
    temporal_client = TemporalClient(lives.temporal_client.client, "overtaken")
    async with without_activities(temporal_client):
        car = await reported(lives.services, temporal_client, Clock(), plate=plate())
        await car.ask("officer-1", GONE)
        await once(car.pending)
        await car.ask("officer-1", PlaceHold(hold=Hold.LITIGATION))
        await once(partial(knows, car, 3))
    async with build_worker(lives.services, temporal_client):
        await once(partial(is_idle, car))
    return car.workflow


async def is_idle(car: CaseDriver) -> bool:
    """Whether the run waits for nothing but a new position."""
    return not await car.pending()


async def continued_as_new(lives: Lives) -> Handle:
    """The first of two runs: its history is long by the limit in its input."""
    car = await started(lives.services, lives.temporal_client, Clock())
    run = (await car.workflow.describe()).run_id
    for number in (2, 3, 4, 5):
        await car.ask("officer-1", PlaceHold(hold=Hold.LITIGATION))
        await once(partial(knows, car, number))
    await once(partial(is_in_another_run, car, str(run)))
    return lives.temporal_client.client.get_workflow_handle(names.workflow_id(car.case), run_id=run)


async def mail_goes_round(lives: Lives) -> Handle:
    """One round of the mail, in a city that mails each letter by hand."""
    return await _goes_round(lives, names.MAIL_ROOM)


async def records_go_round(lives: Lives) -> Handle:
    """One round of records checks by file, in a city whose records service answers at once."""
    return await _goes_round(lives, names.RECORDS_ROUND)


async def checkpoint_is_written(lives: Lives) -> Handle:
    """One round of the daily checkpoint."""
    await lives.reported()
    return await _goes_round(lives, names.CHECKPOINT)


async def _goes_round(lives: Lives, name: str) -> Handle:
    async with service_workers(lives.services, lives.temporal_client, 100):
        client, queue = lives.temporal_client.client, lives.temporal_client.queue
        handle = await client.start_workflow(name, id=name, task_queue=queue)
        await handle.result()
    return handle


LIVES: dict[str, Callable[[Lives], Awaitable[Handle]]] = {
    each.__name__: each
    for each in (
        closed_at_verification,
        records_checked_by_the_system,
        owner_found_by_the_system,
        military_status_checked_by_the_system,
        hazard_brought_to_the_lot,
        sold_at_auction,
        no_truck_in_time,
        asked_through_temporal,
        step_failed_and_retried,
        canceled_and_misled,
        overtaken_by_news,
        continued_as_new,
        mail_goes_round,
        records_go_round,
        checkpoint_is_written,
    )
}
