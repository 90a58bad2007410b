"""`towpath verify` finds changes made in the database without Towpath."""

import asyncio
from datetime import UTC, datetime

import pytest

from activities.audit import verify_case, verify_cases
from activities.casework import submit
from activities.reporting import report_vehicle
from activities.services import NoSuchCaseError, Services
from schemas.messages import Actor
from schemas.reporting import EnterRecordsCheck, ReportVehicle
from schemas.waiting_periods import PlaceHold, ReleaseHold
from schemas.words import Hold, Registration, Stolen
from tests.owner import as_owner

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


async def test_an_untouched_record_has_no_faults(services: Services, case: str) -> None:
    assert await verify_case(services, case) == []


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("delete from case_fact where number = 2", "the journal ends before fact 2, which the stored case includes."),
        ("delete from case_fact", "the journal ends before fact 2, which the stored case includes."),
        ("update case_fact set role = 'admin' where number = 1", "fact 1 is not as it was written."),
        (
            "update vehicle_case set stage = 'tow'",
            "the stored case does not match its journal.",
        ),
        (
            "update vehicle_case set state = replace(state, 'clear', 'stolen')",
            "the stored case does not match its journal.",
        ),
        (
            "update vehicle_case set tasks = replace(tasks, 'officer', 'admin')",
            "its tasks do not match its facts under the current rules.",
        ),
        *(
            (f"update vehicle_case set {change}", "the stored case does not match its journal.")
            for change in (
                "district = 'd1'",
                "open_tasks = '{hold}'",
                "due_at = null",
                "closed_at = now()",
                "wake_at = now()",
            )
        ),
        ("update vehicle_case set state = '{}'", "its record cannot be read (UnreadableCaseError)."),
    ],
)
async def test_each_change_is_named(services: Services, case: str, damage: str, sentence: str) -> None:
    async with as_owner(services.pool) as connection:
        await connection.execute("alter table case_fact disable trigger case_fact_is_append_only")
        await connection.execute(damage)

    assert await verify_case(services, case) == [f"{case}: {sentence}"]


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("delete from proof where number = 4", "the ruling of fact 4 is missing."),
        (
            "update proof set body = replace(body, 'true', 'false') where number = 4",
            "the ruling of fact 4 is not as it was written.",
        ),
        (
            "insert into proof (case_id, number, body) select id, 2, '{}' from vehicle_case",
            "a ruling is stored for fact 2, which has none.",
        ),
    ],
)
async def test_a_ruling_that_was_changed_is_named(services: Services, case: str, damage: str, sentence: str) -> None:
    placed = await submit(services, case, PlaceHold(hold=Hold.LITIGATION), DISPATCHER, now=NOW)
    supervisor = Actor(account="supervisor-1", role="supervisor")
    lifted = ReleaseHold(placed=placed.number or 0, note="Order of the court")
    assert (await submit(services, case, lifted, supervisor, now=NOW)).number == 4
    assert await verify_case(services, case) == []

    async with as_owner(services.pool) as connection:
        await connection.execute("alter table proof disable trigger proof_is_append_only")
        await connection.execute(damage)

    assert await verify_case(services, case) == [f"{case}: {sentence}"]


async def test_cases_are_verified_in_order_a_page_at_a_time(services: Services, case: str) -> None:
    report = ReportVehicle(address="200 First Street", district="d25")
    other = (await report_vehicle(services, report, DISPATCHER, now=NOW)).case
    async with services.pool.acquire() as connection:
        await connection.execute("update vehicle_case set stage = 'tow' where id = $1", other)

    first = await verify_cases(services, beyond=None, limit=1)
    rest = await verify_cases(services, beyond=first.last, limit=5)
    end = await verify_cases(services, beyond=rest.last, limit=5)

    assert (first.checked, first.last, first.faults) == (1, case, [])
    assert (rest.checked, rest.last, len(rest.faults)) == (1, other, 1)
    assert (end.checked, end.last, end.faults) == (0, None, [])


async def test_a_case_that_cannot_be_read_does_not_hide_the_next_one(services: Services, case: str) -> None:
    report = ReportVehicle(address="200 First Street", district="d25")
    other = (await report_vehicle(services, report, DISPATCHER, now=NOW)).case
    async with services.pool.acquire() as connection:
        await connection.execute("update vehicle_case set state = '{}'")

    found = await verify_cases(services, beyond=None, limit=5)

    assert [each.partition(":")[0] for each in found.faults] == [case, other]


async def test_a_fact_that_is_recorded_meanwhile_is_no_fault(services: Services, case: str) -> None:
    hold = PlaceHold(hold=Hold.LITIGATION)

    async def act() -> None:
        for _ in range(25):
            assert (await submit(services, case, hold, DISPATCHER, now=NOW)).refusal is None

    acting = asyncio.ensure_future(act())
    found = []
    while not acting.done():
        found += await verify_case(services, case)
    await acting

    assert found == []


async def test_a_case_that_does_not_exist_cannot_be_verified(services: Services) -> None:
    with pytest.raises(NoSuchCaseError):
        await verify_case(services, "26-999999")
