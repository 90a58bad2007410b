"""The open tasks of a case, and the system's own act with its time."""

from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field

from schemas.words import Role, Task

NEVER = datetime.max.replace(tzinfo=UTC)


class OpenTask(BaseModel):
    """One open task: what, by whom, why, from when (the floor) and by when (the ceiling)."""

    model_config = ConfigDict(frozen=True)

    task: Task
    by: Role
    why: str
    citation: str | None = None
    not_before: datetime | None = None
    due_at: datetime | None = None

    def misses_its_deadline(self, now: datetime) -> bool:
        """Whether no one can meet the deadline: the task is not allowed before it has passed."""
        return bool(self.due_at and self.not_before and max(now, self.due_at) < self.not_before)


class TaskList(BaseModel):
    """The open tasks of a case at an instant (case time), in the order of its goal; never empty.

    The system does its `own_act` from the list at once, or at `wake_at`. Without one, `wake_at` is the instant at
    which the list itself changes.
    """

    model_config = ConfigDict(frozen=True)

    tasks: tuple[OpenTask, ...] = Field(min_length=1)
    at: datetime
    own_act: Task | None = None
    wake_at: datetime | None = None

    @property
    def next(self) -> OpenTask:
        """The head of the list."""
        return self.tasks[0]

    @property
    def due_at(self) -> datetime | None:
        """The nearest ceiling of all tasks."""
        return min((each.due_at for each in self.tasks if each.due_at), default=None)

    @property
    def by_ceiling(self) -> tuple[OpenTask, ...]:
        """The tasks by ceiling, the nearest first; tasks without one come last, in their order."""
        return tuple(sorted(self.tasks, key=lambda each: each.due_at or NEVER))

    @property
    def codes(self) -> tuple[Task, ...]:
        """The codes of the tasks, each once, the next one first."""
        return tuple(dict.fromkeys(each.task for each in self.tasks))
