"""How urgent a case is for an outside system that many cases wait for: five bands. Knows no clock."""

from datetime import timedelta

from schemas.case import Case
from schemas.tasks import TaskList
from schemas.words import Stage

WAITED_FOR, LEAST = 1, 5
WITHIN = (timedelta(days=1), timedelta(days=3), timedelta(days=10))
"""The time left to the nearest ceiling, of the bands 2 to 4."""


def band_of(case: Case, tasks: TaskList) -> int:
    """The band, from 1 to 5: first a driver or a counter that waits, then by the nearest ceiling."""
    if case.order or case.stage is Stage.IMPOUND:
        return WAITED_FOR
    if tasks.due_at is None:
        return LEAST
    left = tasks.due_at - tasks.at
    return next((band for band, within in enumerate(WITHIN, WAITED_FOR + 1) if left <= within), LEAST)
