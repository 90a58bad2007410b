"""`towpath up` in a process of its own, as a person starts it."""

import os
import re
import select
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from workers.settings import HERE
from workers.temporal import quiet_port

PATIENCE_SECONDS = 60
COMMANDS = {"worker": "workers worker", "web": "workers web", "temporal": "start-dev", "postgres": "bin/postgres -D"}
"""Words that identify each process by its command line."""


def own_port() -> int:
    """A free port that no other worker of pytest chooses at the same time."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return next(port for port in iter(quiet_port, None) if port % workers == worker)


@dataclass
class Running:
    """`towpath up` in a process of its own, with a data directory that has a space in its name."""

    data: Path
    port: int
    process: subprocess.Popen[str]
    said: str = ""
    patience: float = PATIENCE_SECONDS

    @property
    def url(self) -> str:
        """The address of its pages."""
        return f"http://127.0.0.1:{self.port}"

    def link(self, name: str) -> str:
        """The sign-in link that it printed for this person."""
        found = re.search(rf"{name} .*?(http\S+)", self.said)
        assert found is not None
        return found[1]

    def until_ready(self) -> "Running":
        """Read its output up to the line with its data directory."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if "Ctrl-C" in line:
                return self
        raise AssertionError(f"It ended with: {self.said}{self.ended()[1]}")

    def ended(self) -> tuple[int, str]:
        """Its exit code and its error output."""
        more, said = self.process.communicate(timeout=self.patience)
        self.said += more
        return self.process.returncode, said

    def relatives(self) -> dict[int, str]:
        """The command lines of its processes, by process id."""
        mark = f"TOWPATH_DATA={self.data}".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found

    def kill(self, words: str) -> None:
        """Kill the process whose command line has these words."""
        os.kill(next(pid for pid, line in self.relatives().items() if words in line), signal.SIGKILL)

    def all_end(self, relatives: dict[int, str]) -> bool:
        """Whether all of these processes end in time."""
        return all(_ends(pid) for pid in relatives)


def _ends(pid: int) -> bool:
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], PATIENCE_SECONDS)[0])
    finally:
        os.close(handle)


def start(data: Path, port: int, *arguments: str) -> Running:
    """Start `towpath up` at a pace of a day a minute, or as the arguments say."""
    environment = {**os.environ, "TOWPATH_DATA": str(data), "TOWPATH_PORT": str(port), "TOWPATH_TEMPORAL_UI_PORT": "0"}
    process = subprocess.Popen(
        [HERE / "towpath", *(arguments or ("up", "--pace", "1d=60s"))],
        env=environment,
        cwd=data.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return Running(data, port, process)


@contextmanager
def towpath_up(folder: Path, pace: str = "1d=60s") -> Iterator[Running]:
    """A stack that has started; every process left at the end is killed."""
    with ended(start(folder / "data of the city", own_port(), "up", "--pace", pace)) as running:
        yield running


@contextmanager
def ended(running: Running) -> Iterator[Running]:
    """The running stack; every process left at the end is killed."""
    yield running
    end(running)


def end(running: Running) -> None:
    """Kill every process that is left."""
    for pid in running.relatives():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    running.process.kill()
    if running.process.stdout is not None and not running.process.stdout.closed:
        running.process.communicate()
