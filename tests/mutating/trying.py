"""Tries each change: in a function, a table or an edition that is loaded, else in a copy of the rules."""

import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from coverage import Coverage

from tests.mutating.change import Change
from tests.mutating.results import Results
from tests.mutating.running import (
    FIRST,
    OF_EDITIONS,
    REST,
    SURVIVED,
    TESTS,
    Held,
    Job,
    forget,
    hold,
    in_a_copy,
    run_apart,
)
from tests.mutating.survey import RULES, by_name, clear_caches, survey
from tests.mutating.swapping import Swap, swap_of, table_swap

MARKS = "editions/enacted.toml"


@dataclass(frozen=True)
class Way:
    """How many changes are tried at once, with which tests, and whether it is found out which tests run a line."""

    at_once: int
    tests: Sequence[str] = ()
    surveyed: bool = True


def try_all(results: Results, way: Way, folder: Path) -> None:
    """Try what is left of the changes. Packages of others are loaded once, the project's in each process."""
    import tests.conftest

    assert tests.conftest
    forget()
    _in_a_fork(partial(_try_loaded, results, way, folder), results.out)
    sessions = (way.tests,) if way.tests else (FIRST, REST)
    jobs = ((each.key, partial(_in_a_copy, each, sessions)) for each in results.left())
    run_apart(jobs, way.at_once, results.tell)


def _in_a_fork(work: Callable[[], None], out: int) -> None:
    """Raises RuntimeError if the work failed; its trace is printed."""
    if not (pid := os.fork()):
        try:
            work()
        except BaseException:
            os.write(out, traceback.format_exc().encode())
            os._exit(1)
        os._exit(0)
    if os.waitpid(pid, 0)[1]:
        raise RuntimeError("The tests could not be run; see above.")


def _try_loaded(results: Results, way: Way, folder: Path) -> None:
    """Load and collect the tests once; a function that ran meanwhile may have left its answers somewhere.

    Raises RuntimeError if the tests cannot be collected, or fail without any change.
    """
    measured = Coverage(data_file=None, source=[RULES], config_file=False)
    measured.start()
    code = hold(way.tests or (TESTS,), lambda held: _try_held(results, way, held, folder, measured))
    if code != pytest.ExitCode.OK:
        raise RuntimeError(f"The tests cannot be collected: pytest ended with {code!s}.")


def _try_held(results: Results, way: Way, held: Held, folder: Path, measured: Coverage) -> None:
    measured.stop()
    at_import = measured.get_data()
    ran = {file: set(at_import.lines(f"{RULES}/{file}") or ()) for file in {each.file for each in results.left()}}
    seen = survey(held, folder) if way.surveyed else None
    tests = by_name(held.items)
    swaps = (
        (
            change.key,
            partial(_swapped, swap, held, [tests[each] for each in seen.tests_of(change)] if seen else held.items),
        )
        for change, swap in _swaps(results.left(), ran)
    )
    run_apart(swaps, way.at_once, results.tell)
    run_apart(_tables(results.left(), held, way.tests or FIRST), way.at_once, results.tell_noticed)
    chosen = [each for each in held.items if each.location[0] in OF_EDITIONS]
    laws = [each for each in results.left() if each.file.endswith(".toml")]
    run_apart(((each.key, partial(_enacted, each, held, chosen)) for each in laws), way.at_once, results.tell_noticed)


def _swaps(changes: Sequence[Change], ran: dict[str, set[int]]) -> Iterator[tuple[Change, Swap]]:
    for change in (each for each in changes if each.file.endswith(".py")):
        first, last = change.lines
        if not ran[change.file].isdisjoint(range(first, last + 1)):
            continue
        swap = swap_of(change, Path(RULES, change.file).read_bytes())
        if swap and not swap.ran_with(ran[change.file]):
            yield change, swap


def _tables(changes: Sequence[Change], held: Held, files: Sequence[str]) -> Iterator[Job]:
    """What these files' tests say of a change in a table: what they do not notice is tried again with all tests."""
    chosen = [each for each in held.items if each.location[0] in files]
    for change in (each for each in changes if each.file.endswith(".py")):
        if put := table_swap(change, Path(RULES, change.file).read_bytes()):
            yield change.key, partial(_put, put, held, chosen)


def _put(put: Callable[[], None], held: Held, chosen: Sequence[pytest.Item]) -> str:
    try:
        put()
    except Exception:  # What cannot be made here is tried in a copy, which says whether it can be loaded.
        return SURVIVED
    clear_caches()
    return held.run(chosen)


def _swapped(swap: Swap, held: Held, chosen: Sequence[pytest.Item]) -> str:
    swap.make()
    return held.run(chosen)


def _enacted(change: Change, held: Held, chosen: Sequence[pytest.Item]) -> str:
    """The tests of the editions alone: what they do not notice is tried again with all tests."""
    # The project's modules were loaded again: those that this file has imported are old.
    from tests.new_laws import Shelf

    text = change.applied(Path(RULES, change.file).read_bytes())
    Shelf(pytest.MonkeyPatch()).put(Path(change.file).stem, text.decode(), enact=True)
    return held.run(chosen)


def _in_a_copy(change: Change, sessions: Sequence[Sequence[str]]) -> str:
    text = Path(RULES, change.file).read_bytes()
    files = {change.file: change.applied(text)}
    if change.file.endswith(".toml"):
        marks = Path(RULES, MARKS).read_text()
        files[MARKS] = marks.replace(sha256(text).hexdigest(), sha256(files[change.file]).hexdigest()).encode()
    return in_a_copy(files, *sessions)
