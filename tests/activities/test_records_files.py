"""Records checks by files: asked once, answered whole, judged as they stand, and nothing wrong is entered or lost."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from temporalio.exceptions import ApplicationError

from activities import checked_files
from activities.casework import Casework
from activities.notifying import TemporalClient
from activities.records_answers import Evaluation, refer
from activities.services import Services
from database.outside import list_refusing
from database.records import count_inquiries
from schemas.outside import AwayCause
from schemas.records import AnswerOutcome, AnswerReferred, RecordsAsked
from schemas.reporting import CorrectDescription, EnterRecordsCheck, RecordsChecked
from schemas.wire import ActivityInput, DailyInput
from schemas.words import Hold, Registration, Role, Stolen, Task
from tests.conftest import Clock
from tests.journeys.roads import CLEAR
from tests.mail_city import FOUR_PM
from tests.records_city import COLUMNS, NINE_PM, RecordsCity, records_city

QUESTIONS = "20270301.questions.csv"


@pytest.fixture
async def town(
    services: Services, temporal_client: TemporalClient, clock: Clock, tmp_path: Path
) -> AsyncIterator[RecordsCity]:
    async with records_city(services, temporal_client, clock, tmp_path / "records") as running:
        yield running


async def test_a_question_waits_for_its_file_and_its_answer_is_entered_by_the_system(town: RecordsCity) -> None:
    car = await town.asked("ABC1001")
    waiting = await car.row()
    out = (town.folder / "out" / QUESTIONS).read_text().splitlines()
    town.puts_in("1.answers.csv", COLUMNS, town.answer(car, "ABC1001"))

    await town.goes_round()
    await town.goes_round()

    assert out == [
        "request_id,kind,asked_by,vin,plate,plate_state,on",
        f"{car.case}-2-vehicle-plate,vehicle,plate,,ABC1001,PA,2027-03-01",
        "END,1",
    ]
    assert (waiting.tasks.next.task, waiting.tasks.next.by) == (Task.RECORDS_CHECK, Role.SYSTEM)
    assert waiting.tasks.next.why.endswith("The records system was asked on Mar 1; its answer is expected by Mar 3.")
    _, asked, checked = await car.recorded()
    assert isinstance(asked.fact, RecordsAsked)
    assert (checked.role, checked.fact.stolen, checked.fact.registration) == (
        Role.SYSTEM,
        Stolen.CLEAR,
        Registration.VALID,
    )
    assert checked.at == town.clock() - timedelta(hours=3)
    assert (town.files("in"), town.files("out")) == ([], [])
    assert town.files("done") == ["1.answers.csv", "1.answers.csv.sha256"]
    assert await town.quarantined() == []
    kept = await town.services.pool.fetch("select content, key from records_answer")
    assert [(each["content"], each["key"]) for each in kept] == [(None, None)]


async def test_a_file_that_was_missed_is_made_late_under_its_day(town: RecordsCity) -> None:
    await town.does(await town.reported("ABC1021"))
    await town.passes(hours=10)

    await town.goes_round()

    assert town.files("out") == [QUESTIONS, f"{QUESTIONS}.sha256"]


async def test_no_file_goes_out_before_its_hour_and_one_for_a_day(town: RecordsCity) -> None:
    first = await town.reported("ABC1002")
    await town.does(first)

    await town.goes_round()
    before = town.files("out")
    town.clock.stands = NINE_PM
    await town.goes_round()
    second = await town.reported("ABC1003")
    await town.does(second)
    await town.passes(hours=1)
    await town.goes_round()
    same_day = town.files("out")
    await town.passes(days=1)
    await town.goes_round()

    assert before == []
    assert same_day == [QUESTIONS, f"{QUESTIONS}.sha256"]
    assert "20270302.questions.csv" in town.files("out")
    assert (town.folder / "out" / "20270302.questions.csv").read_text().count("ABC1003") == 1


@pytest.mark.parametrize("outcome", ["not_found", "several", "partial", "refused", "unavailable", "other_vehicle"])
async def test_an_answer_that_settles_nothing_is_a_dispatchers(town: RecordsCity, outcome: str) -> None:
    car = await town.asked("ABC1004")
    town.puts_in("1.answers.csv", COLUMNS, town.answer(car, "ABC1004", outcome=outcome, stolen="unknown"))

    await town.goes_round()

    row, last = await car.row(), (await car.facts())[-1]
    assert (row.tasks.next.by, last.outcome, last.late) == (Role.DISPATCHER, AnswerOutcome(outcome), False)
    assert row.case.inquiries == ()


async def test_an_answer_about_another_car_is_a_dispatchers(town: RecordsCity) -> None:
    car = await town.asked("ABC1005")
    town.puts_in("1.answers.csv", COLUMNS, town.answer(car, "XYZ9999"))

    await town.goes_round()

    assert (await car.facts())[-1].outcome is AnswerOutcome.OTHER_VEHICLE


async def test_an_answer_in_good_time_counts_although_something_else_was_recorded(town: RecordsCity) -> None:
    car = await town.asked("ABC1006")
    await car.ask("dispatcher-1", CorrectDescription(color="red"))
    town.puts_in("1.answers.csv", COLUMNS, town.answer(car, "ABC1006"))

    await town.goes_round()

    assert isinstance((await car.facts())[-1], RecordsChecked)


@pytest.mark.parametrize(("stolen", "held"), [("no", []), ("yes", [Hold.POLICE_EVIDENCE])])
async def test_an_answer_after_a_persons_changes_nothing_unless_the_car_may_be_stolen(
    town: RecordsCity, stolen: str, held: list[Hold]
) -> None:
    car = await town.asked("ABC1007")
    await car.ask("dispatcher-1", CLEAR)
    town.puts_in("1.answers.csv", COLUMNS, town.answer(car, "ABC1007", stolen=stolen))

    await town.goes_round()
    facts = await car.facts()
    if held:
        await car.ask("dispatcher-1", CLEAR)
    town.puts_in("2.answers.csv", COLUMNS, town.answer(car, "ABC1007", stolen=stolen, as_of=town.clock()))
    town.puts_in("3.answers.csv", COLUMNS, town.answer(car, "ABC1007", stolen=stolen, as_of=town.clock()))
    await town.goes_round()

    assert [each.hold for each in (await car.row()).case.open_holds] == held
    assert [each.late for each in facts if isinstance(each, AnswerReferred)] == [True] * len(held)
    assert len(await car.facts()) - len(facts) == 2 * len(held)


async def test_the_same_answer_twice_counts_once(town: RecordsCity) -> None:
    car = await town.asked("ABC1008")
    row = town.answer(car, "ABC1008", stolen="yes")
    town.puts_in("1.answers.csv", COLUMNS, row)
    await town.goes_round()
    await car.ask("dispatcher-1", EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.VALID))
    town.puts_in("2.answers.csv", COLUMNS, row)

    await town.goes_round()

    assert (await car.row()).case.open_holds == ()


async def test_a_theft_that_is_told_of_a_plate_corrected_meanwhile_is_none_of_this_car(town: RecordsCity) -> None:
    car = await town.asked("ABC1009")
    await car.ask("officer-1", CorrectDescription(plate="NEW1009"))
    town.puts_in("1.answers.csv", COLUMNS, town.answer(car, "ABC1009", outcome="hit", stolen="yes"))

    await town.goes_round()

    assert (await car.row()).case.open_holds == ()
    assert (await car.row()).tasks.own_act is Task.RECORDS_CHECK


async def test_two_questions_are_answered_in_two_files_and_a_theft_waits_for_no_other_answer(town: RecordsCity) -> None:
    both = await town.reported("ABC1010")
    await both.ask("officer-1", CorrectDescription(vin="1M8GDM9AXKP042788"))
    await town.does(both)
    town.clock.stands = NINE_PM
    await town.goes_round()
    await town.passes(hours=9)
    by_plate = town.answer(both, "ABC1010", fact=3)
    by_vin = by_plate.replace("plate,clear,,", "vin,clear,1M8GDM9AXKP042788,").replace("-plate,", "-vin,")

    town.puts_in("2.answers.csv", COLUMNS, by_plate)
    await town.goes_round()
    one = await both.facts()
    town.puts_in("1.answers.csv", COLUMNS, by_vin)
    await town.goes_round()

    assert isinstance(one[-1], RecordsAsked)
    assert isinstance((await both.facts())[-1], RecordsChecked)


async def test_half_an_answer_that_tells_of_a_theft_holds_the_car_at_once(town: RecordsCity) -> None:
    car = await town.reported("ABC1011")
    await car.ask("officer-1", CorrectDescription(vin="1M8GDM9AXKP042788"))
    await town.does(car)
    town.clock.stands = NINE_PM
    await town.goes_round()
    town.puts_in("1.answers.csv", COLUMNS, town.answer(car, "ABC1011", outcome="hit", stolen="yes", fact=3))

    await town.goes_round()

    assert [each.hold for each in (await car.row()).case.open_holds] == [Hold.POLICE_EVIDENCE]


async def test_without_an_answer_in_time_the_task_is_a_dispatchers_and_is_asked_again_later(town: RecordsCity) -> None:
    car = await town.asked("ABC1012")
    town.clock.stands = datetime(2027, 3, 3, 23, 58, tzinfo=FOUR_PM.tzinfo)
    await town.does(car)
    in_time = await car.facts()
    await town.passes(minutes=3)
    await town.does(car)

    row, last = await car.row(), (await car.facts())[-1]
    assert isinstance(in_time[-1], RecordsAsked)
    assert (last.outcome, row.tasks.next.by, row.tasks.own_act) == (
        AnswerOutcome.UNAVAILABLE,
        Role.DISPATCHER,
        Task.RECORDS_CHECK,
    )
    assert row.tasks.wake_at == town.clock() + timedelta(hours=1)
    await town.goes_round()
    async with town.services.pool.acquire() as connection:
        assert (await count_inquiries(connection)).count == 0
    assert town.files("out") == []


async def test_what_a_person_has_answered_before_the_file_goes_out_is_not_asked(town: RecordsCity) -> None:
    car = await town.reported("ABC1013")
    await town.does(car)
    await car.ask("dispatcher-1", CLEAR)
    town.clock.stands = NINE_PM

    await town.goes_round()

    assert town.files("out") == []


async def test_two_rounds_at_the_same_time_ask_and_enter_once(town: RecordsCity) -> None:
    car = await town.reported("ABC1014")
    await town.does(car)
    town.clock.stands = NINE_PM
    await asyncio.gather(*(town.goes_round() for _ in range(3)))
    town.puts_in("1.answers.csv", COLUMNS, town.answer(car, "ABC1014", as_of=town.clock()))

    await asyncio.gather(*(town.goes_round() for _ in range(3)))
    await town.goes_round()

    assert [type(each) for each in await car.facts()][1:] == [RecordsAsked, RecordsChecked]


@pytest.mark.parametrize(
    ("lines", "end", "said"),
    [
        (("<html><body>Maintenance</body></html>",), "</html>", "does not end with END and the number of its rows."),
        ((COLUMNS, "x"), "END,7", "does not end with END and the number of its rows."),
        ((COLUMNS,), "\x00" * 3_000, "is too large."),
    ],
)
async def test_a_file_that_is_not_what_was_agreed_is_quarantined_and_the_next_one_read(
    town: RecordsCity, monkeypatch: pytest.MonkeyPatch, lines: tuple[str, ...], end: str, said: str
) -> None:
    monkeypatch.setattr(checked_files, "LARGEST", 2_000)
    car = await town.asked("ABC1015")
    town.puts_in("1.answers.csv", *lines, end=end)
    town.puts_in("2.answers.csv", COLUMNS, town.answer(car, "ABC1015"))

    await town.goes_round()

    assert await town.quarantined() == [f"The file 1.answers.csv {said}"]
    assert "1.answers.csv" in town.files("quarantine")
    assert isinstance((await car.facts())[-1], RecordsChecked)


async def test_a_file_that_is_still_being_written_waits(town: RecordsCity) -> None:
    car = await town.asked("ABC1016")
    town.puts_in("1.answers.csv", COLUMNS, town.answer(car, "ABC1016"), checked=False)

    await town.goes_round()

    assert (town.files("in"), await town.quarantined()) == (["1.answers.csv"], [])
    assert isinstance((await car.facts())[-1], RecordsAsked)


async def test_rows_that_cannot_be_used_are_quarantined_and_a_person_looks_at_what_they_are_about(
    town: RecordsCity,
) -> None:
    car = await town.asked("ABC1017")
    good = town.answer(car, "ABC1017")
    other = good.replace(car.case, "26-999999")
    town.puts_in("1.answers.csv", COLUMNS, good.replace("2027-12-31", "2027-31-12"), other)
    town.puts_in(
        "2.military.csv",
        "request_id,outcome,service,as_of",
        f"{car.case}-2-vehicle-plate,clear,none,{FOUR_PM.isoformat()}",
    )

    await town.goes_round()

    assert await town.quarantined() == [
        "A row of the file 1.answers.csv cannot be read: registered_until is missing or wrong.",
        "The file 1.answers.csv answers the question 26-999999-2-vehicle-plate, which was not asked there.",
        f"The file 2.military.csv answers the question {car.case}-2-vehicle-plate, which was not asked there.",
    ]
    assert (await car.facts())[-1].outcome is AnswerOutcome.PARTIAL


async def test_a_folder_that_cannot_be_reached_is_away_and_the_questions_wait(town: RecordsCity) -> None:
    car = await town.reported("ABC1018")
    await town.does(car)
    town.clock.stands = NINE_PM
    town.folder.write_text("no folder")

    with pytest.raises(ApplicationError):
        await town.environment.run(town.round.put_out_questions, DailyInput(now=town.clock()))
    async with town.services.pool.acquire() as connection:
        [away] = await list_refusing(connection)
    town.folder.unlink()
    await town.goes_round()

    assert (away.cause, away.since) == (AwayCause.NO_CONNECTION, NINE_PM)
    assert QUESTIONS in town.files("out")


async def test_no_plate_stands_in_a_log_or_in_the_tables_of_the_files(town: RecordsCity) -> None:
    with capture_logs() as logs:
        car = await town.asked("ABC1019")
        town.puts_in("1.answers.csv", COLUMNS, town.answer(car, "ABC1019"), town.answer(car, "ABC1019", fact=9))
        await town.goes_round()

    rows = [
        str(dict(each))
        for table in ("records_file", "records_inquiry", "records_answer", "outside_quarantine")
        for each in await town.services.pool.fetch(f"select * from {table}")
    ]
    assert rows
    assert "ABC1019" not in f"{rows} {logs}"


async def test_a_referral_of_the_same_theft_stands_once(town: RecordsCity) -> None:
    car = await town.asked("ABC1020")
    given = ActivityInput(case=car.case, now=town.clock())
    theft = Evaluation(AnswerOutcome.HIT, "By plate: Hit.")

    for _ in range(2):
        await refer(Casework(town.services), Task.RECORDS_CHECK, AnswerOutcome.HIT, theft, given)

    assert [type(each) for each in await car.facts()].count(AnswerReferred) == 1
