"""The sentences of safety: what must be true on every edge, said without asking a guard.

A sentence looks at the facts of the case and at the numbers of the edition, and counts days by itself. It answers None
where its premise does not hold: how often it held is counted, for a sentence that is never tried proves nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from proving.exploring import Edge
from rules.law import Edition
from schemas.law import Duty

Says = Callable[[Edge, Edition], bool | None]


@dataclass(frozen=True)
class Sentence:
    """One truth, in words; the kinds of fact on whose edges it is tried (none: on all)."""

    text: str
    kinds: frozenset[str]
    says: Says
    where: Callable[[Edition], bool]


def sentence(text: str, *kinds: str, where: Callable[[Edition], bool] = lambda _: True) -> Callable[[Says], Sentence]:
    """Make a sentence of a function; `where` says of which editions it speaks."""
    return lambda says: Sentence(text, frozenset(kinds), says, where)


def asks_for(*duties: Duty) -> Callable[[Edition], bool]:
    """Editions that have these duties."""
    return lambda law: set(duties) <= set(law.duties)


def all_in(module: dict[str, Any]) -> tuple[Sentence, ...]:
    """The sentences of a module, in their order."""
    return tuple(each for each in module.values() if isinstance(each, Sentence))
