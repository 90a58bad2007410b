"""Files that count only whole: a checksum beside each (`NAME.sha256`), and a last line that counts its rows (`END,2`).

Knows no subject. A file without its checksum is still being written, and waits.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO

import structlog
from pydantic import BaseModel

from activities.file_exchange import FileExchange, FilePlace, is_plain

LARGEST = 50_000_000
"""Bytes of a file: beyond them it is quarantined."""
LONGEST_CHECKSUM = 10_000
BEGINNING = 2_000
"""Bytes of a file that cannot be used which a person is shown."""

log = structlog.get_logger()


class UnusableFileError(Exception):
    """A file is not what was agreed; the message is one sentence without its content."""


@dataclass(frozen=True)
class ReceivedFile:
    """A file as it came, and what came with it as its checksum."""

    name: str
    content: bytes
    checksum: bytes

    @property
    def cursor(self) -> str:
        """What says that this file was read, and no other one of its name."""
        return f"{self.name} {self._digest}"

    @property
    def quarantined_name(self) -> str:
        """Its name among the files that cannot be used, where several may have come under one name."""
        return f"{self._digest[:8]}-{self.name}"

    @property
    def beginning(self) -> str:
        """Its beginning as text, for a person who looks why it cannot be used."""
        return self.content[:BEGINNING].decode(errors="replace")

    def why_unusable(self, fault: UnusableFileError) -> str:
        """Why it cannot be used and where it lies, in sentences."""
        return f"{fault} It lies in the folder {FilePlace.QUARANTINE} as {self.quarantined_name}."

    def rows(self, model: type[BaseModel]) -> tuple[dict[str, str], ...]:
        """The rows, each by column, empty ones left out: with all that the model needs. Raises UnusableFileError."""
        lines = self._text().splitlines()
        rows = self._table(lines[:-1])
        # A spreadsheet writes the last line as long as the others.
        if not lines or lines[-1].strip().rstrip(",") != f"END,{len(rows)}":
            raise UnusableFileError(f"The file {self.name} does not end with END and the number of its rows.")
        self._check_header(rows, model)
        return tuple({name: text for name, text in row.items() if text} for row in rows)

    @property
    def _digest(self) -> str:
        return sha256(self.content).hexdigest()

    def _table(self, lines: list[str]) -> list[dict[str, str]]:
        """The rows, each as long as the header: a comma that is not quoted would move what follows it."""
        try:
            header, *rows = [each for each in csv.reader(StringIO("\n".join(lines))) if each] or [[]]
        except csv.Error as fault:
            raise UnusableFileError(f"The file {self.name} is not CSV.") from fault
        for number, row in enumerate(rows, 1):
            if len(row) != len(header):
                cells = f"Row {number} of the file {self.name} has {len(row)} cells, and its header {len(header)}."
                raise UnusableFileError(f"{cells} A cell with a comma in it stands in quotation marks.")
        return [dict(zip(header, row, strict=True)) for row in rows]

    def _check_header(self, rows: Sequence[Mapping[str, str]], model: type[BaseModel]) -> None:
        needed = (name for name, each in model.model_fields.items() if each.is_required())
        if missing := [name for name in needed if rows and name not in rows[0]]:
            raise UnusableFileError(f"The header of the file {self.name} lacks: {', '.join(missing)}.")

    def _text(self) -> str:
        if len(self.content) > LARGEST:
            raise UnusableFileError(f"The file {self.name} is too large.")
        if self._digest.encode() not in self.checksum:
            raise UnusableFileError(f"The file {self.name} does not have the checksum that came with it.")
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            raise UnusableFileError(f"The file {self.name} is not UTF-8 text.") from fault


def table_of(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> bytes:
    """The rows as a file has them, with the last line that counts them."""
    written = StringIO()
    table = csv.DictWriter(written, columns, lineterminator="\r\n")
    table.writeheader()
    table.writerows(rows)
    return f"{written.getvalue()}END,{len(rows)}\r\n".encode()


def checksum_line(name: str, content: bytes) -> str:
    """What stands in a file of checksums, as `sha256sum` reads it."""
    return f"{sha256(content).hexdigest()}  {name}\n"


def plain_names(names: Iterable[str], end: str | tuple[str, ...]) -> list[str]:
    """The names with this end that may be used, in their order; the log counts the others, because nobody may be shown
    them.
    """
    found = [name for name in names if name.endswith(end)]
    plain = sorted(filter(is_plain, found))
    if len(plain) < len(found):
        log.warning("files with odd names left where they are", count=len(found) - len(plain))
    return plain


async def receive(files: FileExchange, place: FilePlace, name: str) -> ReceivedFile | None:
    """A file, once its checksum is there, which comes last."""
    checksum = await files.read(place, checksum_of(name), LONGEST_CHECKSUM)
    if checksum is None:
        return None
    content = await files.read(place, name, LARGEST + 1)
    return None if content is None else ReceivedFile(name, content, checksum)


async def move(files: FileExchange, name: str, place: FilePlace, to: FilePlace) -> None:
    """Move a file with its checksum."""
    for each in (name, checksum_of(name)):
        await files.move(each, place, to)


async def quarantine(files: FileExchange, file: ReceivedFile, place: FilePlace) -> None:
    """Move a file that cannot be used, with its checksum, in the place of no other one."""
    for each, to in ((file.name, file.quarantined_name), (checksum_of(file.name), checksum_of(file.quarantined_name))):
        await files.move(each, place, FilePlace.QUARANTINE, to)


def checksum_of(name: str) -> str:
    """The name of the file with the checksum."""
    return f"{name}.sha256"
