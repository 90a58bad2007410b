"""Data of closed cases go after the time of the records schedule, each kind by a fact."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from activities.audit import verify_case
from activities.casework import submit
from activities.checkpoints import verify_checkpoints, write_checkpoint
from activities.importing import correct, list_quarantined, quarantine_row
from activities.owner_notice import NoSuchLetterError, read_file_copy, read_letter, read_party
from activities.photo_moving import move_photos
from activities.photo_store import FolderStore, PhotoStoreError
from activities.photos import NotAPhotoError, keep_photo, read_shown
from activities.removing import Removed, list_due_kinds, remove_some
from activities.reporting import read_reports, report_vehicle
from activities.row_versions import verify_other_rows
from activities.services import Services
from activities.statements import REMOVED, read_statements
from database import cases, journal
from database import owner_notice as letters
from database.connection import Pool, transaction
from database.outbox import list_outbox
from database.photos import count_in_database
from rules.city_law import CityLaw
from rules.retention import KeptFor
from schemas.casework import CloseCase, Reopen
from schemas.importing import Correction, QuarantineReport, Receipt
from schemas.messages import Actor
from schemas.owner_notice import Addressee
from schemas.reporting import EnterRecordsCheck, ReportVehicle
from schemas.retention import DataKind, EndPreservation, PreserveRecord, RemoveData
from schemas.verification import RecordInspection
from schemas.words import Finding, Outcome, Registration, Stolen
from tests.activities.test_photos import drawn
from tests.owner import as_owner, rewrite
from tests.rules.test_importing import row

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
LATER = datetime(2029, 11, 25, 15, tzinfo=UTC)
DISPATCHER = Actor(account="dispatcher-1", role="dispatcher")
OFFICER = Actor(account="officer-1", role="officer")
SUPERVISOR = Actor(account="supervisor-1", role="supervisor")
ADMIN = Actor(account="admin-1", role="admin")
OWNER = Addressee(name="Planted Name", lines=("9 Planted Street", "Towpath, PA 19000"))
SCHEDULE = {data: KeptFor(years=3, citation="Records Schedule 12") for data in DataKind}
REPORT = ReportVehicle(
    address="100 Planted Street",
    district="d25",
    plate="PLN 1234",
    plate_state="PA",
    vin="1HGCM82633A004352",
    lat=39.95,
    lon=-75.16,
    description="The planted words.",
    source="city311",
    external_id="7",
)
PICTURE = drawn("PNG", (8, 8))
PLANTED = (b"lanted", b"PLN1234", b"PLN 1234", b"1HGCM82633A004352")


@pytest.fixture
def services(services: Services) -> Services:
    """Services of a city whose records schedule names every kind."""
    return replace(services, city_law=CityLaw(schedule=SCHEDULE))


@pytest.fixture
async def case(services: Services) -> str:
    """A closed case with data of every kind."""
    return await closed_case(services)


async def closed_case(services: Services, report: ReportVehicle = REPORT) -> str:
    """A case with data of every kind, closed now."""
    case = (await report_vehicle(services, report, DISPATCHER, now=NOW)).case
    photo = await keep_photo(services, case, PICTURE, OFFICER, now=NOW)
    told = EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.EXPIRED, note="Planted Name told us.")
    for actor, request in (
        (DISPATCHER, told),
        (OFFICER, RecordInspection(finding=Finding.GONE, photos=(photo,))),
        (DISPATCHER, CloseCase(outcome=Outcome.GONE_ON_ARRIVAL)),
    ):
        answer = await submit(services, case, request, actor, now=NOW)
        assert answer.refusal is None, answer.refusal
    await write_a_letter(services, case)
    return case


async def write_a_letter(services: Services, case: str) -> None:
    """A letter with its file copy, and its party, as the system stores them."""
    key = services.encryption.new_key()
    async with transaction(services.pool) as connection:
        number = await letters.next_letter(connection)
        owner = key.encrypt_addressee(OWNER)
        party = await letters.insert_party(connection, case, "owner", owner, key.wrapped, NOW)
        paper = key.encrypt(b"The planted letter.")
        kept = letters.EncryptedLetter(number, case, "pre_tow", party, paper, paper, 1, key.wrapped)
        await letters.insert_letter(connection, kept, NOW)


async def removed(services: Services, data: DataKind, now: datetime = LATER) -> Removed:
    """The result of removing this kind everywhere."""
    return await remove_some(services, data, ADMIN, beyond=None, now=now)


def files(folder: Path) -> list[Path]:
    """Every file in this folder."""
    return [each for each in folder.rglob("*") if each.is_file()]


async def faults(services: Services, case: str) -> list[str]:
    """What is wrong with the record of the case; the planted letter is in no fact."""
    return [each for each in await verify_case(services, case) if not each.endswith("is in no fact.")]


async def everything(services: Services) -> bytes:
    """All that the database holds, as text."""
    found = list[bytes]()
    async with services.pool.acquire() as connection:
        for row in await connection.fetch("select tablename from pg_tables where schemaname = 'public'"):
            for each in await connection.fetch(f"select t::text as said from {row['tablename']} t"):
                found.append(each["said"].encode())
    return b"\n".join(found)


async def test_the_words_of_people_are_nowhere_in_clear(services: Services, case: str) -> None:
    text = await everything(services)

    assert b"The planted words" not in text
    assert b"told us" not in text
    assert b"9 Planted Street" not in text


async def test_after_all_kinds_are_removed_nothing_of_them_is_left_and_the_record_holds(
    services: Services, case: str
) -> None:
    await write_checkpoint(services, now=NOW)
    before = await everything(services)
    assert [each for each in PLANTED if each in before] == list(PLANTED)

    results = [await removed(services, data) for data in DataKind]

    assert [each.done for each in results] == [[case]] * len(DataKind)
    text = await everything(services)
    assert [each for each in PLANTED if each in text] == []
    assert await faults(services, case) == []
    assert await verify_other_rows(services) == []
    assert await verify_checkpoints(services) == []
    async with services.pool.acquire() as connection:
        [told] = await read_reports(services, connection, case)
        words = await read_statements(services, connection, case)
        kinds = [each.kind for each in await journal.list_entries(connection, case)]
    assert (told.description, told.address, told.plate_raw, told.lat) == (REMOVED, "", None, None)
    assert set(words.values()) == {REMOVED}
    assert kinds[-8:] == ["data_removed"] * 8


async def test_nothing_goes_before_its_time_and_nothing_without_a_schedule(services: Services, case: str) -> None:
    a_day_early = LATER - timedelta(days=2)

    assert await removed(services, DataKind.LETTERS, a_day_early) == Removed([], [], None)
    answer = await submit(services, case, RemoveData(data=DataKind.LETTERS), ADMIN, now=a_day_early)
    without = await submit(
        replace(services, city_law=CityLaw()), case, RemoveData(data=DataKind.LETTERS), ADMIN, now=LATER
    )

    assert answer.refusal is not None
    assert without.refusal is not None
    assert answer.refusal.earliest == datetime(2029, 11, 24, 15, tzinfo=UTC)
    assert "records schedule" in without.refusal.reason
    assert await faults(services, case) == []


async def test_a_preserved_record_is_counted_and_stays_until_the_preservation_ends(
    services: Services, case: str
) -> None:
    await submit(services, case, PreserveRecord(note="Claim 17."), SUPERVISOR, now=NOW)

    [due] = [each for each in await list_due_kinds(services, now=LATER) if each.data is DataKind.STATEMENTS]
    kept = await removed(services, DataKind.STATEMENTS)
    await submit(services, case, EndPreservation(note="Claim 17 was settled."), SUPERVISOR, now=LATER)
    gone = await removed(services, DataKind.STATEMENTS)

    assert (due.cases, due.preserved) == (1, 1)
    assert [each.refusal.reason for each in kept.left] == ["Required: The record is not preserved."]
    assert (kept.done, gone.done) == ([], [case])


async def test_removal_starts_no_workflow_and_leaves_the_case_closed(services: Services, case: str) -> None:
    async with services.pool.acquire() as connection:
        await connection.execute("delete from outbox")

    await removed(services, DataKind.PEOPLE)

    async with services.pool.acquire() as connection:
        row = await cases.find_case(connection, case)
        assert await list_outbox(connection, case=case) == []
    assert row is not None
    assert (row.stage, row.notified_number) == ("closed", row.number)


async def test_a_case_whose_data_were_removed_is_not_reopened(services: Services, case: str) -> None:
    await removed(services, DataKind.PEOPLE)

    answer = await submit(services, case, Reopen(note="It stands there again."), SUPERVISOR, now=LATER)

    assert answer.refusal is not None
    assert answer.refusal.guard == "retention"
    assert "report the car again" in answer.refusal.reason


async def test_what_was_removed_is_told_to_who_asks_for_it(services: Services, case: str) -> None:
    await removed(services, DataKind.PEOPLE)
    await removed(services, DataKind.PHOTOS)

    [party] = await services.pool.fetch("select id from party")
    with pytest.raises(NoSuchLetterError, match=f"The party {party['id']} of case {case} was removed"):
        await read_party(services, case, party["id"], SUPERVISOR, purpose="a call", now=LATER)


async def test_a_removed_letter_is_told_to_who_asks_for_it(services: Services, case: str) -> None:
    [letter] = await services.pool.fetch("select id from letter")
    read = await read_letter(services, case, letter["id"], SUPERVISOR, purpose="a call", now=LATER)

    await removed(services, DataKind.LETTERS)

    assert read == b"The planted letter."
    for reader in (read_letter, read_file_copy):
        with pytest.raises(NoSuchLetterError, match="was removed on the records schedule"):
            await reader(services, case, letter["id"], SUPERVISOR, purpose="a call", now=LATER)


@pytest.mark.parametrize("place", ["database", "folder", "moved to a folder"])
async def test_a_photo_of_two_cases_goes_with_the_last_of_them(
    services: Services, owned: Pool, tmp_path: Path, place: str
) -> None:
    elsewhere = replace(services, photo_store=FolderStore(tmp_path))
    services = elsewhere if place == "folder" else services
    first = await closed_case(services)
    second = await closed_case(services, REPORT.model_copy(update={"plate": None, "vin": None, "external_id": "8"}))
    [photo] = await services.pool.fetch("select id from photo")
    if place == "moved to a folder":
        assert [each async for each in move_photos(owned, elsewhere.photo_store)] == [None]
        services = elsewhere

    await submit(services, first, RemoveData(data=DataKind.PHOTOS), ADMIN, now=LATER)
    kept = await read_shown(services, second, photo["id"])
    await removed(services, DataKind.PHOTOS)

    assert kept
    assert await read_shown(services, second, photo["id"]) is None
    assert files(tmp_path) == []
    assert [await faults(services, each) for each in (first, second)] == [[], []]
    async with services.pool.acquire() as connection:
        assert await count_in_database(connection) == 0, "a removed photo is not moved to a store"
    report = ReportVehicle(address="3 Third Street", district="d25")
    third = (await report_vehicle(services, report, DISPATCHER, now=NOW)).case
    with pytest.raises(NotAPhotoError, match="This very photo was removed on the records schedule"):
        await keep_photo(services, third, PICTURE, OFFICER, now=LATER)


async def test_a_file_that_cannot_be_deleted_is_deleted_by_the_next_removal(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = replace(services, photo_store=FolderStore(tmp_path))
    await closed_case(services)

    async def refuse(_: FolderStore, digest: str) -> None:
        raise PhotoStoreError(digest)

    with monkeypatch.context() as broken:
        broken.setattr(FolderStore, "remove", refuse)
        await removed(services, DataKind.PHOTOS)
    left = files(tmp_path)
    await removed(services, DataKind.PHOTOS)

    assert len(left) == 2
    assert files(tmp_path) == []


async def test_a_row_that_was_written_before_rows_had_keys_is_emptied(services: Services, case: str) -> None:
    async with as_owner(services.pool) as connection:
        await connection.execute("update data_key set wrapped = ''")
    await rewrite(services.pool, "update statement set words = 'In clear.'; delete from row_version")
    async with services.pool.acquire() as connection:
        assert set((await read_statements(services, connection, case)).values()) == {"In clear."}

    for data in DataKind:
        await submit(services, case, RemoveData(data=data), ADMIN, now=LATER)

    assert b"In clear." not in await everything(services)
    async with services.pool.acquire() as connection:
        assert set((await read_statements(services, connection, case)).values()) == {REMOVED}


async def test_a_corrected_row_of_an_import_goes_with_its_case(services: Services) -> None:
    line = row(address="", description="lanted")
    sent = QuarantineReport(format="towpath", file="week.jsonl", line=3, field="address", reason="lanted", raw=line)
    receipt = await quarantine_row(services, sent, DISPATCHER, now=NOW)
    assert isinstance(receipt, Receipt)
    again = await quarantine_row(services, sent, DISPATCHER, now=NOW)
    done = await correct(
        services, receipt.number, Correction(changes={"address": "1 First Street"}), DISPATCHER, now=NOW
    )
    assert again == receipt
    assert isinstance(done, Receipt)
    assert done.case
    for actor, request in (
        (OFFICER, RecordInspection(finding=Finding.GONE)),
        (DISPATCHER, CloseCase(outcome=Outcome.GONE_ON_ARRIVAL)),
    ):
        await submit(services, done.case, request, actor, now=NOW)
    assert b"lanted" in await everything(services)

    await removed(services, DataKind.IMPORTED_ROWS)

    assert b"lanted" not in await everything(services)
    [kept] = await list_quarantined(services, settled=True, after=0, limit=10)
    assert (kept.raw, kept.corrected) == (REMOVED, REMOVED)
    assert await verify_case(services, done.case) == []


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("update data_key set wrapped = null where kind = 'statement'", "statement {row} cannot be read any more"),
        ("delete from data_key where kind = 'party'", "party {row} cannot be read any more"),
        ("insert into removal values ('{case}', 'letters', 1)", "removal {case}/letters has no fact"),
        ("select remove_data('{case}', 'people', 2)", "removal {case}/people has no fact"),
    ],
)
async def test_a_removal_without_a_fact_is_found(services: Services, case: str, damage: str, said: str) -> None:
    row = await services.pool.fetchval("select min(id) from statement union select min(id) from party limit 1")
    await rewrite(services.pool, damage.format(case=case))

    said = said.format(case=case, row=row)
    assert any(said in each for each in await verify_case(services, case))


@pytest.mark.parametrize(
    "sql",
    [
        "update statement set words = ''",
        "update party set encrypted = ''",
        "update report set address = ''",
        "update photo set original = null, shown = null",
        "delete from data_key",
        "update row_version set salt = '' where kind = 'statement'",
        "select remove_data('{case}', 'letters', 1)",
    ],
)
async def test_nobody_empties_a_row_without_a_removal(services: Services, case: str, sql: str) -> None:
    report = ReportVehicle(address="2 Second Street", district="d25")
    still_open = (await report_vehicle(services, report, DISPATCHER, now=NOW)).case

    async with as_owner(services.pool) as connection:
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute(sql.format(case=still_open))
