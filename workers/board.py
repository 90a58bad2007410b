"""The live table of a demo: cases by stage, the oldest, what is due next, and the overall progress."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from schemas.words import Stage

DAY = timedelta(days=1)


class Board:
    """The live display of a demo; `zone` is the city's."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        text = TextColumn("{task.description}")
        self.bars = Progress(text, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self.rows: TaskID = self.bars.add_task("rows imported", total=None)
        self.closed: TaskID = self.bars.add_task("cases closed", total=None)
        self.stages: Sequence[Mapping[str, Any]] = ()
        self.now: datetime | None = None

    def take_in(self, done: int, total: int) -> None:
        """Show how far the import is."""
        self.bars.update(self.rows, completed=done, total=total)

    def show(self, stages: Sequence[Mapping[str, Any]], now: datetime) -> None:
        """Show how many cases are in each stage at this instant of case time."""
        self.stages, self.now = stages, now
        counts = {each["stage"]: each["count"] for each in stages}
        self.bars.update(self.closed, completed=counts.get(Stage.CLOSED, 0), total=sum(counts.values()) or None)

    def __rich__(self) -> RenderableType:
        return Group(self._table(), self.bars)

    def _table(self) -> Table:
        title = f"{self.now.astimezone(self.zone):%b %-d, %Y, %-I %p} city time" if self.now else "Starting"
        table = Table("stage", "count", "oldest", "next due", title=title, title_justify="left", box=None, min_width=60)
        found = {each["stage"]: each for each in self.stages}
        for stage in (each for each in Stage if each in found):
            row = found[stage]
            table.add_row(stage, str(row["count"]), self._age(row["oldest"]), self._due(row["next_due"]))
        return table

    def _age(self, since: str) -> str:
        days = (self.now - datetime.fromisoformat(since)) // DAY if self.now else 0
        return f"{days} day{'' if days == 1 else 's'}"

    def _due(self, at: str | None) -> str:
        return f"{datetime.fromisoformat(at).astimezone(self.zone):%b %-d, %-I:%M %p}" if at else ""
