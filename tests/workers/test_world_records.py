"""The records system of the training city in a folder: each file of questions is answered once, people in their own."""

from datetime import date
from pathlib import Path

from activities.file_folder import FolderExchange
from activities.records_files import AnswerFile, next_files, put_out
from sample.records import TrainingRecords
from schemas.outside import Port
from schemas.records import AnswerOutcome, AskedBy, PersonQuestion, RecordsQuestion, VehicleAnswer, VehicleQuestion
from tests.records_city import NINE_PM
from workers.settings import Settings
from workers.world import TrainingCity, folder_to_play
from workers.world_records import FolderOfRecords

DAY = date(2027, 3, 1)


def about(plate: str, kind: RecordsQuestion) -> VehicleQuestion:
    return VehicleQuestion(
        request_id=f"26-000001-2-{kind}-plate", kind=kind, asked_by=AskedBy.PLATE, plate=plate, plate_state="PA", on=DAY
    )


async def test_questions_in_the_folder_are_answered_in_files_that_can_be_read(tmp_path: Path) -> None:
    world = TrainingCity(TrainingRecords())
    records = FolderOfRecords(tmp_path, lambda question: world.asked(question)[0])
    files = FolderExchange(tmp_path, Port.RECORDS)
    cars = [about("STOLEN1", RecordsQuestion.VEHICLE), about("ABC1234", RecordsQuestion.OWNER)]
    person = PersonQuestion(request_id="26-000001-9-military-7", name="Sergeant Sample", lines=("1 Lane",), on=DAY)
    await put_out(files, DAY, cars, [person])

    records.look()
    records.look()

    read = {each.kind: each async for each in next_files(files, NINE_PM)}
    assert {kind: [*each.answers] for kind, each in read.items()} == {
        RecordsQuestion.VEHICLE: ["26-000001-2-vehicle-plate"],
        RecordsQuestion.OWNER: ["26-000001-2-owner-plate"],
        RecordsQuestion.MILITARY: ["26-000001-9-military-7"],
    }
    assert not any(each.fault or each.unreadable for each in read.values())
    assert _only(read[RecordsQuestion.VEHICLE]).outcome is AnswerOutcome.HIT
    assert [each.name for each in _only(read[RecordsQuestion.OWNER]).parties] == ["Sample Owner 0"]
    assert len(world.calls) == 3


def _only(file: AnswerFile) -> VehicleAnswer:
    [[answer]] = file.answers.values()
    assert isinstance(answer, VehicleAnswer)
    return answer


def test_a_file_that_is_still_written_is_not_answered(tmp_path: Path) -> None:
    records = FolderOfRecords(tmp_path, lambda question: TrainingCity(TrainingRecords()).asked(question)[0])
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "20270301.questions.csv").write_text("request_id\r\nEND,0\r\n")

    records.look()

    assert not (tmp_path / "in").exists()


def test_the_training_city_plays_the_folder_where_the_city_file_says_files(tmp_path: Path) -> None:
    by_files = Settings().city.read_text().replace("[records]\n", '[records]\nby = "files"\n')
    (tmp_path / "city.toml").write_text(by_files)

    assert folder_to_play(Settings(data=tmp_path)) is None
    assert folder_to_play(Settings(data=tmp_path, city=tmp_path / "city.toml")) == tmp_path / "records"
    played = Settings(data=tmp_path, city=tmp_path / "city.toml", records_folder=tmp_path / "other")
    assert folder_to_play(played) == tmp_path / "other"
