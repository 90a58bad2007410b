"""Names, plates, addresses and free text are stored in their own tables, and nowhere else."""

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError

from activities.encryption import Encryption
from database.connection import Pool
from database.data_keys import EncryptedRow
from database.statements import list_statements
from schemas import names
from tests.journeys import life
from tests.journeys.life import REPORT
from tests.journeys.planted import (
    BANK,
    CAMERA,
    CONTENTS,
    OWNER,
    PAPER,
    PLATE,
    STREET,
    VIN,
    WORDS,
    found,
    list_places,
    list_temporal_texts,
    list_texts,
    log_of,
    squeezed,
)
from tests.owner import as_owner
from tests.serving import Serving, once, serving
from workers.stack import Stack

KEPT: dict[str, set[str]] = {
    "report.address": {STREET},
    "report.plate_raw": {PLATE},
    "report.vin_raw": {VIN},
    "vehicle.plate": {PLATE},
    "vehicle.plate_raw": {PLATE},
    "vehicle.vin": {VIN},
    "vehicle.vin_raw": {VIN},
    "vehicle_case.address": {STREET},
}
"""The columns by which cars are found. Words, names and letters are encrypted; facts and states contain none of it."""
KNOWN_BY = {"open_vehicle.key": {PLATE, VIN}}
"""Only while the case is open."""


@pytest.fixture
async def live(stack: Stack, pool: Pool, folder: Path) -> AsyncIterator[Serving]:
    """Worker and web as processes with full logging; a day passes in a moment."""
    async with pool.acquire() as connection:
        name = await connection.fetchval("select current_database()")
    url = stack.addresses.database_url.replace("/postgres?", f"/{name}?")
    clock = life.fast(datetime.now(UTC)).model_dump_json()
    async with serving(stack, folder, url, TOWPATH_CLOCK=clock, TOWPATH_QUEUE=name, TOWPATH_LOG="debug") as running:
        yield running


def logs(live: Serving, stack: Stack) -> bytes:
    """Everything the four processes have logged."""
    ours = [(live.logs / f"{name}.log").read_bytes() for name in live.children]
    return b"\n".join((*ours, *(log_of(server) for server in stack.servers)))


async def logged(live: Serving, stack: Stack, words: bytes) -> bool:
    """Whether these words are in the logs."""
    return words in logs(live, stack)


async def test_from_report_to_auction_personal_data_is_only_in_its_tables(
    live: Serving, stack: Stack, pool: Pool, temporal: Client
) -> None:
    case = await life.reported(live)
    await life.declared(live, case)
    await life.noticed(live, case)
    salvor = await life.towed(live, case)
    await life.taken_in(live, case)
    await life.heard(live, case, pool)
    await life.sold(live, case, salvor)
    await life.reopened(live, case)

    assert await list_places(pool) == KEPT | {"photo.original": {CAMERA}}
    assert await list_words(stack, pool) == {WORDS, CONTENTS, PAPER, "Quillfeather", "Zyxomander"}
    assert await says_nothing(temporal, case)
    temporal_client = [
        found(each, case, "write letters", "police_evidence") for each in await list_temporal_texts(temporal, case)
    ]
    assert set().union(*temporal_client) == {case, "write letters"}
    assert found(logs(live, stack)) == set()


async def list_words(stack: Stack, pool: Pool) -> set[str]:
    """The planted words in the statements, decrypted."""
    encryption = Encryption.of(stack.addresses.encryption)
    async with pool.acquire() as connection:
        rows = [
            row
            for case in await connection.fetch("select id from vehicle_case")
            for row in (await list_statements(connection, case["id"])).values()
        ]
    return found("\n".join(encryption.read_words(row) or "" for row in rows).encode())


async def test_names_and_addresses_can_be_decrypted_with_the_key(live: Serving, stack: Stack, pool: Pool) -> None:
    case = await life.reported(live)
    await life.declared(live, case)
    await live.do("dispatcher-1", case, "record_parties", owner=OWNER, lienholders=[BANK])

    async with pool.acquire() as connection:
        rows = await connection.fetch(
            "select encrypted, wrapped from party p join data_key k on k.kind = 'party' and k.id = p.id order by p.id"
        )
    assert [found(bytes(each)) for row in rows for each in row] == [set()] * 4
    encryption = Encryption.of(stack.addresses.encryption)
    opened = [encryption.read_addressee(EncryptedRow(*row)) for row in rows]
    assert [each.name for each in opened if each] == [OWNER["name"], BANK["name"]]


async def says_nothing(temporal: Client, case: str) -> bool:
    """Whether nothing that Temporal keeps of this case contains a planted word."""
    said = await list_temporal_texts(temporal, case)
    assert said
    return not any(found(each) for each in said)


def workflow(temporal: Client, case: str) -> WorkflowHandle[Any, Any]:
    """The workflow of a case."""
    return temporal.get_workflow_handle(names.workflow_id(case))


async def refused_by_temporal(car: WorkflowHandle[Any, Any], fields: dict[str, str]) -> str:
    """The reason why an update with these fields is refused."""
    asked = {"by": "officer-1", "kind": "place_hold", "fields": {"hold": "litigation"} | fields}
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await car.execute_update(names.REQUEST, asked, id=uuid4().hex)
    return str(refused.value.cause)


async def test_free_text_in_a_temporal_update_is_refused_before_it_reaches_history(
    live: Serving, stack: Stack, pool: Pool, temporal: Client
) -> None:
    case = await life.reported(live)
    car = workflow(temporal, case)

    known = await refused_by_temporal(car, {"note": WORDS})
    no_field = await refused_by_temporal(car, {"plate": squeezed(PLATE.encode()).decode()})
    no_code = await refused_by_temporal(car, {"reason": f"{WORDS} and more"})
    await live.do("officer-1", case, "place_hold", hold="police_evidence")

    assert known == "The field note may not travel through Temporal: ask over HTTP."
    assert no_field == "The request place_hold has no field plate."
    assert "fields.reason.constrained-str: String should match pattern" in no_code
    assert await says_nothing(temporal, case)
    assert found(logs(live, stack)) == set()
    assert await list_places(pool) == KEPT | KNOWN_BY


async def test_free_text_in_a_signal_is_not_logged_and_does_nothing(
    live: Serving, stack: Stack, temporal: Client
) -> None:
    case = await life.reported(live)
    car = workflow(temporal, case)

    for note in (WORDS, f"{WORDS} and more"):
        asked = {"by": "officer-1", "kind": "place_hold", "fields": {"hold": "litigation", "note": note}}
        await car.signal(names.REQUEST, asked)
    await live.do("officer-1", case, "place_hold", hold="police_evidence")
    await once(lambda: logged(live, stack, b"cannot be read as WireRequest"))

    assert (await live.show(case))["number"] == 3
    assert found(logs(live, stack)) == set()


NOT_UNDERSTOOD: list[dict[str, Any]] = [
    {"description": f"{WORDS}\x00"},
    {"external_id": f"{WORDS}\x00"},
    {"address": ["somewhere", STREET]},
    {"lat": STREET},
    {"at": WORDS},
    {"source": WORDS.upper()},
    {WORDS: WORDS},
]


async def test_an_invalid_or_refused_request_is_not_logged(live: Serving, stack: Stack, temporal: Client) -> None:
    case = await life.reported(live)

    bad = [await live.report("dispatcher-1", **(REPORT | fields)) for fields in NOT_UNDERSTOOD]
    me = live.bearer("dispatcher-1")
    bad += [
        await live.http.get("/api/cases", params={"after": f"{PLATE}\x00"}, headers=me),
        await live.http.get(f"/api/cases/{WORDS}%00", headers=me),
        await live.http.post("/api/reports", content=f'{{"address": "{STREET}"', headers=me),
    ]
    no = await live.ask("officer-1", case, "close_case", outcome="withdrawn", authority=OWNER["name"], note=WORDS)

    assert {answer.status_code for answer in bad} == {422}
    assert no.status_code == 403
    assert found(logs(live, stack)) == set()
    assert await says_nothing(temporal, case)


async def test_a_name_that_cannot_be_printed_is_refused_without_repeating_it(
    live: Serving, stack: Stack, pool: Pool, temporal: Client
) -> None:
    case = await life.reported(live)
    await life.declared(live, case)

    strange = OWNER | {"name": f"{OWNER['name']} \N{GRINNING FACE}"}
    refused = await live.ask("dispatcher-1", case, "record_parties", owner=strange)
    await live.do("dispatcher-1", case, "record_parties", owner=OWNER)
    await life.mailed(live, case)

    assert refused.status_code == 409
    assert "the character \N{GRINNING FACE}" in refused.text
    assert str(OWNER["name"]) not in refused.text
    assert await list_places(pool) == KEPT | KNOWN_BY | {"photo.original": {CAMERA}}
    assert await list_words(stack, pool) == {WORDS}
    assert await says_nothing(temporal, case)
    assert found(logs(live, stack)) == set()


async def failure_of(car: WorkflowHandle[Any, Any]) -> str | None:
    """What Temporal shows of the activity that is failing."""
    pending = (await car.describe()).raw_description.pending_activities
    return next((str(each.last_failure.message) for each in pending if each.last_failure.message), None)


async def test_a_database_error_is_reported_by_its_type_and_not_by_the_row_it_quotes(
    live: Serving, stack: Stack, pool: Pool, temporal: Client
) -> None:
    case = await life.reported(live)
    await life.declared(live, case)
    known = (await live.show(case))["number"] + 1
    async with as_owner(pool) as connection:
        await connection.execute("alter table report add constraint planted check (channel <> 'phone')")
        await connection.execute(f"alter table vehicle_case add constraint planted check (number <= {known})")

    broken = await live.report("dispatcher-1", **(REPORT | {"channel": "phone"}))
    await live.do("dispatcher-1", case, "record_parties", owner=OWNER, note=WORDS)
    failure = await once(lambda: failure_of(workflow(temporal, case)))
    meanwhile = await says_nothing(temporal, case)
    async with as_owner(pool) as connection:
        await connection.execute("alter table vehicle_case drop constraint planted")
    await life.mailed(live, case)

    assert (broken.status_code, found(broken.content)) == (500, set())
    assert failure == "CheckViolationError"
    assert (meanwhile, await says_nothing(temporal, case)) == (True, True)
    assert await logged(live, stack, b"CheckViolationError")
    assert found(logs(live, stack)) == set()


async def lose_the_insert(pool: Pool, live: Serving) -> httpx.Response:
    """Send a report whose database connection is ended during the insert."""
    async with as_owner(pool) as connection, pool.acquire() as other:
        async with connection.transaction():
            await connection.execute("lock table report in share mode")
            sending = asyncio.ensure_future(live.report("dispatcher-1", **REPORT))
            await once(lambda: other.fetch(END_WAITING))
        return await sending


END_WAITING = """
select pg_terminate_backend(pid) from pg_stat_activity
 where datname = current_database() and wait_event_type = 'Lock' and query like '%insert into report%'
"""


async def test_a_report_whose_database_connection_breaks_leaves_no_text_in_the_logs(
    live: Serving, stack: Stack, pool: Pool
) -> None:
    answer = await lose_the_insert(pool, live)

    assert answer.status_code == 503
    assert answer.json()["detail"] == "The database is unavailable. Nothing was changed. Please try again."
    assert found(logs(live, stack)) == set()
    assert await list_places(pool) == {}


@pytest.mark.parametrize(
    "written", [b"plate: zyx-9qk7", base64.b64encode(b'{"plate": "ZYX 9QK7"}'), b'"Z Y X 9 Q K 7"']
)
def test_the_search_finds_a_word_however_it_was_written(written: bytes) -> None:
    texts = [each.encode() for each in list_texts({"data": written.decode()})]

    assert {word for each in texts for word in found(each)} == {PLATE}
