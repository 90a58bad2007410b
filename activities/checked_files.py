"""Files that count only whole: a checksum beside each (`NAME.sha256`), and a last line that counts its rows (`END,2`).

Knows no subject. A file without its checksum is still being written, and waits.
"""

import csv
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from io import StringIO
from itertools import islice

import structlog
from pydantic import BaseModel

from activities.file_exchange import FileExchange, FilePlace, is_plain

LARGEST, MOST_ROWS = 50_000_000, 200_000
"""Bytes and rows of a file: beyond them it is quarantined. Short rows take much more memory than their bytes."""
CHECKSUM, LONGEST_CHECKSUM = ".sha256", 10_000
DIGITS = 8
"""Of the digest of a file, before its name among those that cannot be used."""
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
        return f"{self._digest[:DIGITS]}-{self.name}"

    @property
    def beginning(self) -> str:
        """Its beginning as text, for a person who looks why it cannot be used."""
        return self.content[:BEGINNING].decode(errors="replace")

    def why_unusable(self, fault: UnusableFileError) -> str:
        """Why it cannot be used and where it lies, in sentences."""
        return f"{fault} It lies in the folder {FilePlace.QUARANTINE} as {self.quarantined_name}."

    @property
    def is_whole(self) -> bool:
        """Whether it has the checksum that came with it."""
        return self._digest.encode() in self.checksum

    def rows(self, model: type[BaseModel]) -> tuple[dict[str, str], ...]:
        """The rows, each by column, empty ones left out: with all that the model needs. Raises UnusableFileError."""
        *table, last = self._lines()
        rows = table[1:]
        # A spreadsheet writes the last line as long as the others.
        if [cell.strip() for cell in last if cell.strip()] != ["END", str(len(rows))]:
            raise UnusableFileError(f"The file {self.name} does not end with END and the number of its rows.")
        if not rows:
            return ()
        self._check_columns(table[0], rows, model)
        return tuple({name: text for name, text in zip(table[0], row, strict=True) if text} for row in rows)

    @cached_property
    def _digest(self) -> str:
        return sha256(self.content).hexdigest()

    def _check_columns(self, header: list[str], rows: list[list[str]], model: type[BaseModel]) -> None:
        """Each row is as long as the header: a comma that is not quoted would move what follows it."""
        needed = (name for name, each in model.model_fields.items() if each.is_required())
        if missing := [name for name in needed if name not in header]:
            raise UnusableFileError(f"The header of the file {self.name} lacks: {', '.join(missing)}.")
        for number, row in enumerate(rows, 1):
            if len(row) != len(header):
                cells = f"Row {number} of the file {self.name} has {len(row)} cells, and its header {len(header)}."
                raise UnusableFileError(f"{cells} A cell with a comma in it stands in quotation marks.")

    def _lines(self) -> list[list[str]]:
        """The names of the columns, the rows, and the last line, which is empty in a file without lines."""
        table = csv.reader(StringIO(self._text(), newline=""))
        try:
            lines = list(islice(filter(None, table), MOST_ROWS + 3))
        except csv.Error as fault:
            raise UnusableFileError(f"The file {self.name} is not CSV.") from fault
        if len(lines) > MOST_ROWS + 2:
            raise UnusableFileError(f"The file {self.name} has too many rows.")
        return lines or [[]]

    def _text(self) -> str:
        if len(self.content) > LARGEST:
            raise UnusableFileError(f"The file {self.name} is too large.")
        if not self.is_whole:
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


async def whole_files(files: FileExchange, ends: tuple[str, ...]) -> AsyncIterator[ReceivedFile]:
    """Each file with one of these ends that has come in whole, in the order of their names."""
    for checksum in plain_names(await files.names(FilePlace.IN), tuple(map(checksum_of, ends))):
        if file := await receive(files, FilePlace.IN, checksum.removesuffix(CHECKSUM)):
            yield file


def plain_names(names: Iterable[str], ends: tuple[str, ...]) -> list[str]:
    """The names with these ends that may be used, in their order; the log counts the others, because nobody may be
    shown them.
    """
    found = [name for name in names if name.endswith(ends)]
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
    if content is None:
        await _end_move(files, name, checksum)
        return None
    return ReceivedFile(name, content, checksum)


async def _end_move(files: FileExchange, name: str, checksum: bytes) -> None:
    """A checksum without its file is one whose move ended half way, if the file is where it was moved to."""
    content = await files.read(FilePlace.DONE, name, LARGEST + 1)
    if content is not None and ReceivedFile(name, content, checksum).is_whole:
        await files.move(checksum_of(name), FilePlace.IN, FilePlace.DONE)
        return
    quarantined = await files.names(FilePlace.QUARANTINE)
    for each in quarantined:
        if each[DIGITS:] == f"-{name}" and checksum_of(each) not in quarantined:
            await files.move(checksum_of(name), FilePlace.IN, FilePlace.QUARANTINE, checksum_of(each))


async def move(files: FileExchange, name: str, place: FilePlace, to: FilePlace) -> None:
    """Move a file with its checksum, which comes last here too: without it a file would wait for it for ever."""
    for each in (name, checksum_of(name)):
        await files.move(each, place, to)


async def quarantine(files: FileExchange, file: ReceivedFile, place: FilePlace) -> None:
    """Move a file that cannot be used, with its checksum, in the place of no other one."""
    for each, to in ((file.name, file.quarantined_name), (checksum_of(file.name), checksum_of(file.quarantined_name))):
        await files.move(each, place, FilePlace.QUARANTINE, to)


async def remove(files: FileExchange, name: str) -> None:
    """Remove a file that has come in with its checksum, which comes last."""
    for each in (name, checksum_of(name)):
        await files.remove(FilePlace.IN, each)


def checksum_of(name: str) -> str:
    """The name of the file with the checksum."""
    return f"{name}{CHECKSUM}"
