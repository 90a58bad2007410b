"""A mail house that takes files: batches are put into `out`, answers and events come into `in`.

A file counts once its checksum lies beside it (`NAME.sha256`) and its last line counts its rows (`END,2`). What was
read goes to `done`; what cannot be used goes to `quarantine`, with a sentence. Does not know where the files are.
"""

import csv
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from io import StringIO

import structlog

from activities.file_exchange import FileExchange, FilePlace, is_plain
from activities.mail_house import BatchFaultError, News, PrintedBatch
from activities.outside import Circuit
from schemas.mail_house import BatchAnswer

EVENTS, ANSWER = ".events.csv", ".answer.csv"
LARGEST = 50_000_000
"""Bytes of a file: beyond them it is quarantined."""
LONGEST_CHECKSUM = 10_000

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
        return f"{self.name} {sha256(self.content).hexdigest()}"

    def rows(self) -> tuple[dict[str, str], ...]:
        """The rows, each by column, empty ones left out. Raises UnusableFileError."""
        lines = self._text().splitlines()
        rows = self._table(lines[:-1])
        if not lines or lines[-1].strip() != f"END,{len(rows)}":
            raise UnusableFileError(f"The file {self.name} does not end with END and the number of its rows.")
        return tuple({name: text for name, text in row.items() if name and text} for row in rows)

    def _table(self, lines: list[str]) -> list[dict[str, str]]:
        try:
            return list(csv.DictReader(StringIO("\n".join(lines))))
        except csv.Error as fault:
            raise UnusableFileError(f"The file {self.name} is not CSV.") from fault

    def _text(self) -> str:
        if len(self.content) > LARGEST:
            raise UnusableFileError(f"The file {self.name} is too large.")
        if sha256(self.content).hexdigest().encode() not in self.checksum:
            raise UnusableFileError(f"The file {self.name} does not have the checksum that came with it.")
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            raise UnusableFileError(f"The file {self.name} is not UTF-8 text.") from fault


@dataclass(frozen=True)
class FileMailHouse:
    """The exchange of files, which the mail house empties and fills; `opened` leads to them."""

    opened: Callable[[], AbstractAsyncContextManager[FileExchange]]
    circuit: Circuit

    @asynccontextmanager
    async def for_a_round(self) -> AsyncIterator["FileMailHouse"]:
        """The same mail house, reached once for all that is done inside."""
        async with self.opened() as files:
            yield replace(self, opened=lambda: nullcontext(files))

    async def look_up(self, name: str, now: datetime) -> BatchAnswer | None:
        """The answer for a batch; None if there is none yet. Raises ServiceAwayError, BatchFaultError."""
        async with self.circuit.closed(now), self.opened() as files:
            for place in (FilePlace.IN, FilePlace.DONE):
                if file := await _receive(files, place, f"{name}{ANSWER}"):
                    return await _answer(files, place, name, file)
            return None

    async def hand_over(self, batch: PrintedBatch, now: datetime) -> BatchAnswer | None:
        """Put a batch out; its answer comes later. Raises ServiceAwayError."""
        async with self.circuit.closed(now), self.opened() as files:
            await _put_out(files, batch)
        return None

    async def news_after(self, cursor: str | None, now: datetime) -> News:
        """The events of the next file. The one that the cursor means was read; another one may have its name since.

        Raises ServiceAwayError.
        """
        async with self.circuit.closed(now), self.opened() as files:
            for name in _files_of_events(await files.names(FilePlace.IN)):
                if file := await _receive(files, FilePlace.IN, name):
                    if file.cursor != cursor:
                        return await _news(files, file)
                    await _move(files, name, FilePlace.IN, FilePlace.DONE)
            return News((), cursor)


async def _put_out(files: FileExchange, batch: PrintedBatch) -> None:
    sums = []
    for end, content in ((".pdf", batch.pdf), (".csv", batch.manifest.encode())):
        await files.write(FilePlace.OUT, f"{batch.name}{end}", content)
        sums.append(f"{sha256(content).hexdigest()}  {batch.name}{end}\n")
    await files.write(FilePlace.OUT, _checksum_of(batch.name), "".join(sums).encode())


async def _answer(files: FileExchange, place: FilePlace, name: str, file: ReceivedFile) -> BatchAnswer:
    """An answer that was read is kept; the letters of its batch are not."""
    try:
        rows = file.rows()
    except UnusableFileError as fault:
        await _move(files, file.name, place, FilePlace.QUARANTINE)
        raise BatchFaultError(str(fault)) from fault
    if place is FilePlace.IN:
        await _move(files, file.name, place, FilePlace.DONE)
    for end in (".pdf", ".csv", ".sha256"):
        await files.remove(FilePlace.OUT, f"{name}{end}")
    return BatchAnswer(batch_id=name, rows=rows)


def _files_of_events(names: list[str]) -> list[str]:
    """The names that may be used, in their order; the log counts the others, because nobody may be shown them."""
    found = [name for name in names if name.endswith(EVENTS)]
    plain = sorted(filter(is_plain, found))
    if len(plain) < len(found):
        log.warning("files with odd names left where they are", count=len(found) - len(plain))
    return plain


async def _news(files: FileExchange, file: ReceivedFile) -> News:
    try:
        return News(file.rows(), file.cursor)
    except UnusableFileError as fault:
        await _move(files, file.name, FilePlace.IN, FilePlace.QUARANTINE)
        return News((), file.cursor, (str(fault),))


async def _receive(files: FileExchange, place: FilePlace, name: str) -> ReceivedFile | None:
    """A file, once its checksum is there, which comes last."""
    checksum = await files.read(place, _checksum_of(name), LONGEST_CHECKSUM)
    if checksum is None:
        return None
    content = await files.read(place, name, LARGEST + 1)
    return None if content is None else ReceivedFile(name, content, checksum)


async def _move(files: FileExchange, name: str, place: FilePlace, to: FilePlace) -> None:
    for each in (name, _checksum_of(name)):
        await files.move(each, place, to)


def _checksum_of(name: str) -> str:
    return f"{name}.sha256"
