"""What comes in by file, and how it may be wrong: nothing is lost, no theft is forgotten, no case waits in vain."""

import json
from collections.abc import Sequence
from datetime import date
from functools import partial

import pytest

from activities import records_news
from activities.quarantine import list_apart, read_apart, settle_apart
from activities.records_answers import AskedVehicle, Evaluation, of_the_vehicle
from database.cases import CaseRow
from database.records import count_inquiries
from schemas.casework import CloseCase
from schemas.messages import Actor
from schemas.outside import Port
from schemas.records import AnswerOutcome, AnswerReferred, RecordsAsked
from schemas.reporting import CorrectDescription, RecordsChecked
from schemas.words import Hold, Outcome, Role
from tests.journeys.roads import CLEAR
from tests.records_city import COLUMNS, NINE_PM, RecordsCity

WITHDRAWN = CloseCase(outcome=Outcome.WITHDRAWN, authority="City solicitor", note="Settled")
VIN = "1M8GDM9AXKP042788"


async def kept(records_town: RecordsCity) -> list[str]:
    """The question of each quarantined row, as the row names it."""
    services = records_town.services
    rows = [await read_apart(services, Port.RECORDS, each.id) for each in await list_apart(services, Port.RECORDS)]
    said = [json.loads(each or "") for each in rows]
    return [each["request_id"] for each in said if isinstance(each, dict)]


async def test_a_row_about_no_question_at_all_keeps_no_other_row_waiting(records_town: RecordsCity) -> None:
    car = await records_town.asked("ABC3001")
    records_town.puts_in("1.answers.csv", COLUMNS, records_town.answer(car, "ABC3001").replace(car.case, "x" * 201))
    records_town.puts_in("2.answers.csv", COLUMNS, records_town.answer(car, "ABC3001"))

    await records_town.goes_round()

    said = "Row 1 of the file 1.answers.csv cannot be read: request_id is missing or wrong."
    assert await records_town.quarantined() == [said]
    assert isinstance((await car.facts())[-1], RecordsChecked)


async def test_every_row_that_cannot_be_read_is_kept_also_those_of_a_later_file_of_the_name(
    records_town: RecordsCity,
) -> None:
    car = await records_town.asked("ABC3002")
    row = records_town.answer(car, "ABC3002").replace("2027-12-31", "2027-31-12")
    numbers = [f"26-00000{number}" for number in range(3)]
    wrong = [row.replace(car.case, number) for number in numbers]

    for lines in (wrong[:2], wrong[:2], wrong[2:]):
        records_town.puts_in("day.answers.csv", COLUMNS, *lines)
        await records_town.goes_round()

    assert await kept(records_town) == [f"{number}-2-vehicle-plate" for number in numbers]


async def test_what_a_person_has_seen_to_comes_back_only_if_it_is_something_else(records_town: RecordsCity) -> None:
    car = await records_town.asked("ABC3003")
    row = records_town.answer(car, "ABC3003").replace("2027-12-31", "2027-31-12")
    actor = Actor(account="dispatcher-1", role=Role.DISPATCHER)
    records_town.puts_in("day.answers.csv", COLUMNS, row)
    await records_town.goes_round()
    for each in await list_apart(records_town.services, Port.RECORDS):
        await settle_apart(records_town.services, Port.RECORDS, each.id, actor, now=records_town.clock())

    records_town.puts_in("day.answers.csv", COLUMNS, row)
    await records_town.goes_round()
    same = await kept(records_town)
    records_town.puts_in("day.answers.csv", COLUMNS, row.replace("NCIC", "PCIC"))
    await records_town.goes_round()

    assert same == []
    assert await kept(records_town) == [f"{car.case}-2-vehicle-plate"]


async def test_a_theft_in_a_row_that_cannot_be_read_is_not_cleared_by_another_row(records_town: RecordsCity) -> None:
    car = await records_town.asked("ABC3004")
    clear = records_town.answer(car, "ABC3004")
    theft = records_town.answer(car, "ABC3004", outcome="hit", stolen="yes").replace(
        "NCIC;PA,2027", "NCIC;PA,the 2nd of 2027"
    )
    records_town.puts_in("1.answers.csv", COLUMNS, theft, clear)

    await records_town.goes_round()

    assert (await car.facts())[-1].outcome is AnswerOutcome.PARTIAL
    assert await records_town.quarantined() == [
        "Row 1 of the file 1.answers.csv cannot be read: as_of is missing or wrong."
    ]


@pytest.mark.parametrize("outcomes", [("hit", "clear"), ("clear", "hit")])
async def test_of_two_answers_in_one_night_the_one_that_tells_of_a_theft_counts(
    records_town: RecordsCity, outcomes: tuple[str, str]
) -> None:
    car = await records_town.asked("ABC3005")
    for number, outcome in enumerate(outcomes):
        stolen = "yes" if outcome == "hit" else "no"
        records_town.puts_in(
            f"{number}.answers.csv", COLUMNS, records_town.answer(car, "ABC3005", outcome=outcome, stolen=stolen)
        )

    await records_town.goes_round()

    assert [each.hold for each in (await car.row()).case.open_holds] == [Hold.POLICE_EVIDENCE]


async def test_a_theft_is_news_also_after_the_vin_was_read_on_the_car(records_town: RecordsCity) -> None:
    car = await records_town.asked("ABC3006")
    await car.ask("dispatcher-1", CLEAR)
    await car.ask("officer-1", CorrectDescription(vin=VIN))
    records_town.puts_in("1.answers.csv", COLUMNS, records_town.answer(car, "ABC3006", outcome="hit", stolen="yes"))

    await records_town.goes_round()

    last = (await car.facts())[-1]
    assert isinstance(last, AnswerReferred)
    assert (last.outcome, last.late) == (AnswerOutcome.HIT, True)


async def test_a_closed_case_waits_for_no_answer_and_its_file_is_taken_back(records_town: RecordsCity) -> None:
    car = await records_town.asked("ABC3007")
    out = records_town.files("out")
    await car.ask("supervisor-1", WITHDRAWN)

    await records_town.goes_round()

    async with records_town.services.pool.acquire() as connection:
        assert (await count_inquiries(connection)).count == 0
    assert (len(out), records_town.files("out")) == (2, [])


async def test_a_theft_that_is_told_of_a_closed_case_is_a_persons_to_see(records_town: RecordsCity) -> None:
    car = await records_town.asked("ABC3010")
    await car.ask("supervisor-1", WITHDRAWN)
    records_town.puts_in("1.answers.csv", COLUMNS, records_town.answer(car, "ABC3010", outcome="hit", stolen="yes"))
    records_town.puts_in("2.answers.csv", COLUMNS, records_town.answer(car, "ABC3010", as_of=records_town.clock()))

    await records_town.goes_round()

    assert await records_town.quarantined() == [
        f"Case {car.case} is closed, and a file says that its car may be stolen."
    ]


def counted(judged: list[CaseRow], row: CaseRow, answers: Sequence[AskedVehicle], on: date) -> Evaluation:
    """What the answers mean; the case is noted."""
    judged.append(row)
    return of_the_vehicle(row, answers, on)


async def test_half_an_answer_is_not_judged(records_town: RecordsCity, monkeypatch: pytest.MonkeyPatch) -> None:
    """To compare parties, names are read and each reading is logged: not every hour while the other half is missing."""
    car = await records_town.reported("ABC3008")
    await car.ask("officer-1", CorrectDescription(vin=VIN))
    await records_town.does(car)
    records_town.clock.stands = NINE_PM
    await records_town.goes_round()
    judged = list[CaseRow]()
    monkeypatch.setattr(records_news, "of_the_vehicle", partial(counted, judged))
    by_plate = records_town.answer(car, "ABC3008", fact=3)

    records_town.puts_in("1.answers.csv", COLUMNS, by_plate)
    await records_town.goes_round()
    half = (len(judged), (await car.facts())[-1])
    by_vin = by_plate.replace("plate,clear,,", f"vin,clear,{VIN},").replace("-plate,", "-vin,")
    records_town.puts_in("2.answers.csv", COLUMNS, by_vin)
    await records_town.passes(hours=1)
    await records_town.goes_round()

    assert half[0] == 0
    assert isinstance(half[1], RecordsAsked)
    assert (len(judged), type((await car.facts())[-1])) == (1, RecordsChecked)


async def test_an_unusable_file_that_comes_again_is_told_of_once_and_another_one_of_its_name_too(
    records_town: RecordsCity,
) -> None:
    await records_town.asked("ABC3009")

    for end in ("END,9", "END,9", "END,8"):
        records_town.puts_in("1.answers.csv", COLUMNS, end=end)
        await records_town.goes_round()

    assert len(await records_town.quarantined()) == 2


async def test_a_theft_in_an_earlier_file_of_a_night_waits_for_no_other_answer(records_town: RecordsCity) -> None:
    car = await records_town.reported("ABC3090")
    await car.ask("officer-1", CorrectDescription(vin=VIN))
    await records_town.does(car)
    records_town.clock.stands = NINE_PM
    await records_town.goes_round()
    hit = records_town.answer(car, "ABC3090", outcome="hit", stolen="yes", fact=3)
    records_town.puts_in("1.answers.csv", COLUMNS, hit)
    records_town.puts_in("2.answers.csv", COLUMNS, records_town.answer(car, "ABC3090", fact=3))

    await records_town.goes_round()

    assert [each.hold for each in (await car.row()).case.open_holds] == [Hold.POLICE_EVIDENCE]
