"""The inspections that some rule distinguishes: the good one, and variants that differ in one field."""

from datetime import date
from typing import Any

from rules.law import Edition
from schemas.verification import RecordInspection
from schemas.words import Condition, Finding, PlateKind

PHOTO = ("a" * 64,)
LONG_AGO = date(2025, 6, 30)


def inspections_of(law: Edition, *, private: bool) -> tuple[RecordInspection, ...]:
    """Inspections of a car on private or on public property."""
    return tuple(RecordInspection.model_validate(each) for each in (*_declaring(law, private), *SEEN))


def _declaring(law: Edition, private: bool) -> tuple[dict[str, Any], ...]:
    clauses, elsewhere = _clauses(law, private), _clauses(law, not private)
    good: dict[str, Any] = {
        "finding": Finding.ABANDONED,
        "clause": next(iter(clauses), None),
        "photos": PHOTO,
        **_asked_for(law),
    }
    others: tuple[dict[str, Any], ...] = tuple({"clause": each} for each in (next(iter(elsewhere), None), *clauses[1:]))
    without: tuple[dict[str, Any], ...] = tuple(
        {name: None if name == "model_year" else False} for name in _asked_for(law)
    )
    return tuple(good | each for each in (*others, *without, *DIFFERENT))


def _asked_for(law: Edition) -> dict[str, Any]:
    """What some clause of the edition requires in addition to its interval."""
    clauses = law.clauses.values()
    found: dict[str, Any] = {"model_year": 2001} if any(each.older_than is not None for each in clauses) else {}
    return found | ({"signed_form": True} if any(each.signed_form for each in clauses) else {})


def _clauses(law: Edition, private: bool) -> tuple[str, ...]:
    """The first clause for this place for each interval of the law."""
    first: dict[str, str] = {}
    for code, each in law.clauses.items():
        if (each.on == "private") == private:
            first.setdefault(each.interval, code)
    return tuple(first.values())


DIFFERENT: tuple[dict[str, Any], ...] = (
    {},
    {"hazard": True},
    {"hazard": True, "photos": ()},
    {"occupied": True},
    {"photos": ()},
    {"clause": None},
    {"lived_in": True},
    {"plate_kind": PlateKind.DISABLED},
    {"inspection_expired": LONG_AGO},
    {"conditions": (Condition.MISSING_PARTS,)},
    {"conditions": (Condition.NO_PLATE,)},
)

SEEN: tuple[dict[str, Any], ...] = (
    {"finding": Finding.STILL_THERE},
    {"finding": Finding.STILL_THERE, "plate": "OTHER1"},
    {"finding": Finding.STILL_THERE, "occupied": True},
    {"finding": Finding.GONE},
    {"finding": Finding.NOT_ABANDONED},
    {"finding": Finding.NOT_ABANDONED, "occupied": True},
)
