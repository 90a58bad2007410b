"""The training city: what its records say of each car, what goes wrong by a seed, and the page of what it received."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest

from rules.importing import read_rows
from sample.disturbances import Disturbance, Disturbances
from sample.records import BY_WORD, TrainingRecords, records_of
from schemas.importing import ReportRow
from schemas.outside import Port
from schemas.records import AnswerOutcome, AskedBy, VehicleAnswer, VehicleQuestion
from schemas.words import Outcome
from tests.outside import served
from workers.data_dir import StackError
from workers.settings import HERE, SAMPLE, Settings
from workers.world import TrainingCity, contract, world_app, world_of

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def asked(plate: str | None = None, vin: str | None = None) -> VehicleQuestion:
    """A question by plate or by VIN."""
    by = AskedBy.PLATE if plate else AskedBy.VIN
    return VehicleQuestion(request_id="q", asked_by=by, plate=plate, vin=vin, on=date(2027, 3, 1))


@pytest.mark.parametrize(("word", "outcome"), BY_WORD.items())
def test_a_plate_that_begins_with_a_word_gets_its_answer(word: str, outcome: AnswerOutcome) -> None:
    assert TrainingRecords().answer(asked(f"{word}7")).outcome is outcome


def test_a_car_of_the_sample_is_stolen_if_its_story_is_a_theft_and_any_other_one_is_clear() -> None:
    rows = [each for each in read_rows(SAMPLE.read_bytes(), "towpath") if isinstance(each, ReportRow)]
    stolen = [each for each in rows if each.story and each.story.outcome is Outcome.STOLEN_RECOVERED and each.plate]
    others = [each for each in rows if each.story and each.story.outcome is Outcome.GONE_ON_ARRIVAL and each.plate]
    records = records_of(rows)

    assert {records.answer(asked(each.plate)).outcome for each in stolen} == {AnswerOutcome.HIT}
    assert {records.answer(asked(each.plate)).outcome for each in others} == {AnswerOutcome.CLEAR}
    assert records.answer(asked(vin="1M8GDM9AXKP042788")).outcome is AnswerOutcome.CLEAR


def test_the_same_seed_disturbs_the_same_calls_in_every_way_and_without_a_seed_none() -> None:
    first, again, other = (
        [each.next() for _ in range(300)] for each in (Disturbances(1), Disturbances(1), Disturbances(2))
    )

    assert first == again != other
    assert set(first) == {None, *Disturbance}
    assert 60 < 300 - Counter(first)[None] < 120
    assert {Disturbances().next() for _ in range(10)} == {None}


async def test_the_page_shows_what_came_in_and_harms_nobody() -> None:
    world = TrainingCity(TrainingRecords())
    async with served(world_app(world)) as address, httpx.AsyncClient(base_url=address) as client:
        empty = (await client.get("/")).text
        question = asked("<b>STOLEN").model_dump(mode="json", exclude_none=True)
        answer = await client.post("records/checks", json=question)
        page = (await client.get("/")).text

    assert "Nobody has asked anything yet." in empty
    assert VehicleAnswer.model_validate_json(answer.text).outcome is AnswerOutcome.CLEAR
    assert "&lt;b&gt;STOLEN" in page
    assert "<b>STOLEN" not in page


async def test_a_question_that_is_none_is_refused_with_its_field() -> None:
    async with (
        served(world_app(TrainingCity(TrainingRecords()))) as address,
        httpx.AsyncClient(base_url=address) as client,
    ):
        answer = await client.post("records/checks", json={"request_id": "q", "asked_by": "color", "on": "2027-03-01"})

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "asked_by"]


def test_a_file_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="There is no file"):
        world_of(Settings(), tmp_path / "nothing.jsonl", "towpath")


@pytest.mark.parametrize("port", Port)
def test_each_contract_in_the_manual_is_what_the_training_city_answers_to(port: Port) -> None:
    assert (HERE / "docs" / f"{port}.openapi.json").read_text() == contract(port), (
        f"Print it again: towpath world --contract {port} > docs/{port}.openapi.json"
    )
