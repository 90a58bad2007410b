"""What a court may ask for beside the journal: a change of it is refused, or found by `towpath verify`."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import uuid4

import asyncpg
import pytest

from activities.audit import verify_case, verify_cases
from activities.checkpoints import verify_checkpoints, write_checkpoint
from activities.reporting import report_vehicle
from activities.row_versions import verify_other_rows
from activities.services import Services
from database import migrations
from database.connection import Pool, open_pool, transaction
from database.roles import WRITES
from database.row_versions import COVERED, OF_A_CASE, OF_NO_CASE, list_faults_of_cases
from database.statements import insert_statement
from schemas.messages import Actor
from schemas.reporting import ReportVehicle
from tests.conftest import owner_url_of
from tests.owner import as_owner, rewrite
from workers.stack import Stack

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
DISPATCHER = Actor(account="dispatcher-1", role="dispatcher")
PHOTO = sha256(b"a photo").hexdigest()

PLANTED = f"""
insert into statement (case_id, account, words, recorded_at)
    select id, 'officer-1', 'Flat tires.', opened_at from vehicle_case;
insert into photo (id, kind, original, shown) values ('{PHOTO}', 'JPEG', 'a photo', 'a copy');
insert into case_photo (case_id, photo, taken_by, received_at)
    select id, '{PHOTO}', 'officer-1', opened_at from vehicle_case;
insert into party (case_id, kind, encrypted, recorded_at) select id, 'owner', 'secret', opened_at from vehicle_case;
insert into letter (case_id, notice, party, encrypted, file_copy, written_at)
    select case_id, 'pre_tow', id, 'a letter', 'its copy', recorded_at from party;
insert into access_log (account, case_id, what, purpose, at)
    select 'supervisor-1', id, 'party', 'a call', opened_at from vehicle_case;
insert into owner_link (case_id, party, issued_at, expires_at)
    select case_id, id, recorded_at, recorded_at + interval '1 year' from party;
insert into tow_order (case_id, number, contractor, state, offered_at, answer_by)
    select id, 1, 'north-salvage', 'done', opened_at, opened_at from vehicle_case;
insert into skipped_turn (case_id, number, contractor, reason)
    select case_id, number, 'harbor-towing', 'declined' from tow_order;
insert into lot_stay (case_id, lot, arrived_at) select id, 'river-lot', opened_at from vehicle_case;
insert into fee (case_id, fact, code, cents) select id, 9, 'towing', 17500 from vehicle_case;
insert into quarantined_row (digest, format, file, line, reason, raw, received_by, received_at)
    values ('a', 'towpath', 'week.jsonl', 3, 'no address', 'a line', 'admin-1', now());
insert into letter_approval (language, fingerprint, reviewer, qualification, reviewed_on, recorded_by, recorded_at)
    values ('es', 'a digest', 'Ana Ruiz', 'interpreter', '2026-12-01', 'admin-1', now());
insert into mail_batch (day, urgent, made_at) select '2026-12-01', false, opened_at from vehicle_case;
insert into mail_piece (batch, row, letter, case_id, service, pages, sha256)
    select 1, 1, id, case_id, 'certified', 3, 'a digest' from letter;
insert into mail_event (letter, case_id, event_id, event, occurred_at, local_date, source, received_at)
    select id, case_id, 'e-1', 'accepted', written_at, '2026-12-01', 'carrier', written_at from letter;
insert into data_key (kind, id, wrapped)
    select 'statement', id, 'a key'::bytea from statement union all select 'party', id, 'a key' from party
    union all select 'letter', id, 'a key' from letter union all select 'quarantined_row', id, 'a key'
    from quarantined_row;
"""
"""A row in every table that the report of a vehicle does not fill."""

REMOVAL = "insert into removal (case_id, data, number) select id, 'places', 1 from vehicle_case"
"""Only the owner writes this table."""


class Rewriting(NamedTuple):
    """A row of a table, by its key; a change of it; and whether the application may make such a change."""

    key: str
    change: str
    lawful: bool = False


REWRITINGS = {
    "account": Rewriting("officer-1", "name = 'Somebody Else' where code = 'officer-1'", lawful=True),
    "contractor": Rewriting("harbor-towing", "name = 'Another Firm' where code = 'harbor-towing'", lawful=True),
    "lot": Rewriting("river-lot", "phone = '215-555-0100' where code = 'river-lot'", lawful=True),
    "vehicle": Rewriting("1", "plate = 'XYZ9876'"),
    "vehicle_case": Rewriting("{case}", "address = '900 Last Street'"),
    "report": Rewriting("1", "description = 'It was never there.'"),
    "statement": Rewriting("1", "account = 'officer-2'"),
    "photo": Rewriting(PHOTO, "shown = 'another copy'"),
    "case_photo": Rewriting(f"{{case}}/{PHOTO}", "received_at = received_at - interval '9 days'"),
    "party": Rewriting("1", "encrypted = 'another secret'"),
    "letter": Rewriting("1", "file_copy = 'another copy'"),
    "access_log": Rewriting("1", "purpose = 'an appeal'"),
    "owner_link": Rewriting("1", "expires_at = expires_at + interval '70 years'"),
    "tow_order": Rewriting("1", "offered_at = offered_at - interval '1 hour'"),
    "skipped_turn": Rewriting("{case}/1/harbor-towing", "reason = 'no answer'"),
    "lot_stay": Rewriting("1", "arrived_at = arrived_at + interval '9 days'"),
    "fee": Rewriting("{case}/9/towing", "cents = 0"),
    "quarantined_row": Rewriting("1", "raw = 'another line'"),
    "removal": Rewriting("{case}/places", "number = 7"),
    "mail_batch": Rewriting("1", "day = '2026-11-01'"),
    "mail_piece": Rewriting("1/1", "sha256 = 'another digest'"),
    "mail_event": Rewriting("1", "local_date = '2026-11-01'"),
    "letter_approval": Rewriting("1", "reviewer = 'Somebody Else'"),
}


@pytest.fixture
async def case(services: Services) -> str:
    """A case with a row in every table under versions."""
    report = ReportVehicle(address="100 First Street", district="d25", plate="ABC1234", description="Flat tires.")
    opened = await report_vehicle(services, report, DISPATCHER, now=NOW)
    await services.pool.execute(PLANTED)
    async with as_owner(services.pool) as connection:
        await connection.execute("alter table removal disable trigger removal_has_its_fact")
        await connection.execute(REMOVAL)
    return opened.case


async def faults(services: Services, case: str) -> set[str]:
    """What is wrong with this case, and with the rows of no case; the planted rows are in no fact."""
    found = {*await verify_case(services, case), *await verify_other_rows(services)}
    known = ("do not match its facts.", "is in no fact.", "were removed without Towpath.")
    return {each for each in found if not each.endswith(known)}


def named(table: str, case: str, fault: str) -> set[str]:
    """The sentence for a row: its case, its table and its key."""
    where = "" if table in OF_NO_CASE else f"{case}: "
    return {f"{where}{table} {REWRITINGS[table].key.format(case=case)} {fault}."}


def test_every_table_under_versions_is_tried() -> None:
    assert set(REWRITINGS) == COVERED


async def test_rows_as_they_were_written_have_no_faults(services: Services, case: str) -> None:
    assert await faults(services, case) == set()


@pytest.mark.parametrize("table", REWRITINGS)
async def test_a_row_that_was_rewritten_is_named(services: Services, case: str, table: str) -> None:
    await rewrite(services.pool, f"update {table} set {REWRITINGS[table].change}")

    assert await faults(services, case) == named(table, case, "is not as it was written")


async def test_each_row_that_was_removed_is_named(services: Services, case: str) -> None:
    # A photo is named with the cases that have it, so those rows stay.
    tables = sorted(set(REWRITINGS) - {"vehicle_case", "case_photo"})
    everything = await services.pool.fetch("select distinct kind, key from row_version where kind = any($1)", tables)
    await rewrite(services.pool, ";".join(f"delete from {table}" for table in tables))

    found = await faults(services, case)

    assert set().union(*(named(table, case, "is missing") for table in tables)) <= found
    assert len(found) == len(everything)


async def test_a_case_that_was_removed_is_named_with_all_its_rows(services: Services, case: str) -> None:
    tables = ("vehicle_case", *OF_A_CASE)
    await rewrite(services.pool, ";".join(f"delete from {table}" for table in tables))

    found = set(await verify_other_rows(services))

    assert found == set().union(*(named(table, case, "is missing") for table in tables))


async def test_each_row_that_was_added_beside_the_triggers_is_named(services: Services, case: str) -> None:
    keys = [each.key.format(case=case) for each in REWRITINGS.values()]
    await rewrite(services.pool, f"delete from row_version where key = any('{{{','.join(keys)}}}')")

    found = await faults(services, case)

    assert found == set().union(*(named(table, case, "was added without a version") for table in REWRITINGS))


async def test_no_row_is_removed_by_the_application(services: Services, case: str) -> None:
    for table in REWRITINGS:
        for sql in (f"delete from {table}", f"truncate {table} cascade"):
            with pytest.raises(asyncpg.PostgresError, match=r"is removed|permission denied"):
                await services.pool.execute(sql)


async def test_what_never_changes_is_not_rewritten_by_anybody(services: Services, case: str) -> None:
    async with as_owner(services.pool) as owner:
        for table, each in REWRITINGS.items():
            for connection in () if each.lawful else (services.pool, owner):
                said = rf"the table {table} (stays as it is|changes with a fact)|permission denied"
                with pytest.raises(asyncpg.PostgresError, match=said):
                    await connection.execute(f"update {table} set {each.change}")


@pytest.mark.parametrize("table", [name for name, each in REWRITINGS.items() if each.lawful])
async def test_a_change_that_the_application_or_the_set_up_makes_is_a_further_version(
    services: Services, owned: Pool, case: str, table: str
) -> None:
    who = services.pool if "update" in WRITES.get(table, "").split(", ") else owned
    count = "select count(*) from row_version where kind = $1 and key = $2"
    key = REWRITINGS[table].key.format(case=case)
    before = await services.pool.fetchval(count, table, key)
    for _ in range(2):
        await who.execute(f"update {table} set {REWRITINGS[table].change}")

    assert await services.pool.fetchval(count, table, key) == before + 1, "the second update changes nothing"
    assert await faults(services, case) == set()


async def test_a_row_that_was_moved_to_another_case_is_named_in_both(services: Services, case: str) -> None:
    report = ReportVehicle(address="200 First Street", district="d25")
    other = (await report_vehicle(services, report, DISPATCHER, now=NOW)).case
    await rewrite(services.pool, f"update statement set case_id = '{other}'")

    found = await verify_cases(services, beyond=None, limit=5)

    assert f"{case}: statement 1 is missing." in found.faults
    assert f"{other}: statement 1 is not as it was written." in found.faults


async def test_a_photo_is_the_content_that_its_name_is_the_digest_of(services: Services, case: str) -> None:
    async with as_owner(services.pool) as connection:
        await connection.execute("alter table photo disable trigger photo_is_never_rewritten")
        await connection.execute("update photo set original = 'another photo'")

    assert await faults(services, case) == {f"{case}: photo {PHOTO} is not as it was written."}, "it has a version"


async def test_the_versions_are_read_alike_by_every_connection(services: Services, case: str) -> None:
    async with as_owner(services.pool) as connection:
        for setting in ("timezone = 'Asia/Tokyo'", "datestyle = 'SQL, DMY'", "bytea_output = 'escape'"):
            await connection.execute(f"set {setting}")
        await connection.execute("set extra_float_digits = -9")
        await connection.execute(
            "insert into report (case_id, source, channel, reported_at, received_at, address, lat, lon)"
            " select id, 'towpath', 'web', now(), now(), address, 39.95233, -75.16379 from vehicle_case"
        )

        assert await list_faults_of_cases(connection, [case]) == []
    assert await faults(services, case) == set()


async def test_a_column_that_is_added_later_changes_no_row(services: Services, case: str) -> None:
    async with as_owner(services.pool) as connection:
        for table in REWRITINGS:
            await connection.execute(f"alter table {table} add column added text")

    assert await faults(services, case) == set()


async def test_two_rows_that_say_the_same_have_digests_that_do_not_tell_it(services: Services, case: str) -> None:
    async with transaction(services.pool) as connection:
        await insert_statement(connection, case, "officer-1", "Flat tires.", b"key", NOW)

    digests = await services.pool.fetch("select digest from row_version where kind = 'statement'")

    assert len({row["digest"] for row in digests}) == 2


async def test_a_lawful_removal_breaks_neither_the_rows_nor_the_checkpoints(services: Services, case: str) -> None:
    await write_checkpoint(services, now=NOW)
    async with as_owner(services.pool) as connection:
        await connection.execute("alter table statement disable trigger statement_is_never_rewritten")
        await connection.execute("update statement set words = 'Removed.'")
        await connection.execute("alter table row_version disable trigger row_version_is_append_only")
        await connection.execute("update row_version set salt = '' where kind = 'statement' and checkpoint is not null")

    assert await faults(services, case) == set()
    assert await verify_checkpoints(services) == []


@pytest.mark.parametrize(
    "damage",
    [
        "update row_version set digest = version_digest(salt, (select written(s) from statement s))"
        " where kind = 'statement'",
        "delete from row_version where kind = 'statement'; delete from statement",
    ],
)
async def test_who_rewrites_a_row_and_its_version_is_found_by_the_checkpoint(
    services: Services, case: str, damage: str
) -> None:
    await write_checkpoint(services, now=NOW)
    await rewrite(services.pool, f"update statement set words = 'Rewritten.'; {damage}")

    assert await faults(services, case) == set()
    assert await verify_checkpoints(services) == ["Checkpoint 1 is not as it was written."]


async def test_versions_of_a_checkpoint_that_was_removed_are_found(services: Services, case: str) -> None:
    await write_checkpoint(services, now=NOW)
    await rewrite(
        services.pool,
        "delete from checkpoint_head; delete from checkpoint; update vehicle_case set covered = 0",
    )

    said = "Checkpoint 1 is missing: versions of rows are marked as covered by it."
    assert await verify_checkpoints(services) == [said]


async def test_a_version_that_is_not_committed_yet_is_left_to_the_next_checkpoint(
    services: Services, case: str
) -> None:
    async with transaction(services.pool) as connection:
        await insert_statement(connection, case, "officer-1", "Committed late.", b"key", NOW)
        await services.pool.execute("update report set read_by = 'officer-1', read_at = now()")
        await write_checkpoint(services, now=NOW)
    second = await write_checkpoint(services, now=TOMORROW)

    assert second is not None
    assert (second.heads, second.versions) == (0, 1)
    assert await verify_checkpoints(services) == []


async def test_a_version_is_never_rewritten_removed_or_made_up(services: Services, case: str) -> None:
    await write_checkpoint(services, now=NOW)
    async with as_owner(services.pool) as owner:
        for connection in (services.pool, owner):
            for sql in (
                "update row_version set digest = ''",
                "update row_version set checkpoint = null",
                "delete from row_version",
                "truncate row_version",
            ):
                with pytest.raises(asyncpg.PostgresError, match=r"append-only|is removed|permission denied"):
                    await connection.execute(sql)


async def test_the_rows_of_a_database_that_exists_get_their_first_versions(
    stack: Stack, server: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, every = f"t{uuid4().hex[:12]}", migrations.list_migrations()
    older = {key: sql for key, sql in every.items() if key < "0009"}
    await server.execute(f"create database {name}")
    pool = await open_pool(owner_url_of(stack, name))
    monkeypatch.setattr(migrations, "list_migrations", lambda: older)
    await migrations.migrate(pool)
    await pool.execute("insert into vehicle (plate) values ('ABC1234'), ('XYZ9876')")
    await pool.execute("insert into account (code, name, role) values ('officer-1', 'An Officer', 'officer')")
    monkeypatch.setattr(migrations, "list_migrations", lambda: every)
    await migrations.migrate(pool)

    rows = await pool.fetch("select kind, key from row_version order by kind, key")
    await pool.close()
    await server.execute(f"drop database {name}")

    assert [tuple(row) for row in rows] == [("account", "officer-1"), ("vehicle", "1"), ("vehicle", "2")]
