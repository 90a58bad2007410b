"""Files of law with something planted in them, and the line on which it stands."""

import re

from rules.library import texts

CA, IL, NY = "us-ca.2026-01-01", "us-il-chicago.2026-01-01", "us-ny-new-york-city.2026-01-01"
PA, TX, WA = "us-pa-philadelphia.2026-01-01", "us-tx.2026-01-01", "us-wa.2026-01-01"
LAYER = "us.2026-01-01"


def text_of(code: str) -> str:
    """The file of this code, as it is."""
    return texts()[code].decode()


def section(code: str, head: str) -> str:
    """One section of a file, from its head to the next one."""
    return _section(text_of(code), head)


def planted(code: str, head: str, old: str, new: str) -> str:
    """The file with something else in one of its sections."""
    return written_over(text_of(code), head, old, new)


def written_over(text: str, head: str, old: str, new: str) -> str:
    """A text of law with something else in one of its sections."""
    whole = _section(text, head)
    assert old in whole, (head, old)
    return text.replace(whole, whole.replace(old, new, 1))


def _section(text: str, head: str) -> str:
    found = re.search(rf"^\[{re.escape(head)}\]\n.*?(?=^\[|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, head
    return found[0]


def line_with(text: str, words: str) -> int:
    """The first line that begins with these words, counted from 1."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(words))
