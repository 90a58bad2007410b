"""Import over HTTP, batch by batch: a row is reported like any other report, or quarantined until it is corrected."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from rules.importing import fields_of, header_of, importer_of, read_rows, texts_of
from rules.unread import says_nothing, unread_among
from schemas.importing import Format, Passed, Quarantined, ReportRow, Row, RowFault, TakenReport
from workers.clerk import named
from workers.client import checked, client_of
from workers.data_dir import StackError
from workers.faults import sentence_of
from workers.settings import Settings
from workers.terminal import terminal_here

STANDARD_INPUT = Path("-")
GOES_ON = "The rows before it were imported. Import the file again to continue."
PAGE = 200
MANY_STARTS = 100
"""More than this many workflows take more than a few seconds to start."""
BATCH = 20
"""Rows that are reported at a time: their transaction makes everybody else who opens a case wait."""

Advance = Callable[[int, int], None]
"""Called after each batch with the number of rows done, and of all rows."""


@dataclass(frozen=True)
class Source:
    """A file that was read: its rows, and what is needed to quarantine one of them."""

    name: str
    form: Format
    rows: list[Row]
    header: str | None
    texts: dict[int, str]


@dataclass(frozen=True)
class Imported:
    """The result of an import: the rows that came to a case, the case by line, and the others.

    A row corrected earlier is only in `cases`: the file does not contain its corrected text.
    """

    rows: list[ReportRow]
    cases: dict[int, str]
    aside: list[Quarantined]
    passed: int
    changed: frozenset[int] = frozenset()
    """The lines whose number was imported before, with other words."""

    @property
    def quarantined(self) -> int:
        """How many rows wait to be corrected."""
        return len(self.aside)

    def __str__(self) -> str:
        rows = len(self.cases) + self.passed + self.quarantined
        cases = len(set(self.cases.values()))
        return f"{rows} rows: {cases} cases, {self.passed} skipped, {self.quarantined} quarantined."


@dataclass(frozen=True)
class ImportOptions:
    """The arguments of the command."""

    given: tuple[str, ...]
    """The file or, with `correct`, the fields as name=value."""
    form: str
    quarantined: bool
    correct: int | None
    row: str | None

    def check(self) -> None:
        """Raise StackError if the options do not go together."""
        file = self.correct is None and len(self.given) > 0
        if [file, self.quarantined, self.correct is not None].count(True) != 1:
            raise StackError("Name one file (or - for standard input), or use --quarantined or --correct.")
        if self.correct is None and self.row is not None:
            raise StackError("--row needs --correct NUMBER.")
        if file and len(self.given) > 1:
            raise StackError("Name one file at a time. Fields as name=value need --correct NUMBER.")
        if self.correct is not None and bool(self.given) == (self.row is not None):
            raise StackError("With --correct, give either FIELD=VALUE (once or more) or --row TEXT.")


async def serve(settings: Settings, asked: ImportOptions) -> None:
    """Import, list or correct, as asked. Raises StackError, NotThisFormat."""
    asked.check()
    async with client_of(settings) as client:
        await attend(client, terminal_here(), asked)


async def attend(client: httpx.AsyncClient, console: Console, asked: ImportOptions) -> None:
    """Do what was asked with this client. Raises StackError, NotThisFormat."""
    if asked.correct is not None:
        await correct(client, console, asked)
    elif asked.quarantined:
        await list_quarantined(client, console)
    else:
        await import_file(client, console, Path(asked.given[0]), asked.form)


async def import_file(client: httpx.AsyncClient, console: Console, file: Path, form: str) -> None:
    """Import a file, with a progress bar on a terminal. Raises StackError, NotThisFormat."""
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("Importing", total=None)
        done = await import_rows(client, file, form, lambda at, of: bar.update(task, completed=at, total=of))
    for sentence in (*not_read(done.rows), *changed(done.changed)):
        _say(console, sentence)
    for row in done.aside:
        _say(console, f"line {row.line}, {row.field or 'row'}: {row.reason}")
    _say(console, str(done))
    waiting: int = checked(await client.get("/api/restarts"))["waiting"]
    if waiting > MANY_STARTS:
        _say(console, f"{waiting} workflows are still to be started. The workers do it now, what people do goes first.")


def not_read(rows: Sequence[ReportRow]) -> list[str]:
    """How many plates, states and VINs of these rows were given and cannot be read, in a sentence each."""
    found = Counter(
        name
        for row in rows
        for name in unread_among(*(text if text and not says_nothing(text) else None for text in _of_the_car(row)))
    )
    return [
        f"In {count} {'row' if count == 1 else 'rows'} the {name} cannot be read; it is kept with the report."
        for name, count in found.items()
    ]


def changed(lines: Collection[int]) -> list[str]:
    """How many rows say something else of a report that was imported before."""
    what = "1 row changes a report" if len(lines) == 1 else f"{len(lines)} rows change reports"
    said = f"{what} of an earlier import; what is new is a further report of the same case."
    return [said] if lines else []


def _of_the_car(row: ReportRow) -> tuple[str | None, str | None, str | None]:
    return row.plate, row.plate_state, row.vin


def _say(console: Console, sentence: str) -> None:
    console.print(sentence, soft_wrap=True)


async def import_rows(client: httpx.AsyncClient, file: Path, form: str, progress: Advance) -> Imported:
    """Report every row of the file with this client; quarantine what cannot be read.

    Raises StackError, NotThisFormat.
    """
    source = read_file(file, form)
    taken: dict[int, TakenReport | Passed | Quarantined] = {}
    for batch in batches_of(source.rows):
        taken |= await _take(client, source, batch)
        progress(len(taken), len(source.rows))
    reported = {line: each for line, each in taken.items() if isinstance(each, TakenReport)}
    cases = {line: str(each.case) for line, each in reported.items()}
    return Imported(
        rows=[row for row in source.rows if isinstance(row, ReportRow) and row.line in cases],
        cases=cases,
        aside=[row for row in taken.values() if isinstance(row, Quarantined)],
        passed=sum(isinstance(row, Passed) for row in taken.values()),
        changed=frozenset(line for line, each in reported.items() if each.corrects),
    )


def read_file(file: Path, form: str) -> Source:
    """Read every line of the file. Raises StackError, NotThisFormat."""
    importer_of(form)
    data = sys.stdin.buffer.read() if file == STANDARD_INPUT else _content(file)
    rows = list(read_rows(data, form))
    # A file name that is not UTF-8 is escaped so that JSON can carry it.
    name = os.fsencode(file.name).decode("utf-8", "backslashreplace")[:255]
    called = "standard input" if file == STANDARD_INPUT else name
    return Source(called, form, rows, header_of(data, form), texts_of(data, form))


def _content(file: Path) -> bytes:
    if not file.is_file():
        raise StackError(f"There is no file {file}.")
    try:
        return file.read_bytes()
    except OSError as fault:
        raise StackError(f"The file {file} cannot be read: {fault.strerror}.") from fault


def batches_of(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """The rows in their order, `BATCH` at a time."""
    return (rows[first : first + BATCH] for first in range(0, len(rows), BATCH))


async def _take(
    client: httpx.AsyncClient, source: Source, rows: Sequence[Row]
) -> dict[int, TakenReport | Passed | Quarantined]:
    """Report the rows that can be read together; quarantine the others, and those that are refused, one by one."""
    reported = await _report(client, source, [row for row in rows if isinstance(row, ReportRow)])
    taken: dict[int, TakenReport | Passed | Quarantined] = {}
    for row in rows:
        found = reported[row.line] if isinstance(row, ReportRow) else row
        taken[row.line] = await _quarantined(client, source, found) if isinstance(found, Quarantined) else found
    return taken


async def _report(
    client: httpx.AsyncClient, source: Source, rows: Sequence[ReportRow]
) -> dict[int, TakenReport | Quarantined]:
    """The case of each row, or the row as the API has refused it, by its line."""
    if not rows:
        return {}
    first = rows[0].line
    answer = await _post(client, "/api/reports/batch", {"reports": [fields_of(row) for row in rows]}, first)
    taken = [TakenReport.model_validate(each) for each in checked(answer, f"Line {first}: ")]
    return {
        row.line: _refused(each.fault, source, row.line) if each.fault else each
        for row, each in zip(rows, taken, strict=True)
    }


async def _quarantined(
    client: httpx.AsyncClient, source: Source, row: Quarantined
) -> TakenReport | Passed | Quarantined:
    body = row.model_dump() | {"format": source.form, "file": source.name, "header": source.header}
    receipt = checked(await _post(client, "/api/quarantine", body, row.line), f"Line {row.line}: ")
    if receipt["case"]:
        return TakenReport(case=receipt["case"])
    return Passed(line=row.line, reason="settled without a case") if receipt["settled"] else row


def _refused(fault: RowFault, source: Source, line: int) -> Quarantined:
    field = importer_of(source.form).columns.get(fault.field, fault.field) if fault.field else None
    return Quarantined(line=line, field=field, reason=fault.reason, raw=source.texts[line])


async def _post(client: httpx.AsyncClient, path: str, body: dict[str, Any], line: int) -> httpx.Response:
    """The API's answer to a row. Raises StackError if the fault is not the row's."""
    try:
        answer = await client.post(path, json=body)
        if answer.is_server_error:
            checked(answer)
    except (httpx.TransportError, StackError) as fault:
        raise StackError(f"Line {line}: {sentence_of(fault)} {GOES_ON}") from fault
    return answer


async def list_quarantined(client: httpx.AsyncClient, console: Console) -> None:
    """Print a table of the quarantined rows, oldest first."""
    found: list[dict[str, Any]] = []
    while page := await _page(client, after=found[-1]["number"] if found else 0):
        found += page
    table = Table("no.", "format", "file", "line", "field", "reason", box=None)
    for row in found:
        cells = (row["number"], row["format"], row["file"], row["line"], row["field"] or "row", row["reason"])
        table.add_row(*map(str, cells))
    console.print(table if found else "No rows are quarantined.")


async def _page(client: httpx.AsyncClient, *, after: int) -> list[dict[str, Any]]:
    page: list[dict[str, Any]] = checked(await client.get("/api/quarantine", params={"after": after, "limit": PAGE}))
    return page


async def correct(client: httpx.AsyncClient, console: Console, asked: ImportOptions) -> None:
    """Correct a row and import it. Raises StackError with what is still wrong."""
    given = {"changes": dict(map(named, asked.given))} if asked.row is None else {"row": asked.row}
    done = checked(await client.post(f"/api/quarantine/{asked.correct}", json=given))
    came = f"was imported: case {done['case']}." if done["case"] else f"was settled without a case: {done['why']}."
    _say(console, f"Row {asked.correct} {came}")
