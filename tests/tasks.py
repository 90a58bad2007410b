"""The open tasks of a case in a test: at its own beginning, when no floor has passed, unless told otherwise."""

from datetime import datetime

from rules.law import Edition
from rules.next_task import list_tasks
from schemas.case import Case
from schemas.tasks import OpenTask, TaskList


def tasks_of(case: Case, law: Edition, at: datetime | None = None) -> TaskList:
    """The open tasks."""
    return list_tasks(case, law, at or case.opened_at)


def next_task(case: Case, law: Edition, at: datetime | None = None) -> OpenTask:
    """The next one."""
    return tasks_of(case, law, at).next
