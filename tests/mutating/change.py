"""One change of one file, with a key that survives lines moving."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256


@dataclass(frozen=True)
class Change:
    """A span of a file, in bytes, and the text that takes its place."""

    file: str
    """The path within `rules/`."""
    where: str
    """The function, or the name that a table or an edition gives to the place."""
    operator: str
    says: str
    """What changed: `a < b -> a <= b`."""
    start: int
    end: int
    new: str
    lines: tuple[int, int]
    """The first and the last line of the statement, up to the changed part."""
    nth: int = 1
    """Which one of several with the same words in the same place, from 1."""

    @property
    def key(self) -> str:
        """The name of this change: file, place, operator and code, without line numbers."""
        again = f" ({self.nth})" if self.nth > 1 else ""
        return f"{self.file} {self.where} [{self.operator}] {self.says}{again}"

    @property
    def lot(self) -> str:
        """A number that depends on the key alone: the changes with the lowest ones are the sample."""
        return sha256(self.key.encode()).hexdigest()

    def applied(self, text: bytes) -> bytes:
        """The text of the file with this change."""
        return text[: self.start] + self.new.encode() + text[self.end :]


def numbered(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes, those with the same words in the same place counted."""
    seen: Counter[str] = Counter()
    for each in changes:
        seen[each.key] += 1
        yield replace(each, nth=seen[each.key])
