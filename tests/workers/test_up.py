"""The whole stack as real processes: it starts, stops, says what is wrong, and leaves nobody behind."""

import os
import re
import select
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from workers.settings import HERE
from workers.temporal import free_port

PATIENCE_SECONDS = 60


@dataclass
class Running:
    """`towpath up` in a process of its own, on a folder with a space in its name."""

    data: Path
    port: int
    process: subprocess.Popen[str]
    said: str = ""

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    def until_ready(self) -> "Running":
        """Read what it says until it says where its data is."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if "Ctrl-C" in line:
                return self
        raise AssertionError(f"It ended with: {self.said}{self.ended()[1]}")

    def ended(self) -> tuple[int, str]:
        """Its exit code and what it said on the error channel."""
        _, said = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, said

    def relatives(self) -> dict[int, str]:
        """The processes that belong to it, by their ids, with their command lines."""
        mark = f"TOWPATH_DATA={self.data}".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found

    def all_end(self, relatives: dict[int, str]) -> bool:
        """Whether every one of these processes ends in time."""
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


def start(data: Path, port: int) -> Running:
    """Start `towpath up`."""
    environment = {**os.environ, "TOWPATH_DATA": str(data), "TOWPATH_PORT": str(port), "TOWPATH_TEMPORAL_UI_PORT": "0"}
    process = subprocess.Popen(
        [HERE / "towpath", "up", "--pace", "1d=60s"],
        env=environment,
        cwd=data.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return Running(data, port, process)


@pytest.fixture
def stack_here(folder: Path) -> Iterator[Running]:
    """A stack that has started; whatever a test leaves of it is ended."""
    running = start(folder / "data of the city", free_port())
    yield running
    for pid in running.relatives():
        os.kill(pid, signal.SIGKILL)
    running.process.kill()
    if running.process.stdout is not None and not running.process.stdout.closed:
        running.process.communicate()


def page_of_the_dispatcher(running: Running) -> str:
    """The page that the dispatcher's link leads to."""
    link = re.search(r"dispatcher +(http\S+)", running.said)
    assert link is not None
    with httpx.Client(follow_redirects=True, timeout=20) as browser:
        return browser.get(link[1]).text


def test_the_stack_starts_stops_in_order_and_goes_on_where_it_stopped(stack_here: Running) -> None:
    running = stack_here.until_ready()
    relatives = running.relatives()
    assert "Maud Okafor" in page_of_the_dispatcher(running)

    running.process.send_signal(signal.SIGINT)
    code, said = running.ended()

    assert (code, said) == (0, "")
    assert len(relatives) > 4
    assert running.all_end(relatives)
    again = start(running.data, running.port).until_ready()
    again.process.send_signal(signal.SIGTERM)
    assert again.ended() == (0, "")


def test_a_second_copy_on_the_same_folder_is_refused_in_a_sentence(stack_here: Running) -> None:
    running = stack_here.until_ready()

    code, said = start(running.data, free_port()).ended()

    assert (code, said) == (1, f"towpath: Another Towpath is running on the data folder {running.data}.\n")
    assert httpx.get(f"{running.url}/sign-in").status_code == 200


def test_a_taken_port_is_named(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = start(folder / "data", port).ended()

    assert (code, said) == (1, f"towpath: Port {port} is taken by another program: set TOWPATH_PORT.\n")


@pytest.mark.parametrize("name", ["worker", "web", "temporal", "postgres"])
def test_a_child_that_was_killed_is_named_and_the_others_are_stopped(stack_here: Running, name: str) -> None:
    running = stack_here.until_ready()
    relatives = running.relatives()
    words = {"worker": "workers worker", "web": "workers web", "temporal": "start-dev", "postgres": "bin/postgres -D"}
    victim = next(pid for pid, line in relatives.items() if words[name] in line)

    os.kill(victim, signal.SIGKILL)
    code, said = running.ended()

    assert code == 1
    assert said.startswith(f"towpath: The {name} process ended by itself (code -9).")
    assert said.count("\n") == 1
    assert running.all_end(relatives)


def test_nobody_outlives_a_parent_that_was_killed(stack_here: Running) -> None:
    running = stack_here.until_ready()
    relatives = running.relatives()

    running.process.kill()

    assert running.all_end(relatives)
    assert running.relatives() == {}


def test_a_stop_while_it_starts_leaves_nobody_behind(stack_here: Running) -> None:
    while not any("bin/postgres -D" in line for line in stack_here.relatives().values()):
        time.sleep(0)

    stack_here.process.send_signal(signal.SIGINT)
    code, said = stack_here.ended()

    assert (code, said) == (0, "")
    assert stack_here.relatives() == {}
