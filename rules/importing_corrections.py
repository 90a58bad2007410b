"""Correcting a quarantined row: some fields are changed, and the row is read alone as it would be in its file."""

from collections.abc import Mapping
from typing import Final

from rules.importing import importer_of
from rules.importing_faults import WHOLE_ROW
from rules.importing_lines import GARBLED
from schemas.importing import CannotCorrect, Format, Passed, Quarantined, Row, Typed

NO_ROW: Final = "an empty row is not a report"


def read_alone(text: str, *, format: Format, header: str | None) -> Row:
    """One row by itself, as it would be read in its file. Raises `NotThisFormat` for an invalid header.

    Empty text is skipped.
    """
    if not text.strip():
        return Passed(line=0, reason=NO_ROW)
    rows = importer_of(format).read_alone(text, header)
    if len(rows) > 1 and not isinstance(rows[0], Quarantined):
        return Quarantined(line=rows[0].line, field=None, reason="This is more than one row.", raw=text)
    return rows[0]


def corrected(text: str, changes: Mapping[str, Typed], *, format: Format, header: str | None, reason: str) -> str:
    """The row with these fields changed; an empty value leaves its field empty. Raises `CannotCorrect`.

    `reason` says why the row was quarantined: a row with escaped characters must be given as a whole.
    """
    if reason in GARBLED:
        raise CannotCorrect(WHOLE_ROW)
    return importer_of(format).corrected(text, changes, header)
