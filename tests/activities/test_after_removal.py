"""What was removed does not come back: by files that are sent again, by photos, or from a duplicate."""

import asyncio
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import asyncpg
import pytest
from pydantic import ValidationError

from activities.casework import submit
from activities.importing import quarantine_row
from activities.owner_notice import read_letter
from activities.photo_store import DatabaseStore, FolderStore
from activities.photos import NotAPhotoError, keep_photo, read_shown
from activities.reporting import report_vehicle
from activities.row_versions import verify_other_rows
from activities.services import Services
from database.photos import Photo, PhotoRow
from rules.city_law import CityLaw
from schemas.casework import CloseCase, Reopen
from schemas.importing import QuarantineReport
from schemas.messages import Request
from schemas.reporting import CloseAsDuplicate, ReportVehicle, Split
from schemas.retention import DataKind, PreserveRecord, RemoveData
from schemas.verification import RecordInspection
from schemas.words import Finding, Outcome
from tests.activities.test_photos import drawn
from tests.activities.test_retention import (
    ADMIN,
    DISPATCHER,
    LATER,
    NOW,
    OFFICER,
    PICTURE,
    PLANTED,
    REPORT,
    SCHEDULE,
    SUPERVISOR,
    closed_case,
    everything,
    faults,
    files,
    removed,
)
from tests.owner import as_owner, rewrite
from tests.rules.test_importing import row


@pytest.fixture
def services(services: Services) -> Services:
    """Services of a city whose records schedule names every kind."""
    return replace(services, city_law=CityLaw(schedule=SCHEDULE))


@pytest.fixture
async def case(services: Services) -> str:
    """A closed case with data of every kind."""
    return await closed_case(services)


@pytest.mark.parametrize(
    ("preserved", "number", "said"),
    [
        (False, "1", "with a fact of their case only"),
        (False, "number", "with a fact"),
        (True, "number", "is preserved"),
    ],
)
async def test_the_function_that_removes_does_nothing_that_no_fact_says(
    services: Services, case: str, *, preserved: bool, number: str, said: str
) -> None:
    if preserved:
        await submit(services, case, PreserveRecord(note="Claim 17."), SUPERVISOR, now=NOW)

    with pytest.raises(asyncpg.PostgresError, match=said):
        await services.pool.execute(f"select remove_data(id, 'letters', {number}) from vehicle_case")

    assert await faults(services, case) == []
    assert await read_letter(services, case, 1, SUPERVISOR, purpose="a call", now=LATER)


async def test_a_file_that_is_sent_again_brings_nothing_back(services: Services, case: str) -> None:
    for data in DataKind:
        await removed(services, data)

    again = await report_vehicle(services, REPORT, DISPATCHER, now=LATER)
    other = REPORT.model_copy(update={"description": "The planted words, and more."})
    more = await report_vehicle(services, other, DISPATCHER, now=LATER)

    assert [each.case for each in (again, more)] == [case, case]
    assert [again.corrects, more.corrects] == [False, False]
    text = await everything(services)
    assert [each for each in PLANTED if each in text] == []


async def test_a_report_from_before_rows_had_keys_is_known_again(services: Services, case: str) -> None:
    async with as_owner(services.pool) as connection:
        await connection.execute("update data_key set wrapped = ''")
    told = "The planted words."
    await rewrite(services.pool, f"update report set description = '{told}', description_hash = null")

    again = await report_vehicle(services, REPORT, DISPATCHER, now=LATER)
    other = REPORT.model_copy(update={"description": "Other words."})
    more = await report_vehicle(services, other, DISPATCHER, now=LATER)

    assert (again.case, again.corrects, more.corrects) == (case, False, True)


async def test_what_was_received_before_rows_had_keys_is_received_once(services: Services) -> None:
    sent = QuarantineReport(
        format="towpath", file="week.jsonl", line=3, field="address", reason="No address.", raw=row(address="")
    )
    first = await quarantine_row(services, sent, DISPATCHER, now=NOW)
    plain = sha256(f"towpath\n\n{sent.raw}".encode()).hexdigest()
    await rewrite(services.pool, f"update quarantined_row set digest = '\\x{plain}'")

    assert await quarantine_row(services, sent, DISPATCHER, now=LATER) == first


async def test_no_photo_comes_to_a_case_whose_photos_were_removed(services: Services, case: str) -> None:
    await removed(services, DataKind.PHOTOS)

    with pytest.raises(NotAPhotoError, match="removed on the records schedule"):
        await keep_photo(services, case, drawn("PNG", (9, 9)), OFFICER, now=LATER)

    assert await services.pool.fetchval("select count(*) from photo") == 1


async def test_a_photo_that_was_sent_while_photos_were_removed_is_kept_nowhere(
    services: Services, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = replace(services, photo_store=FolderStore(tmp_path))
    put = FolderStore.put

    async def while_removed(store: FolderStore, photo: Photo) -> PhotoRow:
        await removed(services, DataKind.PHOTOS)
        return await put(store, photo)

    monkeypatch.setattr(FolderStore, "put", while_removed)
    with pytest.raises(NotAPhotoError, match="removed on the records schedule"):
        await keep_photo(services, case, drawn("PNG", (9, 9)), OFFICER, now=LATER)
    await removed(services, DataKind.PHOTOS)

    assert await services.pool.fetchval("select count(*) from photo") == 1
    assert files(tmp_path) == []


async def test_a_photo_that_was_removed_elsewhere_while_it_was_sent_comes_to_no_case(
    services: Services, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = replace(services, photo_store=FolderStore(tmp_path))
    report = ReportVehicle(address="2 Second Street", district="d25")
    still_open = (await report_vehicle(services, report, DISPATCHER, now=NOW)).case
    put = DatabaseStore.put

    async def while_removed(store: DatabaseStore, photo: Photo) -> PhotoRow:
        await removed(services, DataKind.PHOTOS)
        return await put(store, photo)

    monkeypatch.setattr(DatabaseStore, "put", while_removed)
    with pytest.raises(NotAPhotoError, match="removed on the records schedule"):
        await keep_photo(services, still_open, PICTURE, OFFICER, now=LATER)

    assert await services.pool.fetchval("select count(*) from case_photo") == 1
    assert await verify_other_rows(services) == []


async def test_a_photo_of_two_cases_goes_if_both_are_removed_at_once(services: Services, case: str) -> None:
    second = await closed_case(services, REPORT.model_copy(update={"plate": None, "vin": None, "external_id": "8"}))

    async with as_owner(services.pool) as one, as_owner(services.pool) as other:
        for each in (one, other):
            await each.execute("set session_replication_role = replica")
        async with one.transaction():
            await one.execute("select remove_data($1, 'photos', 1)", case)
            waits = asyncio.ensure_future(other.execute("select remove_data($1, 'photos', 1)", second))
            await asyncio.wait({waits}, timeout=0.5)
        await waits

    assert await services.pool.fetchval("select removed from photo")


async def test_content_that_another_photo_has_too_is_not_deleted(services: Services, tmp_path: Path) -> None:
    services = replace(services, photo_store=FolderStore(tmp_path))
    case = (await report_vehicle(services, REPORT, DISPATCHER, now=NOW)).case
    photo = await keep_photo(services, case, PICTURE, OFFICER, now=NOW)
    shown = sha256(await read_shown(services, case, photo) or b"").hexdigest()
    await rewrite(services.pool, f"insert into content_to_delete values ('{shown}'), ('{photo}')")

    await removed(services, DataKind.PHOTOS)

    assert len(files(tmp_path)) == 2
    assert await faults(services, case) == []


@pytest.mark.parametrize("asked", [Split(), Reopen(note="It stands there again.")])
async def test_a_duplicate_takes_no_removed_report_back(services: Services, asked: Request) -> None:
    older = (await report_vehicle(services, REPORT, DISPATCHER, now=NOW)).case
    second = REPORT.model_copy(update={"plate": None, "vin": None, "external_id": "8"})
    younger = (await report_vehicle(services, second, DISPATCHER, now=NOW)).case
    for case, actor, request in (
        (younger, DISPATCHER, CloseAsDuplicate(of=older)),
        (older, OFFICER, RecordInspection(finding=Finding.GONE)),
        (older, DISPATCHER, CloseCase(outcome=Outcome.GONE_ON_ARRIVAL)),
        (older, ADMIN, RemoveData(data=DataKind.REPORTS)),
    ):
        at = LATER if actor is ADMIN else NOW
        assert (await submit(services, case, request, actor, now=at)).refusal is None

    answer = await submit(services, younger, asked, SUPERVISOR, now=LATER)

    assert answer.refusal is not None
    assert f"belong to case {older}" in answer.refusal.reason
    assert [await faults(services, each) for each in (older, younger)] == [[], []]


async def test_a_quarantined_row_whose_key_is_gone_without_a_fact_is_named(services: Services) -> None:
    sent = QuarantineReport(format="towpath", file="week.jsonl", line=3, reason="No address.", raw=row(address=""))
    await quarantine_row(services, sent, DISPATCHER, now=NOW)
    before = await verify_other_rows(services)

    await rewrite(services.pool, "update data_key set wrapped = null")

    gone = "quarantined_row 1 cannot be read any more: its key is gone, and no fact removed it."
    assert (before, await verify_other_rows(services)) == ([], [gone])


def test_a_removal_leaves_no_words() -> None:
    with pytest.raises(ValidationError):
        RemoveData.model_validate({"data": "letters", "note": "Of Planted Name."})
