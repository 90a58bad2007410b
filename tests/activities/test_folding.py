"""Cases stored by an older Towpath are folded as their journals make them today, and no journal changes."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Unpack

import asyncpg
import pytest
from temporalio.testing import TimeSkipper

from activities import folding
from activities.audit import verify_case
from activities.checkpoints import write_checkpoint
from activities.folding import FoldProgress, refold
from activities.notifying import TemporalClient
from activities.relay import notify_workflows
from activities.services import Services
from database import cases, journal
from database.connection import Pool, transaction
from database.folding import mark_folded
from rules.next_task import list_tasks
from schemas import names
from schemas.case import SHAPE
from schemas.case_changes import CaseChanges
from schemas.case_parts import FailedStep
from schemas.casework import CloseCase
from schemas.tow_dispatch import AcceptOffer, OrderTow, ReportHookedUp
from schemas.verification import RecordInspection
from schemas.waiting_periods import AskExtension, ClaimMoved, DecideExtension, PlaceHold, StepFailed
from schemas.wire import Position
from schemas.words import Finding, Hold, Outcome, Stage, Task
from tests.car import CaseDriver, reported
from tests.city_law import law_here
from tests.conftest import Clock
from tests.journeys.roads import CLEAR, HERE, noticed
from tests.owner import as_owner
from tests.web.desk import offered, system_does
from workers.worker import sweep

CLOSE = CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain", note="No reason to go on")
OLD = "the stored case was made by an older version of Towpath; `towpath setup` rebuilds it."
CHANGED = "fact 2 is not as it was written."

Rows = list[asyncpg.Record]


async def keep(pool: Pool, case: str, /, **before: Unpack[CaseChanges]) -> None:
    """Store the case like a Towpath that had these parts of it differently."""
    async with transaction(pool) as connection:
        row = await cases.lock_case(connection, case)
        assert row is not None
        old = row.case.with_(**before)
        tasks = list_tasks(old, law_here(old.edition), row.changed_at)
        await cases.update_case(connection, old, row.digest, tasks, row.changed_at)


async def go_back(pool: Pool) -> None:
    """Mark every case as a migration does that reads more from the facts; empty the outbox."""
    async with pool.acquire() as connection:
        await connection.execute("update vehicle_case set folded = 0")
        await connection.execute("delete from outbox")


async def rows(pool: Pool, table: str = "vehicle_case") -> Rows:
    """All rows of a table."""
    async with pool.acquire() as connection:
        found: Rows = await connection.fetch(f"select * from {table} order by 1, 2")
    return found


async def told(pool: Pool) -> list[str]:
    """The cases with a queued signal."""
    return [row["case_id"] for row in await rows(pool, "outbox") if row["kind"] == "signal"]


async def fold(car: CaseDriver) -> list[FoldProgress]:
    """Fold the stale cases, as the set-up does."""
    return [progress async for progress in refold(car.services.pool, car.services.city_law, now=car.clock())]


async def faults(*cars: CaseDriver) -> list[str]:
    """What an audit finds in these cases."""
    return [fault for car in cars for fault in await verify_case(car.services, car.case)]


async def damage(pool: Pool, sql: str, *values: object) -> None:
    """Change the journal like a person with full access to the database."""
    async with as_owner(pool) as connection:
        await connection.execute("set session_replication_role = replica")
        await connection.execute(sql, *values)


@pytest.fixture
def before() -> dict[str, Rows]:
    """The tables before an older Towpath stores the cases; `cars` fills it."""
    return {}


@pytest.fixture
async def cars(
    services: Services, temporal_client: TemporalClient, clock: Clock, before: dict[str, Rows]
) -> list[CaseDriver]:
    """Three cases that an older Towpath stored; two of them differ from what their journals make today."""
    moved, failed, plain = [await reported(services, temporal_client, clock, plate=f"ABC {each}") for each in range(3)]
    for car in (moved, failed):
        look = RecordInspection(finding=Finding.ABANDONED, clause="inoperable", hazard=True)
        await car.ask("officer-1", look.model_copy(update={"photos": (await car.photo(),)}))
    await moved.ask("dispatcher-1", ClaimMoved(note="Said on the telephone"))
    await failed.ask("dispatcher-1", OrderTow())
    await system_does(failed, StepFailed(step="offer", cause="fault"))
    await failed.ask("supervisor-1", CLOSE)
    before |= {table: await rows(services.pool, table) for table in ("vehicle_case", "case_fact", "proof")}
    stuck = FailedStep(fact=4, at=failed.clock(), by="system", step=Task.OFFER)
    await keep(services.pool, moved.case, move_claimed=None, tow_gate=None)
    await keep(services.pool, failed.case, failed=stuck, tow_gate=None)
    await go_back(services.pool)
    return [moved, failed, plain]


async def test_cases_stored_by_an_older_towpath_are_folded_as_the_current_one_does(
    cars: list[CaseDriver], before: dict[str, Rows]
) -> None:
    moved, failed, plain = cars
    pool = plain.services.pool
    assert await faults(*cars) == [f"{moved.case}: {OLD}", f"{failed.case}: {OLD}"]

    assert await fold(plain) == [FoldProgress(3, 3, [])]

    assert await faults(*cars) == []
    assert await rows(pool, "case_fact") == before["case_fact"]
    assert await rows(pool, "proof") == before["proof"]
    for was, now in zip(map(dict, before["vehicle_case"]), map(dict, await rows(pool)), strict=True):
        # The workflow of the first must be notified, and the grace period starts now.
        later = {"changed_at"} if was["id"] == moved.case else set()
        assert {name for name in was if was[name] != now[name]} == later
    assert (await failed.row()).tasks.next.task is Task.NOTHING


async def test_folding_again_changes_nothing(cars: list[CaseDriver]) -> None:
    pool = cars[0].services.pool
    await fold(cars[0])
    async with pool.acquire() as connection:
        written = await connection.fetch("select id, xmin from vehicle_case")
        await connection.execute("delete from outbox")

    assert await fold(cars[0]) == []

    async with pool.acquire() as connection:
        assert await connection.fetch("select id, xmin from vehicle_case") == written
    assert await told(pool) == []


async def test_an_interrupted_folding_continues_where_it_stopped(
    cars: list[CaseDriver], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "BATCH", 1)
    begun = refold(cars[0].services.pool, cars[0].services.city_law, now=cars[0].clock())
    assert await anext(begun) == FoldProgress(1, 3, [])
    del begun
    assert await faults(*cars) == [f"{cars[1].case}: {OLD}"]

    assert await fold(cars[0]) == [FoldProgress(1, 2, []), FoldProgress(2, 2, [])]

    assert await faults(*cars) == []


async def test_two_foldings_at_once_share_the_work(cars: list[CaseDriver], before: dict[str, Rows]) -> None:
    await asyncio.gather(*(fold(cars[0]) for _ in range(3)))

    assert await faults(*cars) == []
    assert await rows(cars[0].services.pool, "case_fact") == before["case_fact"]
    assert await told(cars[0].services.pool) == [cars[0].case]


async def test_a_case_that_another_set_up_is_folding_is_left_to_it(cars: list[CaseDriver]) -> None:
    moved, *_ = cars
    pool = moved.services.pool
    async with transaction(pool) as connection:
        row = await cases.lock_case(connection, moved.case)
        folded = asyncio.ensure_future(fold(moved))
        while not await connection.fetchval("select count(*) from pg_locks where not granted"):
            continue
        await mark_folded(connection, moved.case)

    assert await folded == [FoldProgress(3, 3, [])]

    assert row is not None
    assert (await moved.row()).state == row.state


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        ("update case_fact set role = 'admin' where number = 2 and case_id = $1", CHANGED),
        (
            "delete from case_fact where number = 3 and case_id = $1",
            "the journal ends before fact 3, which the stored case includes.",
        ),
    ],
)
async def test_a_journal_with_faults_is_reported_and_its_case_left_as_it_is(
    cars: list[CaseDriver], harm: str, sentence: str
) -> None:
    moved, _, plain = cars
    kept = await moved.services.pool.fetchrow("select state from vehicle_case where id = $1", moved.case)
    await damage(moved.services.pool, harm, moved.case)

    assert await fold(plain) == [FoldProgress(2, 3, [f"{moved.case}: {sentence}"])]
    assert await fold(plain) == [FoldProgress(0, 1, [f"{moved.case}: {sentence}"])]

    row = await moved.row()
    assert (row.state, row.is_stale) == (kept["state"], True)
    assert await faults(*cars) == [f"{moved.case}: {sentence}"]
    assert await told(moved.services.pool) == []


async def test_a_journal_truncated_together_with_its_case_row_is_not_folded(cars: list[CaseDriver]) -> None:
    moved, *_ = cars
    services = moved.services
    assert await write_checkpoint(services, now=moved.clock())
    second = await services.pool.fetchval("select digest from case_fact where number = 2 and case_id = $1", moved.case)
    await damage(services.pool, "delete from case_fact where number = 3 and case_id = $1", moved.case)
    await damage(services.pool, "update vehicle_case set number = 2, digest = $2 where id = $1", moved.case, second)

    lost = f"{moved.case}: fact 3 is covered by a checkpoint, but is no longer in the journal as it was."
    assert await fold(moved) == [FoldProgress(2, 3, [lost])]


async def test_an_unreadable_journal_is_reported_by_its_exception_type(cars: list[CaseDriver]) -> None:
    *_, plain = cars
    async with plain.services.pool.acquire() as connection:
        (first,) = await journal.list_entries(connection, plain.case)
    strange = replace(first, body=first.body.replace("d25", "Maud's own street"))
    digest = strange.expected_digest()
    await damage(
        plain.services.pool,
        "update case_fact set body = $2, digest = $3 where case_id = $1",
        *(plain.case, strange.body, digest),
    )
    await damage(plain.services.pool, "update vehicle_case set digest = $2 where id = $1", plain.case, digest)

    sentence = f"{plain.case}: its record cannot be read (ValidationError)."
    assert await fold(plain) == [FoldProgress(2, 3, [sentence])]
    assert await faults(plain) == [sentence]


async def test_a_stored_state_that_is_unreadable_is_folded_again_and_its_workflow_notified(
    cars: list[CaseDriver],
) -> None:
    *_, plain = cars
    await damage(plain.services.pool, "update vehicle_case set tasks = '{}' where id = $1", plain.case)

    await fold(plain)

    assert await faults(*cars) == []
    assert plain.case in await told(plain.services.pool)


async def test_a_workflow_is_notified_that_its_case_waits_for_another_task(
    services: Services, weeks: TemporalClient, clock: Clock, skipper: TimeSkipper
) -> None:
    car = await reported(services, weeks, clock, skipper)
    await noticed(car)
    await car.days_pass((((await car.row()).tasks.wake_at or clock()) - clock()) / timedelta(days=1) - 1)
    await car.ask("dispatcher-1", AskExtension(note="Give me a week"))
    await car.ask("supervisor-1", DecideExtension(note="No ground"))
    today = await car.row()
    # For a Towpath that did not know the 48 hours after a refusal, the time was over with the notice's own period.
    await keep(services.pool, car.case, refused=None)
    await tell_as_it_is_kept(car)
    assert (await heard(car)).wake_at != today.tasks.wake_at
    await go_back(services.pool)

    await fold(car)
    assert await notify_workflows(services, weeks) == 1

    assert (await heard(car)).wake_at == today.tasks.wake_at
    assert await faults(car) == []
    await car.days_pass(1.5)
    assert (await car.row()).stage == Stage.NOTICE
    await car.days_pass(7)
    await car.waits_for(Task.RECORDS_CHECK)


async def tell_as_it_is_kept(car: CaseDriver) -> None:
    """The workflow knows what the older Towpath sent it."""
    async with transaction(car.services.pool) as connection:
        await cases.notify_all(connection)
    await notify_workflows(car.services, car.temporal_client)


async def heard(car: CaseDriver) -> Position:
    """The position that the workflow knows."""
    position: Position = await car.workflow.query(names.POSITION, result_type=Position)
    return position


async def test_facts_added_by_an_older_process_are_folded_by_the_sweep(cars: list[CaseDriver]) -> None:
    *_, plain = cars
    pool = plain.services.pool
    await fold(plain)
    await plain.ask("dispatcher-1", CLEAR)
    # An older process does not know the column, and knows less of the state.
    await damage(pool, "update vehicle_case set folded = 1 where id = $1", plain.case)
    await keep(pool, plain.case, records_check=None)
    assert await faults(plain) == [f"{plain.case}: {OLD}"]

    await sweep(plain.services)

    assert await faults(plain) == []
    assert (await plain.row()).is_stale is False


async def test_a_new_fact_on_a_case_left_unfolded_does_not_count_as_folding_it(cars: list[CaseDriver]) -> None:
    *_, plain = cars

    await plain.ask("dispatcher-1", PlaceHold(hold=Hold.LITIGATION))

    row = await plain.row()
    assert (row.number, row.folded, row.is_stale) == (2, 0, True)
    assert await fold(plain) == [FoldProgress(3, 3, [])]
    assert (await plain.row()).folded == 2


async def test_a_case_opened_by_the_current_version_is_never_stale(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, temporal_client, clock)
    await car.ask("dispatcher-1", CLEAR)
    await car.ask("dispatcher-1", PlaceHold(hold=Hold.LITIGATION))

    row = await car.row()

    assert (row.number, row.folded) == (3, 3)
    assert [each async for each in refold(services.pool, services.city_law, now=clock() + timedelta(days=1))] == []


async def hooked(services: Services, temporal_client: TemporalClient, clock: Clock) -> CaseDriver:
    """A car that a contractor has hooked up, kept in JSON of another shape."""
    car = await reported(services, temporal_client, clock)
    driver = await offered(car)
    await car.ask(driver, AcceptOffer(order=1))
    await car.ask(driver, ReportHookedUp(order=1, place=HERE))
    other = f'"shape":{SHAPE + 1},'
    await damage(services.pool, "update vehicle_case set state = replace(state, $1, $2)", f'"shape":{SHAPE},', other)
    return car


async def test_a_case_of_another_shape_is_refused_and_never_read_as_another_case(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    row = await (await hooked(services, temporal_client, clock)).row()

    with pytest.raises(cases.UnreadableCaseError, match="cannot be read by this version"):
        assert row.case.in_custody


async def test_a_case_of_another_shape_is_folded_again_before_anything_is_decided(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    car = await hooked(services, temporal_client, clock)

    answer = await car.ask("dispatcher-1", PlaceHold(hold=Hold.LITIGATION))

    row = await car.row()
    assert (answer.number, row.number) == (row.case.number, row.case.number)
    assert (row.case.in_custody, row.case.holds[-1].hold) == (True, Hold.LITIGATION)
    assert await faults(car) == []


async def test_a_case_of_another_shape_whose_journal_does_not_hold_is_refused(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    car = await hooked(services, temporal_client, clock)
    await damage(services.pool, "update case_fact set role = 'admin' where number = 2")

    with pytest.raises(cases.UnreadableCaseError):
        await car.ask("dispatcher-1", PlaceHold(hold=Hold.LITIGATION))


async def test_a_set_up_folds_cases_of_another_shape_again(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    car = await hooked(services, temporal_client, clock)
    await go_back(services.pool)
    assert await faults(car) == [f"{car.case}: {OLD}"]

    assert await fold(car) == [FoldProgress(1, 1, [])]

    assert (await car.row()).case.in_custody
    assert await faults(car) == []
