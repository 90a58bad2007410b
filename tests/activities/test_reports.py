"""Reports teach: what the case does not know is filled, every key leads to it; and what contradicts is another case."""

from datetime import UTC, datetime
from typing import Any

import pytest

from activities.casework import submit
from activities.reporting import read_reports, report_vehicle
from activities.services import Services
from database import vehicles
from schemas.answers import Answer
from schemas.casework import CloseCase
from schemas.reporting import CloseAsDuplicate, ReportVehicle
from schemas.verification import RecordInspection
from schemas.words import Finding, Outcome
from tests.activities.test_casework import DISPATCHER, OFFICER, a_report, opened, row_of

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
VIN = "1HGCM82633A004352"
HERE = {"lat": 39.9526, "lon": -75.1652}


async def told(services: Services, **said: Any) -> Answer:
    """The answer to a report of a car, by what is known of it."""
    report = ReportVehicle.model_validate({"address": "100 First Street", "district": "d25"} | said)
    return await report_vehicle(services, report, DISPATCHER, now=NOW)


async def same(services: Services, case: str) -> list[tuple[str, str | None]]:
    """The other cases of what may be the same car, with their outcomes."""
    async with services.pool.acquire() as connection:
        return [(each.id, each.outcome) for each in await vehicles.list_same_vehicle(connection, case, 10)]


async def test_a_further_report_fills_what_was_not_known_and_its_vin_leads_to_the_case(services: Services) -> None:
    case = (await told(services, plate="KZZ0142", plate_state="PA")).case

    more = await told(
        services, plate="KZZ0142", plate_state="PA", vin=VIN, make="Ford", model="Focus", color="red", **HERE
    )
    third = await told(services, vin=VIN)

    row = await row_of(services, case)
    assert (more.case, third.case) == (case, case)
    assert (row.vin, row.make, row.model, row.color) == (VIN, "Ford", "Focus", "red")


async def test_nothing_that_is_known_is_overwritten(services: Services) -> None:
    case = (await told(services, vin=VIN, plate="KZZ0142", plate_state="NJ", make="Chevrolet", color="blue")).case

    await told(services, vin=VIN, plate="KZZ0143", plate_state="PA", make="Chevy", color="dark blue", model="Impala")

    row = await row_of(services, case)
    assert (row.plate, row.plate_state, row.make, row.color) == ("KZZ0142", "NJ", "Chevrolet", "blue")
    assert row.model == "Impala"


@pytest.mark.parametrize(("first", "second"), [(None, "PA"), ("PA", None), (None, None)])
async def test_a_plate_without_a_state_is_the_plate_of_the_one_open_case(
    services: Services, first: str | None, second: str | None
) -> None:
    case = (await told(services, plate="KZZ0144", plate_state=first)).case

    again = await told(services, plate="KZZ0144", plate_state=second)

    assert again.case == case
    assert (await row_of(services, case)).plate_state == (first or second)


async def test_a_plate_without_a_state_that_two_cars_have_is_a_case_of_its_own(services: Services) -> None:
    here = (await told(services, plate="KZZ0145", plate_state="PA")).case
    there = (await told(services, plate="KZZ0145", plate_state="NJ")).case

    third = await told(services, plate="KZZ0145")

    assert here != there
    assert third.case not in (here, there)
    assert {case for case, _ in await same(services, third.case)} == {here, there}
    assert await same(services, here) == [(third.case, None)]


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"make": "Ford", "color": "red"}, {"make": "Audi", "color": "red"}),
        ({"make": "Ford", "color": "red"}, {"make": "Ford", "color": "blue"}),
        (HERE, {"lat": 39.99, "lon": -75.1652}),
    ],
)
async def test_a_report_that_contradicts_is_a_case_of_its_own_that_both_cases_show(
    services: Services, known: dict[str, Any], said: dict[str, Any]
) -> None:
    plate = {"plate": "KZZ0146", "plate_state": "PA"}
    case = (await told(services, **plate, **known)).case

    other = (await told(services, **plate, **said)).case
    third = (await told(services, **plate)).case

    assert other != case
    assert third == case, "the plate still leads to the case that had it first"
    assert (await same(services, case), await same(services, other)) == ([(other, None)], [(case, None)])


@pytest.mark.parametrize("plate", ["TBA", "same", "K118F?", "ends in 42", "\u0410\u0412\u0421177"])
async def test_what_is_no_whole_plate_merges_nobody(services: Services, plate: str) -> None:
    assert (await told(services, plate=plate)).case != (await told(services, plate=plate)).case


async def test_plates_that_only_read_alike_are_two_cases_that_know_of_each_other(services: Services) -> None:
    zero, letter = (await told(services, plate="AB0118F")).case, (await told(services, plate="ABO118F")).case

    assert zero != letter
    assert await same(services, zero) == [(letter, None)]


async def test_a_car_that_is_reported_again_names_its_earlier_cases(services: Services) -> None:
    before = (await told(services, plate="KZZ0147", plate_state="PA")).case
    await submit(services, before, RecordInspection(finding=Finding.GONE), OFFICER, now=NOW)
    await submit(services, before, CloseCase(outcome=Outcome.GONE_ON_ARRIVAL), DISPATCHER, now=NOW)

    again = (await told(services, plate="KZZ0147", plate_state="PA")).case

    assert again != before
    assert await same(services, again) == [(before, "gone_on_arrival")]


async def test_a_case_and_its_duplicates_are_one_and_not_perhaps_the_same(services: Services) -> None:
    older = (await told(services, plate="KZZ0148", plate_state="PA")).case
    younger = (await told(services, plate="KZZ0148", plate_state="PA", make="Audi", **HERE)).case
    assert younger == older
    third = (await told(services, plate="KZZ0148", plate_state="PA", make="Ford")).case

    await submit(services, third, CloseAsDuplicate(of=older), DISPATCHER, now=NOW)

    assert (await same(services, older), await same(services, third)) == ([], [])


async def test_a_changed_row_of_the_same_number_is_a_further_report_once(services: Services) -> None:
    case = await opened(services, source="city311", external_id="77")
    changed = a_report(source="city311", external_id="77", address="900 Ninth Street", description="Fuel leaks.")

    answers = [await report_vehicle(services, changed, DISPATCHER, now=NOW) for _ in range(2)]

    async with services.pool.acquire() as connection:
        reports = await read_reports(services, connection, case)
    assert [(each.case, each.number) for each in answers] == [(case, 2), (case, 2)]
    assert [(each.address, each.corrects) for each in reports] == [
        ("100 First Street", None),
        ("900 Ninth Street", reports[0].id),
    ]


async def test_a_changed_row_of_a_closed_case_is_kept_and_opens_nothing(services: Services) -> None:
    case = await opened(services, source="city311", external_id="78")
    await submit(services, case, RecordInspection(finding=Finding.GONE), OFFICER, now=NOW)
    await submit(services, case, CloseCase(outcome=Outcome.GONE_ON_ARRIVAL), DISPATCHER, now=NOW)
    number = (await row_of(services, case)).number
    changed = a_report(source="city311", external_id="78", description="Closed by 311.")

    answer = await report_vehicle(services, changed, DISPATCHER, now=NOW)

    async with services.pool.acquire() as connection:
        reports = await read_reports(services, connection, case)
    assert (answer.case, answer.number) == (case, number)
    assert [each.description for each in reports] == [None, "Closed by 311."]
