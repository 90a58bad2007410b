"""A run with a long history continues as new from its position, at a moment when nothing is running."""

from functools import partial

from activities.notifying import TemporalClient
from activities.services import Services
from schemas import names
from schemas.tow_dispatch import AcceptOffer, OrderTow
from schemas.verification import RecordInspection
from schemas.waiting_periods import PlaceHold
from schemas.words import Finding, Hold, Stage, Task
from tests.conftest import Clock
from tests.journeys.roads import asked, tow
from tests.serving import once
from tests.workflows.planting import FEW_EVENTS, is_in_another_run, knows, run_of, started


async def test_a_long_run_continues_as_new_with_its_position(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await started(services, worker, clock)
    first = await run_of(car)

    for number in (2, 3, 4, 5):
        await car.ask("officer-1", PlaceHold(hold=Hold.LITIGATION))
        await once(partial(knows, car, number))

    await once(partial(is_in_another_run, car, first))
    # The length is asked when a task starts; its end is one event more.
    assert len(await car.kinds_of_events()) <= FEW_EVENTS
    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE))
    assert (await car.waits_for(Task.SECOND_OBSERVATION)).number == 6


async def test_a_run_does_not_continue_as_new_while_it_waits_for_a_truck(
    services: Services, worker: TemporalClient, clock: Clock
) -> None:
    car = await started(services, worker, clock)
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", hazard=True, photos=(await car.photo(),))
    await car.ask("officer-1", look)
    await car.ask("dispatcher-1", OrderTow())
    await car.waits_for(Task.ANSWER)
    driver = await asked(car)
    await car.ask(driver, AcceptOffer(order=1))
    await car.waits_for(Task.TOW)
    await once(car.pending)
    waiting = await run_of(car)

    for _ in range(2):
        await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE))
    assert (await run_of(car), await car.pending()) == (waiting, [names.tow_id(1)])
    await tow(car, driver, order=1)

    assert (await car.waits_for(Task.INTAKE)).stage == Stage.IMPOUND
    await once(partial(is_in_another_run, car, waiting))
