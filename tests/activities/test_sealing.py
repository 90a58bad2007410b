"""Daily checkpoints: a truncated journal, a missing case and recomputed checkpoints are found."""

from datetime import UTC, datetime, timedelta

import pytest

from activities.audit import verify_case
from activities.casework import submit
from activities.office import Office
from activities.reporting import report_vehicle
from activities.sealing import seal_journal, verify_seals
from database.cases import lock_case
from database.connection import transaction
from schemas.messages import Actor
from schemas.reporting import AnswerLookups, ReportVehicle
from schemas.words import Registration, Stolen

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
DISPATCHER = Actor(account="dispatcher-1", role="dispatcher")
CLEAR = AnswerLookups(stolen=Stolen.CLEAR, registration=Registration.EXPIRED)


@pytest.fixture
async def case(office: Office) -> str:
    """A case with a checkpoint of its first fact, and one of its second on the next day."""
    report = ReportVehicle(address="100 First Street", district="d25", plate="ABC1234")
    opened = await report_vehicle(office, report, DISPATCHER, now=NOW)
    await seal_journal(office, now=NOW)
    await submit(office, opened.case, CLEAR, DISPATCHER, now=TOMORROW)
    await seal_journal(office, now=TOMORROW)
    return opened.case


async def test_an_empty_journal_needs_no_checkpoint(office: Office) -> None:
    assert await seal_journal(office, now=NOW) is None
    assert await verify_seals(office) == []


async def test_each_checkpoint_covers_what_has_changed_since_the_one_before(office: Office, case: str) -> None:
    assert await seal_journal(office, now=TOMORROW + timedelta(days=1)) is None, "nothing has changed"
    async with office.pool.acquire() as connection:
        rows = await connection.fetch("select seal, case_id, number from sealed_head order by seal")

    assert [tuple(row) for row in rows] == [(1, case, 1), (2, case, 2)]
    assert await verify_seals(office) == []


async def test_a_day_of_the_city_gets_one_checkpoint(office: Office) -> None:
    report = ReportVehicle(address="100 First Street", district="d25")
    evening = datetime(2026, 11, 25, 4, 59, tzinfo=UTC)  # 23:59 in Philadelphia, on the day before
    await report_vehicle(office, report, DISPATCHER, now=evening)
    first = await seal_journal(office, now=evening)
    await report_vehicle(office, report, DISPATCHER, now=evening)

    same_day = await seal_journal(office, now=evening)
    next_day = await seal_journal(office, now=evening + timedelta(minutes=2))

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
        ("delete from sealed_head where seal = 1", ["Checkpoint 1 is not as it was written."]),
        (
            "update journal_seal set digest = '\\x00' where id = 1",
            ["Checkpoint 1 is not as it was written.", "Checkpoint 2 is not as it was written."],
        ),
        (
            "delete from sealed_head where seal = 1; delete from journal_seal where id = 1",
            ["Checkpoint 2 is not as it was written."],
        ),
    ],
)
async def test_damage_to_the_journal_or_its_checkpoints_is_named(
    office: Office, case: str, damage: str, sentences: list[str]
) -> None:
    async with office.pool.acquire() as connection:
        for table in ("case_fact", "journal_seal", "sealed_head"):
            await connection.execute(f"alter table {table} disable trigger all")
        await connection.execute(damage)

    assert await verify_seals(office) == [each.format(case=case) for each in sentences]


async def test_a_journal_truncated_together_with_its_case_row_is_found_by_its_checkpoint(
    office: Office, case: str
) -> None:
    async with office.pool.acquire() as connection:
        before = await connection.fetchrow("select digest from case_fact where number = 1")
        await connection.execute("alter table case_fact disable trigger case_fact_is_append_only")
        await connection.execute("delete from case_fact where number = 2")
        await connection.execute(
            "update vehicle_case set number = 1, digest = $1, stage = 'reported', sealed = 1", before["digest"]
        )

    assert f"{case}: {LOST}" in await verify_case(office, case)


async def test_checkpoints_cannot_be_changed_or_removed(office: Office, case: str) -> None:
    async with office.pool.acquire() as connection:
        for table in ("journal_seal", "sealed_head"):
            with pytest.raises(Exception, match="append-only"):
                await connection.execute(f"delete from {table}")
        for table in ("case_fact", "journal_seal", "sealed_head"):
            with pytest.raises(Exception, match="append-only"):
                await connection.execute(f"truncate {table} cascade")


async def test_a_locked_case_waits_for_the_next_checkpoint(office: Office, case: str) -> None:
    await submit(office, case, CLEAR, DISPATCHER, now=TOMORROW)
    async with transaction(office.pool) as connection:
        await lock_case(connection, case)
        held = await seal_journal(office, now=TOMORROW + timedelta(days=1))

    free = await seal_journal(office, now=TOMORROW + timedelta(days=1))

    assert held is None
    assert free is not None
    assert (free.id, free.heads) == (3, 1)
