"""A road in words: who did what, and when time passed."""

from collections.abc import Iterable
from datetime import timedelta

from proving.exploring import Edge
from proving.moves import Move

SILENT = frozenset({"kind", "at", "note", "photos", "place", "inventory", "reference", "authority", "elsewhere"})
DAY = timedelta(days=1)


def told(road: Iterable[Edge]) -> list[str]:
    """One line a step."""
    return [_step(edge) for edge in road]


def _step(edge: Edge) -> str:
    if edge.move is None:
        return f"{_long(edge.after.now - edge.before.now)} pass."
    actor, request = edge.move
    said = ", ".join(_fields(edge.move))
    asked = request.kind.replace("_", " ")
    return f"{actor.account} ({actor.role.replace('_', ' ')}): {asked}{f' ({said})' if said else ''}."


def _fields(move: Move) -> Iterable[str]:
    for name, value in move[1]:
        if name not in SILENT and value not in (None, (), False):
            yield f"{name.replace('_', ' ')} {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return "and ".join(_value(each) for each in value)
    named = getattr(value, "name", None) if hasattr(value, "lines") else None
    return str(named or value).replace("_", " ")


def _long(time: timedelta) -> str:
    hours = round(time.total_seconds() / 3600)
    return f"{time.days} days and {hours - 24 * time.days} hours" if time >= DAY else f"{hours} hours"
