"""The import command, against the real API: no row is lost, and none is imported twice."""

import json
import re
from collections.abc import Callable
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from database.connection import Pool
from tests.app import app_of
from tests.rules.test_importing import row
from tests.rules.test_importing_boston311 import SHARED, csv_of, real_rows
from web.app_state import AppState
from workers.commands import program
from workers.data_dir import StackError
from workers.importing import Imported, ImportOptions, attend, import_rows, read_file
from workers.settings import HERE
from workers.terminal import Terminal

ONE_OF = "Name one file (or - for standard input), or use --quarantined or --correct."
WEEK = HERE / "sample" / "week.jsonl"


@pytest.fixture
def desk(client: httpx.AsyncClient, bearer: Callable[[str], dict[str, str]]) -> httpx.AsyncClient:
    """The API, with the dispatcher signed in."""
    client.headers.update(bearer("dispatcher-1"))
    return client


@pytest.fixture
def live(app_state: AppState) -> httpx.AsyncBaseTransport:
    """The transport to the API, to be wrapped by another one."""
    return httpx.ASGITransport(app_of(app_state))


def nobody_watches(done: int, total: int) -> None:
    """A progress callback that shows nothing."""


async def imported(desk: httpx.AsyncClient, file: Path, form: str = "towpath") -> Imported:
    """The result of importing a file."""
    return await import_rows(desk, file, form, nobody_watches)


def asked(**given: Any) -> ImportOptions:
    """The arguments of `towpath import`."""
    nothing: dict[str, Any] = {"given": (), "form": "towpath", "quarantined": False, "correct": None, "row": None}
    return ImportOptions(**{**nothing, **given})


async def said(desk: httpx.AsyncClient, *, terminal: bool = False, **given: Any) -> list[str]:
    """The lines that the command prints."""
    console = Terminal(file=StringIO(), width=160, force_terminal=terminal)
    await attend(desk, console, asked(**given))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue().splitlines()


def damaged(tmp_path: Path) -> Path:
    """A file of four rows: two good ones, one without its address, and one that is not JSON."""
    file = tmp_path / "damaged [1].jsonl"
    file.write_text("\n".join([row(), row(external_id="A-2", address=...), "not JSON", row(external_id="A-4")]))
    return file


async def test_the_sample_week_opens_sixty_cases_and_again_none(desk: httpx.AsyncClient) -> None:
    first = await imported(desk, WEEK)
    again = await imported(desk, WEEK)

    assert str(first) == "66 rows: 60 cases, 0 skipped, 0 quarantined."
    assert again == first
    assert {row.line for row in first.rows} == first.cases.keys()


async def test_an_unreadable_row_is_listed_and_corrected_and_importing_again_changes_nothing(
    desk: httpx.AsyncClient, tmp_path: Path
) -> None:
    file = damaged(tmp_path)

    first = await said(desk, given=(str(file),))
    table = await said(desk, quarantined=True)
    number = table[1].split()[0]
    half = await said(desk, correct=int(number), given=("address=12 Hubcap Lane",))
    again = await said(desk, given=(str(file),))

    assert first == [
        "line 2, address: address is missing.",
        "line 3, row: The line is not a JSON object.",
        "4 rows: 2 cases, 0 skipped, 2 quarantined.",
    ]
    assert table[0].split() == ["no.", "format", "file", "line", "field", "reason"]
    assert re.split(r"\s{2,}", table[1].strip())[1:] == [
        "towpath",
        "damaged [1].jsonl",
        "2",
        "address",
        "address is missing.",
    ]
    assert half[0].startswith(f"Row {number} was imported: case ")
    assert again == ["line 3, row: The line is not a JSON object.", "4 rows: 3 cases, 0 skipped, 1 quarantined."]


async def test_a_broken_row_is_replaced_as_a_whole_and_then_no_row_is_quarantined(
    desk: httpx.AsyncClient, tmp_path: Path
) -> None:
    file = damaged(tmp_path)
    await said(desk, given=(str(file),))
    addressless, broken = [int(line.split()[0]) for line in (await said(desk, quarantined=True))[1:]]

    await said(desk, correct=broken, row=row(external_id="A-3"))
    settled = await said(desk, correct=addressless, row="")

    assert settled == [f"Row {addressless} was settled without a case: an empty row is not a report."]
    assert await said(desk, quarantined=True) == ["No rows are quarantined."]
    assert await said(desk, given=(str(file),)) == ["4 rows: 3 cases, 1 skipped, 0 quarantined."]


async def test_a_large_import_says_how_many_workflows_are_still_to_be_started(
    desk: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.importing.MANY_STARTS", 1)
    file = damaged(tmp_path)

    assert (await said(desk, given=(str(file),)))[-1].startswith("2 workflows are still to be started.")


async def test_the_case_of_a_corrected_row_is_known_by_its_line(desk: httpx.AsyncClient, tmp_path: Path) -> None:
    file = damaged(tmp_path)
    await imported(desk, file)
    number = int((await said(desk, quarantined=True))[1].split()[0])
    await said(desk, correct=number, given=("address=12 Hubcap Lane",))

    done = await imported(desk, file)

    assert ([each.line for each in done.rows], sorted(done.cases)) == ([1, 4], [1, 2, 4])
    assert ([each.line for each in done.aside], done.quarantined, done.passed) == ([3], 1, 0)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"given": ("address=a",)}, "Your changes were saved. address: address is shorter than 3 characters."),
        ({"given": ("paint=blue",)}, "There is no field paint: choose one of source, "),
        ({"given": ("address",)}, "Write a field as name=value, not 'address'."),
        ({"row": "[]"}, "Your changes were saved. row: The row is not an object with fields."),
    ],
)
async def test_a_row_that_is_still_wrong_is_reported_in_a_sentence(
    desk: httpx.AsyncClient, tmp_path: Path, given: dict[str, Any], sentence: str
) -> None:
    await said(desk, given=(str(damaged(tmp_path)),))
    number = int((await said(desk, quarantined=True))[1].split()[0])

    with pytest.raises(StackError) as refused:
        await said(desk, correct=number, **given)

    assert sentence in str(refused.value)


async def test_a_row_of_boston_is_corrected_by_its_column(desk: httpx.AsyncClient, tmp_path: Path) -> None:
    file = tmp_path / "boston.csv"
    file.write_text(csv_of({}, {"CASE_ENQUIRY_ID": "101000000002", "LATITUDE": "142"}, {"TYPE": "Rodent Activity"}))

    first = await said(desk, given=(str(file),), form="boston311")
    number = int((await said(desk, quarantined=True))[1].split()[0])
    await said(desk, correct=number, given=("LATITUDE=42.3",))

    assert first == ["line 3, LATITUDE: LATITUDE is more than 90.0.", "3 rows: 1 cases, 1 skipped, 1 quarantined."]
    assert await said(desk, given=(str(file),), form="boston311") == ["3 rows: 2 cases, 1 skipped, 0 quarantined."]


@real_rows
async def test_the_real_rows_come_in_as_ninety_five_cases(desk: httpx.AsyncClient) -> None:
    done = await imported(desk, SHARED / "boston311_abandoned_vehicles_95.csv", "boston311")

    assert (len(done.cases), done.passed, done.quarantined) == (95, 0, 0)


class RefusesReports(httpx.AsyncBaseTransport):
    """The real API behind one that is stricter about reports, as a different version may be."""

    def __init__(self, live: httpx.AsyncBaseTransport, fault: dict[str, Any]) -> None:
        self.live, self.fault = live, fault

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Refuse every report; pass everything else on."""
        if request.url.path != "/api/reports/batch":
            return await self.live.handle_async_request(request)
        count = len(json.loads(await request.aread())["reports"])
        return httpx.Response(200, json=[{"fault": self.fault}] * count, request=request)


class Failing(httpx.AsyncBaseTransport):
    """The real API, behind a connection that breaks after some requests."""

    def __init__(self, live: httpx.AsyncBaseTransport, after: int) -> None:
        self.live, self.left = live, after

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the request on, or break."""
        if self.left == 0:
            raise httpx.ConnectError("refused")
        self.left -= 1
        return await self.live.handle_async_request(request)


@pytest.mark.parametrize(
    ("fault", "field", "reason"),
    [
        ({"field": "plate", "reason": "No such plate"}, "plate", "No such plate"),
        ({"field": "at", "reason": "Too old"}, "reported_at", "Too old"),
        ({"field": None, "reason": "It has an invalid character."}, None, "It has an invalid character."),
    ],
)
async def test_a_row_that_the_api_refuses_is_quarantined_as_sent_and_the_import_continues(
    desk: httpx.AsyncClient,
    live: httpx.AsyncBaseTransport,
    tmp_path: Path,
    fault: dict[str, Any],
    field: str | None,
    reason: str,
) -> None:
    file = tmp_path / "two.jsonl"
    file.write_text(f"{row()}\n{row(external_id='A-2')}\n")
    stricter = RefusesReports(live, fault)
    async with httpx.AsyncClient(transport=stricter, base_url="http://towpath", headers=desk.headers) as strict:
        done = await imported(strict, file)

    waiting = (await desk.get("/api/quarantine")).json()
    assert ([each.line for each in done.aside], done.rows) == ([1, 2], [])
    assert [(each["raw"], each["field"], each["reason"]) for each in waiting] == [
        (row(), field, reason),
        (row(external_id="A-2"), field, reason),
    ]


async def test_a_role_that_may_not_quarantine_rows_is_refused(
    desk: httpx.AsyncClient, bearer: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    desk.headers.update(bearer("officer-1"))

    with pytest.raises(StackError, match=r"^Line 2: Only a dispatcher or supervisor or admin may do this\.$"):
        await imported(desk, damaged(tmp_path))


async def test_an_interrupted_import_continues_where_it_stopped(
    desk: httpx.AsyncClient, live: httpx.AsyncBaseTransport, pool: Pool, tmp_path: Path
) -> None:
    file = damaged(tmp_path)
    failing = Failing(live, after=2)
    async with httpx.AsyncClient(transport=failing, base_url="http://towpath", headers=desk.headers) as weak:
        with pytest.raises(StackError) as stopped:
            await imported(weak, file)

    assert str(stopped.value) == (
        "Line 3: Towpath's web server does not answer. Is the stack running?"
        " The rows before it were imported. Import the file again to continue."
    )
    assert str(await imported(desk, file)) == "4 rows: 2 cases, 0 skipped, 2 quarantined."
    assert len((await desk.get("/api/quarantine")).json()) == 2
    async with pool.acquire() as connection:
        assert await connection.fetchval("select count(*) from report") == 2


class LosesAnswers(Failing):
    """The real API, behind a connection that breaks when the last of some requests has been granted."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the request on; its answer may be lost."""
        self.left -= 1
        answer = await self.live.handle_async_request(request)
        if self.left == 0:
            raise httpx.ReadError("reset")
        return answer


@pytest.mark.parametrize("after", [1, 2, 3])
async def test_an_import_whose_answer_was_lost_at_any_batch_continues_without_a_second_report(
    desk: httpx.AsyncClient,
    live: httpx.AsyncBaseTransport,
    pool: Pool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    after: int,
) -> None:
    monkeypatch.setattr("workers.importing.BATCH", 2)
    file = tmp_path / "five.jsonl"
    file.write_text("\n".join(row(external_id=f"A-{each}") for each in range(5)))
    async with httpx.AsyncClient(
        transport=LosesAnswers(live, after), base_url="http://towpath", headers=desk.headers
    ) as weak:
        with pytest.raises(StackError, match=f"^Line {2 * after - 1}: "):
            await imported(weak, file)

    done = await imported(desk, file)

    assert sorted(done.cases) == [1, 2, 3, 4, 5]
    async with pool.acquire() as connection:
        assert await connection.fetchval("select count(*) from report") == 5
        assert await connection.fetchval("select count(*) from vehicle_case") == len(set(done.cases.values()))


async def test_an_unreachable_database_stops_the_import_with_one_sentence(
    desk: httpx.AsyncClient, pool: Pool, tmp_path: Path
) -> None:
    await pool.close()

    with pytest.raises(StackError) as stopped:
        await imported(desk, damaged(tmp_path))

    assert str(stopped.value) == (
        "Line 1: The database is unavailable. Nothing was changed. Please try again."
        " The rows before it were imported. Import the file again to continue."
    )


async def test_a_progress_bar_is_drawn_only_on_a_terminal(desk: httpx.AsyncClient, tmp_path: Path) -> None:
    watched = await said(desk, given=(str(damaged(tmp_path)),), terminal=True)
    unwatched = await said(desk, given=(str(damaged(tmp_path)),))

    assert any("Importing" in line and "100%" in line for line in watched)
    assert watched[-1] == unwatched[-1] == "4 rows: 2 cases, 0 skipped, 2 quarantined."
    assert len(unwatched) == 3


async def test_a_long_list_is_listed_to_its_end(
    desk: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.importing.PAGE", 2)
    file = tmp_path / "many.jsonl"
    file.write_text("\n".join(row(external_id=f"A-{each}", address=...) for each in range(5)))

    await said(desk, given=(str(file),))

    assert len(await said(desk, quarantined=True)) == 1 + 5


def test_an_unreadable_file_is_reported() -> None:
    with pytest.raises(StackError, match=r"^The file /proc/self/mem cannot be read: "):
        read_file(Path("/proc/self/mem"), "towpath")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], ONE_OF),
        (["x", "--quarantined"], ONE_OF),
        (["--quarantined", "--correct", "7", "a=b"], ONE_OF),
        (["x", "a=b"], "Name one file at a time. Fields as name=value need --correct NUMBER."),
        (["--quarantined", "--row", ""], "--row needs --correct NUMBER."),
        (["--correct", "7"], "With --correct, give either FIELD=VALUE (once or more) or --row TEXT."),
        (
            ["--correct", "7", "a=b", "--row", "{}"],
            "With --correct, give either FIELD=VALUE (once or more) or --row TEXT.",
        ),
    ],
)
def test_options_that_do_not_go_together_end_in_one_sentence(words: list[str], sentence: str) -> None:
    done = CliRunner().invoke(program, ["import", *words])

    assert (done.exit_code, done.stderr) == (1, f"towpath: {sentence}\n")


def test_a_stack_that_does_not_run_is_reported() -> None:
    nobody = {"TOWPATH_PORT": "1", "TOWPATH_SECRET": "s"}

    done = CliRunner().invoke(program, ["import", "--quarantined"], env=nobody)

    assert (done.exit_code, done.stderr) == (
        1,
        "towpath: Towpath's web server does not answer. Is the stack running?\n",
    )


async def test_a_file_comes_by_standard_input(desk: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(f"{row()}\nnot JSON".encode())))

    lines = await said(desk, given=("-",))

    assert lines[-1] == "2 rows: 1 cases, 0 skipped, 1 quarantined."
    assert [each["file"] for each in (await desk.get("/api/quarantine")).json()] == ["standard input"]
