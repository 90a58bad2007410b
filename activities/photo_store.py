"""Where the content of photos is: in the database, or in a folder of its own, so that it is in no database backup.

A photo's row is in the database either way. Content is stored before its row, so that no row lacks its content; outside
the database it is named by its own SHA-256, so that what a row names is never overwritten with something else.
"""

import asyncio
import os
import re
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from database.photos import Photo, PhotoRow

MODE = 0o640
DIGEST = re.compile("[0-9a-f]{64}")
NOT_STORED = "The photo could not be stored. Nothing was changed. Please tell the person who runs Towpath."
LOST = "The file {digest} is not in the folder of photos. Please tell the person who runs Towpath."


NOT_DELETED = "The file {digest} of a removed photo could not be deleted."


class PhotoStoreError(Exception):
    """The folder of photos cannot be written, or lacks a photo; the message is one sentence for people."""


class PhotoStore(Protocol):
    """Stores the content of photos. The same photo again changes nothing."""

    async def put(self, photo: Photo) -> PhotoRow:
        """Store what is not to be in the database; returns the row of the photo. Raises PhotoStoreError."""

    async def read(self, digest: str) -> bytes:
        """The content that was put outside the database under this digest. Raises PhotoStoreError."""

    async def digest_of(self, digest: str) -> str:
        """The digest that this content has now; only a part of it is in memory at a time. Raises PhotoStoreError."""

    async def remove(self, digest: str) -> None:
        """Delete this content; nothing happens if it is not there. Raises PhotoStoreError."""


class DatabaseStore:
    """Photos in their rows: the default."""

    async def put(self, photo: Photo) -> PhotoRow:
        """The row with the content."""
        return PhotoRow(photo.id, photo.kind, photo.original, photo.shown, None)

    async def read(self, digest: str) -> bytes:
        """Raises PhotoStoreError: the content was put elsewhere."""
        raise PhotoStoreError(LOST.format(digest=digest))

    async def digest_of(self, digest: str) -> str:
        """Raises PhotoStoreError: the content was put elsewhere."""
        raise PhotoStoreError(LOST.format(digest=digest))

    async def remove(self, digest: str) -> None:
        """Raises PhotoStoreError: the content was put elsewhere."""
        raise PhotoStoreError(LOST.format(digest=digest))


@dataclass(frozen=True)
class FolderStore:
    """Photos in a folder: two files each, named by their digests, under the first two characters."""

    folder: Path

    async def put(self, photo: Photo) -> PhotoRow:
        """Write both files; returns the row without content. Raises PhotoStoreError."""
        shown_digest = sha256(photo.shown).hexdigest()
        try:
            for digest, content in ((photo.id, photo.original), (shown_digest, photo.shown)):
                await asyncio.to_thread(_write, self._file(digest), content)
        except OSError as fault:
            raise PhotoStoreError(NOT_STORED) from fault
        return PhotoRow(photo.id, photo.kind, None, None, shown_digest)

    async def read(self, digest: str) -> bytes:
        """The content of the file. Raises PhotoStoreError."""
        try:
            return await asyncio.to_thread(self._file(digest).read_bytes)
        except OSError as fault:
            raise PhotoStoreError(LOST.format(digest=digest)) from fault

    async def digest_of(self, digest: str) -> str:
        """The SHA-256 of the file. Raises PhotoStoreError."""
        try:
            return await asyncio.to_thread(_digest, self._file(digest))
        except OSError as fault:
            raise PhotoStoreError(LOST.format(digest=digest)) from fault

    async def remove(self, digest: str) -> None:
        """Delete the file. Raises PhotoStoreError."""
        try:
            await asyncio.to_thread(self._file(digest).unlink, missing_ok=True)
        except OSError as fault:
            raise PhotoStoreError(NOT_DELETED.format(digest=digest)) from fault

    def _file(self, digest: str) -> Path:
        # It comes from the database: a person who can write there must not choose which file of this machine is shown.
        if not DIGEST.fullmatch(digest):
            raise FileNotFoundError(digest)
        return self.folder / digest[:2] / digest


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _write(file: Path, content: bytes) -> None:
    """Write a file as a whole, on the disk when this returns: after a crash it is there, or it is not."""
    file.parent.mkdir(mode=0o750, exist_ok=True)
    draft = file.with_name(f"{file.name}.{uuid4().hex}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
    for folder in (file.parent, file.parent.parent):
        _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
