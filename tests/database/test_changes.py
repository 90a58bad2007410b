"""What may change of a case's rows changes with a fact of the case only; what is said once is not taken back."""

from datetime import timedelta

import asyncpg
import pytest

from activities.audit import verify_case
from activities.casework import submit
from activities.notifying import TemporalClient
from activities.services import Services
from database.connection import transaction
from database.tow_dispatch import mark_progress
from schemas.reporting import CloseAsDuplicate, CorrectDescription, Split
from schemas.tow_dispatch import AcceptOffer
from schemas.words import Notice
from tests.car import CaseDriver, actor, reported
from tests.conftest import Clock
from tests.owner import as_owner
from tests.web.desk import in_the_lot, letters, offered

WITH_A_FACT = {
    "vehicle": "plate = 'XYZ9876'",
    "vehicle_case": "address = '900 Last Street'",
    "report": "moved_from = case_id",
    "tow_order": "state = 'withdrawn'",
    "lot_stay": "left_at = now()",
}
"""A change of each table that the application makes together with a fact."""

ONCE = {
    "owner_link": ("revoked_at = now()", "revoked_at = null"),
    "tow_order": ("en_route_at = now()", "en_route_at = en_route_at - interval '1 hour'"),
    "report": ("read_by = 'officer-1', read_at = now()", "read_by = 'officer-2'"),
    "quarantined_row": ("settled_case = (select max(id) from vehicle_case)", "settled_case = null"),
}
"""A first change of each table, and one that takes it back."""


@pytest.fixture
async def car(services: Services, temporal_client: TemporalClient, clock: Clock) -> CaseDriver:
    """A car in the lot, whose owner was written to."""
    car = await reported(services, temporal_client, clock)
    await in_the_lot(car)
    await letters(car, Notice.IMPOUND)
    await services.pool.execute(
        "insert into quarantined_row (digest, format, file, line, reason, raw, received_by, received_at)"
        " values ('a', 'towpath', 'week.jsonl', 3, 'no address', 'a line', 'admin-1', now())"
    )
    return car


@pytest.mark.parametrize("table", WITH_A_FACT)
async def test_a_change_without_a_fact_is_refused_to_everybody(car: CaseDriver, table: str) -> None:
    async with as_owner(car.services.pool) as owner:
        for connection in (car.services.pool, owner):
            with pytest.raises(asyncpg.RaiseError, match=f"the table {table} changes with a fact of its case only"):
                await connection.execute(f"update {table} set {WITH_A_FACT[table]}")
    assert await verify_case(car.services, car.case) == []


@pytest.mark.parametrize("table", ONCE)
async def test_what_is_said_once_is_not_taken_back(car: CaseDriver, table: str) -> None:
    first, back = ONCE[table]
    await car.services.pool.execute(f"update {table} set {first}")

    with pytest.raises(asyncpg.RaiseError, match=f"What was written in the table {table} stays as it is"):
        await car.services.pool.execute(f"update {table} set {back}")


A_FACT = """
insert into case_fact (case_id, number, kind, at, recorded_at, actor, role, body, previous, digest)
select case_id, number + 1, kind, at, recorded_at, actor, role, body, previous, digest from case_fact
 where case_id = $1 order by number desc limit 1
"""


async def moves_it(services: Services, case: str, *, with_a_fact_of: str) -> None:
    """Change the address of a case in one transaction with a fact of this case."""
    async with transaction(services.pool) as connection:
        await connection.execute("update vehicle_case set address = '900 Last Street' where id = $1", case)
        await connection.execute(A_FACT, with_a_fact_of)


async def test_a_fact_of_another_case_or_of_before_is_none(
    car: CaseDriver, services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    other = await reported(services, temporal_client, clock, plate="XYZ 9876")

    with pytest.raises(asyncpg.RaiseError, match="changes with a fact of its case only"):
        await moves_it(services, car.case, with_a_fact_of=other.case)
    await moves_it(services, car.case, with_a_fact_of=car.case)


async def test_requests_change_what_they_must(car: CaseDriver) -> None:
    corrected = CorrectDescription(address="7 Seventh Street", plate="XYZ9876")
    answer = await submit(car.services, car.case, corrected, actor("dispatcher-1"), now=car.clock())

    row = await car.row()
    assert answer.refusal is None
    assert (row.address, row.plate) == ("7 Seventh Street", "XYZ9876")


async def test_progress_is_recorded_once_without_a_fact(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    car = await reported(services, temporal_client, clock)
    driver = actor(await offered(car))
    await car.ask(driver.account, AcceptOffer(order=1))
    for later in (timedelta(), timedelta(hours=1)):
        async with transaction(services.pool) as connection:
            assert await mark_progress(connection, car.case, 1, driver.firm or "", "en_route", clock() + later)


async def test_reports_move_to_another_case_and_back(
    services: Services, temporal_client: TemporalClient, clock: Clock
) -> None:
    older, younger = [await reported(services, temporal_client, clock, plate=each) for each in ("ABC 1234", "XYZ 9876")]
    where, found = "select case_id from report where id = (select max(id) from report)", list[str]()
    for request in (CloseAsDuplicate(of=older.case), Split()):
        assert (await younger.ask("dispatcher-1", request)).refusal is None
        found.append(await services.pool.fetchval(where))
        assert [await verify_case(services, each.case) for each in (older, younger)] == [[], []]

    assert found == [older.case, younger.case]
