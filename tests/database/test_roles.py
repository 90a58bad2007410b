"""The role that the application runs as: it owns nothing, and has the rights that the product needs and no others.

The databases of all tests are opened as this role, so a right that is missing fails a test of what needs it.
"""

from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest

from activities.audit import verify_case
from activities.reporting import report_vehicle
from activities.row_versions import verify_other_rows
from database.connection import Pool, open_pool, transaction
from database.migrations import WrongDatabaseError
from database.roles import READ_ONLY, RUNTIME, WRITES, grant
from schemas.messages import Actor
from schemas.reporting import ReportVehicle
from tests.conftest import owner_url_of, services_of, url_of
from workers.city import City
from workers.postgres import OWNER
from workers.setting_up import set_up
from workers.settings import Settings
from workers.stack import Stack

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


async def test_every_table_is_written_by_the_application_or_read_only(pool: Pool) -> None:
    rows = await pool.fetch("select tablename from pg_tables where schemaname = 'public'")

    assert {row["tablename"] for row in rows} == set(WRITES) | READ_ONLY, "database/roles.py"
    assert not READ_ONLY & set(WRITES)


async def test_the_application_is_no_superuser_and_owns_nothing(pool: Pool) -> None:
    role = await pool.fetchrow("select rolname, rolsuper, rolcreaterole from pg_roles where rolname = current_user")
    owned = await pool.fetchval("select count(*) from pg_class where relowner = current_user::regrole")

    assert tuple(role) == (RUNTIME, False, False)
    assert owned == 0


@pytest.mark.parametrize(
    "sql",
    [
        "create table mine (id integer)",
        "alter table statement disable trigger all",
        "drop trigger statement_has_versions on statement",
        "create or replace function refuse_removal() returns trigger language plpgsql as 'begin return null; end'",
        "set session_replication_role = replica",
        "truncate statement",
        "delete from case_fact",
        "update case_fact set role = 'admin'",
        "update statement set words = 'Rewritten.'",
        "update lot_stay set arrived_at = now()",
        "update account set role = 'admin'",
        "update lot set name = 'Another Lot'",
        "insert into row_version (kind, key, salt, digest) values ('statement', '1', '', '')",
        "select insert_version('statement', '1', null, '{}')",
        "update row_version set digest = ''",
        "insert into migration (name, digest) values ('9999_tomorrow.sql', '')",
    ],
)
async def test_the_application_changes_neither_schema_nor_triggers_nor_what_is_written(pool: Pool, sql: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute(sql)


async def test_a_table_of_a_later_migration_is_read_after_the_next_set_up(pool: Pool, owned: Pool) -> None:
    await owned.execute("create table later (id integer)")
    async with transaction(owned) as connection:
        await grant(connection, RUNTIME)

    assert await pool.fetchval("select count(*) from later") == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute("insert into later values (1)")


async def test_a_role_that_does_not_own_the_database_cannot_give_rights(pool: Pool) -> None:
    with pytest.raises(WrongDatabaseError, match="cannot grant the rights of the role towpath_other"):
        async with transaction(pool) as connection:
            await grant(connection, "towpath_other")


async def test_an_owner_who_is_no_superuser_sets_up_a_database_that_the_application_runs_on(
    stack: Stack, server: Pool, template: str, city: City
) -> None:
    """As in docker-compose.yml."""
    owner, name = f"o{uuid4().hex[:12]}", f"t{uuid4().hex[:12]}"
    await server.execute(f"create role {owner} login")
    await server.execute(f"create database {name} owner {owner}")
    await server.execute(f"revoke connect on database {name} from public")
    url = owner_url_of(stack, name).replace(f"//{OWNER}@", f"//{owner}@")

    await set_up(Settings(database_url=url_of(stack, name), database_owner_url=url))
    pool = await open_pool(url_of(stack, name))
    services = services_of(pool, city)
    report = ReportVehicle(address="100 First Street", district="d25", plate="ABC1234")
    opened = await report_vehicle(services, report, Actor(account="dispatcher-1", role="dispatcher"), now=NOW)
    faults = [*await verify_case(services, opened.case), *await verify_other_rows(services)]
    await pool.close()
    await server.execute(f"drop database {name}")
    await server.execute(f"drop role {owner}")

    assert faults == []
