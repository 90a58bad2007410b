"""The command line with any text in a case: it neither fails nor sends control characters to the terminal."""

import re
import subprocess
from collections.abc import Callable
from io import BytesIO, StringIO, TextIOWrapper

import httpx
import pytest
from rich.table import Table
from typer.testing import CliRunner

from schemas.owner_notice import RecordParties
from schemas.verification import RecordInspection
from schemas.words import Finding
from tests.car import CaseDriver, reported
from tests.conftest import Clock
from tests.owner import as_owner
from workers import clerk, prover, record_audit
from workers.commands import program
from workers.overrides import list_overrides
from workers.settings import HERE, Settings
from workers.terminal import Terminal, accept_any_text, visible

HOSTILE = "[/red] [bold]x :car: \x1b[31m\x1b]0;title\x07 \x9b2J \u202eevil\u202c \r over"
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def terminal() -> Terminal:
    """A console that writes into memory, and colors its own words as on a terminal."""
    return Terminal(file=StringIO(), width=300, force_terminal=True, color_system=None)


def said(console: Terminal) -> str:
    """What was printed, without the codes that rich itself sends for bold."""
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_control_characters_are_written_out_and_markup_is_text() -> None:
    console = terminal()
    table = Table("a", box=None, show_header=False)
    table.add_row(HOSTILE)

    console.print(HOSTILE)
    console.print(table)

    assert not OBEYED.search(said(console).replace("\n", ""))
    shown = "[/red] [bold]x :car: \\x1b[31m\\x1b]0;title\\x07 \\x9b2J \\u202eevil\\u202c \\r over"
    assert said(console).count(shown) == 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Łódź é 車 🚗", "Łódź é 車 🚗"), ("a\nb\tc", "a\nb\tc"), ("\x00", "\\x00"), ("\ud800", "\\ud800"), ("", "")],
)
def test_other_text_stays_as_it_is(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_an_encoding_that_lacks_a_character_writes_its_code() -> None:
    out = BytesIO()
    stream = TextIOWrapper(out, encoding="ascii")

    accept_any_text(stream)
    stream.write("Łódź")
    stream.flush()

    assert out.getvalue() == b"\\u0141\\xf3d\\u017a"


@pytest.fixture
async def car(services: object, temporal_client: object, clock: Clock) -> CaseDriver:
    """A case with hostile text in every field that takes free text, as an earlier version stored it."""
    car = await reported(services, temporal_client, clock)  # type: ignore[arg-type]
    async with as_owner(car.services.pool) as connection:
        for table in ("vehicle_case", "vehicle"):
            await connection.execute(f"alter table {table} disable trigger {table}_changes_with_a_fact")
        await connection.execute("update vehicle_case set address = $1", HOSTILE)
        await connection.execute("update vehicle set color = '[/x]', make = $1", "\x1b[2J")
    return car


async def test_every_command_about_a_case_prints_hostile_text(
    car: CaseDriver, client: httpx.AsyncClient, bearer: Callable[[str], dict[str, str]]
) -> None:
    client.headers.update(bearer("admin-1"))
    await car.ask("officer-1", RecordInspection(finding=Finding.STILL_THERE, note=HOSTILE))
    await car.ask("dispatcher-1", RecordParties(note=HOSTILE))
    console = terminal()

    await clerk.list_cases(client, console, None, None)
    await clerk.show_case(client, console, car.case)
    await clerk.show_history(client, console, car.case)
    await prover.show_proof(client, console, car.case)
    await list_overrides(client, console, car.services.edition)
    await record_audit.verify(client, console, car.case)

    text = re.sub("\x1b\\[[0-9;]*m", "", said(console))
    assert not OBEYED.search(text.replace("\n", ""))
    assert "[/red] [bold]x :car: \\x1b[31m" in text
    assert "[/x]" in text


@pytest.mark.parametrize(
    "words",
    [
        ["cases"],
        ["show", "26-000001"],
        ["show", "26-000001", "--proof"],
        ["history", "26-000001"],
        ["act", "26-000001", "place_hold", "hold=litigation"],
        ["report", "address=x"],
        ["verify", "26-000001"],
        ["verify", "--all"],
        ["restart", "26-000001"],
        ["restart", "--all"],
        ["overrides"],
        ["amend", "--from", "a", "--to", "b"],
        ["import", "--quarantined"],
    ],
    ids=" ".join,
)
def test_every_command_reaches_the_web_server(words: list[str]) -> None:
    done = CliRunner().invoke(program, words, env={"TOWPATH_PORT": "1", "TOWPATH_SECRET": "s"})

    assert (done.exit_code, done.exception.__class__) == (1, SystemExit)
    assert done.stderr == "towpath: Towpath's web server does not answer. Is the stack running?\n"


def test_a_port_that_the_stack_chose_must_be_named() -> None:
    done = CliRunner().invoke(program, ["cases"], env={"TOWPATH_PORT": "0", "TOWPATH_SECRET": "s"})

    assert done.stderr == "towpath: Set TOWPATH_PORT to the port that the stack has printed: 0 names none.\n"
    assert Settings(port=0).port == 0


def test_the_program_calls_itself_towpath() -> None:
    done = subprocess.run([HERE / "towpath", "import", "--help"], capture_output=True, text=True, check=True)

    assert "Usage: towpath import [OPTIONS] [FILE]..." in done.stdout
