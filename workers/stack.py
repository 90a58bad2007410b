"""The only module that knows both cases: servers named in the environment, or our own in the data directory.

It passes on addresses; nothing else asks where they come from.
"""

import asyncio
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from database.roles import RUNTIME
from schemas.pace import Pace
from workers.data_dir import StackError, encryption_of, locked, secret_of
from workers.disk import ROOM_TO_GO_ON, ROOM_TO_START, check_disk, monitor_disk
from workers.exposure import check_exposure, signing_secret
from workers.postgres import OWNER, start_postgres
from workers.processes import Child, Program, first_to_end, last_words, start, start_again, stop
from workers.settings import HERE, Settings, parse_pace
from workers.temporal import LOOPBACK, is_free, quiet_port, start_temporal
from workers.training_clock import BEAT_SECONDS, beat, wind

RESTART_SECONDS = 0.2
MOST_RESTARTS = 50
"""Enough for a server that needs a few tries after it was killed, and an end for one that cannot start."""


@dataclass(frozen=True)
class Addresses:
    """The addresses of the servers, and the secrets, for our processes; `temporal_ui` is for people.

    `database_owner_url` is for the set-up alone.
    """

    database_url: str
    temporal_address: str
    secret: str
    encryption: str
    temporal_ui: str | None = None
    database_owner_url: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process that uses these servers."""
        return {
            "TOWPATH_DATABASE_URL": self.database_url,
            # Empty, so that it is not inherited.
            "TOWPATH_DATABASE_OWNER_URL": "",
            "TEMPORAL_ADDRESS": self.temporal_address,
            "TOWPATH_SECRET": self.secret,
            "TOWPATH_ENCRYPTION_KEYS": self.encryption,
        }

    @property
    def owners_environment(self) -> dict[str, str]:
        """What the set-up needs in addition."""
        return {"TOWPATH_DATABASE_OWNER_URL": self.database_owner_url or ""}


@dataclass(frozen=True)
class Stack:
    """A running stack: its addresses, its pace and its own servers."""

    addresses: Addresses
    pace: Pace
    servers: Sequence[Child]


@asynccontextmanager
async def open_servers(
    settings: Settings, *, temporal_options: Sequence[str] = (), postgres_options: Sequence[str] = ()
) -> AsyncIterator[Stack]:
    """The servers: external ones from the environment, or our own while the context is open. Raises StackError."""
    factor = parse_pace(settings.pace)
    if bool(settings.database_url) is not bool(settings.temporal_address):
        raise StackError("Set both TOWPATH_DATABASE_URL and TEMPORAL_ADDRESS, or neither.")
    with locked(settings.data):
        pace = wind(settings.data, factor, datetime.now(UTC))
        _mark(settings, pace)
        if settings.database_url:
            yield _outside(settings, pace)
            return
        async with AsyncExitStack() as last:
            own = await _own(settings, pace, last, temporal_options, postgres_options)
            # Called after worker and web have ended: no fact is later than the instant at which the clock continues.
            last.callback(_mark, settings, pace)
            yield own


def _outside(settings: Settings, pace: Pace) -> Stack:
    if pace.is_training and not settings.allow_training_outside:
        raise StackError("Training pace is not allowed with external servers.")
    secret = signing_secret(settings)
    if settings.encryption_keys is None:
        raise StackError("Set TOWPATH_ENCRYPTION_KEYS: it encrypts people's names and addresses.")
    addresses = Addresses(
        settings.database_url or "",
        settings.temporal_address or "",
        secret,
        settings.encryption_keys.get_secret_value(),
        database_owner_url=settings.database_owner_url,
    )
    return Stack(addresses, pace, ())


async def _own(
    settings: Settings,
    pace: Pace,
    last: AsyncExitStack,
    temporal_options: Sequence[str],
    postgres_options: Sequence[str],
) -> Stack:
    place, postgres = await start_postgres(settings.data, postgres_options)
    last.callback(shutil.rmtree, place.socket, ignore_errors=True)
    last.push_async_callback(stop, postgres)
    temporal, server = await start_temporal(
        settings.data, settings.temporal_port, settings.temporal_ui_port, temporal_options
    )
    last.push_async_callback(stop, server)
    given = signing_secret(settings) if settings.secret else secret_of(settings.data)
    encryption = (
        settings.encryption_keys.get_secret_value() if settings.encryption_keys else encryption_of(settings.data)
    )
    addresses = Addresses(
        place.url(RUNTIME), temporal.address, given, encryption, temporal.ui, database_owner_url=place.url(OWNER)
    )
    return Stack(addresses, pace, (postgres, server))


def towpath(*arguments: str, environment: dict[str, str]) -> Program:
    """One of our own programs."""
    ours = {**environment, "PYTHONPATH": str(HERE), "PYTHONUNBUFFERED": "1"}
    return Program(arguments[0], (sys.executable, "-P", "-m", "workers", *arguments), ours)


def with_port(settings: Settings) -> Settings:
    """The settings with ports that are free now, where they leave the choice to us."""
    ports = {"port": settings.port or quiet_port(), "world_port": settings.world_port or quiet_port()}
    return settings.model_copy(update=ports)


Ready = Callable[[Stack, dict[str, str]], Sequence[Program]]
"""Called once everything answers; the programs it returns run beside the others."""


async def run_stack(settings: Settings, ready: Ready, *, correct: bool = False) -> None:
    """Run everything until this task is cancelled. A part that ends by itself raises StackError; with `correct` it is
    restarted, as a container would be.
    """
    check_exposure(settings)
    if not is_free(settings.port):
        raise StackError(f"Port {settings.port} is in use by another program. Set TOWPATH_PORT.")
    check_disk(settings.data, ROOM_TO_START)
    try:
        await _run_all(settings, ready, correct=correct)
    except Exception:
        # Without disk space everything else fails too, so that is the fault to report.
        check_disk(settings.data, ROOM_TO_GO_ON)
        raise


async def _run_all(settings: Settings, ready: Ready, *, correct: bool) -> None:
    async with open_servers(settings) as stack, AsyncExitStack() as last:
        environment = environment_of(settings, stack)
        await _set_up(settings, environment | stack.addresses.owners_environment)
        app_state = [await _join(settings, last, towpath(name, environment=environment)) for name in ("worker", "web")]
        async with asyncio.TaskGroup() as group:
            watch = _restart if correct else _watch
            watching = group.create_task(watch(settings, [*stack.servers, *app_state]))
            await _answering(settings.port, watching)
            beside = [await _join(settings, last, program) for program in ready(stack, environment)]
            if beside:
                group.create_task(_tell_end(settings, beside))
            group.create_task(_beats(settings, stack.pace))
            group.create_task(monitor_disk(settings.data))


async def _join(settings: Settings, last: AsyncExitStack, program: Program) -> Child:
    """Start a program that is stopped with the stack."""
    child = await start(program, _log(settings, program.name))
    last.push_async_callback(stop, child)
    return child


def _log(settings: Settings, name: str) -> Path:
    return settings.data / "logs" / f"{name}.log"


def environment_of(settings: Settings, stack: Stack) -> dict[str, str]:
    """The environment of the processes of this stack."""
    return {
        **stack.addresses.environment,
        "TEMPORAL_NAMESPACE": settings.temporal_namespace,
        "TOWPATH_CLOCK": stack.pace.model_dump_json(),
        "TOWPATH_CITY": str(settings.city),
        "TOWPATH_HOST": settings.host,
        "TOWPATH_PORT": str(settings.port),
        "TOWPATH_PUBLIC_URL": settings.address,
        "TOWPATH_SESSION_HOURS": str(settings.session_hours),
        "TOWPATH_PROXIES": settings.proxies,
        "TOWPATH_ANSWER_SECONDS": str(settings.answer_seconds),
        "TOWPATH_ARRIVAL_SECONDS": str(settings.arrival_seconds),
        "TOWPATH_WORLD_PORT": str(settings.world_port),
        "TOWPATH_DATA": str(settings.data),
        # A training copy asks no real service, unless it is told to.
        **(_training_city(settings) if stack.pace.is_training else {}),
    }


def _training_city(settings: Settings) -> dict[str, str]:
    """The addresses of the outside systems of a training copy; those of the environment come first."""
    world = f"http://{LOOPBACK}:{settings.world_port}"
    return {
        "TOWPATH_RECORDS_URL": settings.records_url or f"{world}/records/",
        "TOWPATH_MAIL_URL": settings.mail_url or f"{world}/mail/",
    }


async def _set_up(settings: Settings, environment: dict[str, str]) -> None:
    log = _log(settings, "setup")
    child = await start(towpath("setup", environment=environment), log)
    try:
        if await child.process.wait():
            raise StackError(last_words(log, 1) or "The set-up failed.")
    finally:
        await stop(child)


async def _watch(settings: Settings, children: Sequence[Child]) -> None:
    child = await first_to_end(children)
    code, said = child.process.returncode, _said(settings, child)
    raise StackError(f"The {child.name} process stopped unexpectedly (code {code}). {said}")


def _said(settings: Settings, child: Child) -> str:
    """Why it ended. One that was killed had no time for last words: the end of its log is about something else."""
    is_killed = child.process.returncode == -signal.SIGKILL
    return "It was killed." if is_killed else last_words(_log(settings, child.name), 1)


async def _tell_end(settings: Settings, beside: Sequence[Child]) -> None:
    """A program beside the others may end; the others go on."""
    child = await first_to_end(beside)
    print(f"The {child.name} process stopped. {last_words(_log(settings, child.name), 1)}", file=sys.stderr)


async def _restart(settings: Settings, children: Sequence[Child]) -> None:
    """Restart each process that ends by itself; one that cannot stay up ends everything."""
    for _ in range(MOST_RESTARTS):
        child = await first_to_end(children)
        print(f"The {child.name} process stopped unexpectedly and is being restarted.", file=sys.stderr)
        await asyncio.sleep(RESTART_SECONDS)
        await start_again(child, _log(settings, child.name))
    await _watch(settings, children)


async def _answering(port: int, watch: asyncio.Task[None]) -> None:
    while not watch.done():
        try:
            _, writer = await asyncio.open_connection(LOOPBACK, port)
        except OSError:
            await asyncio.wait([watch], timeout=0.05)
        else:
            writer.close()
            return


async def _beats(settings: Settings, pace: Pace) -> None:
    while pace.is_training:
        _mark(settings, pace)
        await asyncio.sleep(BEAT_SECONDS)


def _mark(settings: Settings, pace: Pace) -> None:
    if pace.is_training:
        beat(settings.data, pace, datetime.now(UTC))
