"""Child processes that cannot outlive their parent: each in a session of its own, stopped in order."""

import asyncio
import ctypes
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
PATIENCE_SECONDS = 10.0
LONGEST_FALL = 64_000
"""How many bytes at the end of a log are read: the output of a Go panic is long."""
OURS = "towpath: "
"""How a command of ours begins its last sentence; the command that repeats it begins so itself."""
_LIBC = ctypes.CDLL(None)


@dataclass(frozen=True)
class Program:
    """The program to run, its user, its stop signal, its working directory (ours if none is named), and the rights that
    its files do not get.
    """

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    data_dir: str | None = None
    umask: int = -1


@dataclass(eq=False)
class Child:
    """A running program; `process` is another one after a restart."""

    program: Program
    process: asyncio.subprocess.Process

    @property
    def name(self) -> str:
        """Its display name."""
        return self.program.name


async def start(program: Program, log: Path) -> Child:
    """Start a program; its output goes to this log file."""
    with log.open("ab") as out:
        process = await _spawn(program, out)
    return Child(program, process)


async def start_again(child: Child, log: Path) -> None:
    """Restart the program of a child, in place."""
    with log.open("ab") as out:
        child.process = await _spawn(child.program, out)


async def _spawn(program: Program, out: IO[bytes]) -> asyncio.subprocess.Process:
    parent = os.getpid()

    def die_with_parent() -> None:
        _LIBC.prctl(PR_SET_PDEATHSIG, program.stop_signal)
        if os.getppid() != parent:
            os._exit(1)

    return await asyncio.create_subprocess_exec(
        *program.arguments,
        env={**os.environ, **program.environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=out,
        stderr=out,
        start_new_session=True,
        preexec_fn=die_with_parent,
        cwd=program.data_dir,
        user=program.user,
        extra_groups=[] if program.user else None,
        umask=program.umask,
    )


async def stop(child: Child) -> None:
    """Ask a child to stop, and kill it if it does not."""
    if child.process.returncode is not None:
        return
    child.process.send_signal(child.program.stop_signal)
    try:
        await asyncio.wait_for(child.process.wait(), PATIENCE_SECONDS)
    except TimeoutError:
        child.process.kill()
        await child.process.wait()


async def first_to_end(children: Sequence[Child]) -> Child:
    """Wait until one of them ends; returns it."""
    waits = {asyncio.ensure_future(child.process.wait()): child for child in children}
    done, rest = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in rest:
        wait.cancel()
    return waits[done.pop()]


def last_words(log: Path, lines: int = 3) -> str:
    """The last lines of a log file, as one line; for a Go panic, the panic line."""
    if not log.exists():
        return ""
    said = log.read_bytes()[-LONGEST_FALL:].decode(errors="replace").strip().splitlines()
    if said and said[-1].startswith("\t"):
        fallen = [at for at, line in enumerate(said) if line.startswith(("panic:", "fatal error:"))]
        said = said[: fallen[-1] + 1] if fallen else said
    return " / ".join(line.strip().removeprefix(OURS) for line in said[-lines:])
