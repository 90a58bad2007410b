"""Quarantined rows: stored once, corrected step by step, and imported like any other row."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from activities.audit import verify_case
from activities.importing import NoSuchRowError, mend, set_aside
from activities.office import Office
from activities.reporting import report_vehicle
from database import importing
from database.importing import AsideRow
from rules.importing import report_of
from schemas.importing import CannotMend, Mending, NotThisFormat, Quarantined, Receipt, ReportRow, SetAside
from schemas.reporting import ReportVehicle
from schemas.rulings import Refusal
from tests.car import actor
from tests.conftest import Clock
from tests.rules.test_importing import GOOD, row
from tests.rules.test_importing_mending import HEADER, cells

DISPATCHER = actor("dispatcher-1")
NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


def wrong(**changes: Any) -> SetAside:
    """A row without its address."""
    told: dict[str, Any] = {"format": "towpath", "file": "week.jsonl", "line": 4, "raw": row(address=...)}
    told |= {"field": "address", "reason": "address is missing."}
    return SetAside.model_validate(told | changes)


async def aside(office: Office, **changes: Any) -> int:
    """The number of a quarantined row."""
    receipt = await set_aside(office, wrong(**changes), DISPATCHER, now=NOW)
    assert isinstance(receipt, Receipt)
    return receipt.number


async def put_right(office: Office, number: int, who: str = "dispatcher-1", **how: Any) -> Any:
    """A person corrects the row."""
    return await mend(office, number, Mending(**how), actor(who), now=NOW)


async def rows(office: Office, *, settled: bool = False) -> list[AsideRow]:
    """The rows that wait, or those that are settled."""
    async with office.pool.acquire() as connection:
        return await importing.list_rows(connection, settled=settled, after=0, limit=50)


async def count(office: Office, table: str) -> int:
    """How many rows a table has."""
    async with office.pool.acquire() as connection:
        number: int = await connection.fetchval(f"select count(*) from {table}")
        return number


async def test_the_same_row_is_quarantined_once_however_often_it_is_sent(office: Office) -> None:
    first = await aside(office)
    again = await aside(office, file="week-2.jsonl", line=9)
    both = await asyncio.gather(*(aside(office, raw="not JSON") for _ in range(4)))

    assert again == first
    assert len(set(both)) == 1
    assert [(each.number, each.file, each.line) for each in await rows(office)] == [
        (first, "week.jsonl", 4),
        (both[0], "week.jsonl", 4),
    ]


async def test_the_same_text_under_other_columns_is_another_row(office: Office) -> None:
    one = await aside(office, format="boston311", raw=cells(), header=HEADER)
    other = await aside(office, format="boston311", raw=cells(), header=f"{HEADER},ward")

    assert one != other


async def test_a_corrected_row_is_reported_as_an_import_and_settled_with_its_case(office: Office) -> None:
    number = await aside(office)

    receipt = await put_right(office, number, changes={"address": "12 Hubcap Lane"})

    assert receipt.settled
    assert await rows(office) == []
    [settled] = await rows(office, settled=True)
    assert (settled.case, settled.settled_by, settled.settled_at) == (receipt.case, "dispatcher-1", NOW)
    assert settled.raw == row(address=...)
    assert await verify_case(office, receipt.case) == []
    async with office.pool.acquire() as connection:
        [report] = await connection.fetch("select channel, external_id, reported_at, received_at, address from report")
        waiting = await connection.fetchval("select kind from outbox where case_id = $1", receipt.case)
    assert (report["channel"], report["external_id"], report["address"]) == ("import", "A-1", "12 Hubcap Lane")
    assert (report["reported_at"].isoformat(), report["received_at"]) == ("2026-05-18T11:05:00+00:00", NOW)
    assert waiting == "start"


async def test_a_corrected_row_makes_the_same_report_as_a_good_row(office: Office) -> None:
    taken = ReportRow.model_validate_json(row())
    twin = report_of(taken, "towpath")
    assert isinstance(twin, ReportVehicle)
    came_before = await report_vehicle(office, twin, DISPATCHER, now=NOW)

    receipt = await put_right(office, await aside(office), changes={"address": "12 Hubcap Lane"})

    assert receipt.case == came_before.case
    assert (await count(office, "report"), await count(office, "vehicle_case")) == (1, 1)


async def test_a_corrected_row_joins_the_open_case_of_its_car(office: Office) -> None:
    plated = {"plate": "ABC 1234", "plate_state": "PA"}
    open_case = await report_vehicle(
        office, ReportVehicle(address="100 First Street", district="d25", **plated), DISPATCHER, now=NOW
    )

    receipt = await put_right(
        office, await aside(office, raw=row(address=..., **plated)), changes={"address": "12 Hubcap Lane"}
    )

    assert receipt.case == open_case.case
    assert (await count(office, "report"), await count(office, "case_fact")) == (2, 2)


async def test_a_partly_corrected_row_is_stored_and_corrected_further(office: Office) -> None:
    number = await aside(office, raw=row(address=..., lat="north", lon=1))

    half = await put_right(office, number, changes={"address": "12 Hubcap Lane"})

    assert isinstance(half, Quarantined)
    assert (half.field, half.reason) == ("lat", "lat is not a number.")
    [waits] = await rows(office)
    assert (waits.field, waits.reason, waits.raw) == (half.field, half.reason, row(address=..., lat="north", lon=1))
    assert "12 Hubcap Lane" in (waits.mended or "")
    assert await count(office, "report") == 0
    receipt = await put_right(office, number, "supervisor-1", changes={"lat": "40"})
    assert receipt.case
    assert (await rows(office, settled=True))[0].settled_by == "supervisor-1"


async def test_a_correction_of_an_unknown_field_changes_nothing(office: Office) -> None:
    number = await aside(office)
    before = await rows(office)

    with pytest.raises(CannotMend, match="There is no field colour"):
        await put_right(office, number, changes={"address": "12 Hubcap Lane", "colour": "blue"})

    assert await rows(office) == before


async def test_a_row_of_boston_is_corrected_by_the_columns_of_its_own_file(office: Office) -> None:
    told = {"format": "boston311", "raw": cells(Location=""), "header": HEADER, "field": "Location"}
    number = await aside(office, **told)

    receipt = await put_right(office, number, changes={"Location": "12 Hubcap Ln  Gasket Row  MA  00000"})

    assert receipt.case
    async with office.pool.acquire() as connection:
        address = await connection.fetchval("select address from report where source = 'boston311'")
    assert address == "12 Hubcap Ln, Gasket Row, MA, 00000"


async def test_a_row_without_its_header_waits_for_one_that_has_it(office: Office) -> None:
    number = await aside(office, format="boston311", raw=cells())

    with pytest.raises(NotThisFormat):
        await put_right(office, number, row=cells())


async def test_a_broken_row_is_replaced_as_a_whole(office: Office) -> None:
    number = await aside(office, raw="not JSON", field=None, reason="The line is not a JSON object.")

    with pytest.raises(CannotMend, match="give the whole row"):
        await put_right(office, number, changes={"address": "12 Hubcap Lane"})
    receipt = await put_right(office, number, row=row())

    assert receipt.case
    assert (await rows(office, settled=True))[0].mended == row()


async def test_a_row_with_a_case_is_neither_quarantined_nor_corrected_again(office: Office) -> None:
    number = await aside(office)
    receipt = await put_right(office, number, changes={"address": "12 Hubcap Lane"})

    again = await set_aside(office, wrong(), DISPATCHER, now=NOW)
    refusal = await put_right(office, number, changes={"address": "13 Hubcap Lane"})

    assert again == Receipt(number=number, settled=True, case=receipt.case)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == f"Row {number} has already been imported, as case {receipt.case}."
    assert await rows(office) == []
    assert await count(office, "report") == 1


async def test_a_row_that_is_no_report_is_settled_without_a_case_and_can_still_be_corrected(office: Office) -> None:
    number = await aside(office)

    passed = await put_right(office, number, row=" ")
    again = await set_aside(office, wrong(), DISPATCHER, now=NOW)

    assert passed == Receipt(number=number, settled=True, why="an empty row is not a report")
    assert again == Receipt(number=number, settled=True)
    assert await rows(office) == []
    unread = await put_right(office, number, row="{}")
    assert isinstance(unread, Quarantined)
    assert [(each.number, each.settled_by) for each in await rows(office)] == [(number, None)]
    assert (await put_right(office, number, row=row())).case


async def test_two_corrections_of_one_row_at_once_make_one_report(office: Office) -> None:
    number = await aside(office)

    answers = await asyncio.gather(
        *(put_right(office, number, who, changes={"address": GOOD["address"]}) for who in ("admin-1", "supervisor-1"))
    )

    assert sorted(type(each).__name__ for each in answers) == ["Receipt", "Refusal"]
    assert await count(office, "report") == 1


@pytest.mark.parametrize("who", ["officer-1", "hearing-1", "contractor-1", "lot-1"])
async def test_only_clerks_quarantine_and_correct_rows(office: Office, who: str) -> None:
    number = await aside(office)

    answers = [
        await set_aside(office, wrong(raw="not JSON"), actor(who), now=NOW),
        await put_right(office, number, who, changes={"address": "12 Hubcap Lane"}),
    ]

    assert [each.code for each in answers if isinstance(each, Refusal)] == ["not_your_part"] * 2
    assert [each.number for each in await rows(office)] == [number]


async def test_a_row_that_was_never_quarantined_cannot_be_corrected(office: Office, clock: Clock) -> None:
    with pytest.raises(NoSuchRowError, match="There is no quarantined row 7"):
        await mend(office, 7, Mending(row=row()), DISPATCHER, now=clock())


async def test_a_report_that_cannot_be_written_leaves_the_row_as_it_was(office: Office) -> None:
    number = await aside(office)
    before = await rows(office)
    async with office.pool.acquire() as connection:
        await connection.execute("alter table outbox add constraint broken check (number > 1)")

    with pytest.raises(Exception, match="broken"):
        await put_right(office, number, changes={"address": "12 Hubcap Lane"})

    assert await rows(office) == before
    assert (await count(office, "report"), await count(office, "vehicle_case")) == (0, 0)
