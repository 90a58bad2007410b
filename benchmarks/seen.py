"""Results: durations in milliseconds, and how they are printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median


@dataclass(frozen=True)
class Seen:
    """Durations of one kind, in milliseconds."""

    what: str
    took: Sequence[float]

    @property
    def median(self) -> float:
        """The median."""
        return median(self.took)

    @property
    def p95(self) -> float:
        """The 95th percentile."""
        return sorted(self.took)[ceil(0.95 * len(self.took)) - 1]

    def __str__(self) -> str:
        """One line."""
        numbers = f"median {self.median:.4g}  p95 {self.p95:.4g}  max {max(self.took):.4g}"
        return f"{self.what}, {len(self.took)} times: {numbers} ms"
