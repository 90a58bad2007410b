"""Runs tests in forked processes, each with one change, until the first one fails.

A change inside a function is put into a process that has loaded all and collected the tests; for any other one a
process loads a changed copy of `rules/`.
"""

import gc
import importlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from workers.settings import HERE

OURS = ("schemas", "rules", "database", "activities", "workflows", "web", "workers", "proving", "sample", "tests")
TESTS = "tests/rules"
FIRST = tuple(
    f"{TESTS}/test_{name}.py"
    for name in (
        "calendars",
        "dates_by_hand",
        "editions",
        "guards",
        "holds_of_editions",
        "impound",
        "offers",
        "permissions",
        "rulings",
        "tow_dispatch",
        "working_days",
    )
)
"""The tests of tables and calendars: they notice most changes that need the rules to be loaded again."""
LEFT_OUT = ("test_the_page_is_what_the_code_says", "test_every_file_of_law_is_in_force_as_it_was_enacted")
"""Tests that compare with a page or a fingerprint: they notice every change and say of none what is right."""
ARGUMENTS = (
    "-p",
    "no:cacheprovider",
    "--hypothesis-profile=mutating",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
    "-q",
)
LONGEST = 180
"""Seconds after which a run is ended: a change can make a count run for ever."""
SURVIVED = "survived"
UNLOADED = "the tests cannot be loaded"
UNTRIED = "not tried"
"""How the answer for a change begins that could not be tried: it counts as nothing."""


REST = (TESTS, *(f"--ignore={each}" for each in FIRST))
OF_EDITIONS = tuple(f"{TESTS}/test_{name}.py" for name in ("editions", "holds_of_editions", "what_editions_list"))
"""The tests that read the editions when they run, and not when they are loaded."""


class Told(NamedTuple):
    """What became of one job, and how many seconds it took."""

    name: str
    became: str
    seconds: float


Job = tuple[str, Callable[[], str]]


def run_apart(jobs: Iterable[Job], at_once: int, tell: Callable[[Told], None], *, longest: int = LONGEST) -> None:
    """Run each job in a forked process, some at once, and tell what became of it. `longest` is in seconds."""
    gc.collect()
    gc.freeze()
    running: dict[int, tuple[str, int, float]] = {}
    for name, job in jobs:
        if len(running) >= at_once:
            tell(_next(running))
        reading, writing = os.pipe()
        if not (pid := os.fork()):
            _do(job, writing, longest)
        os.close(writing)
        running[pid] = name, reading, time.monotonic()
    while running:
        tell(_next(running))


def _do(job: Callable[[], str], writing: int, longest: int) -> None:
    """In the child: do the job, say what became of it, and end without any clean-up of the parent's."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(longest)
    try:
        os.write(writing, job().encode())
    except BaseException as failed:
        os.write(writing, f"{UNTRIED}: {type(failed).__name__}: {failed}".encode())
    finally:
        os._exit(0)


def _next(running: dict[int, tuple[str, int, float]]) -> Told:
    """Wait for the next one that ends."""
    pid, status = os.wait()
    name, reading, began = running.pop(pid)
    with os.fdopen(reading) as pipe:
        became = pipe.read()
    return Told(name, became if not status else f"ended by signal {status}", time.monotonic() - began)


class Held:
    """A plugin that lets the caller run the collected tests."""

    def __init__(self, work: Callable[["Held"], None]) -> None:
        self.work = work
        self.items: list[pytest.Item] = []
        self.failed = ""
        self.broken: BaseException | None = None

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Remember what broke the work: pytest would only print it."""
        self.broken = excinfo.value

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of running every test."""
        self.items = [each for each in session.items if each.name not in LEFT_OUT]
        if session.testsfailed:
            return False
        self.work(self)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember the first test that fails."""
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def run(self, chosen: Sequence[pytest.Item]) -> str:
        """Run these tests until one fails; say which one."""
        for item, following in zip(chosen, [*chosen[1:], None], strict=False):
            self.run_one(item, following)
            if self.failed:
                return self.failed
        return SURVIVED

    def run_one(self, item: pytest.Item, following: pytest.Item | None) -> None:
        """Run one test, and end what the following one does not need."""
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def hold(tests: Sequence[str], work: Callable[[Held], None]) -> int:
    """Collect these tests and do the work with them; nothing is printed. Answers pytest's exit code.

    Raises what the work raises.
    """
    settings.register_profile(
        "mutating", deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
    )
    held = Held(work)
    code = pytest.main([*ARGUMENTS, *tests], plugins=[held])
    if held.broken:
        raise held.broken
    return code


def in_a_copy(files: dict[str, bytes], *sessions: Sequence[str]) -> str:
    """Load the rules with these files changed, and run the tests of each session until one fails."""
    with TemporaryDirectory(prefix="rules-") as folder:
        copy = Path(folder) / "rules"
        shutil.copytree(HERE / "rules", copy)
        for name, text in files.items():
            (copy / name).write_bytes(text)
            for old in (copy / name).parent.glob(f"__pycache__/{Path(name).stem}.*.pyc"):
                old.unlink()
        sys.path.insert(0, folder)
        try:
            importlib.import_module("tests.conftest")
        except Exception:
            return UNLOADED
        each = (_in_a_new_session(tests) for tests in sessions)
        return next((became for became in each if became != SURVIVED), SURVIVED)


def _in_a_new_session(tests: Sequence[str]) -> str:
    became: list[str] = []
    code = hold(tests, lambda held: became.append(held.run(held.items)))
    if became:
        return became[0]
    # Both mean that a test could not be collected; in the second case others could.
    loaded_in_part = code in (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.TESTS_FAILED)
    return UNLOADED if loaded_in_part else f"{UNTRIED}: pytest ended with {code!s}"


def forget() -> None:
    """Drop the project's modules, so that a forked process loads them again; those of others stay."""
    for name in [each for each in sys.modules if each.partition(".")[0] in OURS]:
        del sys.modules[name]


@contextmanager
def silent() -> Iterator[int]:
    """Nothing is printed meanwhile; gives a descriptor of the output as it was."""
    kept = os.dup(1), os.dup(2)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    yield kept[0]
    os.dup2(kept[0], 1)
    os.dup2(kept[1], 2)
