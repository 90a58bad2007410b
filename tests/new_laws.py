"""Editions that a test adds; the caches of the library are cleared before and after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from rules import library
from tests.rules.law_texts import PA, text_of, written_over

CACHES = (library._read, library.list_editions, library.layers, library.find_edition, library.editions_for)
LONGER = "us-pa-philadelphia.2026-11-27"
"""Philadelphia with an owner's notice period of fifteen days instead of ten, and the other changes of a test."""


@dataclass
class Shelf:
    """The project's editions, with the changes of a test."""

    patch: pytest.MonkeyPatch
    files: dict[str, bytes] = field(default_factory=lambda: dict(library.texts()))
    marks: dict[str, str] = field(default_factory=lambda: dict(library.enacted()))

    def put(self, code: str, text: str, *, enact: bool) -> None:
        """Add an edition with this code, as enacted or as a draft."""
        self.files[code] = text.encode()
        if enact:
            self.marks[code] = library.fingerprint_of(text.encode())
        self.patch.setattr(library, "texts", lambda: self.files)
        self.patch.setattr(library, "enacted", lambda: self.marks)
        forget()


def forget() -> None:
    """Clear the caches, so that every edition is read again."""
    for each in CACHES:
        each.cache_clear()


@contextmanager
def open_shelf() -> Iterator[Shelf]:
    """Open the editions for changes until the test ends."""
    with pytest.MonkeyPatch.context() as patch:
        yield Shelf(patch)
    forget()


def newer(code: str = LONGER, *changes: tuple[str, str, str], of: str = PA) -> str:
    """The text of Philadelphia's edition from a later day, with changes in some sections."""
    text = text_of(of).replace(f'code = "{of}"', f'code = "{code}"')
    text = text.replace("effective_from = 2026-01-01", f"effective_from = {code.partition('.')[2]}")
    for head, old, new in (("periods.owner_notice", "amount = 10", "amount = 15"), *changes):
        text = written_over(text, head, old, new)
    return text


TAKES_ALL = ("transition", 'stays = "noticed"', 'stays = "none"')
"""The change by which a new edition leaves no case under the old one."""
