"""An open task whose deadline passes before the task is allowed."""

from datetime import timedelta

import pytest

from schemas.tasks import OpenTask
from schemas.words import Role, Task
from tests.schemas.lives import START

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("not_before", "due_at", "now", "missed"),
    [
        (2, 1, 0, True),
        (2, 1, 1.5, True),
        (2, 1, 2, False),
        (1, 2, 0, False),
        (1, 1, 0, False),
        (None, 1, 2, False),
        (2, None, 0, False),
    ],
)
def test_a_deadline_before_the_earliest_lawful_time_cannot_be_met_until_that_time(
    not_before: float | None, due_at: float | None, now: float, missed: bool
) -> None:
    from_, by = (START + HOUR * each if each is not None else None for each in (not_before, due_at))
    task = OpenTask(task=Task.SECOND_OBSERVATION, by=Role.OFFICER, why="", not_before=from_, due_at=by)

    assert task.misses_its_deadline(START + HOUR * now) is missed
