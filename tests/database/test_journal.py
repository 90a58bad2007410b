"""The journal and the migrations: written facts stay as they are, and damage is found."""

from datetime import UTC, datetime

import asyncpg
import pytest

from activities.casework import submit
from activities.reporting import report_vehicle
from activities.services import Services
from database import journal, migrations
from database.connection import Pool
from database.migrations import WrongDatabaseError, migrate
from schemas.messages import Actor
from schemas.reporting import EnterRecordsCheck, ReportVehicle
from schemas.words import Registration, Stolen
from tests.owner import as_owner, rewrite

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
DISPATCHER = Actor(account="dispatcher-1", role="dispatcher")


@pytest.fixture
async def case(services: Services) -> str:
    """A case with two facts."""
    report = ReportVehicle(address="100 First Street", district="d25", plate="ABC1234")
    opened = await report_vehicle(services, report, DISPATCHER, now=NOW)
    answers = EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.EXPIRED)
    await submit(services, opened.case, answers, DISPATCHER, now=NOW)
    return opened.case


async def damage(pool: Pool, sql: str) -> None:
    """Change the journal like a person with full access to the database."""
    await rewrite(pool, sql)


async def faults(pool: Pool, case: str) -> list[str]:
    """The faults in the chain of a case."""
    async with pool.acquire() as connection:
        return journal.faults_of_chain(await journal.list_entries(connection, case))


async def test_a_fact_cannot_be_changed_or_removed(pool: Pool, case: str) -> None:
    async with as_owner(pool) as connection:
        for sql in ("update case_fact set role = 'admin'", "delete from case_fact"):
            with pytest.raises(asyncpg.RaiseError, match="The journal is append-only"):
                await connection.execute(sql)

    assert await faults(pool, case) == []


@pytest.mark.parametrize(
    "change",
    [
        "body = replace(body, 'clear', 'stolen')",
        "at = at + interval '1 microsecond'",
        "actor = 'somebody-else'",
        "role = 'admin'",
        "kind = 'report_joined'",
    ],
)
async def test_a_fact_that_was_changed_is_found(pool: Pool, case: str, change: str) -> None:
    await damage(pool, f"update case_fact set {change} where number = 2")

    assert await faults(pool, case) == [f"{case}: fact 2 is not as it was written."]


async def test_a_fact_that_is_missing_is_found(pool: Pool, case: str) -> None:
    await damage(pool, "delete from case_fact where number = 1")

    assert (await faults(pool, case))[0] == f"{case}: fact 1 is missing."


async def test_migrations_are_applied_once(owned: Pool) -> None:
    assert await migrate(owned) == []


async def test_a_database_from_a_newer_towpath_is_refused(owned: Pool) -> None:
    async with owned.acquire() as connection:
        await connection.execute("insert into migration (name, digest) values ('9999_tomorrow.sql', '')")

    with pytest.raises(WrongDatabaseError, match=r"from a newer Towpath: it knows 9999_tomorrow\.sql"):
        await migrate(owned)


async def test_a_database_of_version_0_1_is_refused_with_what_to_do(owned: Pool) -> None:
    async with owned.acquire() as connection:
        await connection.execute("delete from migration")
        await connection.execute("insert into migration (name, digest) values ('0001_the_record.sql', '')")

    with pytest.raises(WrongDatabaseError, match=r"made by Towpath 0\.1.* Give it an empty database"):
        await migrate(owned)


async def test_a_migration_that_was_changed_after_it_was_applied_is_refused(
    owned: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = {name: f"{sql}-- changed" for name, sql in migrations.list_migrations().items()}
    monkeypatch.setattr(migrations, "list_migrations", lambda: changed)

    with pytest.raises(WrongDatabaseError, match=r"0001_baseline\.sql was changed"):
        await migrate(owned)
