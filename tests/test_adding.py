"""The page on adding something: each place that it names exists, and it names every place that can be forgotten."""

import re
from pathlib import Path

import pytest

from rules.requests import SUBJECTS
from tests.test_every_request import FORGOTTEN
from workers.settings import HERE

PAGE = (HERE / "docs" / "adding.md").read_text()
PLACES = re.findall(r"^- (`[^`]+`.*?)(?=^- |^$)", PAGE, re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^[a-z_]+/[\w./<>-]+\.\w+$")


def in_code(text: str) -> list[str]:
    """The texts between backticks."""
    return re.findall(r"`([^`]+)`", text)


def files_of(place: str) -> list[Path]:
    """The files that a place names; for a subject, each of its files. Some subjects have no activities."""
    subjects = [subject.__name__.rpartition(".")[2] for subject in SUBJECTS]
    named = [each for each in in_code(place) if FILE.match(each)]
    paths = [HERE / each.replace("<subject>", subject) for each in named for subject in subjects]
    return [path for path in dict.fromkeys(paths) if path.exists() or "activities" not in path.parts]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: in_code(place)[0])
def test_each_place_exists_and_has_what_the_page_says(place: str) -> None:
    texts = [path.read_text() for path in files_of(place)]
    things = [each for each in in_code(place) if "/" not in each]

    assert texts
    for thing in things:
        assert any(re.search(rf"\b{re.escape(thing)}\b", text) for text in texts), thing


def test_the_page_names_every_file_in_which_a_part_of_a_request_can_be_forgotten() -> None:
    sentences = " ".join(sentence for _, sentence in FORGOTTEN).replace("test_every_request", "<subject>")
    section = PAGE.partition("## A request")[2].partition("## A task")[0]

    assert set(re.findall(r"[a-z_]+/[\w/<>]+\.py", sentences)) - {"schemas/<subject>.py"} <= set(in_code(section))
