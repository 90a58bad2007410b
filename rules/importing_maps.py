"""The map of a city's export: which column holds which field, and what its words mean. Data in `rules/importers`.

A bad map is refused with a sentence that names its file, line and key. Knows no rows.
"""

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib.resources import files
from time import strptime
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from rules.law_faults import bad_toml
from rules.law_lines import line_of, lines_of
from schemas.importing import NotThisFormat
from schemas.words import Outcome, Registration

PLACE = "rules/importers"
EXAMPLE = datetime(2022, 5, 18, 7, 5, tzinfo=UTC)
"""The example time in a refusal."""


class BadMapError(NotThisFormat):
    """The map of a city's export cannot be used; the message is one sentence with its file, line and key."""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as fault:
        raise ValueError("no such time zone is known, such as America/New_York") from fault
    return name


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as fault:
        raise ValueError(f"this is no regular expression: {fault}") from fault
    return text


def time_of(text: str, format: str, zone: tzinfo) -> datetime:
    """The instant of this text in this format, to the second; a zone in the text wins. Raises ValueError."""
    told = strptime(text, format)
    zone = zone if told.tm_gmtoff is None else timezone(timedelta(seconds=told.tm_gmtoff))
    return datetime(*told[:6], tzinfo=zone)


def _time(format: str) -> str:
    try:
        read = time_of(EXAMPLE.strftime(format), format, UTC)
    except ValueError as fault:
        raise ValueError("this is no format of a date, such as %Y-%m-%d %H:%M:%S") from fault
    if read.date() != EXAMPLE.date():
        raise ValueError("this format lacks the year, the month or the day")
    return format


Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Words = Annotated[tuple[Word, ...], Field(min_length=1)]
Pattern = Annotated[str, AfterValidator(_pattern)]
"""A regular expression, searched for in the text; upper and lower case are the same."""


class Strict(BaseModel):
    """A section of a map."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Cells(Strict):
    """The source of a field: one column, or several that are joined.

    `parted_by` matches what separates the parts of one cell; they are joined in the same way. A cell with a value that
    `means_nothing` counts as empty.
    """

    columns: Words
    joined_by: str = ", "
    parted_by: Pattern | None = None
    means_nothing: tuple[Word, ...] = ()


def _in_full(told: Any) -> Any:
    return {"columns": (told,)} if isinstance(told, str) else told


Column = Annotated[Cells, BeforeValidator(_in_full)]
"""The name of a column alone means the cells of that column."""


class Fields(Strict):
    """The columns of a report's fields. The first four are never empty."""

    external_id: Column
    reported_at: Column
    address: Column
    district: Column
    lat: Column | None = None
    lon: Column | None = None
    plate: Column | None = None
    plate_state: Column | None = None
    vin: Column | None = None
    make: Column | None = None
    model: Column | None = None
    color: Column | None = None
    description: Column | None = None

    @property
    def told(self) -> dict[str, Cells]:
        """The fields that this export has."""
        return {name: cells for name in Fields.model_fields if (cells := getattr(self, name))}

    @model_validator(mode="after")
    def _stands_somewhere(self) -> Self:
        if (self.lat is None) != (self.lon is None):
            raise ValueError("lat and lon go together")
        return self


class Takes(Strict):
    """The rows that count: those with one of these values. Others are passed over, and the import says why."""

    column: Word
    values: Words
    others: Word


class Ending(Strict):
    """The meaning of a closing text. If it has several outcomes, the number of the report chooses one."""

    says: Pattern
    outcomes: Annotated[tuple[Outcome, ...], Field(min_length=1)]
    registration: Registration | None = None


class StoryMap(Strict):
    """How the case ended, for the sample users: the first ending whose pattern the text of a closed row matches.

    `without` is taken off the beginning of the text, `other_report` finds the number of the other report in it.
    """

    column: Word
    closed: Words
    text: Column
    without: Pattern | None = None
    other_report: Pattern | None = None
    otherwise: Outcome
    endings: tuple[Ending, ...] = ()


class ColumnMap(Strict):
    """The map of one export. Times without a zone of their own are local times of `zone`.

    In values of a cell upper and lower case are the same.
    """

    name: Word
    zone: Annotated[str, AfterValidator(_zone)]
    encoding: Literal["utf-8", "cp1252", "iso-8859-1"] = "utf-8"
    delimiter: Literal[",", ";", "\t"] = ","
    times: Annotated[tuple[Annotated[str, AfterValidator(_time)], ...], Field(min_length=1)]
    fields: Fields
    takes: Takes | None = None
    story: StoryMap | None = None

    @property
    def needed(self) -> tuple[str, ...]:
        """Every column that the map names, once."""
        named = [column for cells in self.fields.told.values() for column in cells.columns]
        named += self.story.text.columns if self.story else ()
        named += [section.column for section in (self.takes, self.story) if section]
        return tuple(dict.fromkeys(named))

    @property
    def columns(self) -> Mapping[str, str]:
        """The column to name for each field of a report that is wrong."""
        first = {name: cells.columns[0] for name, cells in self.fields.told.items()}
        note = {"note": self.story.text.columns[0]} if self.story else {}
        return first | note | {"at": first["reported_at"]}

    @property
    def example(self) -> str:
        """A time as this export writes it."""
        return EXAMPLE.strftime(self.times[0])

    def time_of(self, text: str) -> datetime:
        """The instant of this text, by the first format that fits. Raises ValueError if none does."""
        for format in self.times[:-1]:
            with suppress(ValueError):
                return time_of(text, format, ZoneInfo(self.zone))
        return time_of(text, self.times[-1], ZoneInfo(self.zone))


@cache
def list_maps() -> tuple[str, ...]:
    """Codes of the installed maps."""
    names = (each.name for each in files("rules.importers").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def find_map(code: str) -> ColumnMap:
    """The map of this code, one of `list_maps`. Raises BadMapError."""
    return read_map((files("rules.importers") / f"{code}.toml").read_bytes(), code=code)


def read_map(text: bytes, *, code: str) -> ColumnMap:
    """The map of this text. Raises BadMapError for its first fault."""
    try:
        return ColumnMap.model_validate(tomllib.loads(text.decode()))
    except UnicodeDecodeError as fault:
        line, where, why = text[: fault.start].count(b"\n") + 1, "", "The file is not UTF-8."
    except tomllib.TOMLDecodeError as fault:
        found = bad_toml(str(fault), text)
        line, where, why = found.line, "", found.why
    except ValidationError as fault:
        where, why = _told(fault)
        line = line_of(where, lines_of(text.decode()))
    raise BadMapError(f"{PLACE}/{code}.toml:{line}: {f'{where}: ' if where else ''}{why}")


def _told(fault: ValidationError) -> tuple[str, str]:
    first = fault.errors(include_url=False)[0]
    known = first.get("ctx", {})
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "value_error":
        said = str(known["error"])
        return where, f"{said[0].upper()}{said[1:]}."
    if first["type"] in {"enum", "literal_error"}:
        return where, f"{first['input']!r} is not known; it can be {known['expected']}."
    return where, SENTENCES.get(first["type"], f"{first['msg']}.")


SENTENCES = {
    "missing": "This is missing.",
    "extra_forbidden": "A map has no such key here.",
    "string_too_short": "This is empty.",
    "too_short": "This is empty: at least one is needed.",
    "string_type": "Words are expected, in quotes.",
    "tuple_type": "A list is expected, in brackets.",
    "model_type": "A section is expected, or the name of a column in quotes.",
}
