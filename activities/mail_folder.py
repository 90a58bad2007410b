"""A mail house that takes files: batches are put into `out`, answers and events come into `in`.

A file counts once its checksum lies beside it (`NAME.sha256`) and its last line counts its rows (`END,2`). What was
read goes to `done`; what cannot be used goes to `quarantine`, with a sentence.
"""

import asyncio
import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import TypeVar

from activities.mail_house import BatchFaultError, News, PrintedBatch
from activities.outside import Circuit, ServiceAwayError
from schemas.mail_house import BatchAnswer
from schemas.outside import AwayCause, Port

T = TypeVar("T")

EVENTS, ANSWER = ".events.csv", ".answer.csv"
LARGEST = 50_000_000
"""Bytes of a file: beyond them it is quarantined."""


class UnusableFileError(Exception):
    """A file is not what was agreed; the message is one sentence without its content."""


@dataclass(frozen=True)
class FolderMailHouse:
    """The exchange of files in one folder, which the mail house empties and fills."""

    folder: Path
    circuit: Circuit

    async def look_up(self, name: str, now: datetime) -> BatchAnswer | None:
        """The answer for a batch; None if there is none yet. Raises ServiceAwayError, BatchFaultError."""
        async with self.circuit.closed(now):
            return await self._with_files(self._answer, name)

    async def hand_over(self, batch: PrintedBatch, now: datetime) -> BatchAnswer | None:
        """Put a batch out; its answer comes later. Raises ServiceAwayError."""
        async with self.circuit.closed(now):
            await self._with_files(self._put_out, batch)
        return None

    async def news_after(self, cursor: str | None, now: datetime) -> News:
        """The events of the next file; the one that the cursor names was read. Raises ServiceAwayError."""
        async with self.circuit.closed(now):
            return await self._with_files(self._next_file, cursor)

    async def _with_files(self, work: Callable[..., T], *given: object) -> T:
        try:
            return await asyncio.to_thread(work, *given)
        except OSError as fault:
            raise ServiceAwayError(Port.MAIL, AwayCause.NO_CONNECTION) from fault

    def _at(self, place: str) -> Path:
        """A folder in the folder, made if it is not there; only we and the mail house look into it."""
        path = self.folder / place
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    def _put_out(self, batch: PrintedBatch) -> None:
        out = self._at("out")
        sums = []
        for end, content in ((".pdf", batch.pdf), (".csv", batch.manifest.encode())):
            write_whole(out / f"{batch.name}{end}", content)
            sums.append(f"{sha256(content).hexdigest()}  {batch.name}{end}\n")
        write_whole(out / f"{batch.name}.sha256", "".join(sums).encode())

    def _answer(self, name: str) -> BatchAnswer | None:
        for place in ("in", "done"):
            path = self._at(place) / f"{name}{ANSWER}"
            if _is_complete(path):
                return self._read_answer(name, path)
        return None

    def _read_answer(self, name: str, path: Path) -> BatchAnswer:
        """An answer that was read is kept; the letters of its batch are not."""
        try:
            rows = tuple(rows_of(path))
        except UnusableFileError as fault:
            self._move(path, "quarantine")
            raise BatchFaultError(str(fault)) from fault
        if path.parent.name == "in":
            self._move(path, "done")
        for end in (".pdf", ".csv", ".sha256"):
            (self._at("out") / f"{name}{end}").unlink(missing_ok=True)
        return BatchAnswer(batch_id=name, rows=rows)

    def _next_file(self, cursor: str | None) -> News:
        """The file that the cursor names, by name and checksum, was read: another one may have its name since."""
        for path in sorted(self._at("in").glob(f"*{EVENTS}")):
            if _is_complete(path):
                if cursor != _cursor_of(path):
                    return self._read(path)
                self._move(path, "done")
        return News((), cursor)

    def _read(self, path: Path) -> News:
        cursor = _cursor_of(path)
        try:
            return News(tuple(rows_of(path)), cursor)
        except UnusableFileError as fault:
            self._move(path, "quarantine")
            return News((), cursor, (str(fault),))

    def _move(self, path: Path, place: str) -> None:
        for each in (path, _sum_of(path)):
            each.replace(self._at(place) / each.name)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under another name first: nobody reads half of it."""
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _sum_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _cursor_of(path: Path) -> str:
    return f"{path.name} {_sum_of(path).read_text(errors='replace')[:64]}"


def _is_complete(path: Path) -> bool:
    """Whether the checksum is there, which comes last."""
    return path.exists() and _sum_of(path).exists()


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a file, each by column, empty ones left out. Raises UnusableFileError."""
    if path.stat().st_size > LARGEST:
        raise UnusableFileError(f"The file {path.name} is too large.")
    content = path.read_bytes()
    if sha256(content).hexdigest() not in _sum_of(path).read_text(errors="replace"):
        raise UnusableFileError(f"The file {path.name} does not have the checksum that came with it.")
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as fault:
        raise UnusableFileError(f"The file {path.name} is not UTF-8 text.") from fault
    try:
        rows = list(csv.DictReader(StringIO("\n".join(lines[:-1]))))
    except csv.Error as fault:
        raise UnusableFileError(f"The file {path.name} is not CSV.") from fault
    if not lines or lines[-1].strip() != f"END,{len(rows)}":
        raise UnusableFileError(f"The file {path.name} does not end with END and the number of its rows.")
    return iter([{name: text for name, text in row.items() if name and text} for row in rows])
