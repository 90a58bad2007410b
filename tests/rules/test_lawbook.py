"""The page about the law says what the editions say, and first of all what nobody has read."""

from pathlib import Path

import pytest

from rules import lawbook
from rules.law_words import is_open, is_unknown
from rules.library import find_edition, layers, list_editions, told_by

PAGE = Path(__file__).parents[2] / "docs" / "law.md"
WHOLE = lawbook.lawbook()


def chapter(code: str) -> str:
    """What the page says of one edition or layer."""
    head = next(line for line in WHOLE.splitlines() if line.startswith("## ") and f"(`{code}`)" in line)
    return WHOLE.partition(f"{head}\n")[2].partition("\n## ")[0]


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text() == WHOLE, f"docs/law.md is old; renew it: {lawbook.COMMAND}"


@pytest.mark.parametrize("code", [*list_editions(), *layers()])
def test_everything_that_an_edition_says_is_on_the_page_with_paragraph_and_source(code: str) -> None:
    told = chapter(code)
    for rule in told_by(code).values():
        known = "unknown" if is_unknown(rule) else rule.confidence.value
        assert f"| {rule.citation} | {known} | {rule.source} |" in told


@pytest.mark.parametrize("code", [*list_editions(), *layers()])
def test_what_is_open_stands_first_and_the_unknown_before_the_rest(code: str) -> None:
    told = chapter(code).partition("### Open points\n")[2].partition("###")[0].strip().splitlines()
    rules = told_by(code).values()
    unknown = sum(is_unknown(rule) for rule in rules)
    assert [line.partition(":")[0] for line in told] == (
        ["- Unknown"] * unknown + ["- To be checked"] * (sum(is_open(rule) for rule in rules) - unknown)
    )


def test_the_main_periods_stand_side_by_side() -> None:
    rows = WHOLE.partition("## The main periods side by side")[2].partition("## Where")[0]
    assert (
        "| Philadelphia, Pennsylvania | 10 calendar days (H) | 30 calendar days (M) | 30 calendar days (H)"
        " | 30 calendar days (H) | 1 day excluding Sundays (H) | 60 calendar days (L) |"
    ) in rows
    assert "| New York City | no time (M) | unknown | 10 calendar days (M) | unknown | unknown |" in rows
    assert all(f"| {find_edition(code).name} |" in rows for code in list_editions())


def test_the_conflict_of_philadelphia_is_named() -> None:
    told = WHOLE.partition("## Where a floor can end after its ceiling")[2].partition("\n## ")[0]
    assert "Philadelphia, Pennsylvania: The floor 'owner_notice' can take 14 days" in told


@pytest.mark.parametrize("code", [*list_editions(), *layers()])
def test_every_row_of_a_table_has_five_cells(code: str) -> None:
    rows = [line for line in chapter(code).splitlines() if line.startswith("| ")]
    assert {row.count(" | ") for row in rows} == {4}
