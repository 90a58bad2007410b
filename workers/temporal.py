"""The embedded Temporal server: the wheel's own program, on loopback, with its history in a file."""

import asyncio
import shutil
import socket
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import randrange

from schemas import names
from workers.data_dir import StackError
from workers.processes import Child, Program, first_to_end, last_words, start, stop

LOOPBACK = "127.0.0.1"
HISTORY = "temporal.db"
TAKEN = "address already in use"
ATTEMPTS = 3
LOOK_SECONDS = 0.05
HEALTH = ("operator", "cluster", "health", "--command-timeout", "5s", "--disable-config-file", "--disable-config-env")


@dataclass(frozen=True)
class Temporal:
    """Its addresses."""

    address: str
    ui: str


def free_port() -> int:
    """A loopback port that is free right now."""
    with closing(socket.socket()) as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def quiet_port() -> int:
    """A free port from a range outside the ephemeral ports, for a program that starts after the servers."""
    return next(port for port in iter(lambda: randrange(20_000, 30_000), None) if is_free(port))


def is_free(port: int) -> bool:
    """Whether this loopback port is free."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _program() -> str:
    beside = Path(sys.executable).parent / "temporal"
    found = str(beside) if beside.exists() else shutil.which("temporal")
    if found is None:
        raise StackError("The temporal program is missing: run `make setup`.")
    return found


async def start_temporal(data: Path, port: int, ui_port: int, extra: Sequence[str] = ()) -> tuple[Temporal, Child]:
    """Start it and wait until it serves. Raises StackError with the last lines of its log."""
    for taken in (each for each in (port, ui_port) if each and not is_free(each)):
        raise StackError(f"Port {taken} is in use by another program. Choose another port for Temporal.")
    fresh = not (data / HISTORY).exists()
    try:
        return await _start_again(data, port, ui_port, extra)
    except BaseException:
        if fresh:
            _forget(data)
        raise


async def _start_again(data: Path, port: int, ui_port: int, extra: Sequence[str]) -> tuple[Temporal, Child]:
    """Temporal's own services choose ports at the same moment as we do: if two choose the same, try again."""
    for _ in range(ATTEMPTS - 1):
        try:
            return await _start(data, port or free_port(), ui_port or free_port(), extra)
        except StackError as fault:
            if TAKEN not in str(fault):
                raise
    return await _start(data, port or free_port(), ui_port or free_port(), extra)


async def _start(data: Path, port: int, ui_port: int, extra: Sequence[str]) -> tuple[Temporal, Child]:
    log = data / "logs" / "temporal.log"
    child = await start(Program("temporal", (_program(), *_arguments(data, port, ui_port), *extra), umask=0o077), log)
    try:
        # The UI opens last: until then one of Temporal's services may still find its port taken, and the server ends.
        for each in (port, ui_port):
            await _until(partial(_listens, each), child, log)
        await _until(partial(_serves, port), child, log)
    except BaseException:
        await stop(child)
        raise
    return Temporal(f"{LOOPBACK}:{port}", f"http://{LOOPBACK}:{ui_port}"), child


def _forget(data: Path) -> None:
    """Remove an incomplete history file: the next start makes a new one."""
    for each in data.glob(f"{HISTORY}*"):
        if each.is_file():
            each.unlink()


def _arguments(data: Path, port: int, ui_port: int) -> tuple[str, ...]:
    return (
        *("server", "start-dev", "--ip", LOOPBACK, "--port", str(port), "--http-port", str(free_port())),
        *("--metrics-port", str(free_port()), "--ui-ip", LOOPBACK, "--ui-port", str(ui_port)),
        *("--db-filename", str(data / HISTORY)),
        *("--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"),
        *("--search-attribute", f"{names.CASE_STAGE}=Keyword"),
        *("--search-attribute", f"{names.CASE_DISTRICT}=Keyword"),
        *("--dynamic-config-value", 'history.timerProcessorMaxTimeShift="10ms"', "--log-level", "error"),
    )


async def _until(ready: Callable[[], Awaitable[bool]], child: Child, log: Path) -> None:
    ended = asyncio.ensure_future(first_to_end([child]))
    while not ended.done():
        if await ready():
            ended.cancel()
            return
        await asyncio.wait([ended], timeout=LOOK_SECONDS)
    raise StackError(f"Temporal did not start: {last_words(log)}")


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(LOOPBACK, port)
    except OSError:
        return False
    writer.close()
    return True


async def _serves(port: int) -> bool:
    """Whether its gRPC health service says so: an open port may still answer "Frontend is not healthy yet".

    Asks with Temporal's own program, as `pg_isready` does: a process that has held the SDK's client may crash at exit.
    """
    order = (_program(), *HEALTH, "--address", f"{LOOPBACK}:{port}")
    asked = await asyncio.create_subprocess_exec(*order, stdout=DEVNULL, stderr=DEVNULL)
    return await asked.wait() == 0
