"""The live table of a demo shows the cases by stage, in the city's own time."""

from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

from rich.console import Console

from workers.board import Board

NOW = datetime(2026, 12, 29, 19, tzinfo=UTC)
STAGES = (
    {"stage": "closed", "count": 53, "oldest": "2026-12-04T19:00:00+00:00", "next_due": None},
    {"stage": "notice", "count": 6, "oldest": "2026-12-28T18:00:00+00:00", "next_due": "2026-12-30T05:00:00+00:00"},
)


def drawn(board: Board) -> list[str]:
    """The lines of its display."""
    console = Console(file=StringIO(), width=100)
    console.print(board)
    assert isinstance(console.file, StringIO)
    return [" ".join(line.split()) for line in console.file.getvalue().splitlines()]


def test_before_the_first_numbers_it_shows_that_it_starts() -> None:
    assert drawn(Board(ZoneInfo("America/New_York")))[0] == "Starting"


def test_the_stages_are_in_order_with_their_age_and_next_due() -> None:
    board = Board(ZoneInfo("America/New_York"))

    board.take_in(66, 66)
    board.show(STAGES, NOW)

    lines = drawn(board)
    assert lines[:4] == [
        "Dec 29, 2026, 2 PM city time",
        "stage count oldest next due",
        "notice 6 1 day Dec 30, 12:00 AM",
        "closed 53 25 days",
    ]
    assert "66/66" in lines[4]
    assert "53/59" in lines[5]
