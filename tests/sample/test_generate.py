"""The sample is the same every time, belongs to nobody, and has the proportions of real reports."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.importing import read_rows
from sample.cars import vin
from sample.generate import MONDAY, WEEK, lines, main, week
from schemas.importing import ReportRow
from schemas.words import Outcome

ROOT = Path(__file__).parents[2]
TOWED = {Outcome.AUCTIONED, Outcome.RECLAIMED, Outcome.DISMANTLED, Outcome.CRUSHED, Outcome.WRONGLY_TOWED}
DUPLICATES = {Outcome.DUPLICATE, Outcome.DUPLICATE_ELSEWHERE}


def shipped() -> list[ReportRow]:
    rows = list(read_rows((ROOT / "sample" / "week.jsonl").read_bytes(), "towpath"))
    return [row for row in rows if isinstance(row, ReportRow)]


def outcomes(rows: list[ReportRow]) -> Counter[Outcome]:
    return Counter(row.story.outcome for row in rows if row.story)


def plain(plate: str | None) -> str:
    return (plate or "").upper().replace(" ", "").replace("-", "")


def test_generating_again_gives_the_bytes_that_are_shipped() -> None:
    command = [sys.executable, "-m", "sample.generate", "--seed", "26", "--rows", "66"]
    written = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    assert written == (ROOT / "sample" / "week.jsonl").read_bytes()


def test_another_seed_gives_another_week() -> None:
    assert list(lines(1, 20)) != list(lines(2, 20))


def test_the_importer_takes_every_shipped_row_as_it_is() -> None:
    rows = shipped()
    assert [row.line for row in rows] == list(range(1, 67))
    assert [row.model_copy(update={"line": 0}).model_dump() for row in rows] == [
        row.model_dump() for row in week(26, 66)
    ]


def test_the_shipped_week_has_the_proportions_of_real_reports() -> None:
    found, rows = outcomes(shipped()), 66
    assert 0.52 <= found[Outcome.GONE_ON_ARRIVAL] / rows <= 0.58
    assert 0.18 <= sum(found[outcome] for outcome in DUPLICATES) / rows <= 0.22
    assert 0.10 <= sum(found[outcome] for outcome in TOWED) / rows <= 0.125
    assert 0.05 <= found[Outcome.UNFOUNDED] / rows <= 0.065


def test_every_life_that_a_car_can_lead_is_in_the_shipped_week() -> None:
    rows = shipped()
    assert set(outcomes(rows)) == set(Outcome) - {Outcome.SURRENDERED}
    assert [row.story.outcome for row in rows if row.story and row.story.hazard] == [Outcome.CRUSHED]


def test_six_reports_join_an_earlier_case_by_their_plate_and_three_must_be_recognized() -> None:
    rows = {row.external_id: row for row in shipped()}
    repeats = [row for row in rows.values() if row.story and row.story.outcome is Outcome.DUPLICATE]
    firsts = [rows[row.story.duplicate_of or ""] for row in repeats if row.story]
    pairs = list(zip(repeats, firsts, strict=True))
    assert all(first.reported_at <= repeat.reported_at and first.line < repeat.line for repeat, first in pairs)
    assert all(first.address == repeat.address for repeat, first in pairs)
    assert Counter(plain(row.plate) == plain(first.plate) for row, first in pairs) == {True: 6, False: 3}
    assert any(row.plate != first.plate and plain(row.plate) == plain(first.plate) for row, first in pairs)


def test_no_two_cars_share_a_plate_by_chance() -> None:
    cars = [
        row for row in week(7, 2000) if row.plate_state and row.story and row.story.outcome is not Outcome.DUPLICATE
    ]
    assert len({plain(row.plate) for row in cars}) == len(cars) > 1000


def test_plates_are_longer_than_any_state_issues_or_are_no_plates() -> None:
    real = [row for row in shipped() if row.plate_state]
    assert all(len(plain(row.plate)) >= 9 for row in real)
    assert {"NONE", "MISSING"} <= {row.plate for row in shipped() if not row.plate_state}


def test_numbers_are_of_no_maker_and_some_do_not_fit() -> None:
    told = [row.vin for row in shipped() if row.vin]
    numbers = [number for number in told if len(number) >= 16]
    assert all(number.startswith("30Z") for number in numbers)
    fits = {vin(number[9], int(number[-6:])) for number in numbers if len(number) == 17}
    assert fits & set(numbers)
    assert {number for number in numbers if len(number) == 17} - fits
    assert {len(number) for number in told} > {16, 17}


@pytest.mark.parametrize(("year", "number", "expected"), [("A", 1, "30ZSMPLE7AT000001"), ("K", 9, "30ZSMPLEXKT000009")])
def test_the_check_digit_is_the_sum_of_weighted_values_modulo_eleven(year: str, number: int, expected: str) -> None:
    assert vin(year, number) == expected


@given(st.integers(), st.integers(min_value=1, max_value=80))
def test_any_seed_and_any_number_of_rows_is_a_week_that_the_importer_takes(seed: int, rows: int) -> None:
    taken = list(read_rows(lines(seed, rows), "towpath"))
    assert len(taken) == rows
    assert all(isinstance(row, ReportRow) and MONDAY <= row.reported_at < MONDAY + WEEK for row in taken)
    assert taken == [row.model_copy(update={"line": at}) for at, row in enumerate(week(seed, rows), 1)]


@pytest.mark.parametrize("rows", ["0", "-1", "many"])
def test_no_rows_are_refused_with_a_sentence(rows: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([f"--rows={rows}"])
    assert "argument --rows: must be a whole number from 1" in capsys.readouterr().err


def test_main_writes_as_many_rows_as_were_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--rows", "5"])
    assert len(capsys.readouterr().out.splitlines()) == 5
