"""Splits a file into lines, and lines into records of a CSV file. What cannot be read is quarantined, never dropped.

Knows no columns: what a record means is for `importing_csv` and `importing`.
"""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from schemas.importing import Quarantined

NOT_TEXT = {"utf-8": "The line is not UTF-8 text.", "cp1252": "The line is not text in the code page Windows-1252."}
HOLDS_NUL = "The line holds a NUL character."
GARBLED = frozenset({*NOT_TEXT.values(), HOLDS_NUL})
"""The faults of rows in which characters had to be written as escapes."""

LONGEST_RECORD = 100
"""Lines. A quotation mark that is still open after so many is taken for a stray one."""


class TextLine(NamedTuple):
    """A line without its line end. `wrong` says why it cannot be read; None if it can."""

    number: int
    text: str
    wrong: str | None = None

    @property
    def blank(self) -> bool:
        """Whether the line is blank."""
        return not self.text.strip()


class Record(NamedTuple):
    """The cells of one row of a CSV file, which begins at `line` and reads `raw` in the file."""

    line: int
    raw: str
    cells: list[str]


def lines_of(source: bytes | str | Iterable[bytes | str], encoding: str = "utf-8") -> list[TextLine]:
    """Every line of the file, numbered from 1; items of an iterable are one line each. Bytes are in this encoding.

    A file in UTF-16, as spreadsheets save "Unicode text", or with the byte order mark of UTF-8 shows it by its first
    bytes and is read so. The mark is taken off. Only a line feed ends a line, or, in a file without any, a carriage
    return.
    """
    if isinstance(source, bytes) and (wide := _wide(source)):
        source = wide
    if isinstance(source, bytes):
        encoding = "utf-8" if source.startswith(BOM_UTF8) else encoding
        source = source.split(b"\n" if b"\n" in source else b"\r")
    elif isinstance(source, str):
        source = source.split("\n" if "\n" in source else "\r")
    return [_line(number, item, encoding) for number, item in enumerate(source, start=1)]


UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
HALF = "\ud800"
"""What no text holds: a line with it cannot be read."""


def _wide(source: bytes) -> str | None:
    """The text of a file in UTF-16, by its mark or by a first character of two bytes; None for any other file."""
    first = source[:2]
    of_ascii = {(False, True): "utf-16-le", (True, False): "utf-16-be"}.get((first[:1] == b"\0", first[1:] == b"\0"))
    encoding = UTF_16.get(first, of_ascii)
    if encoding is None:
        return None
    whole = len(source) // 2 * 2
    return source[:whole].decode(encoding, "surrogatepass") + HALF * (len(source) - whole)


def _line(number: int, item: bytes | str, encoding: str) -> TextLine:
    data, encoding = (item, encoding) if isinstance(item, bytes) else (item.encode("utf-8", "surrogatepass"), "utf-8")
    try:
        text, wrong = data.decode(encoding), None
    except UnicodeDecodeError:
        text, wrong = data.decode(encoding, "backslashreplace"), NOT_TEXT[encoding]
    text = text.removeprefix("\ufeff") if number == 1 else text
    text = text.removesuffix("\n").removesuffix("\r")
    if "\0" in text:
        text, wrong = text.replace("\0", "\\x00"), wrong or HOLDS_NUL
    return TextLine(number, text, wrong)


def records(lines: Sequence[TextLine], width: int, delimiter: str = ",") -> Iterator[Record | Quarantined]:
    """The records of a CSV file, `width` cells each.

    A record may run over several lines inside quotation marks. Where that does not come out right, only its first line
    is quarantined and reading goes on with the next, so that one stray quotation mark costs one row, not the file.
    """
    at = 0
    while at < len(lines):
        if lines[at].blank:
            at += 1
            continue
        record, taken = _record(lines[at : at + LONGEST_RECORD], width, delimiter)
        yield record
        at += taken


def _record(lines: Sequence[TextLine], width: int, delimiter: str) -> tuple[Record | Quarantined, int]:
    first = lines[0]
    if first.wrong:
        return _aside(first, first.wrong), 1
    sound = takewhile(lambda line: not line.wrong, lines)
    reader = csv.reader((line.text + "\n" for line in sound), delimiter=delimiter, strict=True)
    try:
        cells = next(reader)
    except csv.Error:
        return _aside(first, "A quotation mark stands in the wrong place, or a cell is far too long."), 1
    if len(cells) != width:
        return _aside(first, f"The row has {len(cells)} columns where the header has {width}."), 1
    raw = "\n".join(line.text for line in lines[: reader.line_num])
    return Record(first.number, raw, cells), reader.line_num


def _aside(line: TextLine, reason: str) -> Quarantined:
    return Quarantined(line=line.number, field=None, reason=reason, raw=line.text)
