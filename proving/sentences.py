"""The safety sentences: what must be true on every edge, evaluated without any guard.

A sentence reads the facts of the case and the numbers of the edition, and counts days by itself. It returns None if its
premise does not hold. The proof counts how often it held, because a sentence that is never tried proves nothing.
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
    """One property in words, and the kinds of fact on whose edges it is tried (none: on all)."""

    text: str
    kinds: frozenset[str]
    says: Says
    where: Callable[[Edition], bool]


def sentence(text: str, *kinds: str, where: Callable[[Edition], bool] = lambda _: True) -> Callable[[Says], Sentence]:
    """Make a sentence of a function; `where` selects its editions."""
    return lambda says: Sentence(text, frozenset(kinds), says, where)


def asks_for(*duties: Duty) -> Callable[[Edition], bool]:
    """Editions that have these duties."""
    return lambda law: set(duties) <= set(law.duties)


def all_in(module: dict[str, Any]) -> tuple[Sentence, ...]:
    """The sentences of a module, in their order."""
    return tuple(each for each in module.values() if isinstance(each, Sentence))
