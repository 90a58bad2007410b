"""Two open cases of perhaps one car know of each other, whichever fact shows it, until a person has decided."""

import asyncio

import pytest

from activities.audit import verify_case
from activities.casework import submit
from activities.services import Services
from database.connection import Busy
from schemas.answers import Answer
from schemas.casework import CloseCase, Reopen
from schemas.messages import Request
from schemas.reporting import CloseAsDuplicate, KeepApart, Split
from schemas.verification import RecordInspection
from schemas.words import Outcome
from tests.activities.test_casework import DISPATCHER, OFFICER, SUPERVISOR, row_of
from tests.activities.test_reports import HERE, NOW, VIN, told

RED = {"plate": "KZZ0201", "plate_state": "PA", "make": "Ford", "color": "red"}
BLUE = {"plate": "KZZ0201", "plate_state": "PA", "make": "Honda", "color": "blue"}


async def red_and_blue(services: Services) -> tuple[str, str]:
    """Two open cases with one plate: their reports contradict each other."""
    return (await told(services, **RED)).case, (await told(services, **BLUE)).case


async def undecided(services: Services, case: str) -> list[tuple[str, bool]]:
    """The other cases about which nobody has decided, and whether they have the same VIN."""
    row = await row_of(services, case)
    assert await verify_case(services, case) == []
    return [(each.other, each.same_vin) for each in row.case.undecided_duplicates]


async def look(services: Services, case: str, **read: str) -> Answer:
    """An officer reads plate or VIN on the car."""
    seen = RecordInspection.model_validate({"finding": "still_there"} | read)
    return await submit(services, case, seen, OFFICER, now=NOW)


async def ask(services: Services, case: str, request: Request) -> None:
    """A supervisor's request, which is granted."""
    answer = await submit(services, case, request, SUPERVISOR, now=NOW)
    assert answer.refusal is None, answer.refusal


async def test_a_report_that_contradicts_is_told_in_both_cases(services: Services) -> None:
    red = (await told(services, **RED)).case
    second = await told(services, **BLUE)

    assert await undecided(services, red) == [(second.case, False)]
    assert await undecided(services, second.case) == [(red, False)]
    assert (second.number, second.position.number) == (1, 2)


async def test_a_car_that_no_other_case_is_about_has_no_further_fact(services: Services) -> None:
    alone = await told(services, **RED)

    assert (alone.position.number, await undecided(services, alone.case)) == (1, [])


async def test_a_vin_that_an_officer_reads_shows_the_other_case(services: Services) -> None:
    first = (await told(services, plate="KZZ0202", plate_state="PA", vin=VIN)).case
    second = (await told(services, **HERE)).case

    read = await look(services, second, vin=VIN)
    await look(services, second, vin=VIN)

    assert await undecided(services, first) == [(second, True)]
    assert await undecided(services, second) == [(first, True)]
    assert (read.number, read.position.number) == (2, 3)


async def test_a_plate_that_was_only_half_read_is_compared_with_the_open_cases_both_ways(services: Services) -> None:
    whole = (await told(services, plate="KZZ0208", plate_state="PA")).case
    half = (await told(services, plate="KZZ02?8")).case
    elsewhere = (await told(services, plate="KZZ02?8", plate_state="NJ")).case
    later = (await told(services, plate="KZZO2I8", plate_state="PA")).case

    assert await undecided(services, whole) == [(half, False)]
    assert await undecided(services, half) == [(whole, False), (later, False)]
    assert await undecided(services, later) == [(half, False)]
    assert await undecided(services, elsewhere) == []


async def test_a_half_read_plate_that_an_officer_reads_is_compared_as_what_it_is(services: Services) -> None:
    other = (await told(services, plate="KZZ0209", plate_state="PA")).case
    half = (await told(services, plate="KZZ02?9", **HERE)).case

    await ask(services, half, KeepApart(other=other))
    await look(services, half, plate="KZZ0299")
    third = (await told(services, plate="KZZ0219", plate_state="PA")).case

    assert await undecided(services, half) == await undecided(services, third) == []


async def test_a_report_that_joins_and_teaches_a_vin_shows_the_other_case(services: Services) -> None:
    first = (await told(services, vin=VIN)).case
    second = (await told(services, plate="KZZ0203", plate_state="PA")).case

    joined = await told(services, plate="KZZ0203", plate_state="PA", vin=VIN)

    assert joined.case == first, "A VIN leads before a plate."
    assert await undecided(services, first) == [(second, False)]
    assert await undecided(services, second) == [(first, False)]


async def test_the_decision_that_they_are_two_cars_stands_in_both(services: Services) -> None:
    red, blue = await red_and_blue(services)

    await ask(services, red, KeepApart(other=blue))
    await look(services, blue)

    assert await undecided(services, red) == await undecided(services, blue) == []
    for case in (red, blue):
        assert [each.apart is not None for each in (await row_of(services, case)).case.possible_duplicates] == [True]


async def test_a_vin_read_after_the_decision_asks_again(services: Services) -> None:
    red, blue = await red_and_blue(services)
    await ask(services, blue, KeepApart(other=red))

    await look(services, red, vin=VIN)
    await look(services, blue, vin=VIN)

    assert await undecided(services, red) == [(blue, True)]
    assert await undecided(services, blue) == [(red, True)]


async def test_the_older_case_goes_on_when_the_younger_is_closed_as_its_duplicate(services: Services) -> None:
    red, blue = await red_and_blue(services)

    await ask(services, blue, CloseAsDuplicate(of=red))

    row = await row_of(services, red)
    assert (row.case.possible_duplicates, row.case.reports) == ((), 2)


async def test_a_split_asks_again(services: Services) -> None:
    red, blue = await red_and_blue(services)
    await ask(services, blue, CloseAsDuplicate(of=red))

    await ask(services, blue, Split())

    assert await undecided(services, red) == [(blue, False)]
    assert await undecided(services, blue) == [(red, False)]


async def test_a_closing_is_told_in_each_other_case(services: Services) -> None:
    here = (await told(services, plate="KZZ0204", plate_state="PA")).case
    there = (await told(services, plate="KZZ0204", plate_state="NJ")).case
    either = (await told(services, plate="KZZ0204")).case

    await ask(services, either, CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain Lee", note="No car there."))

    assert await undecided(services, here) == await undecided(services, there) == []
    assert (await row_of(services, either)).case.possible_duplicates == ()


async def test_a_case_that_is_opened_again_is_compared_with_the_open_ones(services: Services) -> None:
    first = (await told(services, plate="KZZ0205", plate_state="PA")).case
    await ask(services, first, CloseCase(outcome=Outcome.WITHDRAWN, authority="Captain Lee", note="No car there."))
    alike = (await told(services, plate="KZZO2O5", plate_state="PA")).case

    await ask(services, first, Reopen(note="It is there again."))

    assert await undecided(services, first) == [(alike, False)]
    assert await undecided(services, alike) == [(first, False)]


async def test_one_plate_of_two_states_is_of_two_cars(services: Services) -> None:
    here = (await told(services, plate="KZZ0206", plate_state="PA")).case
    there = (await told(services, plate="KZZ0206", plate_state="NJ")).case

    assert await undecided(services, here) == await undecided(services, there) == []


async def test_officers_at_both_cars_at_once_lose_nothing(services: Services) -> None:
    """Each locks its own case first. PostgreSQL ends one of two that wait for each other; it is sent again."""
    first, second = (await told(services, **HERE)).case, (await told(services, **HERE)).case

    tried = await asyncio.gather(
        look(services, first, vin=VIN), look(services, second, vin=VIN), return_exceptions=True
    )

    assert all(isinstance(each, (Answer, *Busy)) for each in tried), tried
    for case, answer in zip((first, second), tried, strict=True):
        if not isinstance(answer, Answer):
            await look(services, case, vin=VIN)
    assert await undecided(services, first) == [(second, True)]
    assert await undecided(services, second) == [(first, True)]


async def test_a_case_that_cannot_be_read_stops_no_report_of_its_car(services: Services) -> None:
    kept = (await told(services, plate="KZZ0207", plate_state="PA")).case
    async with services.pool.acquire() as connection:
        await connection.execute("update vehicle_case set state = '{}', digest = '\\x00' where id = $1", kept)

    alike = (await told(services, plate="KZZO2O7", plate_state="PA")).case

    assert await undecided(services, alike) == [(kept, False)]


@pytest.mark.parametrize("request_", [KeepApart(other="26-999999"), CloseAsDuplicate(of="00-000001")])
async def test_a_case_that_is_none_of_them_is_refused(services: Services, request_: Request) -> None:
    red, _ = await red_and_blue(services)

    answer = await submit(services, red, request_, DISPATCHER, now=NOW)

    assert answer.refusal is not None
