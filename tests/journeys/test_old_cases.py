"""A rule tightened today changes nothing that was recorded before, and applies to every later request."""

from collections.abc import Callable

import pytest
from temporalio.testing import TimeSkipper

from activities.audit import verify_case
from activities.notifying import TemporalClient
from activities.services import Services
from database import journal, proofs
from rules import guards
from rules.guards import Guard
from rules.library import find_edition
from rules.requirements import GuardContext, Requirements, every, our_own, requirement
from schemas.impound import ReleaseVehicle
from schemas.tow_dispatch import AcceptOffer
from schemas.words import Paper, Stage, Task
from tests.car import CaseDriver, reported
from tests.conftest import EDITION, Clock
from tests.journeys.roads import asked, impound_noticed, noticed, ordered
from tests.new_laws import Shelf, newer
from tests.workflows.recording import read_histories
from tests.workflows.test_replay import replay

MONDAY = our_own("since Monday")
EVERY_QUESTION = tuple(dict.fromkeys(question for guard in guards.GUARDS.values() for question in guard.asks))


@pytest.fixture
async def car(services: Services, weeks: TemporalClient, clock: Clock, skipper: TimeSkipper) -> CaseDriver:
    """A car that has just been reported."""
    return await reported(services, weeks, clock, skipper)


def _nobody(_: GuardContext) -> Requirements:
    yield requirement(MONDAY, "The mayor has signed it", met=False)


@pytest.fixture
def tighten(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Put a guard that refuses everything first in the table."""

    def tightened() -> None:
        table = {"mayor": Guard("Nothing is done without the mayor", every(EVERY_QUESTION, _nobody))} | guards.GUARDS
        monkeypatch.setattr(guards, "GUARDS", table)
        monkeypatch.setattr("rules.rulings.GUARDS", table)

    return tightened


async def kept(car: CaseDriver) -> tuple[list[journal.Entry], dict[int, str]]:
    """The journal and the proofs of this case, as stored."""
    async with car.services.pool.acquire() as connection:
        return await journal.list_entries(connection, car.case), await proofs.list_proofs(connection, car.case)


async def test_facts_recorded_before_a_rule_was_tightened_stay_as_they_were(
    car: CaseDriver, tighten: Callable[[], None]
) -> None:
    await ordered(car)
    driver, before = await asked(car), await kept(car)
    entries, rulings = before

    tighten()

    for history in read_histories().values():
        await replay(history)
    await replay(await car.workflow.fetch_history())
    assert await verify_case(car.services, car.case) == []
    refused = await car.ask(driver, AcceptOffer(order=1))
    assert refused.refusal is not None
    assert (refused.refusal.guard, refused.refusal.citation) == ("mayor", MONDAY.citation)
    assert await kept(car) == before
    assert journal.rebuilt(entries) == (await car.row()).case
    assert len(rulings) >= 8
    assert not any("mayor" in body for body in rulings.values())


async def test_a_car_towed_before_is_released_under_the_current_rules(
    car: CaseDriver, tighten: Callable[[], None]
) -> None:
    await impound_noticed(car)
    before = await kept(car)
    release = ReleaseVehicle(papers=(Paper.IDENTITY, Paper.REGISTRATION, Paper.INSURANCE), paid=1)

    tighten()
    refused = await car.ask("lot-1", release)

    assert (await car.row()).stage == Stage.IMPOUND
    assert refused.refusal is not None
    assert refused.refusal.guard == "mayor"
    assert await kept(car) == before
    await replay(await car.workflow.fetch_history())


async def test_a_new_edition_leaves_earlier_cases_alone_and_applies_to_the_next_one(
    car: CaseDriver, shelf: Shelf, weeks: TemporalClient, clock: Clock
) -> None:
    await noticed(car)
    before = await kept(car)
    new = "us-pa-philadelphia.2026-01-02"

    shelf.put(new, newer(new, ("periods.owner_notice", "amount = 15", "amount = 60")), enact=True)
    next_services = Services(**{**car.services.__dict__, "edition": new})
    other = await reported(next_services, weeks, clock, plate="XYZ 1")

    assert await kept(car) == before
    assert ((await car.row()).edition, (await other.row()).edition) == (EDITION, new)
    assert find_edition(EDITION).periods["owner_notice"].amount == 10
    await car.days_pass(15)
    await car.waits_for(Task.RECORDS_CHECK)
    assert (await car.row()).stage == Stage.TOW
    assert await verify_case(car.services, car.case) == []
    await replay(await car.workflow.fetch_history())
