"""Cases are found by what people type: a number, a plate, a VIN, an address, or a part of one."""

from datetime import UTC, datetime
from typing import Any

import pytest

from activities.reporting import report_vehicle
from activities.services import Services
from database.case_lists import list_cases
from database.connection import Pool
from schemas.reporting import ReportVehicle
from tests.activities.test_casework import DISPATCHER

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
VIN = "1HGCM82633A004352"


@pytest.fixture
async def cases(services: Services) -> dict[str, str]:
    """Three cases by name."""
    reports = {
        "hyphen": ReportVehicle(address="12-34 Ocean Pkwy.", district="d01", plate="ABO1234", plate_state="NY"),
        "vin": ReportVehicle(address="O'Neill Street 7, Apt #3", district="d02", vin=VIN),
        "bare": ReportVehicle(address="100 First Street", district="d02"),
    }
    return {name: (await report_vehicle(services, each, DISPATCHER, now=NOW)).case for name, each in reports.items()}


async def found(pool: Pool, words: str, **more: Any) -> list[str]:
    """The numbers of the cases that a search lists."""
    async with pool.acquire() as connection:
        return [row.id for row in (await list_cases(connection, words=words, **more)).rows]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("abo-1234", "hyphen"),
        ("AB01", "hyphen"),
        ("12-34 ocean", "hyphen"),
        ("ocean 34", "hyphen"),
        ("OCEAN PK", "hyphen"),
        ("1hgcm8", "vin"),
        (VIN, "vin"),
        ("004352", "vin"),
        ("o'neill", "vin"),
        ("Apt 3", "vin"),
        ("first street", "bare"),
        ("100", "bare"),
    ],
)
async def test_a_case_is_found_by_a_part_of_its_plate_its_vin_or_its_address(
    pool: Pool, cases: dict[str, str], words: str, name: str
) -> None:
    assert await found(pool, words) == [cases[name]]


async def test_a_case_is_found_by_its_number_and_by_its_beginning(pool: Pool, cases: dict[str, str]) -> None:
    assert await found(pool, cases["vin"]) == [cases["vin"]]
    assert await found(pool, cases["vin"][:5]) == sorted(cases.values())


@pytest.mark.parametrize(
    "words", ["%", "_", "'", "\\", "&|!:*<->()", "🚗", "q:z", "' or true --", "%%%%", "nothing here"]
)
async def test_signs_that_mean_something_to_a_database_find_nothing(
    pool: Pool, cases: dict[str, str], words: str
) -> None:
    assert await found(pool, words) == []


async def test_signs_alone_find_nothing_also_with_other_filters(pool: Pool, cases: dict[str, str]) -> None:
    filters = {"stage": "tow", "task": "tow", "district": "d25", "after": "26-000001"}
    async with pool.acquire() as connection:
        found = [await list_cases(connection, words="!?", **{name: each}) for name, each in filters.items()]  # type: ignore[arg-type]
        found.append(await list_cases(connection, words="!?", only_open=True))

    assert [each.rows for each in found] == [[]] * 5


async def test_a_search_keeps_to_the_other_filters_and_to_its_pages(pool: Pool, cases: dict[str, str]) -> None:
    everything = cases["bare"][:3]

    first = await found(pool, everything, limit=2)
    second = await found(pool, everything, limit=2, after=first[-1])

    assert [*first, *second] == sorted(cases.values())
    assert await found(pool, everything, district="d01") == [cases["hyphen"]]
    assert await found(pool, everything, stage="tow") == []
    assert await found(pool, everything, task="inspection", only_open=True) == [cases["bare"]]
