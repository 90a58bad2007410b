"""Where the content of photos is: in the database, or outside it, so that it is in no database backup: in a folder, or
in an S3-compatible store (`photo_bucket`).

A photo's row is in the database either way. Content is stored before its row, so that no row lacks its content; outside
the database it is named by its own SHA-256, so that what a row names is never overwritten with something else. What is
read there is compared with its name before anybody sees it.
"""

import asyncio
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from database.photos import Photo, PhotoRow

MODE = 0o640
DIGEST = re.compile("[0-9a-f]{64}")
MOST_BYTES = 15_000_000
"""No photo is larger, and no copy of one for display: a larger content was put in its place by somebody else."""

TELL = "Please tell the person who runs Towpath."
NOT_STORED = f"The photo could not be stored. Nothing was changed. {TELL}"
NOT_READ = f"The photo cannot be shown right now. Please try again later. If it stays so: {TELL[0].lower()}{TELL[1:]}"
LOST = f"The photo {{digest}} is not in the store of photos. {TELL}"
CHANGED = f"The photo {{digest}} is not shown, because it is not as it was stored. {TELL}"
NOT_DELETED = "The content {digest} of a removed photo could not be deleted."
NOT_WRITABLE = "{folder} is no folder that this process can write."


class PhotoStoreError(Exception):
    """Photos cannot be stored, or one cannot be shown; the message is one sentence for people."""


class PhotoLostError(PhotoStoreError):
    """The store has no such photo."""


class PhotoChangedError(PhotoStoreError):
    """The store has something else under the photo's name."""


class PhotoStoreAwayError(PhotoStoreError):
    """The store does not answer, so that the next photo would fare no better."""


class PhotoStore(Protocol):
    """Stores the content of photos. The same photo again changes nothing."""

    async def put(self, photo: Photo) -> PhotoRow:
        """Store what is not to be in the database; returns the row of the photo. Raises PhotoStoreError."""

    async def read(self, digest: str) -> bytes:
        """The content that was put outside the database under this digest. Raises PhotoStoreError, also if the content
        has another digest now.
        """

    async def digest_of(self, digest: str) -> str:
        """The digest that this content has now; only a part of it is in memory at a time. Raises PhotoStoreError."""

    async def remove(self, digest: str) -> None:
        """Delete this content; nothing happens if it is not there. Raises PhotoStoreError."""

    async def check(self) -> None:
        """Raises PhotoStoreError with the reason, a sentence for the operator, if photos cannot be stored and read."""


def name_of(digest: str) -> str:
    """The name of a content outside the database. Raises PhotoLostError if this is no digest.

    It comes from the database: a person who can write there must not choose what else is shown.
    """
    if not DIGEST.fullmatch(digest):
        raise PhotoLostError(LOST.format(digest=digest))
    return f"{digest[:2]}/{digest}"


def contents_of(photo: Photo) -> dict[str, bytes]:
    """What is put outside the database, by digest: the original, and the copy for display."""
    return {photo.id: photo.original, sha256(photo.shown).hexdigest(): photo.shown}


def row_of(photo: Photo) -> PhotoRow:
    """The row of a photo whose content is outside the database."""
    return PhotoRow(photo.id, photo.kind, None, None, sha256(photo.shown).hexdigest())


def unchanged(digest: str, content: bytes) -> bytes:
    """This content, if it is the one that the digest names. Raises PhotoChangedError."""
    if sha256(content).hexdigest() != digest:
        raise PhotoChangedError(CHANGED.format(digest=digest))
    return content


class DatabaseStore:
    """Photos in their rows: the default."""

    async def put(self, photo: Photo) -> PhotoRow:
        """The row with the content."""
        return PhotoRow(photo.id, photo.kind, photo.original, photo.shown, None)

    async def read(self, digest: str) -> bytes:
        """Raises PhotoLostError: the content was put elsewhere."""
        raise PhotoLostError(LOST.format(digest=digest))

    async def digest_of(self, digest: str) -> str:
        """Raises PhotoLostError: the content was put elsewhere."""
        raise PhotoLostError(LOST.format(digest=digest))

    async def remove(self, digest: str) -> None:
        """Raises PhotoLostError: the content was put elsewhere."""
        raise PhotoLostError(LOST.format(digest=digest))

    async def check(self) -> None:
        """The database is asked by others."""


@dataclass(frozen=True)
class FolderStore:
    """Photos in a folder: two files each, named by their digests, under the first two characters."""

    folder: Path

    async def put(self, photo: Photo) -> PhotoRow:
        """Write both files; returns the row without content. Raises PhotoStoreError."""
        try:
            for digest, content in contents_of(photo).items():
                await asyncio.to_thread(_write, self.folder / name_of(digest), content)
        except OSError as fault:
            raise PhotoStoreError(NOT_STORED) from fault
        return row_of(photo)

    async def read(self, digest: str) -> bytes:
        """The content of the file. Raises PhotoStoreError."""
        with _told(digest):
            content = await asyncio.to_thread(_read, self.folder / name_of(digest))
        return unchanged(digest, content)

    async def digest_of(self, digest: str) -> str:
        """The SHA-256 of the file. Raises PhotoStoreError."""
        with _told(digest):
            return await asyncio.to_thread(_digest, self.folder / name_of(digest))

    async def remove(self, digest: str) -> None:
        """Delete the file. Raises PhotoStoreError."""
        try:
            await asyncio.to_thread((self.folder / name_of(digest)).unlink, missing_ok=True)
        except OSError as fault:
            raise PhotoStoreError(NOT_DELETED.format(digest=digest)) from fault

    async def check(self) -> None:
        """Raises PhotoStoreError if this process cannot write the folder."""
        if not await asyncio.to_thread(is_writable, self.folder):
            raise PhotoStoreError(NOT_WRITABLE.format(folder=self.folder))


def is_writable(folder: Path) -> bool:
    """Whether this process can write into this folder."""
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


@contextmanager
def _told(digest: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as fault:
        raise PhotoLostError(LOST.format(digest=digest)) from fault
    except OSError as fault:
        raise PhotoStoreError(NOT_READ) from fault


def _read(file: Path) -> bytes:
    with file.open("rb") as content:
        return content.read(MOST_BYTES + 1)


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
