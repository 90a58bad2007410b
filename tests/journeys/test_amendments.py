"""A new edition in the middle of a case: the record, the workflow and the order follow it, and back."""

import pytest
from temporalio.testing import TimeSkipper

from activities.amending import Batch, amend_some
from activities.audit import verify_case
from activities.notifying import TemporalClient
from activities.services import Services
from schemas.amendments import AmendmentApplied, ApplyAmendment, TakeBackAmendment
from schemas.tow_dispatch import OrderTow, TowWithdrawn
from schemas.words import Notice, OrderState, Stage, Task, WithdrawReason
from tests.car import CaseDriver, actor, reported
from tests.conftest import EDITION, Clock
from tests.journeys.roads import declared, in_the_lot, noticed, ordered, records_checked
from tests.new_laws import TAKES_ALL, Shelf, newer

NEW = "us-pa-philadelphia.2026-01-02"
FORTY_DAYS = ("periods.owner_notice", "amount = 15", "amount = 40")
WHY = "The council has given owners more time."


@pytest.fixture
async def car(services: Services, weeks: TemporalClient, clock: Clock, skipper: TimeSkipper) -> CaseDriver:
    """A car that has just been reported."""
    return await reported(services, weeks, clock, skipper)


@pytest.fixture
def new_law(shelf: Shelf) -> str:
    """Owners have forty days, and no case stays under the old edition."""
    shelf.put(NEW, newer(NEW, TAKES_ALL, FORTY_DAYS), enact=True)
    return NEW


async def goes_over(car: CaseDriver) -> None:
    """A supervisor applies the amendment to the case."""
    answer = await car.ask("supervisor-1", ApplyAmendment(edition=NEW, note=WHY))
    assert answer.refusal is None, answer.refusal


async def test_an_order_is_withdrawn_and_the_owner_has_the_longer_time(car: CaseDriver, new_law: str) -> None:
    await ordered(car)

    await goes_over(car)

    row = await car.waits_for(Task.NOTICE_PERIOD)
    withdrawn = [fact for fact in await car.facts() if isinstance(fact, TowWithdrawn)]
    assert (row.stage, row.edition, row.case.edition) == (Stage.NOTICE, new_law, new_law)
    assert [fact.reason for fact in withdrawn] == [WithdrawReason.LAW]
    assert row.case.orders[-1].state is OrderState.WITHDRAWN
    assert (await car.ask("dispatcher-1", OrderTow())).refusal is not None
    await car.days_pass(30)
    await records_checked(car)
    assert (await car.row()).stage == Stage.TOW
    assert await verify_case(car.services, car.case) == []


async def test_an_amendment_taken_back_restores_the_case_and_the_gate_opens_again(
    car: CaseDriver, new_law: str
) -> None:
    await noticed(car)
    await car.days_pass(15)
    await goes_over(car)
    await car.waits_for(Task.NOTICE_PERIOD)

    back = await car.ask("supervisor-1", TakeBackAmendment(edition=NEW, note="It was the wrong list of cases."))

    assert back.refusal is None
    await records_checked(car)
    row = await car.waits_for(Task.REINSPECTION)
    assert (row.stage, row.edition, row.case.amendments) == (Stage.TOW, EDITION, ())
    assert await verify_case(car.services, car.case) == []


async def test_letters_that_say_too_little_are_written_again_by_the_system(car: CaseDriver, shelf: Shelf) -> None:
    says_more = ("notices.pre_tow", '"hearing_right"]', '"hearing_right", "fees"]')
    shelf.put(NEW, newer(NEW, TAKES_ALL, says_more), enact=True)
    await noticed(car)

    await goes_over(car)

    row = await car.waits_for(Task.MAILING)
    fact = next(each for each in await car.facts() if isinstance(each, AmendmentApplied))
    assert (fact.lapses, fact.shuts) == ((Notice.PRE_TOW,), None)
    assert [(each.notice, each.lapsed) for each in row.case.letters] == [(Notice.PRE_TOW, True)] * 2 + [
        (Notice.PRE_TOW, False)
    ] * 2


async def test_the_proof_of_a_fact_says_under_which_law_it_was_allowed(car: CaseDriver, new_law: str) -> None:
    await ordered(car)
    await goes_over(car)

    async with car.services.pool.acquire() as connection:
        kept = {
            row["number"]: row["edition"]
            for row in await connection.fetch(
                "select number, body::jsonb ->> 'edition' as edition from proof where case_id = $1", car.case
            )
        }
    facts = await car.facts()
    number = next(at for at, fact in enumerate(facts, 1) if isinstance(fact, AmendmentApplied))
    assert set(kept.values()) == {EDITION}
    assert kept[number] == EDITION
    await car.waits_for(Task.NOTICE_PERIOD)
    await car.days_pass(30)
    await records_checked(car)
    async with car.services.pool.acquire() as connection:
        last = await connection.fetchval(
            "select body::jsonb ->> 'edition' from proof where case_id = $1 and body::jsonb ->> 'question' ="
            " 'may_open_tow_gate' order by number desc limit 1",
            car.case,
        )
    assert last == new_law


async def test_after_the_hook_an_amendment_shuts_no_gate_before_it(car: CaseDriver, new_law: str) -> None:
    await in_the_lot(car)
    await goes_over(car)

    row = await car.waits_for(Task.MAILING)

    assert (row.stage, row.edition) == (Stage.IMPOUND, new_law)
    refused = await car.ask("supervisor-1", TakeBackAmendment(edition=NEW, note="It was the wrong list of cases."))
    assert refused.refusal is None
    assert row.case.tow_gate is not None


async def test_many_cases_are_amended_at_once_and_repeating_it_changes_nothing(
    car: CaseDriver, new_law: str, weeks: TemporalClient, clock: Clock
) -> None:
    others = [await reported(car.services, weeks, clock, plate=f"XYZ {number}") for number in range(3)]
    asked, who = ApplyAmendment(edition=new_law, note=WHY), actor("supervisor-1")

    first = await amend_some(car.services, asked, who, Batch(EDITION, limit=2), now=clock())
    rest = await amend_some(car.services, asked, who, Batch(EDITION, limit=200), now=clock())
    again = await amend_some(car.services, asked, who, Batch(EDITION), now=clock())

    assert (first.done + rest.done, first.left, rest.left) == ([car.case, *(each.case for each in others)], [], [])
    assert (again.done, again.last) == ([], None)
    back = Batch(new_law, came_from=EDITION)
    returned = await amend_some(car.services, TakeBackAmendment(edition=NEW, note=WHY), who, back, now=clock())
    assert returned.done == first.done + rest.done
    assert (await car.row()).edition == EDITION


async def test_a_case_that_was_declared_goes_on_under_the_new_law(car: CaseDriver, new_law: str) -> None:
    await declared(car)
    await goes_over(car)

    row = await car.waits_for(Task.PARTIES)

    assert (row.stage, row.edition) == (Stage.NOTICE, new_law)
