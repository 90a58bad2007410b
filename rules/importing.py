"""Importing: what another system's file says, row by row; no row is dropped without a word.

Knows Towpath's own format, and every export that has a map (`importing_maps`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, Protocol

from pydantic import ValidationError

from rules.importing_csv import CsvImporter
from rules.importing_faults import sentence
from rules.importing_lines import Line, lines_of
from rules.importing_maps import find_map, list_maps
from rules.importing_objects import ObjectImporter
from schemas.importing import Format, NotThisFormat, Passed, Quarantined, ReportRow, Row, Typed
from schemas.reporting import ReportVehicle
from schemas.words import Channel, Outcome

Key = tuple[str, str]
"""A report's number is its own only together with the source that gave it."""

TOWPATH: Final = "towpath"
REPORTED: Final = ("address", "district", "lat", "lon", "plate", "plate_state", "vin", "make", "model", "color")


class Importer(Protocol):
    """What a format of files can do; `CsvImporter` and `ObjectImporter` say more."""

    @property
    def encoding(self) -> str:
        """How the bytes of a file are read."""

    @property
    def columns(self) -> Mapping[str, str]:
        """The file's own name of a field of a report, if it has another one."""

    def read(self, lines: Sequence[Line]) -> Iterator[Row]:
        """The rows of a file."""

    def read_alone(self, text: str, header: str | None) -> list[Row]:
        """The rows of a text that is not a whole file."""

    def texts(self, lines: Sequence[Line]) -> dict[int, str]:
        """What stands in a file, by the line where each row begins."""

    def header(self, lines: Sequence[Line]) -> str | None:
        """The line without which no row can be read alone, if there is one."""

    def mended(self, text: str, changes: Mapping[str, Typed], header: str | None) -> str:
        """A row with some of its fields changed."""


def list_formats() -> tuple[str, ...]:
    """The formats of files that can be imported."""
    return (*list_maps(), TOWPATH)


@cache
def importer_of(format: Format) -> Importer:
    """The importer of this format. Raises `NotThisFormat` if there is none, `BadMapError` if its map has a fault."""
    if format == TOWPATH:
        return ObjectImporter()
    if format not in list_maps():
        raise NotThisFormat(f"The format {format!r} is not known: choose one of {', '.join(list_formats())}.")
    return CsvImporter(format, find_map(format))


def read_rows(source: bytes | str | Iterable[bytes | str], format: Format) -> Iterator[Row]:
    """Every row of the file, in order: taken, set aside, or passed over, each with its line.

    `source` is the file whole or line by line. The file is read to its end before the first row is given, because a
    report may be a duplicate of a later one. Blank lines are no rows. Raises `NotThisFormat` at once where the file as
    a whole is something else.
    """
    importer = importer_of(format)
    return _settled(_once_each(importer.read(lines_of(source, importer.encoding))))


def texts_of(source: bytes | str, format: Format) -> dict[int, str]:
    """What stands in a file that can be read, by the line where each row begins."""
    importer = importer_of(format)
    return importer.texts(lines_of(source, importer.encoding))


def header_of(source: bytes | str, format: Format) -> str | None:
    """The line that names the columns, without which no row can be read alone; None in a format that has none."""
    importer = importer_of(format)
    return importer.header(lines_of(source, importer.encoding))


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
        field, reason = sentence(error, importer_of(format).columns)
        return Quarantined(line=row.line, field=field, reason=reason, raw=row.model_dump_json())
