"""Files of law that a test puts among the editions: what was read before is forgotten, before and after."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from rules import library
from tests.rules.law_texts import PA, text_of, written_over

CACHES = (library._read, library.list_editions, library.layers, library.find_edition, library.editions_for)
LONGER = "us-pa-philadelphia.2026-11-27"
"""Philadelphia with fifteen days for the owner instead of ten, and what else a test asks for."""


@dataclass
class Shelf:
    """The editions, as they are in the house and as a test has changed them."""

    patch: pytest.MonkeyPatch
    files: dict[str, bytes] = field(default_factory=lambda: dict(library.texts()))
    marks: dict[str, str] = field(default_factory=lambda: dict(library.enacted()))

    def put(self, code: str, text: str, *, enact: bool) -> None:
        """A file of law under this code; one that is not enacted is a draft."""
        self.files[code] = text.encode()
        if enact:
            self.marks[code] = library.fingerprint_of(text.encode())
        self.patch.setattr(library, "texts", lambda: self.files)
        self.patch.setattr(library, "enacted", lambda: self.marks)
        forget()


def forget() -> None:
    """Read every file of law again."""
    for each in CACHES:
        each.cache_clear()


@contextmanager
def open_shelf() -> Iterator[Shelf]:
    """The editions, which a test may change until it leaves."""
    with pytest.MonkeyPatch.context() as patch:
        yield Shelf(patch)
    forget()


def newer(code: str = LONGER, *changes: tuple[str, str, str], of: str = PA) -> str:
    """The law of Philadelphia from a later day on, with other words in some of its sections."""
    text = text_of(of).replace(f'code = "{of}"', f'code = "{code}"')
    text = text.replace("effective_from = 2026-01-01", f"effective_from = {code.partition('.')[2]}")
    for head, old, new in (("periods.owner_notice", "amount = 10", "amount = 15"), *changes):
        text = written_over(text, head, old, new)
    return text


TAKES_ALL = ("transition", 'stays = "noticed"', 'stays = "none"')
"""A new law that leaves no case under the old one."""
