"""The demo: a stack of its own, a file of reports, all people played over HTTP, and an audit at the end.

The report is counted at the end, in the record and in Temporal's histories, never along the way.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import httpx
from rich.console import Console
from rich.live import Live

from activities.keys import Keys
from rules.library import find_edition
from schemas.pace import Pace
from schemas.words import Role
from workers.board import Board
from workers.city import read_city
from workers.client import checked
from workers.data_dir import StackError
from workers.demo_report import DemoReport, audit
from workers.importing import import_rows, read_file
from workers.player import Player, parts_of
from workers.processes import Program
from workers.record_audit import NOT_SOUND, list_mismatches
from workers.retrying import retrying_client
from workers.sample_users import SampleUsers
from workers.settings import Settings
from workers.stack import Stack, run_stack, towpath
from workers.stopping import unless_stopped
from workers.temporal import LOOPBACK, quiet_port
from workers.terminal import Terminal
from workers.world import ReceivedLetters

PAUSE_SECONDS = 0.2
PATIENCE_SECONDS = 120.0
SETTLING_SECONDS = 30.0
STANDSTILL = timedelta(days=60)


@dataclass(frozen=True)
class DemoOptions:
    """The arguments of the command."""

    file: Path
    form: str
    pace: str
    keep: Path | None
    as_json: bool
    faults: int | None = None
    """A seed: the outside systems of the training city fail as it says."""


async def run_demo(asked: DemoOptions, stop: asyncio.Event) -> None:
    """Run from an empty data directory until every case is closed. Raises StackError, NotThisFormat."""
    console = Terminal(stderr=asked.as_json)
    read_file(asked.file, asked.form)  # a fault of the file is reported before anything starts
    with _folder(asked.keep) as data:
        told = await unless_stopped(_run(asked, data, console), stop)
    if told is None:
        raise StackError("The demo was stopped before it finished.")
    told.say(console)
    if asked.as_json:
        print(json.dumps(told.report()))
    if told.sentences:
        raise StackError(NOT_SOUND)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """The data directory to keep, or one that is removed. Raises StackError if it is not empty."""
    if keep is None:
        with TemporaryDirectory(prefix="towpath-demo-") as data_dir:
            Path(data_dir).chmod(0o755)  # PostgreSQL, which root runs as `nobody`, must be able to enter it
            yield Path(data_dir)
    elif keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise StackError(f"The demo needs an empty directory, and {keep} is not one.")
    else:
        yield keep.absolute()


async def _run(asked: DemoOptions, data: Path, console: Console) -> DemoReport:
    settings = own_settings(data, asked.pace)
    law = find_edition(settings.edition)
    zone, city = law.tz, read_city(settings.city, law)
    stories = ["--file", str(asked.file.absolute()), "--format", asked.form]
    if asked.faults is not None:
        stories += ["--faults", str(asked.faults)]
    async with _running(settings, stories) as stack, retrying_client(settings.address) as http:
        (data / "addresses.json").write_text(json.dumps(_addresses(settings, stack), indent=1) + "\n")
        sample_users = SampleUsers(http, Keys(stack.addresses.secret), city)
        sample_users.sign_in(Role.ADMIN)
        board = Board(zone)
        with _shown(board, console):
            imported = await import_rows(http, asked.file, asked.form, board.take_in)
            parts = parts_of(imported.rows, imported.cases)
            await _play(Player(sample_users, parts, stack.pace), board)
        await _settle(http)
        return await audit(http, console, parts, await _received(settings))


async def _received(settings: Settings) -> ReceivedLetters:
    """What the mail house of the training city has received."""
    async with httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{settings.world_port}") as world:
        return ReceivedLetters.model_validate(checked(await world.get("/received")))


def own_settings(data: Path, pace: str) -> Settings:
    """A stack of its own, even if the environment names servers."""
    return Settings(
        data=data,
        pace=pace,
        database_url=None,
        database_owner_url=None,
        temporal_address=None,
        temporal_namespace="default",
        public_url=None,
        host=LOOPBACK,
        port=quiet_port(),
        temporal_port=quiet_port(),
        temporal_ui_port=quiet_port(),
        world_port=quiet_port(),
        records_url=None,
        answer_seconds=20,
        arrival_seconds=120,
    )


@asynccontextmanager
async def _running(settings: Settings, stories: Sequence[str]) -> AsyncIterator[Stack]:
    """A stack that restarts its processes, with the training city, for as long as this lasts."""
    ready: asyncio.Future[Stack] = asyncio.get_running_loop().create_future()

    def answers(stack: Stack, environment: dict[str, str]) -> tuple[Program]:
        ready.set_result(stack)
        return (towpath("world", *stories, environment=environment),)

    async with asyncio.TaskGroup() as group:
        running = group.create_task(run_stack(settings, answers, correct=True))
        try:
            yield await ready
        finally:
            running.cancel()


@contextmanager
def _shown(board: Board, console: Console) -> Iterator[None]:
    try:
        with Live(board, console=console, refresh_per_second=4):
            yield
    finally:
        if not console.is_terminal:
            console.line()  # without a terminal the last picture is printed once, without a final newline


def _addresses(settings: Settings, stack: Stack) -> dict[str, str | None]:
    """The addresses of everything while the demo runs. Contains no secret."""
    return {
        "web": settings.address,
        "database": stack.addresses.database_url,
        "temporal": stack.addresses.temporal_address,
        "temporal_ui": stack.addresses.temporal_ui,
    }


async def _play(player: Player, board: Board) -> None:
    """Play until every case is closed. Raises StackError if nothing moves any more."""
    limit = max(PATIENCE_SECONDS, STANDSTILL / timedelta(seconds=player.pace.factor))
    facts, moved = 0, monotonic()
    while open_cases := await player.play_turn():
        board.show(checked(await player.sample_users.get(Role.ADMIN, "/api/stages")), _now(player.pace))
        if (known := sum(open_cases.values())) != facts:
            facts, moved = known, monotonic()
        if monotonic() - moved > limit:
            why = next((each.why for case, each in player.resting.items() if case in open_cases and each.why), "")
            raise StackError(f"{len(open_cases)} cases are stuck; the first is {min(open_cases)}. {why}".strip())
        await asyncio.sleep(PAUSE_SECONDS)
    board.show(checked(await player.sample_users.get(Role.ADMIN, "/api/stages")), _now(player.pace))


def _now(pace: Pace) -> datetime:
    return pace.case_time(datetime.now(UTC))


async def _settle(http: httpx.AsyncClient) -> None:
    """Wait for the workflows of the last closed cases to end, up to a limit."""
    end = monotonic() + SETTLING_SECONDS
    while monotonic() < end:
        if not await list_mismatches(http, grace_seconds=0):
            return
        await asyncio.sleep(PAUSE_SECONDS)
