"""A mail house that takes files: batches are put into `out`, answers and events come into `in`.

What was read goes to `done`; what cannot be used goes to `quarantine`, with a sentence. Does not know where files are.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

from activities.checked_files import (
    ReceivedFile,
    UnusableFileError,
    checksum_line,
    checksum_of,
    move,
    quarantine,
    receive,
    whole_files,
)
from activities.file_exchange import FileExchange, FilePlace
from activities.mail_house import BatchFaultError, News, PrintedBatch
from activities.outside import Circuit
from schemas.mail_house import BatchAnswer, MailNews, RowAnswer

EVENTS, ANSWER = ".events.csv", ".answer.csv"


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
                if file := await receive(files, place, f"{name}{ANSWER}"):
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
            async for file in whole_files(files, (EVENTS,)):
                if file.cursor != cursor:
                    return await _news(files, file)
                await move(files, file.name, FilePlace.IN, FilePlace.DONE)
            return News((), cursor)


async def _put_out(files: FileExchange, batch: PrintedBatch) -> None:
    sums = []
    for end, content in ((".pdf", batch.pdf), (".csv", batch.manifest.encode())):
        await files.write(FilePlace.OUT, f"{batch.name}{end}", content)
        sums.append(checksum_line(f"{batch.name}{end}", content))
    await files.write(FilePlace.OUT, checksum_of(batch.name), "".join(sums).encode())


async def _answer(files: FileExchange, place: FilePlace, name: str, file: ReceivedFile) -> BatchAnswer:
    """An answer that was read is kept; the letters of its batch are not."""
    try:
        rows = file.rows(RowAnswer)
    except UnusableFileError as fault:
        await quarantine(files, file, place)
        raise BatchFaultError(file.why_unusable(fault), file.beginning) from fault
    if place is FilePlace.IN:
        await move(files, file.name, place, FilePlace.DONE)
    for end in (".sha256", ".pdf", ".csv"):
        await files.remove(FilePlace.OUT, f"{name}{end}")
    return BatchAnswer(batch_id=name, rows=rows)


async def _news(files: FileExchange, file: ReceivedFile) -> News:
    try:
        return News(file.rows(MailNews), file.cursor)
    except UnusableFileError as fault:
        await quarantine(files, file, FilePlace.IN)
        return News((), file.cursor, ((file.why_unusable(fault), file.beginning),))
