"""The pages for people agree with the code and with each other."""

import re
from pathlib import Path

import pytest

from workers.settings import HERE, Settings

PAGES = [HERE / "README.md", HERE / "CHANGELOG.md", HERE / "SECURITY.md", *sorted((HERE / "docs").rglob("*.md"))]


def settings_rows() -> list[str]:
    """The rows of the table of settings, made from the code."""
    return [
        f"| `{field.validation_alias or f'TOWPATH_{name.upper()}'}` | {shown(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]


def shown(default: object) -> str:
    """A default as the page shows it."""
    if isinstance(default, Path):
        return f"`{default.relative_to(HERE)}`"
    return "" if default is None else f"`{str(default).lower() if isinstance(default, bool) else default}`"


def test_the_table_of_settings_matches_the_code() -> None:
    rows = (HERE / "docs" / "operations.md").read_text().partition("## Settings")[2].strip().splitlines()
    written = [row for row in rows if row.startswith("| `")]
    assert written == settings_rows(), "docs/operations.md, Settings; the rows are:\n" + "\n".join(settings_rows())


def test_the_readme_can_be_read_in_two_minutes() -> None:
    assert len((HERE / "README.md").read_text().splitlines()) < 120


def test_the_readme_pictures_every_room_from_the_top_of_the_staircase_down() -> None:
    text = (HERE / "README.md").read_text()
    rooms = ["workers/", "web/", "workflows/", "activities/", "database/", "rules/", "schemas/"]
    assert re.findall(rf"^\s*({'|'.join(rooms)})", text, re.MULTILINE) == rooms


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HERE)))
def test_every_link_between_pages_has_a_target(page: Path) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", page.read_text()):
        if "://" in link:
            continue
        path, _, section = link.partition("#")
        target = (page.parent / path) if path else page
        assert target.exists(), link
        assert not section or section in sections_of(target), link


def sections_of(page: Path) -> set[str]:
    """The anchors of the sections of a page."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_decision_records_are_numbered_without_a_gap() -> None:
    records = sorted((HERE / "docs" / "decisions").glob("*.md"))
    assert [int(each.name[:4]) for each in records] == list(range(1, len(records) + 1))
    assert all(re.search(r"^Status: (accepted|superseded)", each.read_text(), re.MULTILINE) for each in records)
