"""Boston's 311 export: its columns, its local times, and what its closing text says about the car.

The closing text decides the story; the first line of this table that fits wins (`CLOSINGS`):

| the text says                              | outcome                | why                                       |
|--------------------------------------------|------------------------|-------------------------------------------|
| duplicate, with or without "see <number>"  | duplicate              | of the first number, or of "not given"    |
| not at location, no vehicle at location    | gone_on_arrival        | somebody went there and looked            |
| removed or moved ... by owner              | moved_by_owner         | the owner acted                           |
| towed                                      | auctioned or reclaimed | Boston does not say: chosen by the number |
| active, actively registered                | unfounded, registered  | the registry's answer                     |
| not (an) abandoned, not enough information | unfounded              | nothing to act on                         |
| the plate number was not known             | unfounded              | as not enough information                 |
| closed in AVRS, and anything else          | withdrawn              | another authority's word; see the note    |

Whether the other report of a duplicate stands in the same file is settled by `importing`. A case that is not closed
has no story.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from rules.importing_faults import sentence
from rules.importing_lines import Line, Record, records
from schemas.importing import NotThisFormat, Passed, Quarantined, ReportRow, Story
from schemas.words import Outcome, Registration

SOURCE: Final = "boston311"
KIND: Final = "abandoned vehicles"
ANOTHER_KIND: Final = "another kind of request"
NOT_GIVEN: Final = "not given"

COLUMN_OF: Final = {
    "external_id": "CASE_ENQUIRY_ID",
    "reported_at": "OPEN_DT",
    "address": "Location",
    "district": "police_district",
    "lat": "LATITUDE",
    "lon": "LONGITUDE",
    "description": "CASE_TITLE",
    "note": "CLOSURE_REASON",
}
NEEDED: Final = (*COLUMN_OF.values(), "TYPE", "CASE_STATUS")
FILLED: Final = ("CASE_ENQUIRY_ID", "OPEN_DT", "Location", "police_district")

_ZONE = ZoneInfo("America/New_York")
_LEADER = re.compile(r"^\s*Case Closed\.?\s*(?:Closed date : [\d\- :.]+)?\s*")
_NUMBER = re.compile(r"(?<!\d)\d{6,20}(?!\d)")


class Closing(NamedTuple):
    """What a closing text means. Outcome None: towed, and Boston does not say what came of it."""

    pattern: re.Pattern[str]
    outcome: Outcome | None
    registration: Registration | None = None


def _says(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


CLOSINGS: Final = (
    Closing(_says(r"\bduplicate\b"), Outcome.DUPLICATE),
    Closing(_says(r"\b(not|no vehicle) at (the )?location\b"), Outcome.GONE_ON_ARRIVAL),
    Closing(_says(r"\b(re)?moved\b.*\bby (the )?owner\b"), Outcome.MOVED_BY_OWNER),
    Closing(_says(r"\btowed\b"), None),
    Closing(_says(r"\bactive(ly)?\b"), Outcome.UNFOUNDED, Registration.VALID),
    Closing(_says(r"\bnot (an )?abandoned\b|\bnot enough information\b"), Outcome.UNFOUNDED),
    Closing(_says(r"\bplate number\b"), Outcome.UNFOUNDED),
    Closing(_says(r""), Outcome.WITHDRAWN),
)


def read(lines: Sequence[Line]) -> Iterator[ReportRow | Quarantined | Passed]:
    """The rows of the file, told apart, in order.

    Raises `NotThisFormat` at once where the first line is not Boston's list of columns.
    """
    header, found = split(lines)
    return (_row(record, header) for record in found)


def split(lines: Sequence[Line]) -> tuple[list[str], Iterator[Record | Quarantined]]:
    """The names of the columns, and the records below them. Raises `NotThisFormat`."""
    start = next((at for at, line in enumerate(lines) if not line.blank), None)
    if start is None:
        raise NotThisFormat("The file is empty.")
    header = _header(lines[start])
    return header, records(lines[start + 1 :], len(header))


def _header(line: Line) -> list[str]:
    try:
        header = [cell.strip() for cell in next(csv.reader([line.text], strict=True))]
    except csv.Error:
        header = []
    absent = [column for column in NEEDED if column not in header]
    if absent:
        raise NotThisFormat(f"This is not a Boston 311 file: the first line lacks the column {absent[0]}.")
    twice = [column for column in NEEDED if header.count(column) > 1]
    if twice:
        raise NotThisFormat(f"This Boston 311 file has the column {twice[0]} twice; which one counts is not known.")
    return header


def _row(record: Record | Quarantined, header: list[str]) -> ReportRow | Quarantined | Passed:
    if isinstance(record, Quarantined):
        return record
    cells = dict(zip(header, (cell.strip() for cell in record.cells), strict=True))
    if cells["TYPE"] == "TYPE":
        return _aside(record, None, "The row repeats the names of the columns.")
    if not cells["TYPE"]:
        return _aside(record, "TYPE", "TYPE is empty.")
    if cells["TYPE"].casefold() != KIND:
        return Passed(line=record.line, reason=ANOTHER_KIND)
    return _report(record, cells)


def _report(record: Record, cells: Mapping[str, str]) -> ReportRow | Quarantined:
    empty = next((column for column in FILLED if not cells[column]), None)
    if empty:
        return _aside(record, empty, f"{empty} is empty.")
    try:
        opened = datetime.strptime(cells["OPEN_DT"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=_ZONE)
    except ValueError:
        return _aside(record, "OPEN_DT", "OPEN_DT is not a date and time like 2022-05-18 07:05:00.")
    try:
        return _understood(record.line, opened, cells)
    except ValidationError as error:
        field, reason = sentence(error, COLUMN_OF)
        return _aside(record, field, reason)


def _understood(line: int, opened: datetime, cells: Mapping[str, str]) -> ReportRow:
    title = cells["CASE_TITLE"]
    return ReportRow.model_validate(
        {
            "line": line,
            "source": SOURCE,
            "external_id": cells["CASE_ENQUIRY_ID"],
            "reported_at": opened,
            "address": ", ".join(re.split(r"\s{2,}", cells["Location"])),
            "district": cells["police_district"].lower(),
            "lat": cells["LATITUDE"] or None,
            "lon": cells["LONGITUDE"] or None,
            "description": None if title.casefold() == KIND else title or None,
            "story": story_of(cells["CASE_ENQUIRY_ID"], cells["CLOSURE_REASON"])
            if cells["CASE_STATUS"].casefold() == "closed"
            else None,
        }
    )


def story_of(number: str, closing_text: str) -> Story:
    """What Boston's closing text says about the car of case `number`, by the table above.

    Raises `pydantic.ValidationError` where the text is longer than a note may be.
    """
    text = _LEADER.sub("", closing_text).strip()
    closing = next(closing for closing in CLOSINGS if closing.pattern.search(text))
    outcome = closing.outcome or _after_the_tow(number)
    return Story(
        outcome=outcome,
        duplicate_of=_other_number(text) if outcome is Outcome.DUPLICATE else None,
        registration=closing.registration,
        note=text or None,
    )


def _after_the_tow(number: str) -> Outcome:
    return Outcome.AUCTIONED if sum(number.encode()) % 2 else Outcome.RECLAIMED


def _other_number(text: str) -> str:
    found = _NUMBER.search(text)
    return found.group() if found else NOT_GIVEN


def _aside(record: Record, field: str | None, reason: str) -> Quarantined:
    return Quarantined(line=record.line, field=field, reason=reason, raw=record.raw)
