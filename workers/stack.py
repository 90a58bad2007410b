"""The only place that knows two worlds: servers named in the environment, or our own under the data folder.

It hands out addresses; nothing else asks where they come from.
"""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from schemas.pace import Pace
from workers.folder import StackError, locked, seal_of, secret_of
from workers.postgres import start_postgres
from workers.processes import Child, Program, first_to_end, last_words, start, stop
from workers.settings import HERE, Settings, parse_pace
from workers.temporal import LOOPBACK, is_free, start_temporal
from workers.training_clock import BEAT_SECONDS, beat, wind


@dataclass(frozen=True)
class Addresses:
    """Where the servers are, as our processes are told; `temporal_ui` is for people."""

    database_url: str
    temporal_address: str
    secret: str
    seal: str
    temporal_ui: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process that shall use them."""
        return {
            "TOWPATH_DATABASE_URL": self.database_url,
            "TEMPORAL_ADDRESS": self.temporal_address,
            "TOWPATH_SECRET": self.secret,
            "TOWPATH_SEAL": self.seal,
        }


@dataclass(frozen=True)
class Stack:
    """A stack that runs: its addresses, its pace and its own servers."""

    addresses: Addresses
    pace: Pace
    servers: Sequence[Child]


@asynccontextmanager
async def engines(settings: Settings, *, temporal_options: Sequence[str] = ()) -> AsyncIterator[Stack]:
    """The servers: those of the environment, or our own for as long as this lasts. Raises StackError."""
    factor = parse_pace(settings.pace)
    if settings.database_url and settings.temporal_address:
        yield _outside(settings, factor)
        return
    if settings.database_url or settings.temporal_address:
        raise StackError("Name both TOWPATH_DATABASE_URL and TEMPORAL_ADDRESS, or neither.")
    with locked(settings.data):
        async with AsyncExitStack() as last:
            yield await _own(settings, factor, last, temporal_options)


def _outside(settings: Settings, factor: float) -> Stack:
    if factor != 1.0 and not settings.allow_training_outside:
        raise StackError("Training pace is refused where servers from outside are used.")
    if settings.secret is None:
        raise StackError("Say TOWPATH_SECRET: it signs links and sessions.")
    if settings.seal is None:
        raise StackError("Say TOWPATH_SEAL: it seals people's names and addresses.")
    addresses = Addresses(
        settings.database_url or "",
        settings.temporal_address or "",
        settings.secret.get_secret_value(),
        settings.seal.get_secret_value(),
    )
    return Stack(addresses, Pace(), ())


async def _own(settings: Settings, factor: float, last: AsyncExitStack, options: Sequence[str]) -> Stack:
    place, postgres = await start_postgres(settings.data)
    last.callback(shutil.rmtree, place.socket, ignore_errors=True)
    last.push_async_callback(stop, postgres)
    temporal, server = await start_temporal(settings.data, settings.temporal_port, settings.temporal_ui_port, options)
    last.push_async_callback(stop, server)
    given = settings.secret.get_secret_value() if settings.secret else secret_of(settings.data)
    seal = settings.seal.get_secret_value() if settings.seal else seal_of(settings.data)
    addresses = Addresses(place.url, temporal.address, given, seal, temporal.ui)
    pace = wind(settings.data, factor, datetime.now(UTC))
    last.callback(_last_beat, settings.data, pace)
    return Stack(addresses, pace, (postgres, server))


def _last_beat(data: Path, pace: Pace) -> None:
    """Worker and web have ended: no fact stands later than where the clock goes on."""
    if pace.is_training:
        beat(data, pace, datetime.now(UTC))


def towpath(*arguments: str, environment: dict[str, str]) -> Program:
    """One of our own programs."""
    ours = {**environment, "PYTHONPATH": str(HERE), "PYTHONUNBUFFERED": "1"}
    return Program(arguments[0], (sys.executable, "-P", "-m", "workers", *arguments), ours)


async def run_stack(settings: Settings, ready: Callable[[Stack, dict[str, str]], object]) -> None:
    """Run everything until this task is cancelled. Raises StackError if a part ends by itself."""
    if not is_free(settings.port):
        raise StackError(f"Port {settings.port} is taken by another program: set TOWPATH_PORT.")
    async with engines(settings) as stack, AsyncExitStack() as last:
        environment = environment_of(settings, stack)
        await _set_up(settings, environment)
        children = list(stack.servers)
        for name in ("worker", "web"):
            child = await start(towpath(name, environment=environment), settings.data / "logs" / f"{name}.log")
            last.push_async_callback(stop, child)
            children.append(child)
        async with asyncio.TaskGroup() as group:
            watch = group.create_task(_watch(settings, children))
            await _answering(settings.port, watch)
            ready(stack, environment)
            group.create_task(_beats(settings, stack.pace))


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
        "TOWPATH_ANSWER_SECONDS": str(settings.answer_seconds),
        "TOWPATH_ARRIVAL_SECONDS": str(settings.arrival_seconds),
    }


async def _set_up(settings: Settings, environment: dict[str, str]) -> None:
    log = settings.data / "logs" / "setup.log"
    child = await start(towpath("setup", environment=environment), log)
    try:
        if await child.process.wait():
            raise StackError(last_words(log, 1) or "The set-up failed.")
    finally:
        await stop(child)


async def _watch(settings: Settings, children: Sequence[Child]) -> None:
    child = await first_to_end(children)
    said = last_words(settings.data / "logs" / f"{child.name}.log", 1)
    raise StackError(f"The {child.name} process ended by itself (code {child.process.returncode}). {said}")


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
        beat(settings.data, pace, datetime.now(UTC))
        await asyncio.sleep(BEAT_SECONDS)
