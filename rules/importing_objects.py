"""Towpath's own format: JSON Lines, one object a line with the fields of `schemas.importing.ReportRow`."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from rules.importing_faults import WHOLE_ROW, check_known, sentence
from rules.importing_lines import TextLine, lines_of
from schemas.importing import CannotCorrect, NotThisFormat, Quarantined, ReportRow, Row, Story, Typed

STORY: Final = "story"
FIELDS: Final = tuple(name for name in ReportRow.model_fields if name != "line")
STORY_FIELDS: Final = tuple(f"{STORY}.{name}" for name in Story.model_fields)
NOT_TEXT: Final = frozenset({"lat", "lon", STORY, f"{STORY}.hazard"})
"""Fields whose text value is read as JSON."""

OBJECT: Final[TypeAdapter[dict[str, Any]]] = TypeAdapter(dict[str, Any])


class ObjectImporter:
    """Reads the files of Towpath's own format."""

    encoding: ClassVar[str] = "utf-8"
    columns: ClassVar[Mapping[str, str]] = {"at": "reported_at"}

    def read(self, lines: Sequence[TextLine]) -> Iterator[Row]:
        """The rows of the file, in order. Raises `NotThisFormat` at once if no line is an object."""
        written = [line for line in lines if not line.blank]
        if not written:
            raise NotThisFormat("The file is empty.")
        if not any(line.text.lstrip().startswith("{") for line in written):
            raise NotThisFormat("This is not a Towpath file: no line is a JSON object.")
        return (read_object(line) for line in written)

    def read_alone(self, text: str, _header: str | None) -> list[Row]:
        """The rows of this text."""
        return [read_object(line) for line in lines_of(text) if not line.blank]

    def texts(self, lines: Sequence[TextLine]) -> dict[int, str]:
        """What stands in the file, by line."""
        return {line.number: line.text for line in lines}

    def header(self, _lines: Sequence[TextLine]) -> str | None:
        """None: a row can be read alone."""
        return None

    def corrected(self, text: str, changes: Mapping[str, Typed], _header: str | None) -> str:
        """The object with these fields changed. Raises `CannotCorrect`."""
        try:
            told = OBJECT.validate_json(text)
        except ValidationError as error:
            raise CannotCorrect(WHOLE_ROW) from error
        # An unknown field in the row can be removed by its name.
        check_known("field", changes, (*FIELDS, *STORY_FIELDS), also=told)
        for field, value in changes.items():
            told = _with(told, field, _meant(field, value))
        return json.dumps(told, ensure_ascii=False)


def read_object(line: TextLine) -> ReportRow | Quarantined:
    """One line of a Towpath file."""
    if line.wrong:
        return Quarantined(line=line.number, field=None, reason=line.wrong, raw=line.text)
    try:
        row = ReportRow.model_validate_json(line.text, strict=True)
    except ValidationError as error:
        field, reason = sentence(error, {})
        return Quarantined(line=line.number, field=field, reason=reason, raw=line.text)
    return row.model_copy(update={"line": line.number})


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
