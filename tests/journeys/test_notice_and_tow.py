"""Journeys of weeks in seconds: the owner is notified, has time, and only then does a truck come."""

from datetime import timedelta

import pytest
from temporalio.testing import TimeSkipper

from activities.notifying import TemporalClient
from activities.services import Services
from database.tow_dispatch import Contractor, put_contractors
from schemas.mail import RecordMailing
from schemas.owner_notice import RecordParties
from schemas.reporting import CorrectDescription, KeepApart
from schemas.tow_dispatch import AcceptOffer, DeclineOffer, OrderTow, ReportDone
from schemas.verification import RecordInspection
from schemas.waiting_periods import AskExtension, ClaimMoved, DecideExtension, OverrideGuard, PlaceHold, ReleaseHold
from schemas.words import (
    DeclineReason,
    Finding,
    Hold,
    OrderState,
    Outcome,
    Stage,
    Task,
    TowResult,
    WithdrawReason,
)
from tests.car import CaseDriver, reported
from tests.conftest import Clock
from tests.journeys.roads import (
    BANK,
    CLEAR,
    HERE,
    OWNER,
    asked,
    declared,
    noticed,
    ordered,
    ready,
    records_checked,
    taken,
    tow,
    towed,
)
from tests.owner import as_owner
from workers.city import City


@pytest.fixture
async def car(services: Services, weeks: TemporalClient, clock: Clock, skipper: TimeSkipper) -> CaseDriver:
    """A car that has just been reported."""
    return await reported(services, weeks, clock, skipper)


async def test_no_letter_goes_out_while_another_open_case_may_be_the_same_car(car: CaseDriver) -> None:
    report = {"plate": "ABC 1234", "plate_state": "PA", "lat": 40.05, "lon": -75.0}
    await car.ask("officer-1", CorrectDescription(place=HERE))
    other = await reported(car.services, car.temporal_client, car.clock, car.skipper, **report)
    await declared(car)
    await car.ask("dispatcher-1", RecordParties(owner=OWNER, lienholders=(BANK,)))
    waiting = await car.waits_for(Task.DUPLICATE_CHECK)

    answer = await car.ask("dispatcher-1", KeepApart(other=other.case))

    assert (waiting.case.letters, answer.refusal) == ((), None)
    assert len((await car.waits_for(Task.MAILING)).case.letters) == 2
    assert (await other.row()).case.undecided_duplicates == ()


async def test_a_car_is_towed_after_its_owner_was_notified_and_had_time(car: CaseDriver) -> None:
    driver = await taken(car)
    await tow(car, driver, order=1)

    row = await car.waits_for(Task.INTAKE)
    case = row.case
    assert (row.stage, case.lot, case.towed_by) == (Stage.IMPOUND, "river-lot", case.orders[0].contractor)
    mailed = [each.mailed.at for each in case.letters if each.mailed]
    assert len(mailed) == 2
    assert case.tow_gate is not None
    assert all((case.tow_gate.at - each).days >= 10 for each in mailed)
    assert row.notified_number == row.number


async def test_a_car_is_not_towed_before_the_owners_time_is_over(car: CaseDriver) -> None:
    await noticed(car)
    await car.days_pass(9)

    early = await car.ask("dispatcher-1", OrderTow())

    assert early.refusal is not None
    assert (await car.row()).stage == Stage.NOTICE


async def test_a_car_that_the_owner_has_moved_is_closed_after_an_inspection(car: CaseDriver) -> None:
    await noticed(car)
    await car.days_pass(3)

    await car.ask("dispatcher-1", ClaimMoved(note="Said on the telephone"))
    await car.waits_for(Task.MOVE_CHECK)
    await car.ask("officer-1", RecordInspection(finding=Finding.GONE))

    await car.ends()
    assert (await car.row()).outcome == Outcome.MOVED_BY_OWNER


async def test_a_police_hold_suspends_the_owners_time(car: CaseDriver) -> None:
    await noticed(car)
    await car.days_pass(2)
    placed = await car.ask("officer-1", PlaceHold(hold=Hold.POLICE_EVIDENCE))
    await car.days_pass(30)
    assert (await car.row()).stage == Stage.NOTICE

    await car.ask("supervisor-1", ReleaseHold(placed=placed.number or 0, note="Release of the detectives"))
    row = await car.waits_for(Task.NOTICE_PERIOD)

    assert row.not_before is not None
    assert (row.not_before - car.clock()).days >= 6
    await car.days_pass(14)
    await records_checked(car)
    assert (await car.waits_for(Task.REINSPECTION)).stage == Stage.TOW


async def test_more_time_for_the_owner_moves_the_gate(car: CaseDriver) -> None:
    await noticed(car)
    await car.ask("dispatcher-1", AskExtension())
    await car.waits_for(Task.EXTENSION_DECISION)
    until = car.clock() + timedelta(days=40)
    await car.ask("supervisor-1", DecideExtension(until=until))

    await car.days_pass(20)
    assert (await car.row()).not_before == until
    await car.days_pass(21)

    await records_checked(car)
    await car.waits_for(Task.REINSPECTION)


async def test_a_hold_while_the_truck_is_en_route_withdraws_the_order(car: CaseDriver) -> None:
    driver = await taken(car)

    await car.ask("officer-1", PlaceHold(hold=Hold.POLICE_EVIDENCE))
    row = await car.waits_for(Task.HOLD)
    late = await car.ask(driver, ReportDone(order=1, result=TowResult.TOWED))

    assert row.case.orders[0].state is OrderState.WITHDRAWN
    assert late.refusal is not None
    assert "withdrawn" in late.refusal.reason
    assert not [each for each in await car.pending() if each.startswith("tow-")]


async def test_a_tow_ordered_without_a_new_inspection_is_offered_after_the_inspection(car: CaseDriver) -> None:
    await noticed(car)
    await car.days_pass(15)
    await records_checked(car)
    await car.waits_for(Task.REINSPECTION)
    aside = OverrideGuard(guard="seen_again", question="may_tow", note="The street is closed; seen by camera")
    await car.ask("supervisor-1", aside)
    await car.waits_for(Task.TOW_ORDER)

    await car.ask("dispatcher-1", OrderTow())
    await car.waits_for(Task.REINSPECTION)
    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE))

    assert (await car.waits_for(Task.ANSWER)).case.orders[0].state is OrderState.OFFERED


async def test_an_offer_is_withdrawn_when_the_owner_says_that_the_car_has_moved(car: CaseDriver) -> None:
    await ordered(car)
    driver = await asked(car)

    await car.ask("dispatcher-1", ClaimMoved())
    late = await car.ask(driver, AcceptOffer(order=1))

    row = await car.waits_for(Task.MOVE_CHECK)
    withdrawn = (await car.facts())[-1]
    assert (withdrawn.kind, withdrawn.reason) == ("tow_withdrawn", WithdrawReason.MOVED)
    assert late.refusal is not None
    assert row.case.ordered is None


async def test_one_declines_one_does_not_answer_and_the_third_tows(car: CaseDriver, city: City) -> None:
    async with as_owner(car.services.pool) as connection:
        await put_contractors(connection, (*city.firms, Contractor("canal-cranes", "Canal Cranes")))
    await ordered(car)

    await car.ask(await asked(car), DeclineOffer(order=1, reason=DeclineReason.NO_TRUCK))
    while (order := (await car.row()).case.order) is None or order.order < 3:
        await car.waits_for(Task.ANSWER)
    driver = await asked(car)
    await car.ask(driver, AcceptOffer(order=3))
    await car.waits_for(Task.TOW)
    await tow(car, driver, order=3)

    case = (await car.waits_for(Task.INTAKE)).case
    assert [each.state for each in case.orders] == [OrderState.DECLINED, OrderState.LAPSED, OrderState.DONE]
    assert len({each.contractor for each in case.orders}) == 3


async def test_when_no_contractor_accepts_a_person_gets_a_task_and_can_ask_all_again(car: CaseDriver) -> None:
    await ordered(car)
    await car.ask(await asked(car), DeclineOffer(order=1, reason=DeclineReason.TOO_FAR))
    while (order := (await car.row()).case.order) is None or order.order < 2:
        await car.waits_for(Task.ANSWER)
    await car.ask(await asked(car), DeclineOffer(order=2, reason=DeclineReason.LOT_FULL))

    row = await car.waits_for(Task.FAILED_STEP)
    assert row.case.failed is not None
    assert row.case.failed.step == "offer"
    await car.retry()

    assert (await car.waits_for(Task.ANSWER)).case.orders[-1].order == 3


async def test_a_contractor_whose_truck_never_comes_loses_the_order(car: CaseDriver) -> None:
    await taken(car)

    row = await car.waits_for(Task.ANSWER)

    assert [each.state for each in row.case.orders] == [OrderState.NO_SHOW, OrderState.OFFERED]


async def test_a_truck_that_finds_nothing_closes_the_case_with_its_photo(car: CaseDriver) -> None:
    driver = await taken(car)
    bare = await car.ask(driver, ReportDone(order=1, result=TowResult.GONE))
    await car.ask(driver, ReportDone(order=1, result=TowResult.GONE, photos=(await car.photo(),)))

    await car.ends()
    row = await car.row()
    assert bare.refusal is not None
    assert (row.outcome, row.case.orders[0].state) == (Outcome.GONE_ON_ARRIVAL, OrderState.GONE)


async def test_a_hazard_is_towed_at_once(car: CaseDriver) -> None:
    look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", hazard=True, photos=(await car.photo(),))
    await car.ask("officer-1", look)
    await car.waits_for(Task.TOW_ORDER)
    await towed(car)

    case = (await car.row()).case
    assert (case.hazard_order, case.letters) == (True, ())


async def test_a_lienholder_found_later_gets_a_letter_and_all_the_time(car: CaseDriver) -> None:
    await declared(car)
    await car.ask("dispatcher-1", RecordParties(owner=OWNER))
    first = (await car.waits_for(Task.MAILING)).case.letters[0]
    await car.ask("dispatcher-1", RecordMailing(letter=first.letter))
    await car.waits_for(Task.NOTICE_PERIOD)
    await car.days_pass(8)

    await car.ask("dispatcher-1", RecordParties(owner=OWNER, lienholders=(BANK,)))
    late = await car.waits_for(Task.MAILING)
    await car.days_pass(5)

    assert (await car.row()).stage == Stage.NOTICE
    assert len(late.case.letters) == 3


async def test_a_car_found_stolen_after_the_notice_is_for_the_police(car: CaseDriver) -> None:
    await ready(car)

    await car.ask("dispatcher-1", CLEAR.model_copy(update={"stolen": "stolen"}))

    await car.waits_for(Task.POLICE)
    refused = await car.ask("dispatcher-1", OrderTow())
    assert refused.refusal is not None
