"""Edition commands: what is in force, what an edition says, whether it passes the check, and enacting."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rules.library import enacted, fingerprint_of, list_editions
from workers.commands import program
from workers.settings import HERE
from workers.stack import Stack

PA, TX, LAYER = "us-pa-philadelphia.2026-01-01", "us-tx.2026-01-01", "us.2026-01-01"
NEXT = "us-tx.2027-01-01"
ROOMS = ("workers", "web", "workflows", "activities", "database", "rules", "schemas", "sample")


def ask(*words: str) -> Result:
    """Run an edition command in this process."""
    return CliRunner().invoke(program, ["editions", *words])


def test_the_list_shows_for_each_edition_whether_it_is_in_force_and_how_well_it_is_known() -> None:
    rows = {row.split()[0]: row for row in ask("list").stdout.splitlines()}

    assert set(rows) == {"code", *list_editions()}
    assert re.search(r"Philadelphia, Pennsylvania +2026-01-01 +yes +\d+ +\d+ +\d+ +4 *$", rows[PA])
    assert re.search(r"Texas +2026-01-01 +yes +\d+ +\d+ +\d+ +5 *$", rows[TX])


def test_an_edition_is_shown_with_numbers_anchors_paragraphs_and_sources() -> None:
    told = ask("show", TX)

    assert told.exit_code == 0
    assert f"Texas: {TX}, from 2026-01-01, enacted, builds on {LAYER}, zone America/Chicago" in told.stdout
    assert "reclaim: The owner and the lienholders may claim the vehicle; not before 20 calendar days" in told.stdout
    assert "UNKNOWN  Tex. Occupations Code 2308. The chapter was not read" in told.stdout
    assert "H  Tex. Transportation Code 683.015. Text of the section" in told.stdout
    assert "\nPERIODS\n" in told.stdout


def test_a_layer_is_shown_too() -> None:
    assert "service tail: After military service" in ask("show", LAYER).stdout


def test_a_conflict_is_reported_and_is_no_fault() -> None:
    told = ask("check", PA, TX)

    assert told.exit_code == 0
    assert re.fullmatch(
        rf"rules/editions/{PA}\.toml:\d+: conflict: periods\.owner_notice: The floor .*", told.stdout.strip()
    )


def test_every_edition_passes_the_check() -> None:
    assert ask("check", *list_editions(), LAYER).exit_code == 0


def test_each_fault_is_one_line_with_file_line_and_reason(tmp_path: Path) -> None:
    text = (HERE / "rules" / "editions" / f"{TX}.toml").read_text()
    file = tmp_path / f"{TX}.toml"
    file.write_text(text.replace('held = "proceeds"', 'held = "purse"').replace('"storage"]', '"tip"]'))

    told = ask("check", str(file))

    lines = file.read_text().splitlines()
    fees = [lines.index(f"[waivers.{code}]") + 3 for code in ("hearing_won", "by_hand")]
    held = lines.index('held = "purse"') + 1
    assert told.exit_code == 1
    assert told.stdout.splitlines() == [
        f"{file}:{fees[0]}: waivers.hearing_won.fees: There is no fee 'tip'.",
        f"{file}:{fees[1]}: waivers.by_hand.fees: There is no fee 'tip'.",
        f"{file}:{held}: proceeds.held: There is no floor 'purse'.",
    ]
    assert told.stderr.strip() == "towpath: 3 faults found."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("check", "nowhere.toml"),
            "nowhere.toml is neither a readable file nor the code of an edition. Choose one of: ",
        ),
        (("check", "."), ". is neither a readable file nor the code of an edition. Choose one of: "),
        (
            ("enact", "nowhere.toml"),
            "nowhere.toml is neither a readable file nor the code of an edition. Choose one of: ",
        ),
        (("show", "us-nj.2026"), "There is no edition 'us-nj.2026' here; there are: "),
        (("diff", PA, "us-nj.2026"), "There is no edition 'us-nj.2026' here; there are: "),
    ],
)
def test_a_missing_edition_or_file_is_reported_in_one_sentence(words: tuple[str, ...], sentence: str) -> None:
    told = ask(*words)

    assert told.exit_code == 1
    assert told.stderr.startswith(f"towpath: {sentence}")
    assert len(told.stderr.strip().splitlines()) == 1


def test_the_changes_from_one_edition_to_another_are_printed_in_sentences() -> None:
    told = ask("diff", PA, TX).stdout

    assert "  The reclaim period becomes 20 calendar days (was 30); Tex. Transportation Code 683.012.\n" in told
    assert re.findall(r"^(\w[\w ]+) \(\d+\)$", told, re.MULTILINE) == [
        "Changed",
        "New",
        "Removed",
        "Confidence and sources",
    ]


def test_an_edition_does_not_differ_from_itself() -> None:
    assert ask("diff", PA, PA).stdout == "Both editions say the same.\n"


def test_an_edition_in_force_may_be_enacted_again_and_nothing_changes() -> None:
    kept = HERE / "rules" / "editions" / "enacted.toml"
    before = kept.read_bytes()

    assert ask("enact", TX).stdout == f"{TX} is in force.\n"
    assert kept.read_bytes() == before


class Copy:
    """A Towpath of its own, whose editions a test may change."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.law = folder, folder / "rules" / "editions"
        for room in ROOMS:
            shutil.copytree(HERE / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
        self.kept = self.law / "enacted.toml"

    def ask(self, *words: str) -> tuple[int, str, str]:
        """Run an edition command there: exit code, output, and the sentence it ends with."""
        return self.run("editions", *words)

    def run(self, *words: str, **named: str) -> tuple[int, str, str]:
        """Run any command there."""
        here = {
            "PYTHONPATH": str(self.folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TOWPATH_DATA": str(self.folder / "data"),
        }
        done = subprocess.run(
            [sys.executable, "-P", "-m", "workers", *words],
            cwd=self.folder,
            env={**os.environ, **here, **named},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout.strip(), done.stderr.strip()

    def put(self, code: str, text: str) -> Path:
        """Put a file of law there."""
        (self.law / f"{code}.toml").write_text(text)
        return self.law / f"{code}.toml"

    def text_of(self, code: str) -> str:
        """The text of a file of law there."""
        return (self.law / f"{code}.toml").read_text()


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def next_year(copy: Copy) -> str:
    """The edition of Texas as it might be next year."""
    return copy.text_of(TX).replace(TX, NEXT).replace("effective_from = 2026", "effective_from = 2027")


def test_a_new_file_is_enacted_and_the_earlier_entries_stay(copy: Copy) -> None:
    file, before = copy.put(NEXT, next_year(copy)), copy.kept.read_text()

    assert copy.ask("enact", str(file)) == (0, f"{NEXT} is in force.", "")

    mark = fingerprint_of(file.read_bytes())
    assert copy.kept.read_text() == f'{before.rstrip()}\n"{NEXT}" = "{mark}"\n'
    assert f"\n{NEXT} " in copy.ask("list")[1]


def test_a_file_with_a_fault_is_not_enacted(copy: Copy) -> None:
    text, before = next_year(copy).replace('held = "proceeds"', 'held = "purse"'), copy.kept.read_text()
    copy.put(NEXT, text)

    code, said, sentence = copy.ask("enact", NEXT)

    assert (code, sentence) == (1, "towpath: 1 fault found.")
    assert said.endswith("proceeds.held: There is no floor 'purse'.")
    assert copy.kept.read_text() == before
    assert "There is no floor 'purse'." in copy.ask("list")[1]


def test_a_file_of_another_directory_is_not_enacted(copy: Copy, tmp_path: Path) -> None:
    file = tmp_path / f"{NEXT}.toml"
    file.write_text(next_year(copy))

    code, _, sentence = copy.ask("enact", str(file))

    assert (code, sentence.partition(" into ")[0]) == (1, f"towpath: Put {NEXT}.toml")


def test_a_file_that_was_edited_after_it_was_enacted_is_neither_used_nor_enacted_again(copy: Copy) -> None:
    copy.put(TX, copy.text_of(TX) + "# a word more\n")

    assert copy.ask("show", TX)[2].startswith(f"towpath: rules/editions/{TX}.toml was edited after it was enacted")
    code, said, _ = copy.ask("check", TX)
    assert (code, said) == (
        1,
        f"rules/editions/{TX}.toml:1: The file was edited after it was enacted. Put a new law into a new file.",
    )
    assert copy.ask("enact", TX)[2] == (
        f"towpath: {TX} was enacted with another fingerprint. Put a new law into a new file."
    )


def test_an_edition_is_not_enacted_before_what_it_builds_on(copy: Copy) -> None:
    base = LAYER.replace("2026", "2027")
    copy.put(base, copy.text_of(LAYER).replace(LAYER, base).replace("effective_from = 2026", "effective_from = 2027"))
    copy.put(NEXT, next_year(copy).replace(f'base = "{LAYER}"', f'base = "{base}"'))

    assert f"The layer '{base}' is missing or not enacted." in copy.ask("enact", NEXT)[1]
    assert copy.ask("enact", base)[:2] == (0, f"{base} is in force.")
    assert copy.ask("enact", NEXT)[:2] == (0, f"{NEXT} is in force.")


COMMANDS = (
    ("up",),
    ("demo",),
    ("worker",),
    ("web",),
    ("editions", "show", PA),
    ("editions", "diff", PA, TX),
    ("editions", "diff", TX, PA),
)
"""Every command that reads an edition and needs no running stack."""


@pytest.fixture
def servers(stack: Stack) -> dict[str, str]:
    """The environment of a worker or web process on running servers."""
    return stack.addresses.environment | {"TOWPATH_PUBLIC_URL": "http://127.0.0.1:8311"}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_law_with_a_fault_is_refused_by_every_command_with_file_line_and_reason(
    copy: Copy, servers: dict[str, str], words: tuple[str, ...]
) -> None:
    text = copy.text_of(PA).replace('held = "proceeds"', 'held = "purse"')
    file = copy.put(PA, text)
    copy.kept.write_text(copy.kept.read_text().replace(enacted()[PA], fingerprint_of(file.read_bytes())))
    line = next(number for number, each in enumerate(text.splitlines(), 1) if each == 'held = "purse"')

    code, said, sentence = copy.run(*words, **(servers if words[0] in ("worker", "web") else {}))

    assert (code, said) == (1, "")
    assert sentence == f"towpath: rules/editions/{PA}.toml:{line}: proceeds.held: There is no floor 'purse'."


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_law_that_was_edited_after_it_was_enacted_is_named_by_every_command(
    copy: Copy, servers: dict[str, str], words: tuple[str, ...]
) -> None:
    copy.put(PA, copy.text_of(PA) + "# a word more\n")

    code, said, sentence = copy.run(*words, **(servers if words[0] in ("worker", "web") else {}))

    assert (code, said) == (1, "")
    assert sentence == (
        f"towpath: rules/editions/{PA}.toml was edited after it was enacted: its fingerprint is not the one in"
        " enacted.toml. A new law is a new file."
    )


def test_every_edition_is_in_force() -> None:
    assert set(enacted()) == {*list_editions(), LAYER}
