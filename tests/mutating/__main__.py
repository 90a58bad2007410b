"""Change the rules, one place at a time, and see whether a test notices. Exit code 1 if one does not.

python -P -m tests.mutating [--results FILE] [--processes 2] [--sample 12] [--tests FILE ...] [words of a key ...]
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutating.argued import argued
from tests.mutating.change import Change
from tests.mutating.code_changes import code_changes
from tests.mutating.edition_changes import edition_changes
from tests.mutating.results import Results
from tests.mutating.running import silent
from tests.mutating.trying import Way, try_all


def main(arguments: Sequence[str]) -> int:
    """Try the changes, and print each that no test notices."""
    asked = _parsed(arguments)
    with TemporaryDirectory() as folder:
        with silent() as out:
            results = Results(_chosen(asked), asked.results or Path(folder, "results"), out)
            results.keep_noticed()
            try_all(results, Way(asked.processes, asked.tests or (), surveyed=not asked.sample), Path(folder))
        text, all_noticed = results.report()
    print(text)
    return 0 if all_noticed else 1


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -P -m tests.mutating", description="Change the rules, and test them.")
    parser.add_argument("words", nargs="*", help="only changes whose key contains one of these; default: all")
    parser.add_argument("--results", type=Path, help="a file: what a test has noticed there is not tried again")
    parser.add_argument("--processes", type=int, default=2, help="how many changes are tried at once")
    parser.add_argument("--sample", type=int, help="so many changes, always the same ones")
    parser.add_argument("--tests", nargs="+", help="only the tests of these files")
    return parser.parse_args(arguments)


def _chosen(asked: argparse.Namespace) -> dict[str, Change]:
    """The changes that are asked for and not argued, by their keys."""
    reasons = argued()
    every = [each for each in (*code_changes(), *edition_changes()) if each.key not in reasons]
    wanted = [each for each in every if not asked.words or any(word in each.key for word in asked.words)]
    if asked.sample:
        wanted = sorted(wanted, key=lambda each: each.lot)[: asked.sample]
    return {each.key: each for each in wanted}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
