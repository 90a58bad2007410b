"""Records checks by files: asked once, answered whole, judged as they stand, and nothing wrong is entered or lost."""

import asyncio
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs
from temporalio.exceptions import ApplicationError

from activities import checked_files
from activities.casework import Casework
from activities.records_answers import Evaluation, refer
from database.outside import list_refusing
from database.records import count_inquiries
from schemas.outside import AwayCause
from schemas.records import AnswerOutcome, AnswerReferred, RecordsAsked
from schemas.reporting import CorrectDescription, EnterRecordsCheck, RecordsChecked
from schemas.wire import ActivityInput, DailyInput
from schemas.words import Hold, Registration, Role, Stolen, Task
from tests.journeys.roads import CLEAR
from tests.mail_city import FOUR_PM
from tests.records_city import COLUMNS, NINE_PM, RecordsCity

QUESTIONS = "20270301.questions.csv"


async def test_a_question_waits_for_its_file_and_its_answer_is_entered_by_the_system(records_town: RecordsCity) -> None:
    car = await records_town.asked("ABC1001")
    waiting = await car.row()
    out = (records_town.folder / "out" / QUESTIONS).read_text().splitlines()
    records_town.puts_in("1.answers.csv", COLUMNS, records_town.answer(car, "ABC1001"))

    await records_town.goes_round()
    await records_town.goes_round()

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
    assert checked.at == records_town.clock() - timedelta(hours=3)
    assert (records_town.files("in"), records_town.files("out")) == ([], [])
    assert records_town.files("done") == ["1.answers.csv", "1.answers.csv.sha256"]
    assert await records_town.quarantined() == []
    kept = await records_town.services.pool.fetch("select content, key from records_answer")
    assert [(each["content"], each["key"]) for each in kept] == [(None, None)]


async def test_a_file_that_was_missed_is_made_late_under_its_day(records_town: RecordsCity) -> None:
    await records_town.does(await records_town.reported("ABC1021"))
    await records_town.passes(hours=10)

    await records_town.goes_round()

    assert records_town.files("out") == [QUESTIONS, f"{QUESTIONS}.sha256"]


async def test_no_file_goes_out_before_its_hour_and_one_for_a_day(records_town: RecordsCity) -> None:
    first = await records_town.reported("ABC1002")
    await records_town.does(first)

    await records_town.goes_round()
    before = records_town.files("out")
    records_town.clock.stands = NINE_PM
    await records_town.goes_round()
    second = await records_town.reported("ABC1003")
    await records_town.does(second)
    await records_town.passes(hours=1)
    await records_town.goes_round()
    same_day = records_town.files("out")
    await records_town.passes(days=1)
    await records_town.goes_round()

    assert before == []
    assert same_day == [QUESTIONS, f"{QUESTIONS}.sha256"]
    assert "20270302.questions.csv" in records_town.files("out")
    assert (records_town.folder / "out" / "20270302.questions.csv").read_text().count("ABC1003") == 1


@pytest.mark.parametrize("outcome", ["not_found", "several", "partial", "refused", "unavailable", "other_vehicle"])
async def test_an_answer_that_settles_nothing_is_a_dispatchers(records_town: RecordsCity, outcome: str) -> None:
    car = await records_town.asked("ABC1004")
    records_town.puts_in(
        "1.answers.csv", COLUMNS, records_town.answer(car, "ABC1004", outcome=outcome, stolen="unknown")
    )

    await records_town.goes_round()

    row, last = await car.row(), (await car.facts())[-1]
    assert (row.tasks.next.by, last.outcome, last.late) == (Role.DISPATCHER, AnswerOutcome(outcome), False)
    assert row.case.inquiries == ()


async def test_an_answer_about_another_car_is_a_dispatchers(records_town: RecordsCity) -> None:
    car = await records_town.asked("ABC1005")
    records_town.puts_in("1.answers.csv", COLUMNS, records_town.answer(car, "XYZ9999"))

    await records_town.goes_round()

    assert (await car.facts())[-1].outcome is AnswerOutcome.OTHER_VEHICLE


async def test_an_answer_in_good_time_counts_although_something_else_was_recorded(records_town: RecordsCity) -> None:
    car = await records_town.asked("ABC1006")
    await car.ask("dispatcher-1", CorrectDescription(color="red"))
    records_town.puts_in("1.answers.csv", COLUMNS, records_town.answer(car, "ABC1006"))

    await records_town.goes_round()

    assert isinstance((await car.facts())[-1], RecordsChecked)


@pytest.mark.parametrize(("stolen", "held"), [("no", []), ("yes", [Hold.POLICE_EVIDENCE])])
async def test_an_answer_after_a_persons_changes_nothing_unless_the_car_may_be_stolen(
    records_town: RecordsCity, stolen: str, held: list[Hold]
) -> None:
    car = await records_town.asked("ABC1007")
    await car.ask("dispatcher-1", CLEAR)
    records_town.puts_in("1.answers.csv", COLUMNS, records_town.answer(car, "ABC1007", stolen=stolen))

    await records_town.goes_round()
    facts = await car.facts()
    if held:
        await car.ask("dispatcher-1", CLEAR)
    records_town.puts_in(
        "2.answers.csv", COLUMNS, records_town.answer(car, "ABC1007", stolen=stolen, as_of=records_town.clock())
    )
    records_town.puts_in(
        "3.answers.csv", COLUMNS, records_town.answer(car, "ABC1007", stolen=stolen, as_of=records_town.clock())
    )
    await records_town.goes_round()

    assert [each.hold for each in (await car.row()).case.open_holds] == held
    assert [each.late for each in facts if isinstance(each, AnswerReferred)] == [True] * len(held)
    assert len(await car.facts()) - len(facts) == 2 * len(held)


async def test_the_same_answer_twice_counts_once(records_town: RecordsCity) -> None:
    car = await records_town.asked("ABC1008")
    row = records_town.answer(car, "ABC1008", stolen="yes")
    records_town.puts_in("1.answers.csv", COLUMNS, row)
    await records_town.goes_round()
    await car.ask("dispatcher-1", EnterRecordsCheck(stolen=Stolen.CLEAR, registration=Registration.VALID))
    records_town.puts_in("2.answers.csv", COLUMNS, row)

    await records_town.goes_round()

    assert (await car.row()).case.open_holds == ()


async def test_a_theft_that_is_told_of_a_plate_corrected_meanwhile_is_none_of_this_car(
    records_town: RecordsCity,
) -> None:
    car = await records_town.asked("ABC1009")
    await car.ask("officer-1", CorrectDescription(plate="NEW1009"))
    records_town.puts_in("1.answers.csv", COLUMNS, records_town.answer(car, "ABC1009", outcome="hit", stolen="yes"))

    await records_town.goes_round()

    assert (await car.row()).case.open_holds == ()
    assert (await car.row()).tasks.own_act is Task.RECORDS_CHECK


async def test_two_questions_are_answered_in_two_files_and_a_theft_waits_for_no_other_answer(
    records_town: RecordsCity,
) -> None:
    both = await records_town.reported("ABC1010")
    await both.ask("officer-1", CorrectDescription(vin="1M8GDM9AXKP042788"))
    await records_town.does(both)
    records_town.clock.stands = NINE_PM
    await records_town.goes_round()
    await records_town.passes(hours=9)
    by_plate = records_town.answer(both, "ABC1010", fact=3)
    by_vin = by_plate.replace("plate,clear,,", "vin,clear,1M8GDM9AXKP042788,").replace("-plate,", "-vin,")

    records_town.puts_in("2.answers.csv", COLUMNS, by_plate)
    await records_town.goes_round()
    one = await both.facts()
    records_town.puts_in("1.answers.csv", COLUMNS, by_vin)
    await records_town.goes_round()

    assert isinstance(one[-1], RecordsAsked)
    assert isinstance((await both.facts())[-1], RecordsChecked)


async def test_half_an_answer_that_tells_of_a_theft_holds_the_car_at_once(records_town: RecordsCity) -> None:
    car = await records_town.reported("ABC1011")
    await car.ask("officer-1", CorrectDescription(vin="1M8GDM9AXKP042788"))
    await records_town.does(car)
    records_town.clock.stands = NINE_PM
    await records_town.goes_round()
    records_town.puts_in(
        "1.answers.csv", COLUMNS, records_town.answer(car, "ABC1011", outcome="hit", stolen="yes", fact=3)
    )

    await records_town.goes_round()

    assert [each.hold for each in (await car.row()).case.open_holds] == [Hold.POLICE_EVIDENCE]


async def test_without_an_answer_in_time_the_task_is_a_dispatchers_and_is_asked_again_later(
    records_town: RecordsCity,
) -> None:
    car = await records_town.asked("ABC1012")
    records_town.clock.stands = datetime(2027, 3, 3, 23, 58, tzinfo=FOUR_PM.tzinfo)
    await records_town.does(car)
    in_time = await car.facts()
    await records_town.passes(minutes=3)
    await records_town.does(car)

    row, last = await car.row(), (await car.facts())[-1]
    assert isinstance(in_time[-1], RecordsAsked)
    assert (last.outcome, row.tasks.next.by, row.tasks.own_act) == (
        AnswerOutcome.UNAVAILABLE,
        Role.DISPATCHER,
        Task.RECORDS_CHECK,
    )
    assert row.tasks.wake_at == records_town.clock() + timedelta(hours=1)
    await records_town.goes_round()
    async with records_town.services.pool.acquire() as connection:
        assert (await count_inquiries(connection)).count == 0
    assert records_town.files("out") == []


async def test_what_a_person_has_answered_before_the_file_goes_out_is_not_asked(records_town: RecordsCity) -> None:
    car = await records_town.reported("ABC1013")
    await records_town.does(car)
    await car.ask("dispatcher-1", CLEAR)
    records_town.clock.stands = NINE_PM

    await records_town.goes_round()

    assert records_town.files("out") == []


async def test_two_rounds_at_the_same_time_ask_and_enter_once(records_town: RecordsCity) -> None:
    car = await records_town.reported("ABC1014")
    await records_town.does(car)
    records_town.clock.stands = NINE_PM
    await asyncio.gather(*(records_town.goes_round() for _ in range(3)))
    records_town.puts_in("1.answers.csv", COLUMNS, records_town.answer(car, "ABC1014", as_of=records_town.clock()))

    await asyncio.gather(*(records_town.goes_round() for _ in range(3)))
    await records_town.goes_round()

    assert [type(each) for each in await car.facts()][1:] == [RecordsAsked, RecordsChecked]


@pytest.mark.parametrize(
    ("lines", "end", "said"),
    [
        (("<html><body>Maintenance</body></html>",), "</html>", "does not end with END and the number of its rows."),
        ((COLUMNS, "x"), "END,7", "does not end with END and the number of its rows."),
        (("id,type,result", "q-1,vehicle,clear"), "END,1", "lacks: request_id, outcome, as_of."),
        ((COLUMNS,), "\x00" * 3_000, "is too large."),
    ],
)
async def test_a_file_that_is_not_what_was_agreed_is_quarantined_and_the_next_one_read(
    records_town: RecordsCity, monkeypatch: pytest.MonkeyPatch, lines: tuple[str, ...], end: str, said: str
) -> None:
    monkeypatch.setattr(checked_files, "LARGEST", 2_000)
    car = await records_town.asked("ABC1015")
    records_town.puts_in("1.answers.csv", *lines, end=end)
    records_town.puts_in("2.answers.csv", COLUMNS, records_town.answer(car, "ABC1015"))

    await records_town.goes_round()

    [sentence] = await records_town.quarantined()
    [kept, _] = records_town.files("quarantine")
    assert kept.endswith("-1.answers.csv")
    which = "The header of the file" if said.startswith("lacks") else "The file"
    assert sentence == f"{which} 1.answers.csv {said} It lies in the folder quarantine as {kept}."
    assert lines[0][:9] in await records_town.shown()
    assert isinstance((await car.facts())[-1], RecordsChecked)


async def test_a_file_that_is_still_being_written_waits(records_town: RecordsCity) -> None:
    car = await records_town.asked("ABC1016")
    records_town.puts_in("1.answers.csv", COLUMNS, records_town.answer(car, "ABC1016"), checked=False)

    await records_town.goes_round()

    assert (records_town.files("in"), await records_town.quarantined()) == (["1.answers.csv"], [])
    assert isinstance((await car.facts())[-1], RecordsAsked)


async def test_rows_that_cannot_be_used_are_quarantined_and_a_person_looks_at_what_they_are_about(
    records_town: RecordsCity,
) -> None:
    car = await records_town.asked("ABC1017")
    good = records_town.answer(car, "ABC1017")
    other = good.replace(car.case, "26-999999")
    records_town.puts_in("1.answers.csv", COLUMNS, good.replace("2027-12-31", "2027-31-12"), other)
    records_town.puts_in(
        "2.military.csv",
        "request_id,outcome,service,as_of",
        f"{car.case}-2-vehicle-plate,clear,none,{FOUR_PM.isoformat()}",
    )

    await records_town.goes_round()

    assert await records_town.quarantined() == [
        "Row 1 of the file 1.answers.csv cannot be read: registered_until is missing or wrong.",
        "The file 1.answers.csv answers the question 26-999999-2-vehicle-plate, which was not asked there.",
        f"The file 2.military.csv answers the question {car.case}-2-vehicle-plate, which was not asked there.",
    ]
    assert (await car.facts())[-1].outcome is AnswerOutcome.PARTIAL


async def test_a_folder_that_cannot_be_reached_is_away_and_the_questions_wait(records_town: RecordsCity) -> None:
    car = await records_town.reported("ABC1018")
    await records_town.does(car)
    records_town.clock.stands = NINE_PM
    records_town.folder.write_text("no folder")

    with pytest.raises(ApplicationError):
        await records_town.environment.run(records_town.round.put_out_questions, DailyInput(now=records_town.clock()))
    async with records_town.services.pool.acquire() as connection:
        [away] = await list_refusing(connection)
    records_town.folder.unlink()
    await records_town.goes_round()

    assert (away.cause, away.since) == (AwayCause.NO_CONNECTION, NINE_PM)
    assert QUESTIONS in records_town.files("out")


async def test_no_plate_stands_in_a_log_or_in_the_tables_of_the_files(records_town: RecordsCity) -> None:
    with capture_logs() as logs:
        car = await records_town.asked("ABC1019")
        records_town.puts_in(
            "1.answers.csv", COLUMNS, records_town.answer(car, "ABC1019"), records_town.answer(car, "ABC1019", fact=9)
        )
        await records_town.goes_round()

    rows = [
        str(dict(each))
        for table in ("records_file", "records_inquiry", "records_answer", "outside_quarantine")
        for each in await records_town.services.pool.fetch(f"select * from {table}")
    ]
    assert rows
    assert "ABC1019" not in f"{rows} {logs}"


async def test_a_referral_of_the_same_theft_stands_once(records_town: RecordsCity) -> None:
    car = await records_town.asked("ABC1020")
    given = ActivityInput(case=car.case, now=records_town.clock())
    theft = Evaluation(AnswerOutcome.HIT, "By plate: Hit.")

    for _ in range(2):
        await refer(Casework(records_town.services), Task.RECORDS_CHECK, AnswerOutcome.HIT, theft, given)

    assert [type(each) for each in await car.facts()].count(AnswerReferred) == 1
