"""Change the rules, one place at a time, and see whether a test notices. Exit code 1 if a change survives.

python -P -m tests.mutating [--results FILE] [--processes 2] [--sample 24] [words of a key ...]
"""

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from coverage import Coverage

from tests.mutating.argued import argued
from tests.mutating.change import Change
from tests.mutating.code_changes import code_changes
from tests.mutating.edition_changes import edition_changes
from tests.mutating.running import (
    FIRST,
    OF_EDITIONS,
    REST,
    SURVIVED,
    TESTS,
    Held,
    Told,
    forget,
    hold,
    in_a_copy,
    run_apart,
    silent,
)
from tests.mutating.survey import RULES, by_name, survey
from tests.mutating.swapping import Swap, swap_of

MARKS = "editions/enacted.toml"


@dataclass
class Run:
    """The changes that are tried, what became of them so far, and where that is written."""

    changes: dict[str, Change]
    results: Path
    processes: int
    whole: bool
    out: int

    def became(self) -> dict[str, str]:
        """What became of each change that was tried, as the file of results says."""
        lines = self.results.read_text().splitlines() if self.results.exists() else []
        told = [json.loads(line) for line in lines]
        return {each["key"]: each["became"] for each in told if each["key"] in self.changes}

    def left(self) -> list[Change]:
        """The changes that are still to be tried: survivors are tried again by the next run."""
        return [each for key, each in self.changes.items() if key not in self.became()]

    def tell_noticed(self, told: Told) -> None:
        """Write what became of a change unless it survived: then more tests follow."""
        if told.became != SURVIVED:
            self.tell(told)

    def tell(self, told: Told) -> None:
        """Write what became of a change, and print it."""
        line = {"key": told.name, "became": told.became, "seconds": round(told.seconds, 2)}
        with self.results.open("a") as file:
            file.write(json.dumps(line) + "\n")
        mark = "SURVIVED" if told.became == SURVIVED else "noticed "
        os.write(self.out, f"{mark} {told.seconds:5.1f} s  {told.name}\n".encode())


def main(arguments: Sequence[str]) -> int:
    """Try the changes and print the survivors."""
    asked = _parsed(arguments)
    with TemporaryDirectory() as folder, silent() as out:
        run = Run(_chosen(asked), asked.results or Path(folder) / "results", asked.processes, not asked.sample, out)
        _forget_survivors(run)
        import tests.conftest

        assert tests.conftest
        forget()
        _in_a_fork(partial(_try_in_functions, run, Path(folder)), out)
        jobs = ((each.key, partial(_in_a_copy, each)) for each in run.left())
        run_apart(jobs, run.processes, run.tell)
    return _report(run)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -P -m tests.mutating", description=__doc__)
    parser.add_argument("words", nargs="*", help="only changes whose key contains one of these; default: all")
    parser.add_argument("--results", type=Path, help="a file: what is noticed there is not tried again")
    parser.add_argument("--processes", type=int, default=2, help="how many changes are tried at once")
    parser.add_argument("--sample", type=int, help="so many changes, always the same ones")
    return parser.parse_args(arguments)


def _chosen(asked: argparse.Namespace) -> dict[str, Change]:
    reasons = argued()
    every = {each.key: each for each in (*code_changes(), *edition_changes()) if each.key not in reasons}
    wanted = [each for key, each in every.items() if not asked.words or any(word in key for word in asked.words)]
    wanted = sorted(wanted, key=lambda each: each.lot)[: asked.sample] if asked.sample else wanted
    return {each.key: each for each in wanted}


def _forget_survivors(run: Run) -> None:
    """A survivor of an earlier run is tried again: there may be a new test."""
    noticed = {key: became for key, became in run.became().items() if became != SURVIVED}
    lines = [json.dumps({"key": key, "became": became}) + "\n" for key, became in noticed.items()]
    run.results.write_text("".join(lines))


def _in_a_fork(work: Callable[[], None], out: int) -> None:
    if not (pid := os.fork()):
        try:
            work()
        except BaseException:
            os.write(out, traceback.format_exc().encode())
            os._exit(1)
        os._exit(0)
    if os.waitpid(pid, 0)[1]:
        sys.exit(2)


def _try_in_functions(run: Run, folder: Path) -> None:
    """Try the changes of functions that no import has run; the tests are loaded once."""
    measured = Coverage(data_file=None, source=[RULES], config_file=False)
    measured.start()
    hold((TESTS,), lambda held: _swap_each(run, held, folder, measured))


def _swap_each(run: Run, held: Held, folder: Path, measured: Coverage) -> None:
    measured.stop()
    loaded = measured.get_data()
    ran = {name: set(loaded.lines(f"{RULES}/{name}") or ()) for name in {each.file for each in run.left()}}
    seen = survey(held, folder) if run.whole else None
    tests = by_name(held.items)
    jobs = []
    for change, swap in _swaps(run.left(), ran):
        chosen = [tests[each] for each in seen.tests_of(change)] if seen else held.items
        jobs.append((change.key, partial(_swapped, swap, held, chosen)))
    run_apart(jobs, run.processes, run.tell)
    chosen = [each for each in held.items if each.location[0] in OF_EDITIONS]
    laws = [each for each in run.left() if each.file.endswith(".toml")]
    run_apart(((each.key, partial(_enacted, each, held, chosen)) for each in laws), run.processes, run.tell_noticed)


def _swaps(changes: Sequence[Change], ran: dict[str, set[int]]) -> Iterator[tuple[Change, Swap]]:
    for change in (each for each in changes if each.file.endswith(".py")):
        first, last = change.lines
        at_import = not ran[change.file].isdisjoint(range(first, last + 1))
        if not at_import and (swap := swap_of(change, Path(RULES, change.file).read_bytes())):
            yield change, swap


def _swapped(swap: Swap, held: Held, chosen: Sequence[pytest.Item]) -> str:
    swap.make()
    return held.run(chosen)


def _enacted(change: Change, held: Held, chosen: Sequence[pytest.Item]) -> str:
    """The tests of the editions alone: what they do not notice is tried again with all tests."""
    # The project's modules were loaded again: those of this file's own imports are old.
    from tests.new_laws import Shelf

    text = change.applied(Path(RULES, change.file).read_bytes())
    Shelf(pytest.MonkeyPatch()).put(Path(change.file).stem, text.decode(), enact=True)
    return held.run(chosen)


def _in_a_copy(change: Change) -> str:
    text = Path(RULES, change.file).read_bytes()
    files = {change.file: change.applied(text)}
    if change.file.endswith(".toml"):
        marks = Path(RULES, MARKS).read_text()
        files[MARKS] = marks.replace(sha256(text).hexdigest(), sha256(files[change.file]).hexdigest()).encode()
    return in_a_copy(files, FIRST, REST)


def _report(run: Run) -> int:
    became = run.became()
    survivors = [key for key, each in became.items() if each == SURVIVED]
    print(f"{len(became)} changes of the rules: {len(became) - len(survivors)} noticed, {len(survivors)} survived.")
    for key in survivors:
        print(f"  {key}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
