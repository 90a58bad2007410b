"""Files that are exchanged in a folder of this machine."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import TypeVar

from activities.file_exchange import FilePlace
from activities.outside import ServiceAwayError
from schemas.outside import AwayCause, Port

T = TypeVar("T")


@dataclass(frozen=True)
class FolderExchange:
    """Four folders in this one, for the exchange with this outside system."""

    folder: Path
    service: Port

    @asynccontextmanager
    async def opened(self) -> AsyncIterator["FolderExchange"]:
        """A folder needs no connection."""
        yield self

    async def names(self, place: FilePlace) -> list[str]:
        """The names in a folder. Raises ServiceAwayError."""
        return await self._in_thread(lambda: os.listdir(self._at(place)))

    async def read(self, place: FilePlace, name: str, most: int) -> bytes | None:
        """A file up to so many bytes. Raises ServiceAwayError."""
        return await self._in_thread(lambda: _beginning_of(self._at(place) / name, most))

    async def write(self, place: FilePlace, name: str, content: bytes) -> None:
        """Write a whole file. Raises ServiceAwayError."""
        await self._in_thread(lambda: write_whole(self._at(place) / name, content))

    async def move(self, name: str, place: FilePlace, to: FilePlace, to_name: str | None = None) -> None:
        """Move a file. Raises ServiceAwayError."""
        await self._in_thread(lambda: _move(self._at(place) / name, self._at(to) / (to_name or name)))

    async def remove(self, place: FilePlace, name: str) -> None:
        """Remove a file. Raises ServiceAwayError."""
        await self._in_thread(lambda: (self._at(place) / name).unlink(missing_ok=True))

    def _at(self, place: FilePlace) -> Path:
        """A folder in the folder, made if it is not there; only we and the other side look into it."""
        path = self.folder / place
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    async def _in_thread(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(work)
        except OSError as fault:
            raise ServiceAwayError(self.service, AwayCause.NO_CONNECTION) from fault


def _beginning_of(path: Path, most: int) -> bytes | None:
    try:
        # The other side may put anything there: a link leads out of the folder, and who opens a pipe waits for ever.
        if not S_ISREG(path.lstat().st_mode):
            return None
        with path.open("rb") as file:
            return file.read(most)
    except FileNotFoundError:
        return None


def _move(path: Path, to: Path) -> None:
    with suppress(FileNotFoundError):
        path.replace(to)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under another name first: nobody reads half of it."""
    part = path.with_name(f"{path.name}.part")
    # Anything that is there goes first: written through a link, a file outside the folder would be lost.
    part.unlink(missing_ok=True)
    with part.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
