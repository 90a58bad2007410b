"""What differs between two editions, in sentences. Knows no case."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rules.law import Edition, Period, Provision
from rules.law_words import ANCHORS, money, quantity, said, since, title, words
from schemas.words import Anchor

ABOUT = frozenset({"citation", "confidence", "source"})
"""How well something is known: told apart from what the law says."""

MONEY = frozenset({"cents", "to_state", "value_over", "value_up_to"})
HEADS = ("name", "zone", "base")


@dataclass(frozen=True)
class Comparison:
    """Sentences: what changes, what is new, what falls away, and what is only known otherwise."""

    changed: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    known_otherwise: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the two say the same and know it equally well."""
        return not (self.changed or self.added or self.removed or self.known_otherwise)


def diff(old: Edition, new: Edition) -> Comparison:
    """What becomes of the old edition with the new one."""
    before, after = old.provisions, new.provisions
    both = [where for where in before if where in after]
    return Comparison(
        changed=(
            *_heads(old, new),
            *(told for where in both for told in _changes(where, before[where], after[where])),
            *_contents(old, new),
        ),
        added=tuple(f"{title(where)} is new: {_whole(rule)}." for where, rule in after.items() if where not in before),
        removed=tuple(
            f"{title(where)} is removed; it was: {_whole(rule)}."
            for where, rule in before.items()
            if where not in after
        ),
        known_otherwise=tuple(told for where in both for told in _knowledge(where, before[where], after[where])),
    )


def _heads(old: Edition, new: Edition) -> Iterator[str]:
    for field in HEADS:
        was, becomes = getattr(old, field), getattr(new, field)
        if was != becomes:
            yield f"The {field} of the edition becomes {becomes} (was {was})."


def _contents(old: Edition, new: Edition) -> Iterator[str]:
    for code in {**old.contents, **new.contents}:
        was, becomes = old.contents.get(code), new.contents.get(code)
        if was != becomes:
            yield f"The letter content {words(code)} becomes: {becomes or 'nothing'} (was: {was or 'nothing'})."


def _whole(rule: Provision) -> str:
    text = getattr(rule, "text", "")
    parts = (text, said(rule))
    return f"{'; '.join(part for part in parts if part)}; {rule.citation}"


def _changes(where: str, old: Provision, new: Provision) -> Iterator[str]:
    if isinstance(old, Period) and isinstance(new, Period):
        yield from _of_period(where, old, new)
        return
    yield from _of_fields(where, old, new, frozenset())


def _of_period(where: str, old: Period, new: Period) -> Iterator[str]:
    if (old.amount, old.unit) != (new.amount, new.unit):
        was = str(old.amount) if old.unit == new.unit and old.amount is not None else quantity(old)
        yield f"{title(where)} becomes {quantity(new)} (was {was}); {new.citation}."
    if (old.anchor, old.notice) != (new.anchor, new.notice):
        yield f"{title(where)} runs from {since(new)} (was {since(old)}); {new.citation}."
    yield from _of_fields(where, old, new, frozenset({"amount", "unit", "anchor", "notice"}))


def _of_fields(where: str, old: Provision, new: Provision, told: frozenset[str]) -> Iterator[str]:
    for field in type(new).model_fields:
        was, becomes = getattr(old, field), getattr(new, field)
        if was == becomes or field in ABOUT | told:
            continue
        becomes, was = _shown(field, becomes), _shown(field, was)
        change = f" now reads: {becomes}" if field == "text" else f": {words(field)} becomes {becomes}"
        yield f"{title(where)}{change} (was {was}); {new.citation}."


def _knowledge(where: str, old: Provision, new: Provision) -> Iterator[str]:
    if old.confidence != new.confidence:
        yield f"{title(where)}: confidence {new.confidence.value} (was {old.confidence.value})."
    if old.citation != new.citation:
        yield f"{title(where)}: cites {new.citation} (was {old.citation})."
    elif old.source != new.source:
        yield f"{title(where)}: the source has changed."


def _shown(field: str, value: Any) -> str:
    if field in MONEY and (value is not None or field == "cents"):
        return money(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Anchor) and value in ANCHORS:
        return ANCHORS[value]
    if value is None:
        return "unknown" if field == "years" else "nothing"
    if isinstance(value, tuple | dict):
        return _listed(value) or "nothing"
    return words(value.value) if isinstance(value, StrEnum) else str(value)


def _listed(values: tuple[Any, ...] | dict[Any, Any]) -> str:
    if isinstance(values, dict):
        return "; ".join(f"{words(str(code))}: {value}" for code, value in values.items())
    return ", ".join(words(str(each)) for each in values)
