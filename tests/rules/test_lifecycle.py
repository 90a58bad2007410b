"""The page about the life of a case matches the tables of the rules."""

from pathlib import Path

from rules import lifecycle
from schemas.words import Outcome, Stage

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text() == lifecycle.lifecycle(), f"docs/lifecycle.md is old; renew it: {lifecycle.COMMAND}"


def test_an_answer_that_ends_an_exemption_leads_back_to_the_notice() -> None:
    assert (Stage.TOW, Stage.NOTICE, "enter records check") in lifecycle.list_moves()


def test_a_case_can_close_from_every_open_stage() -> None:
    closing = {start for start, end, _ in lifecycle.list_moves() if end == Stage.CLOSED}
    assert closing == set(Stage) - {Stage.CLOSED}


def test_a_closed_case_is_left_by_reopening_by_a_hearing_or_when_it_was_no_duplicate() -> None:
    assert {asked for start, _, asked in lifecycle.list_moves() if start == Stage.CLOSED} == {
        "reopen",
        "request hearing",
        "split",
    }


def test_a_car_without_plate_and_vin_starts_with_the_officer() -> None:
    assert ("[*]", Stage.VERIFICATION, "report vehicle") in lifecycle.list_moves()


def test_every_outcome_is_on_the_page() -> None:
    page = lifecycle.lifecycle()
    assert all(f"| `{outcome}` |" in page for outcome in Outcome)
