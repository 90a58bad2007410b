"""Faults that random roads rarely hit, each planted where it would do the most harm."""

import pytest

from proving import people
from proving.moves import HERE
from proving.worlds import Move
from schemas import casework, names
from schemas.impound import ReportToState
from schemas.messages import Actor
from schemas.tow_dispatch import AcceptOffer, OrderTow, ReportDone, ReportDroppedAtLot, ReportHookedUp
from schemas.verification import RecordInspection
from schemas.waiting_periods import RetryStep
from schemas.words import Finding, OrderState, Outcome, Stage, Task, TowResult
from tests.reality.beginning import begun
from tests.reality.choosing import ORDINARY, takes
from tests.reality.city import CityUnderTest
from tests.reality.hostile import Trouble
from tests.reality.road import Road
from tests.serving import once

GONE: Move = (people.OFFICER, RecordInspection(finding=Finding.GONE))
TOLD = (Trouble.LATE, Trouble.LOST, Trouble.TWICE, Trouble.UNANSWERED, Trouble.STALE)
DONE = (Trouble.REPEATED, Trouble.FAILS, Trouble.ZOMBIE)


async def asks(road: Road, move: Move, trouble: Trouble = Trouble.NONE) -> None:
    """Submit a request, and wait until the workflow is idle."""
    await road.asks(move, trouble)
    await road.rests()


async def accepted(town: CityUnderTest, trouble: Trouble = Trouble.NONE) -> Road:
    """A hazard with an accepted order; the fault hits the notification of the acceptance."""
    road = await begun(town)
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", hazard=True, photos=(road.photo,))
    await asks(road, (people.OFFICER, look))
    await asks(road, (people.DISPATCHER, OrderTow()))
    await asks(road, (driver(road), AcceptOffer(order=1)), trouble)
    return road


def driver(road: Road) -> Actor:
    """The driver of the contractor that was asked."""
    order = road.model.case.order
    return people.TRUCK if order and order.contractor == people.NORTH else people.OTHER_TRUCK


@pytest.mark.parametrize("trouble", TOLD)
async def test_a_tow_is_recorded_once_whatever_happens_to_its_notification(
    philadelphia: CityUnderTest, trouble: Trouble
) -> None:
    road = await accepted(philadelphia, trouble)
    who = driver(road)

    await asks(road, (who, ReportHookedUp(order=1, place=HERE)), trouble)
    await asks(road, (who, ReportDroppedAtLot(order=1, lot=people.LOT, place=HERE)), trouble)
    await asks(road, (who, ReportDone(order=1, result=TowResult.TOWED)), trouble)
    await road.heals()

    assert (road.model.case.stage, road.model.tasks.next.task) == (Stage.IMPOUND, Task.INTAKE)


@pytest.mark.parametrize("trouble", [*TOLD, *DONE])
async def test_a_case_is_closed_once_whatever_happens_to_the_notification_or_the_activity(
    philadelphia: CityUnderTest, trouble: Trouble
) -> None:
    road = await begun(philadelphia)

    await asks(road, GONE, trouble)
    await road.heals()

    assert (road.model.case.outcome, road.model.case.number) == (Outcome.GONE_ON_ARRIVAL, 3)


@pytest.mark.parametrize("trouble", [Trouble.LATE, Trouble.LOST, Trouble.UNANSWERED])
async def test_a_workflow_that_was_not_notified_of_the_end_of_its_case_ends_too(
    philadelphia: CityUnderTest, trouble: Trouble
) -> None:
    road = await begun(philadelphia)
    withdrawal = casework.CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="Wrong street")

    await asks(road, (people.SUPERVISOR, withdrawal), trouble)
    await road.heals()

    assert not await road.temporal_client.runs()


async def test_a_failure_that_is_reported_repeatedly_is_one_task(philadelphia: CityUnderTest) -> None:
    road = await begun(philadelphia)
    await asks(road, GONE, Trouble.BREAKS)

    for which in range(len(philadelphia.hostile.done)):
        await road.temporal_client.is_told(Trouble.ZOMBIE, which=which)
        await road.rests()

    assert (road.model.case.number, road.model.tasks.next.task) == (3, Task.FAILED_STEP)
    await asks(road, (people.ADMIN, RetryStep()))
    assert road.model.case.outcome == Outcome.GONE_ON_ARRIVAL


async def test_a_stale_activity_does_not_open_the_tow_gate_of_a_car_in_the_lot(
    philadelphia: CityUnderTest,
) -> None:
    road = await begun(philadelphia)
    while road.model.tasks.next.task is not Task.STATE_REPORT:
        await takes(road, ORDINARY)
    gate, number = road.model.case.tow_gate, road.model.case.number

    for which in range(len(philadelphia.hostile.done)):
        await road.temporal_client.is_told(Trouble.ZOMBIE, which=which)
        await road.rests()

    assert (road.model.case.tow_gate, road.model.case.number) == (gate, number)


async def test_a_stale_activity_does_not_hide_that_the_workflow_has_missed_a_fact(philadelphia: CityUnderTest) -> None:
    road = await begun(philadelphia)
    while road.model.tasks.next.task is not Task.STATE_REPORT:
        await takes(road, ORDINARY)
    await asks(road, (people.DISPATCHER, ReportToState()), Trouble.LOST)
    letters = [name for name, _ in philadelphia.hostile.done].index(names.WRITE_LETTERS)

    await road.temporal_client.is_told(Trouble.ZOMBIE, which=letters)
    await road.rests()

    assert road.temporal_client.behind
    await road.heals()
    assert (road.temporal_client.behind, road.model.tasks.next.task) == (False, Task.MAILING)


async def test_a_stale_failure_report_does_not_fail_the_new_attempt(philadelphia: CityUnderTest) -> None:
    road = await accepted(philadelphia, Trouble.BREAKS)
    await asks(road, (people.ADMIN, RetryStep()))
    failure = [name for name, _ in philadelphia.hostile.done].index(names.REPORT_FAILED_STEP)

    await road.temporal_client.is_told(Trouble.ZOMBIE, which=failure)
    await road.rests()

    assert (road.model.case.failed, road.model.tasks.next.task) == (None, Task.TOW)


async def test_a_failed_tow_activity_is_a_persons_task(philadelphia: CityUnderTest) -> None:
    road = await accepted(philadelphia, Trouble.BREAKS)

    assert road.model.case.failed is not None
    assert road.model.case.failed.step == Task.TOW


async def test_a_truck_that_never_comes_is_reported_by_the_system_and_the_next_contractor_is_asked(
    in_haste: CityUnderTest,
) -> None:
    road = await accepted(in_haste)

    async def told() -> bool:
        return (await road.temporal_client.row()).case.orders[0].state is OrderState.NO_SHOW

    await once(told)
    await road.rests()

    first, second = road.model.case.orders
    assert second.state is OrderState.OFFERED
    assert second.contractor != first.contractor
