"""Which tests run which lines of the rules, and how long each takes."""

import json
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from coverage import Coverage

from tests.mutating.change import Change
from tests.mutating.running import SURVIVED, Held, run_apart
from workers.settings import HERE

RULES = str(HERE / "rules")
READ_ONCE = "rules.library"
"""Its caches are kept: it reads the editions when the tests are loaded."""


@dataclass(frozen=True)
class Survey:
    """For each file and line the tests that run it, the quickest first."""

    seen: dict[str, dict[int, list[str]]]
    seconds: dict[str, float]

    def tests_of(self, change: Change) -> list[str]:
        """The tests that run the changed statement, the quickest first."""
        first, last = change.lines
        lines = self.seen.get(change.file, {})
        found = {test for line in range(first, last + 1) for test in lines.get(line, ())}
        return sorted(found, key=lambda test: (self.seconds[test], test))


def survey(held: Held, folder: Path) -> Survey:
    """Run every test once, without a change. Raises RuntimeError for one that fails."""
    became: list[str] = []
    run_apart([("all", lambda: _watch(held, folder))], 1, lambda told: became.append(told.became), longest=3600)
    if became != [SURVIVED]:
        raise RuntimeError(f"Without any change: {became}")
    data = Coverage(data_file=folder / "coverage").get_data()
    data.read()
    seen: dict[str, dict[int, list[str]]] = {}
    for path in data.measured_files():
        lines = data.contexts_by_lineno(path)
        seen[str(Path(path).relative_to(RULES))] = {
            line: [each for each in tests if each] for line, tests in lines.items()
        }
    return Survey(seen, json.loads((folder / "seconds").read_text()))


def _watch(held: Held, folder: Path) -> str:
    measured = Coverage(data_file=folder / "coverage", source=[RULES], config_file=False)
    seconds: dict[str, float] = defaultdict(float)
    measured.start()
    for item, following in zip(held.items, [*held.items[1:], None], strict=True):
        clear_caches()
        measured.switch_context(item.nodeid)
        began = time.monotonic()
        held.run_one(item, following)
        seconds[item.nodeid] += time.monotonic() - began
    measured.stop()
    measured.save()
    (folder / "seconds").write_text(json.dumps(seconds))
    return held.failed or SURVIVED


def clear_caches() -> None:
    """What a cache answers is not run, so its lines would be seen in the first test alone."""
    for name, module in list(sys.modules.items()):
        if name.startswith("rules.") and name != READ_ONCE:
            for value in vars(module).values():
                if callable(clear := getattr(value, "cache_clear", None)) and value.__module__ == name:
                    clear()


def by_name(items: list[pytest.Item]) -> dict[str, pytest.Item]:
    """The collected tests by their ids."""
    return {each.nodeid: each for each in items}
