"""Quarantined rows: stored once, corrected step by step, and imported like any other row."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from activities.audit import verify_case
from activities.importing import NoSuchRowError, correct, list_quarantined, quarantine_row, take_in_batch
from activities.reporting import report_vehicle
from activities.services import Services
from database import cases
from database.connection import transaction
from database.importing import QuarantinedRow
from rules.importing import report_of
from schemas.importing import (
    CannotCorrect,
    Correction,
    NotThisFormat,
    Quarantined,
    QuarantineReport,
    Receipt,
    ReportRow,
)
from schemas.reporting import ReportVehicle
from schemas.rulings import Refusal
from tests.activities.test_casework import a_report
from tests.car import actor
from tests.conftest import Clock
from tests.owner import as_owner
from tests.rules.test_importing import GOOD, row
from tests.rules.test_importing_corrections import HEADER, cells

DISPATCHER = actor("dispatcher-1")
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


def wrong(**changes: Any) -> QuarantineReport:
    """A row without its address."""
    told: dict[str, Any] = {"format": "towpath", "file": "week.jsonl", "line": 4, "raw": row(address=...)}
    told |= {"field": "address", "reason": "address is missing."}
    return QuarantineReport.model_validate(told | changes)


async def aside(services: Services, **changes: Any) -> int:
    """The number of a quarantined row."""
    receipt = await quarantine_row(services, wrong(**changes), DISPATCHER, now=NOW)
    assert isinstance(receipt, Receipt)
    return receipt.number


async def put_right(services: Services, number: int, who: str = "dispatcher-1", **how: Any) -> Any:
    """A person corrects the row."""
    return await correct(services, number, Correction(**how), actor(who), now=NOW)


async def rows(services: Services, *, settled: bool = False) -> list[QuarantinedRow]:
    """The rows that wait, or those that are settled."""
    return await list_quarantined(services, settled=settled, after=0, limit=50)


async def count(services: Services, table: str) -> int:
    """How many rows a table has."""
    async with services.pool.acquire() as connection:
        number: int = await connection.fetchval(f"select count(*) from {table}")
        return number


def report(**changes: Any) -> ReportVehicle:
    """A report of a known car, with a number."""
    return a_report(source="city", external_id="1", **changes)


async def test_a_batch_joins_and_opens_as_single_reports_do_and_again_changes_nothing(services: Services) -> None:
    batch = [
        report(),
        a_report(source="city", external_id="2", plate="KX 0002"),
        a_report(source="city", external_id="3"),
        report(),
    ]

    first = await take_in_batch(services, batch, DISPATCHER, now=NOW)
    again = await take_in_batch(services, batch, DISPATCHER, now=NOW)

    cases = [each.case for each in first]
    assert again == first
    assert (cases[2], cases[3], len(set(cases))) == (cases[0], cases[0], 2)
    assert [await count(services, table) for table in ("report", "vehicle_case", "case_fact")] == [3, 2, 3]
    assert await verify_case(services, str(cases[0])) == []


async def test_a_report_of_a_batch_that_cannot_be_stored_fails_alone(services: Services) -> None:
    strict = replace(services, districts=("d25",))
    batch = [report(), a_report(plate="KX 0002", district="d99"), a_report(plate="KX 0003", description="a\x00b")]

    taken = await take_in_batch(strict, [*batch, a_report(plate="KX 0004")], DISPATCHER, now=NOW)

    assert [each.case is not None for each in taken] == [True, False, False, True]
    assert [each.fault.field for each in taken if each.fault] == ["district", None]
    assert [await count(services, table) for table in ("report", "vehicle_case")] == [2, 2]


async def test_a_batch_gives_way_to_a_person_who_holds_one_of_its_cases_and_wants_another(services: Services) -> None:
    cars = [
        (await report_vehicle(services, a_report(plate=f"KX 000{each}"), DISPATCHER, now=NOW)).case for each in "12"
    ]
    batch = [a_report(plate=f"KX 000{each}", source="city", external_id=each) for each in "12"]
    async with transaction(services.pool) as connection:
        await cases.lock_case(connection, cars[1])
        taking = asyncio.create_task(take_in_batch(services, batch, DISPATCHER, now=NOW))
        await until_one_waits(services)
        locked = await cases.lock_case(connection, cars[0])

    assert locked is not None
    assert [each.case for each in await taking] == cars
    assert await count(services, "report") == 4


async def until_one_waits(services: Services) -> None:
    """Return as soon as a transaction waits for a lock."""
    async with services.pool.acquire() as connection:
        while not await connection.fetchval("select exists (select from pg_locks where not granted)"):
            continue


async def test_the_same_row_is_quarantined_once_however_often_it_is_sent(services: Services) -> None:
    first = await aside(services)
    again = await aside(services, file="week-2.jsonl", line=9)
    both = await asyncio.gather(*(aside(services, raw="not JSON") for _ in range(4)))

    assert again == first
    assert len(set(both)) == 1
    assert [(each.number, each.file, each.line) for each in await rows(services)] == [
        (first, "week.jsonl", 4),
        (both[0], "week.jsonl", 4),
    ]


async def test_the_same_text_under_other_columns_is_another_row(services: Services) -> None:
    one = await aside(services, format="boston311", raw=cells(), header=HEADER)
    other = await aside(services, format="boston311", raw=cells(), header=f"{HEADER},ward")

    assert one != other


async def test_a_corrected_row_is_reported_as_an_import_and_settled_with_its_case(services: Services) -> None:
    number = await aside(services)

    receipt = await put_right(services, number, changes={"address": "12 Hubcap Lane"})

    assert receipt.settled
    assert await rows(services) == []
    [settled] = await rows(services, settled=True)
    assert (settled.case, settled.settled_by, settled.settled_at) == (receipt.case, "dispatcher-1", NOW)
    assert settled.raw == row(address=...)
    assert await verify_case(services, receipt.case) == []
    async with services.pool.acquire() as connection:
        [report] = await connection.fetch("select channel, external_id, reported_at, received_at, address from report")
        waiting = await connection.fetchval("select kind from outbox where case_id = $1", receipt.case)
    assert (report["channel"], report["external_id"], report["address"]) == ("import", "A-1", "12 Hubcap Lane")
    assert (report["reported_at"].isoformat(), report["received_at"]) == ("2026-05-18T11:05:00+00:00", NOW)
    assert waiting == "start"


async def test_a_corrected_row_makes_the_same_report_as_a_good_row(services: Services) -> None:
    taken = ReportRow.model_validate_json(row())
    twin = report_of(taken, "towpath")
    assert isinstance(twin, ReportVehicle)
    came_before = await report_vehicle(services, twin, DISPATCHER, now=NOW)

    receipt = await put_right(services, await aside(services), changes={"address": "12 Hubcap Lane"})

    assert receipt.case == came_before.case
    assert (await count(services, "report"), await count(services, "vehicle_case")) == (1, 1)


async def test_a_corrected_row_joins_the_open_case_of_its_car(services: Services) -> None:
    plated = {"plate": "ABC 1234", "plate_state": "PA"}
    open_case = await report_vehicle(
        services, ReportVehicle(address="100 First Street", district="d25", **plated), DISPATCHER, now=NOW
    )

    receipt = await put_right(
        services, await aside(services, raw=row(address=..., **plated)), changes={"address": "12 Hubcap Lane"}
    )

    assert receipt.case == open_case.case
    assert (await count(services, "report"), await count(services, "case_fact")) == (2, 2)


async def test_a_partly_corrected_row_is_stored_and_corrected_further(services: Services) -> None:
    number = await aside(services, raw=row(address=..., lat="north", lon=-75))

    half = await put_right(services, number, changes={"address": "12 Hubcap Lane"})

    assert isinstance(half, Quarantined)
    assert (half.field, half.reason) == ("lat", "lat is not a number.")
    [waits] = await rows(services)
    assert (waits.field, waits.reason, waits.raw) == (half.field, half.reason, row(address=..., lat="north", lon=-75))
    assert "12 Hubcap Lane" in (waits.corrected or "")
    assert await count(services, "report") == 0
    receipt = await put_right(services, number, "supervisor-1", changes={"lat": "40"})
    assert receipt.case
    assert (await rows(services, settled=True))[0].settled_by == "supervisor-1"


async def test_a_correction_of_an_unknown_field_changes_nothing(services: Services) -> None:
    number = await aside(services)
    before = await rows(services)

    with pytest.raises(CannotCorrect, match="There is no field paint"):
        await put_right(services, number, changes={"address": "12 Hubcap Lane", "paint": "blue"})

    assert await rows(services) == before


async def test_a_row_of_boston_is_corrected_by_the_columns_of_its_own_file(services: Services) -> None:
    told = {"format": "boston311", "raw": cells(Location=""), "header": HEADER, "field": "Location"}
    number = await aside(services, **told)

    receipt = await put_right(services, number, changes={"Location": "12 Hubcap Ln  Gasket Row  MA  00000"})

    assert receipt.case
    async with services.pool.acquire() as connection:
        address = await connection.fetchval("select address from report where source = 'boston311'")
    assert address == "12 Hubcap Ln, Gasket Row, MA, 00000"


async def test_a_row_without_its_header_waits_for_one_that_has_it(services: Services) -> None:
    number = await aside(services, format="boston311", raw=cells())

    with pytest.raises(NotThisFormat):
        await put_right(services, number, row=cells())


async def test_a_broken_row_is_replaced_as_a_whole(services: Services) -> None:
    number = await aside(services, raw="not JSON", field=None, reason="The line is not a JSON object.")

    with pytest.raises(CannotCorrect, match="give the whole row"):
        await put_right(services, number, changes={"address": "12 Hubcap Lane"})
    receipt = await put_right(services, number, row=row())

    assert receipt.case
    assert (await rows(services, settled=True))[0].corrected == row()


async def test_a_row_with_a_case_is_neither_quarantined_nor_corrected_again(services: Services) -> None:
    number = await aside(services)
    receipt = await put_right(services, number, changes={"address": "12 Hubcap Lane"})

    again = await quarantine_row(services, wrong(), DISPATCHER, now=NOW)
    refusal = await put_right(services, number, changes={"address": "13 Hubcap Lane"})

    assert again == Receipt(number=number, settled=True, case=receipt.case)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == f"Row {number} has already been imported, as case {receipt.case}."
    assert await rows(services) == []
    assert await count(services, "report") == 1


async def test_a_row_that_is_no_report_is_settled_without_a_case_and_can_still_be_corrected(services: Services) -> None:
    number = await aside(services)

    passed = await put_right(services, number, row=" ")
    again = await quarantine_row(services, wrong(), DISPATCHER, now=NOW)

    assert passed == Receipt(number=number, settled=True, why="an empty row is not a report")
    assert again == Receipt(number=number, settled=True)
    assert await rows(services) == []
    unread = await put_right(services, number, row="{}")
    assert isinstance(unread, Quarantined)
    assert [(each.number, each.settled_by) for each in await rows(services)] == [(number, None)]
    assert (await put_right(services, number, row=row())).case


async def test_two_corrections_of_one_row_at_once_make_one_report(services: Services) -> None:
    number = await aside(services)

    answers = await asyncio.gather(
        *(put_right(services, number, who, changes={"address": GOOD["address"]}) for who in ("admin-1", "supervisor-1"))
    )

    assert sorted(type(each).__name__ for each in answers) == ["Receipt", "Refusal"]
    assert await count(services, "report") == 1


@pytest.mark.parametrize("who", ["officer-1", "hearing-1", "contractor-1", "lot-1"])
async def test_only_clerks_quarantine_and_correct_rows(services: Services, who: str) -> None:
    number = await aside(services)

    answers = [
        await quarantine_row(services, wrong(raw="not JSON"), actor(who), now=NOW),
        await put_right(services, number, who, changes={"address": "12 Hubcap Lane"}),
    ]

    assert [each.code for each in answers if isinstance(each, Refusal)] == ["not_your_part"] * 2
    assert [each.number for each in await rows(services)] == [number]


async def test_a_row_that_was_never_quarantined_cannot_be_corrected(services: Services, clock: Clock) -> None:
    with pytest.raises(NoSuchRowError, match="There is no quarantined row 7"):
        await correct(services, 7, Correction(row=row()), DISPATCHER, now=clock())


async def test_a_report_that_cannot_be_written_leaves_the_row_as_it_was(services: Services) -> None:
    number = await aside(services)
    before = await rows(services)
    async with as_owner(services.pool) as connection:
        await connection.execute("alter table outbox add constraint broken check (number > 1)")

    with pytest.raises(Exception, match="broken"):
        await put_right(services, number, changes={"address": "12 Hubcap Lane"})

    assert await rows(services) == before
    assert (await count(services, "report"), await count(services, "vehicle_case")) == (0, 0)
