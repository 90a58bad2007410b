"""Text on a terminal: as it is, whatever somebody typed into a case; it neither fails nor commands the terminal."""

import sys
import unicodedata
from typing import IO, Any

from rich.console import Console
from rich.text import Text

WIDTH_OF_A_FILE = 200
"""Columns if the output is no terminal, so that a line stays one line."""
REORDERS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that change the direction of the text around them, so that it reads as something else."""


class Terminal(Console):
    """A console that reads no markup in text, and shows control characters instead of sending them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"markup": False, "emoji": False, "highlight": False} | options)

    def render_str(self, text: str, **options: Any) -> Text:
        """The text with its control characters written out. Every plain string comes through here."""
        return super().render_str(visible(text), **options)


def visible(text: str) -> str:
    """The text with every character that a terminal might obey written out, such as `\\x1b`; lines stay lines."""
    return "".join(_written_out(each) if _is_obeyed(each) else each for each in text)


def _is_obeyed(char: str) -> bool:
    return char in REORDERS or (char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cs"))


def _written_out(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode()


def terminal_here() -> Terminal:
    """The console of this process; wide if its output is a file."""
    return Terminal() if sys.stdout.isatty() else Terminal(width=WIDTH_OF_A_FILE)


def accept_any_text(*streams: IO[str]) -> None:
    """Write what the encoding of a stream does not have as its code, such as `\\u0142`, instead of failing."""
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def complain(sentence: str) -> None:
    """Print one sentence of the program on the standard error output."""
    print(f"towpath: {visible(sentence)}", file=sys.stderr)
