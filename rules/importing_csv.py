"""A city's export as a CSV file, read by its map: each row is a report, quarantined, or skipped.

Knows no city: which column means what is data (`importing_maps`). Whether the other report of a duplicate stands in the
same file is settled by `importing`.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from rules.importing_faults import WHOLE_ROW, check_known, sentence
from rules.importing_lines import Record, TextLine, lines_of, records
from rules.importing_maps import Cells, ColumnMap, StoryMap
from schemas.importing import CannotCorrect, NotThisFormat, Passed, Quarantined, ReportRow, Row, Story, Typed
from schemas.words import Outcome

NOT_GIVEN: Final = "not given"
FILLED: Final = ("external_id", "reported_at", "address", "district")
DUPLICATES: Final = frozenset({Outcome.DUPLICATE, Outcome.DUPLICATE_ELSEWHERE})
CASELESS: Final = re.IGNORECASE


@dataclass(frozen=True)
class CsvImporter:
    """Reads the files of one export. `source` is the code of its map."""

    source: str
    map: ColumnMap

    @property
    def encoding(self) -> str:
        """How the bytes of a file are read."""
        return self.map.encoding

    @property
    def columns(self) -> Mapping[str, str]:
        """The file's own name of a field of a report."""
        return self.map.columns

    def read(self, lines: Sequence[TextLine]) -> Iterator[Row]:
        """The rows of the file, in order. Raises `NotThisFormat` at once if its first line does not fit."""
        header, found = self.split(lines)
        return (self._row(record, header) for record in found)

    def read_alone(self, text: str, header: str | None) -> list[Row]:
        """The rows of this text, under this header. Raises `NotThisFormat`."""
        return list(self.read(lines_of(f"{header or ''}\n{text}")))

    def texts(self, lines: Sequence[TextLine]) -> dict[int, str]:
        """What stands in the file, by the line where each row begins."""
        return {record.line: record.raw for record in self.split(lines)[1]}

    def header(self, lines: Sequence[TextLine]) -> str | None:
        """The line that names the columns."""
        return next((line.text for line in lines if not line.blank), None)

    def split(self, lines: Sequence[TextLine]) -> tuple[list[str], Iterator[Record | Quarantined]]:
        """The names of the columns, and the records below them. Raises `NotThisFormat`."""
        start = next((at for at, line in enumerate(lines) if not line.blank), None)
        if start is None:
            raise NotThisFormat("The file is empty.")
        header = self._header(lines[start])
        return header, records(lines[start + 1 :], len(header), self.map.delimiter)

    def _header(self, line: TextLine) -> list[str]:
        try:
            header = [cell.strip() for cell in next(csv.reader([line.text], delimiter=self.map.delimiter, strict=True))]
        except csv.Error:
            header = []
        name = self.map.name
        for column in self.map.needed:
            if column not in header:
                raise NotThisFormat(f"This is not a {name} file: the first line lacks the column {column}.")
        for column in self.map.needed:
            if header.count(column) > 1:
                raise NotThisFormat(f"This {name} file has the column {column} twice; it is unclear which one to read.")
        return header

    def _row(self, record: Record | Quarantined, header: list[str]) -> Row:
        if isinstance(record, Quarantined):
            return record
        cells = dict(zip(header, (cell.strip() for cell in record.cells), strict=True))
        if all(cells[column] == column for column in self.map.needed):
            return _aside(record, None, "The row repeats the names of the columns.")
        takes = self.map.takes
        if takes and not cells[takes.column]:
            return _aside(record, takes.column, f"{takes.column} is empty.")
        if takes and not _is_one_of(cells[takes.column], takes.values):
            return Passed(line=record.line, reason=takes.others)
        return self._report(record, cells)

    def _report(self, record: Record, cells: Mapping[str, str]) -> ReportRow | Quarantined:
        told = {name: value_of(each, cells) for name, each in self.map.fields.told.items()}
        column = self.columns
        if empty := next((column[name] for name in FILLED if not told[name]), None):
            return _aside(record, empty, f"{empty} is empty.")
        try:
            reported_at = self.map.time_of(told["reported_at"])
        except ValueError:
            wrong = column["reported_at"]
            return _aside(record, wrong, f"{wrong} is not a date and time like {self.map.example}.")
        known = {name: value or None for name, value in told.items()}
        known |= {"district": told["district"].lower(), "source": self.source}
        try:
            story = self._story(told["external_id"], cells)
            return ReportRow.model_validate(known | {"line": record.line, "reported_at": reported_at, "story": story})
        except ValidationError as error:
            return _aside(record, *sentence(error, column))

    def _story(self, number: str, cells: Mapping[str, str]) -> Story | None:
        story = self.map.story
        if story is None or not _is_one_of(cells[story.column], story.closed):
            return None
        return story_of(story, number, value_of(story.text, cells))

    def corrected(self, text: str, changes: Mapping[str, Typed], header: str | None) -> str:
        """The row with these cells changed. Raises `CannotCorrect`, `NotThisFormat`."""
        columns, found = self.split(lines_of(f"{header or ''}\n{text}"))
        rows = list(found)
        if len(rows) != 1 or not isinstance(rows[0], Record):
            raise CannotCorrect(WHOLE_ROW)
        check_known("column", changes, dict.fromkeys(columns))
        cells = list(rows[0].cells)
        for column, value in changes.items():
            cells[columns.index(column)] = _cell(value)
        out = io.StringIO()
        # With this end of a line, a cell that holds half of it is quoted too.
        csv.writer(out, delimiter=self.map.delimiter, lineterminator="\r\n").writerow(cells)
        return out.getvalue().removesuffix("\r\n")


def value_of(told: Cells, cells: Mapping[str, str]) -> str:
    """The joined text of these cells; None if they are empty or hold a text that means nothing."""
    parts = [part for column in told.columns for part in _parts(told, cells[column])]
    return told.joined_by.join(parts)


def _parts(told: Cells, cell: str) -> list[str]:
    if not cell or _is_one_of(cell, told.means_nothing):
        return []
    return re.split(told.parted_by, cell) if told.parted_by else [cell]


def _is_one_of(cell: str, values: Sequence[str]) -> bool:
    return cell.casefold() in {value.casefold() for value in values}


def story_of(told: StoryMap, number: str, closing_text: str) -> Story:
    """What the closing text of report `number` says about the vehicle.

    Raises `pydantic.ValidationError` for a text that is longer than a note may be.
    """
    text = re.sub(f"^(?:{told.without})", "", closing_text, flags=CASELESS) if told.without else closing_text
    text = text.strip()
    ending = next((each for each in told.endings if re.search(each.says, text, CASELESS)), None)
    outcomes = ending.outcomes if ending else (told.otherwise,)
    outcome = outcomes[sum(number.encode()) % len(outcomes)]
    return Story(
        outcome=outcome,
        duplicate_of=_other_number(told, text) if outcome in DUPLICATES else None,
        registration=ending.registration if ending else None,
        note=text or None,
    )


def _other_number(told: StoryMap, text: str) -> str:
    found = re.search(told.other_report, text) if told.other_report else None
    return found.group() if found else NOT_GIVEN


def _cell(value: Typed) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _aside(record: Record, field: str | None, reason: str) -> Quarantined:
    return Quarantined(line=record.line, field=field, reason=reason, raw=record.raw)
