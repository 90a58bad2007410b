"""Importing: the rows of another system's file; no row is dropped without a reason.

Knows Towpath's own format, and every export that has a map (`importing_maps`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final, Protocol

from pydantic import ValidationError

from rules.importing_csv import CsvImporter
from rules.importing_faults import sentence
from rules.importing_lines import TextLine, lines_of
from rules.importing_maps import find_map, list_maps
from rules.importing_objects import ObjectImporter
from schemas.importing import Format, NotThisFormat, Passed, Quarantined, ReportRow, Row, Typed
from schemas.reporting import ReportVehicle
from schemas.words import Channel, Outcome

Key = tuple[str, str]
"""Source and number: a report's number is unique only within its source."""

TOWPATH: Final = "towpath"
REPORTED: Final = ("address", "district", "lat", "lon", "plate", "plate_state", "vin", "make", "model", "color")


class Importer(Protocol):
    """The interface of a file format; see `CsvImporter` and `ObjectImporter`."""

    @property
    def encoding(self) -> str:
        """The text encoding of a file."""

    @property
    def columns(self) -> Mapping[str, str]:
        """The file's column for a field of a report, if the name differs."""

    def read(self, lines: Sequence[TextLine]) -> Iterator[Row]:
        """The rows of a file."""

    def read_alone(self, text: str, header: str | None) -> list[Row]:
        """The rows of a text that is only part of a file."""

    def texts(self, lines: Sequence[TextLine]) -> dict[int, str]:
        """The raw rows of a file, by their first line."""

    def header(self, lines: Sequence[TextLine]) -> str | None:
        """The line that every row needs to be read alone; None if the format has none."""

    def corrected(self, text: str, changes: Mapping[str, Typed], header: str | None) -> str:
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
        raise NotThisFormat(f"The format {format!r} is not known. Choose one of: {', '.join(list_formats())}.")
    return CsvImporter(format, find_map(format))


def read_rows(source: bytes | str | Iterable[bytes | str], format: Format) -> Iterator[Row]:
    """Every row of the file, in order: accepted, quarantined or skipped, each with its line.

    `source` is the file, whole or line by line. The file is read to its end before the first row is returned, because a
    report may be a duplicate of a later one. Blank lines are not rows. Raises `NotThisFormat` at once if the file as a
    whole has another format.
    """
    importer = importer_of(format)
    return _settled(_once_each(importer.read(lines_of(source, importer.encoding))))


def texts_of(source: bytes | str, format: Format) -> dict[int, str]:
    """The raw rows of a readable file, by their first line."""
    importer = importer_of(format)
    return importer.texts(lines_of(source, importer.encoding))


def header_of(source: bytes | str, format: Format) -> str | None:
    """The line that names the columns, which every row needs to be read alone; None if the format has none."""
    importer = importer_of(format)
    return importer.header(lines_of(source, importer.encoding))


def _once_each(rows: Iterable[Row]) -> Iterator[Row]:
    seen: dict[Key, int] = {}
    for row in rows:
        if not isinstance(row, ReportRow):
            yield row
            continue
        first = seen.setdefault((row.source, row.external_id), row.line)
        yield row if first == row.line else Passed(line=row.line, reason=f"the same number is on line {first}")


def _settled(rows: Iterable[Row]) -> Iterator[Row]:
    """Changes duplicates of a report outside this file to duplicates in another system."""
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
    """The report at the end of a chain of duplicates; None if the chain leaves the file or is cyclic."""
    passed: set[str] = set()
    at: ReportRow | None = row
    while at and at.story and at.story.outcome is Outcome.DUPLICATE:
        if at.external_id in passed or at.story.duplicate_of is None:
            return None
        passed.add(at.external_id)
        at = taken.get((at.source, at.story.duplicate_of))
    return at


def fields_of(row: ReportRow) -> dict[str, Any]:
    """The row as a report in JSON, for the report endpoint."""
    told = {name: getattr(row, name) for name in (*REPORTED, "description", "source", "external_id")}
    return told | {"channel": Channel.IMPORT, "at": row.reported_at.isoformat()}


def report_of(row: ReportRow, format: Format) -> ReportVehicle | Quarantined:
    """The row as a report; quarantined, with the file's name of the field, if the report endpoint would refuse it."""
    fields = fields_of(row)
    try:
        return ReportVehicle.model_validate(fields)
    except ValidationError as error:
        field, reason = sentence(error, importer_of(format).columns)
        return Quarantined(line=row.line, field=field, reason=reason, raw=row.model_dump_json())
