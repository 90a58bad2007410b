"""Importing: what another system's file says, row by row; no row is dropped without a word.

Knows two formats. `boston311`: the city's CSV export (`importing_boston311` has its columns and closing texts).
`towpath`: JSON Lines, one object a line with the fields of `schemas.importing.ReportRow`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from rules import importing_boston311
from rules.importing_faults import sentence
from rules.importing_lines import Line, lines_of
from schemas.importing import Format, NotThisFormat, Passed, Quarantined, ReportRow
from schemas.reporting import ReportVehicle
from schemas.words import Channel, Outcome

Row = ReportRow | Quarantined | Passed
Key = tuple[str, str]
"""A report's number is its own only together with the source that gave it."""

REPORTED: Final = ("address", "district", "lat", "lon", "plate", "plate_state", "vin", "make", "model", "color")
COLUMNS: Final[Mapping[Format, Mapping[str, str]]] = {
    "boston311": importing_boston311.COLUMN_OF | {"at": importing_boston311.COLUMN_OF["reported_at"]},
    "towpath": {"at": "reported_at"},
}
"""The file's own name of a field of a report, where it has another one."""


def read_rows(source: bytes | str | Iterable[bytes | str], format: Format) -> Iterator[Row]:
    """Every row of the file, in order: taken, set aside, or passed over, each with its line.

    `source` is the file whole or line by line; bytes are read as UTF-8. The file is read to its end before the first
    row is given, because a report may be a duplicate of a later one. Blank lines are no rows. Raises `NotThisFormat`
    at once where the file as a whole is something else.
    """
    lines = lines_of(source)
    rows = importing_boston311.read(lines) if format == "boston311" else _read_towpath(lines)
    return _settled(_once_each(rows))


def texts_of(source: bytes | str, format: Format) -> dict[int, str]:
    """What stands in a file that can be read, by the line where each row begins."""
    lines = lines_of(source)
    if format == "towpath":
        return {line.number: line.text for line in lines}
    return {record.line: record.raw for record in importing_boston311.split(lines)[1]}


def header_of(source: bytes | str, format: Format) -> str | None:
    """The line that names the columns, without which no row can be read alone; None in a format that has none."""
    written = (line.text for line in lines_of(source) if not line.blank)
    return next(written, None) if format == "boston311" else None


def _read_towpath(lines: Sequence[Line]) -> Iterator[ReportRow | Quarantined]:
    written = [line for line in lines if not line.blank]
    if not written:
        raise NotThisFormat("The file is empty.")
    if not any(line.text.lstrip().startswith("{") for line in written):
        raise NotThisFormat("This is not a Towpath file: not one line is a JSON object.")
    return (read_object(line) for line in written)


def read_object(line: Line) -> ReportRow | Quarantined:
    """One line of a Towpath file."""
    if line.wrong:
        return Quarantined(line=line.number, field=None, reason=line.wrong, raw=line.text)
    try:
        row = ReportRow.model_validate_json(line.text, strict=True)
    except ValidationError as error:
        field, reason = sentence(error, {})
        return Quarantined(line=line.number, field=field, reason=reason, raw=line.text)
    return row.model_copy(update={"line": line.number})


def _once_each(rows: Iterable[Row]) -> Iterator[Row]:
    seen: dict[Key, int] = {}
    for row in rows:
        if not isinstance(row, ReportRow):
            yield row
            continue
        first = seen.setdefault((row.source, row.external_id), row.line)
        yield row if first == row.line else Passed(line=row.line, reason=f"the same number stood at line {first}")


def _settled(rows: Iterable[Row]) -> Iterator[Row]:
    """Duplicates of a report that this file does not bring in are duplicates elsewhere."""
    everything = list(rows)
    taken = {(row.source, row.external_id): row for row in everything if isinstance(row, ReportRow)}
    return (_with_its_original(row, taken) if isinstance(row, ReportRow) else row for row in everything)


def _with_its_original(row: ReportRow, taken: Mapping[Key, ReportRow]) -> ReportRow:
    if row.story is None or row.story.outcome is not Outcome.DUPLICATE:
        return row
    original = _original(row, taken)
    told = {"outcome": Outcome.DUPLICATE_ELSEWHERE} if original is None else {"duplicate_of": original.external_id}
    return row.model_copy(update={"story": row.story.model_copy(update=told)})


def _original(row: ReportRow, taken: Mapping[Key, ReportRow]) -> ReportRow | None:
    """The report at the end of a chain of duplicates; None where the chain leaves the file or bites its tail."""
    passed: set[str] = set()
    at: ReportRow | None = row
    while at and at.story and at.story.outcome is Outcome.DUPLICATE:
        if at.external_id in passed or at.story.duplicate_of is None:
            return None
        passed.add(at.external_id)
        at = taken.get((at.source, at.story.duplicate_of))
    return at


def fields_of(row: ReportRow) -> dict[str, Any]:
    """The row as a report in JSON, as the door for reports takes it."""
    told = {name: getattr(row, name) for name in (*REPORTED, "description", "source", "external_id")}
    return told | {"channel": Channel.IMPORT, "at": row.reported_at.isoformat()}


def report_of(row: ReportRow, format: Format) -> ReportVehicle | Quarantined:
    """The row as a report; what the door for reports would refuse is set aside with the file's name of the field."""
    fields = fields_of(row)
    try:
        return ReportVehicle.model_validate(fields)
    except ValidationError as error:
        field, reason = sentence(error, COLUMNS[format])
        return Quarantined(line=row.line, field=field, reason=reason, raw=row.model_dump_json())
