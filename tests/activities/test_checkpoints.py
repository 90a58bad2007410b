"""Daily checkpoints: a truncated journal, a missing case and recomputed checkpoints are found."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.audit import verify_case
from activities.casework import submit
from activities.checkpoints import verify_checkpoints, write_checkpoint
from activities.reporting import report_vehicle
from activities.services import Services
from database.cases import lock_case
from database.connection import transaction
from schemas.messages import Actor
from schemas.reporting import EnterRecordsCheck, ReportVehicle
from schemas.words import Registration, Stolen
from tests.owner import as_owner, rewrite

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
DISPATCHER = Actor(account="dispatcher-1", role="dispatcher")
CLEAR = EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.EXPIRED)


@pytest.fixture
async def case(services: Services) -> str:
    """A case with a checkpoint of its first fact, and one of its second on the next day."""
    report = ReportVehicle(address="100 First Street", district="d25", plate="ABC1234")
    opened = await report_vehicle(services, report, DISPATCHER, now=NOW)
    await write_checkpoint(services, now=NOW)
    await submit(services, opened.case, CLEAR, DISPATCHER, now=TOMORROW)
    await write_checkpoint(services, now=TOMORROW)
    return opened.case


async def test_a_day_on_which_nothing_was_written_needs_no_checkpoint(services: Services) -> None:
    people = await write_checkpoint(services, now=NOW)

    assert people is not None
    assert people.heads == 0
    assert await write_checkpoint(services, now=TOMORROW) is None
    assert await verify_checkpoints(services) == []


async def test_each_checkpoint_covers_what_has_changed_since_the_one_before(services: Services, case: str) -> None:
    assert await write_checkpoint(services, now=TOMORROW + timedelta(days=1)) is None, "nothing has changed"
    async with services.pool.acquire() as connection:
        rows = await connection.fetch("select checkpoint, case_id, number from checkpoint_head order by checkpoint")

    assert [tuple(row) for row in rows] == [(1, case, 1), (2, case, 2)]
    assert await verify_checkpoints(services) == []


async def test_a_day_of_the_city_gets_one_checkpoint(services: Services) -> None:
    report = ReportVehicle(address="100 First Street", district="d25")
    evening = datetime(2026, 11, 25, 4, 59, tzinfo=UTC)  # 23:59 in Philadelphia, on the day before
    await report_vehicle(services, report, DISPATCHER, now=evening)
    first = await write_checkpoint(services, now=evening)
    await report_vehicle(services, report, DISPATCHER, now=evening)

    same_day = await write_checkpoint(services, now=evening)
    next_day = await write_checkpoint(services, now=evening + timedelta(minutes=2))

    assert first is not None
    assert same_day is None
    assert next_day is not None
    assert (next_day.id, next_day.heads, next_day.previous) == (2, 1, first.digest)


LOST = "fact 2 is covered by a checkpoint, but is no longer in the journal as it was."


@pytest.mark.parametrize(
    ("damage", "sentences"),
    [
        ("delete from case_fact where number = 2", [f"{{case}}: {LOST}"]),
        (
            "delete from case_fact; delete from report; delete from open_vehicle; delete from outbox;"
            " delete from vehicle_case",
            [
                "{case}: fact 1 is covered by a checkpoint, but is no longer in the journal as it was.",
                f"{{case}}: {LOST}",
            ],
        ),
        ("delete from checkpoint_head where checkpoint = 1", ["Checkpoint 1 is not as it was written."]),
        (
            "update checkpoint set digest = '\\x00' where id = 1",
            ["Checkpoint 1 is not as it was written.", "Checkpoint 2 is not as it was written."],
        ),
        (
            "delete from checkpoint_head where checkpoint = 1; delete from checkpoint where id = 1",
            [
                "Checkpoint 2 is not as it was written.",
                "Checkpoint 1 is missing: versions of rows are marked as covered by it.",
            ],
        ),
    ],
)
async def test_damage_to_the_journal_or_its_checkpoints_is_named(
    services: Services, case: str, damage: str, sentences: list[str]
) -> None:
    await rewrite(services.pool, damage)

    assert await verify_checkpoints(services) == [each.format(case=case) for each in sentences]


async def test_a_journal_truncated_together_with_its_case_row_is_found_by_its_checkpoint(
    services: Services, case: str
) -> None:
    first = "(select digest from case_fact where number = 1)"
    await rewrite(
        services.pool,
        "delete from case_fact where number = 2;"
        f" update vehicle_case set number = 1, digest = {first}, stage = 'reported', covered = 1",
    )

    assert f"{case}: {LOST}" in await verify_case(services, case)


async def test_checkpoints_cannot_be_changed_or_removed(services: Services, case: str) -> None:
    async with as_owner(services.pool) as connection:
        for table in ("checkpoint", "checkpoint_head"):
            with pytest.raises(Exception, match="append-only"):
                await connection.execute(f"delete from {table}")
        for table in ("case_fact", "checkpoint", "checkpoint_head"):
            with pytest.raises(Exception, match="append-only"):
                await connection.execute(f"truncate {table} cascade")


async def test_a_locked_case_waits_for_the_next_checkpoint(services: Services, case: str) -> None:
    await submit(services, case, CLEAR, DISPATCHER, now=TOMORROW)
    async with transaction(services.pool) as connection:
        await lock_case(connection, case)
        held = await write_checkpoint(services, now=TOMORROW + timedelta(days=1))

    free = await write_checkpoint(services, now=TOMORROW + timedelta(days=1))

    assert held is None
    assert free is not None
    assert (free.id, free.heads) == (3, 1)
