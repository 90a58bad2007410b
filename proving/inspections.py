"""The inspections that some rule distinguishes: the good one, and variants that differ in one field."""

from typing import Any

from rules.law import Edition
from schemas.verification import RecordInspection
from schemas.words import Condition, Finding, PlateKind

PHOTO = ("a" * 64,)


def inspections_of(law: Edition, *, private: bool) -> tuple[RecordInspection, ...]:
    """Inspections of a car on private or on public property."""
    return tuple(RecordInspection.model_validate(each) for each in (*_declaring(law, private), *SEEN))


def _declaring(law: Edition, private: bool) -> tuple[dict[str, Any], ...]:
    clauses, elsewhere = _clauses(law, private), _clauses(law, not private)
    good = {"finding": Finding.ABANDONED, "clause": next(iter(clauses), None), "photos": PHOTO}
    others = ({"clause": each} for each in (next(iter(elsewhere), None), *clauses[1:]))
    return tuple(good | each for each in (*others, *DIFFERENT))


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
    {"inspection_expired_over_90_days": True},
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
