"""Mending: a row that was set aside, with some of its fields changed, and read alone as it would be in its file."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from rules import importing_boston311
from rules.importing import Row, read_object
from rules.importing_lines import GARBLED, Record, lines_of
from schemas.importing import CannotMend, Format, Passed, Quarantined, ReportRow, Story, Typed

STORY: Final = "story"
FIELDS: Final = tuple(name for name in ReportRow.model_fields if name != "line")
STORY_FIELDS: Final = tuple(f"{STORY}.{name}" for name in Story.model_fields)
NOT_TEXT: Final = frozenset({"lat", "lon", STORY, f"{STORY}.hazard"})
"""Fields whose value is read as JSON where it comes as text."""

NO_ROW: Final = "an empty row is no report"
WHOLE_ROW: Final = "This row does not fall into its fields: give the whole row."
OBJECT: Final[TypeAdapter[dict[str, Any]]] = TypeAdapter(dict[str, Any])


def read_alone(text: str, *, format: Format, header: str | None) -> Row:
    """One row by itself, as it would be read in its file. Raises `NotThisFormat` where the header is not one.

    Empty text is no row, and passed over.
    """
    if not text.strip():
        return Passed(line=0, reason=NO_ROW)
    rows = _rows(text, format, header or "")
    if len(rows) > 1 and not isinstance(rows[0], Quarantined):
        return Quarantined(line=rows[0].line, field=None, reason="This is more than one row.", raw=text)
    return rows[0]


def _rows(text: str, format: Format, header: str) -> list[Row]:
    if format == "boston311":
        return list(importing_boston311.read(lines_of(f"{header}\n{text}")))
    return [read_object(line) for line in lines_of(text) if not line.blank]


def mended(text: str, changes: Mapping[str, Typed], *, format: Format, header: str | None, reason: str) -> str:
    """The row with these fields changed; an empty value leaves its field empty. Raises `CannotMend`.

    `reason` says why the row is set aside: what stands as an escape in it is nobody's word, and is given anew.
    """
    if reason in GARBLED:
        raise CannotMend(WHOLE_ROW)
    if format == "boston311":
        return _mended_cells(text, changes, header or "")
    return _mended_object(text, changes)


def _mended_cells(text: str, changes: Mapping[str, Typed], header: str) -> str:
    columns, records = importing_boston311.split(lines_of(f"{header}\n{text}"))
    found = list(records)
    if len(found) != 1 or not isinstance(found[0], Record):
        raise CannotMend(WHOLE_ROW)
    _known("column", changes, dict.fromkeys(columns))
    cells = list(found[0].cells)
    for column, value in changes.items():
        cells[columns.index(column)] = _cell(value)
    out = io.StringIO()
    # With this end of a line, a cell that holds half of it is quoted too.
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().removesuffix("\r\n")


def _cell(value: Typed) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _mended_object(text: str, changes: Mapping[str, Typed]) -> str:
    try:
        told = OBJECT.validate_json(text)
    except ValidationError as error:
        raise CannotMend(WHOLE_ROW) from error
    # A field that the format does not know may stand in the row, and is taken out by its name.
    _known("field", changes, (*FIELDS, *STORY_FIELDS), also=told)
    for field, value in changes.items():
        told = _with(told, field, _meant(field, value))
    return json.dumps(told, ensure_ascii=False)


def _with(told: dict[str, Any], field: str, value: Any) -> dict[str, Any]:
    if field in STORY_FIELDS:
        story = told.get(STORY)
        return told | {STORY: _with(story if isinstance(story, dict) else {}, field.removeprefix(f"{STORY}."), value)}
    if value in (None, ""):
        return {name: each for name, each in told.items() if name != field}
    return told | {field: value}


def _meant(field: str, value: Typed) -> Any:
    if field not in NOT_TEXT or not isinstance(value, str):
        return value
    try:
        return from_json(value)
    except ValueError:
        return value


def _known(what: str, changes: Iterable[str], names: Iterable[str], also: Iterable[str] = ()) -> None:
    unknown = next((name for name in changes if name not in {*names, *also}), None)
    if unknown is not None:
        raise CannotMend(f"There is no {what} {unknown}: choose one of {', '.join(names)}.")
