"""Where exchanged files are: four folders, on this machine or on a server. Knows nothing of what a file means."""

from enum import StrEnum
from typing import Protocol


class FilePlace(StrEnum):
    """The folders: what we put out, what comes in, what was read, and what cannot be used."""

    OUT = "out"
    IN = "in"
    DONE = "done"
    QUARANTINE = "quarantine"


class FileExchange(Protocol):
    """The folders, each made if it is not there. Every call raises ServiceAwayError."""

    async def names(self, place: FilePlace) -> list[str]:
        """The names in a folder, as they came: `is_plain` says which may be used."""

    async def read(self, place: FilePlace, name: str, most: int) -> bytes | None:
        """A file, of which no more than so many bytes are read; None if it is not there."""

    async def write(self, place: FilePlace, name: str, content: bytes) -> None:
        """Write a file, under another name first: nobody reads half of it. It takes the place of an older one."""

    async def move(self, name: str, place: FilePlace, to: FilePlace, to_name: str | None = None) -> None:
        """Move a file, in the place of an older one. One that is not there was moved before."""

    async def remove(self, place: FilePlace, name: str) -> None:
        """Remove a file. One that is not there was removed before."""


LONGEST_NAME = 200
"""Bytes: most file systems take 255, and some names are written with an end of their own."""


def is_plain(name: str) -> bool:
    """Whether a name stays in its folder, and can be shown: the other side chooses it."""
    is_shown = name.isprintable() and not name.startswith(".") and not set(name) & set("/\\")
    return is_shown and len(name.encode()) <= LONGEST_NAME
