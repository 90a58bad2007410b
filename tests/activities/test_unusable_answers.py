"""Answers by file that cannot be used: each stays readable for a person, and keeps no other one waiting."""

from pathlib import Path

import pytest
from temporalio.exceptions import ApplicationError

from activities.outside import Circuit, ServiceAwayError
from activities.quarantine import list_apart, read_apart, settle_apart
from activities.services import SYSTEM, Services
from database.outside import list_refusing
from database.quarantine import count_quarantined
from schemas.outside import AwayCause, Port
from schemas.records import RecordsAsked
from schemas.reporting import RecordsChecked
from schemas.wire import DailyInput
from tests.conftest import Clock
from tests.records_city import COLUMNS, OF_PARTIES, RecordsCity


@pytest.mark.parametrize("request_id", ["x" * 300, " ", "\x00"])
async def test_a_row_with_no_number_of_a_question_keeps_no_other_file_waiting(
    records_town: RecordsCity, request_id: str
) -> None:
    car = await records_town.asked("ABC1101")
    row = records_town.answer(car, "ABC1101")
    records_town.puts_in("1.answers.csv", COLUMNS, row.replace(f"{car.case}-2-vehicle-plate", request_id))
    records_town.puts_in("2.answers.csv", COLUMNS, row)

    await records_town.goes_round()

    assert isinstance((await car.facts())[-1], RecordsChecked)
    [sentence] = await records_town.quarantined()
    assert "1.answers.csv" in sentence


async def test_of_a_file_that_names_people_each_unreadable_answer_is_kept(records_town: RecordsCity) -> None:
    rows = [f"q-{each},clear,ABC1102,PA,yesterday,owner,Sample {each},1 Lane,PA" for each in (1, 2)]
    records_town.puts_in("1.parties.csv", OF_PARTIES, *rows)

    await records_town.goes_round()

    assert records_town.files("in") == []
    told = await list_apart(records_town.services, Port.RECORDS)
    kept = [each for each in told if "cannot be read" in each.sentence]
    assert [each.sentence for each in kept] == [
        f"Row {each} of the file 1.parties.csv cannot be read: as_of is missing or wrong." for each in (1, 2)
    ]
    for number, each in enumerate(kept, 1):
        assert f"Sample {number}" in (await read_apart(records_town.services, Port.RECORDS, each.id) or "")


@pytest.mark.parametrize("cells", ["Smith, John,1 Lane,Towpath,PA", "Smith,1 Lane"])
async def test_a_name_with_a_bare_comma_moves_no_address_into_another_column(
    records_town: RecordsCity, cells: str
) -> None:
    records_town.puts_in("1.parties.csv", OF_PARTIES, f"q-1,clear,ABC1103,PA,2027-03-02T01:00:00-05:00,owner,{cells}")

    await records_town.goes_round()

    [sentence] = await records_town.quarantined()
    count = 6 + len(cells.split(","))
    assert sentence.startswith(f"Row 1 of the file 1.parties.csv has {count} cells, and its header 9.")


async def test_the_last_line_may_be_as_long_as_a_spreadsheet_writes_it(records_town: RecordsCity) -> None:
    car = await records_town.asked("ABC1104")
    records_town.puts_in("1.answers.csv", COLUMNS, records_town.answer(car, "ABC1104"), end="END,1,,,,,,,,,")

    await records_town.goes_round()

    assert isinstance((await car.facts())[-1], RecordsChecked)


async def test_two_unusable_files_of_one_name_are_both_kept(records_town: RecordsCity) -> None:
    for content in ("first", "second"):
        records_town.puts_in("1.answers.csv", content, end="no end")
        await records_town.goes_round()

    texts = [(records_town.folder / "quarantine" / each).read_text() for each in records_town.files("quarantine")]
    assert [sum(content in text for text in texts) for content in ("first", "second")] == [1, 1]


async def test_a_file_that_cannot_be_moved_is_told_once(
    records_town: RecordsCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    services = records_town.services
    car = await records_town.asked("ABC1105")
    records_town.puts_in("1.answers.csv", "junk", end="no end")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", refused)
        for _ in range(2):
            await read_again(records_town)
        [told] = await list_apart(services, Port.RECORDS)
        async with services.pool.acquire() as connection:
            assert await count_quarantined(connection) == {Port.RECORDS: 1}
        await settle_apart(services, Port.RECORDS, told.id, SYSTEM, now=records_town.clock())
        await read_again(records_town)

    assert await list_apart(services, Port.RECORDS) == []
    assert isinstance((await car.facts())[-1], RecordsAsked)


async def read_again(town: RecordsCity) -> None:
    with pytest.raises(ApplicationError):
        await town.environment.run(town.round.read_answers, DailyInput(now=town.clock()))


async def test_why_a_service_is_away_is_told_at_once_if_it_changes(services: Services, clock: Clock) -> None:
    circuit = Circuit(Port.RECORDS, services.pool)
    for cause in (AwayCause.NOT_ALLOWED, AwayCause.HOST_KEY):
        with pytest.raises(ServiceAwayError):
            async with circuit.closed(clock()):
                raise ServiceAwayError(Port.RECORDS, cause)

    async with services.pool.acquire() as connection:
        [away] = await list_refusing(connection)
    assert away.cause is AwayCause.HOST_KEY
