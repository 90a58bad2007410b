"""Prove every edition, or the named ones, on all paths within the bound of deviations. Exit code 1 on any fault.

python -P -m proving [--deviations 1] [--in-the-lot 2] [edition ...]
"""

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from multiprocessing import get_context

from proving.exploring import Bound
from proving.proof import Proof, prove_apart
from proving.telling import in_words, report, summary
from rules.library import list_editions

LONGEST_FIRST = ("us-ca.2026-01-01", "us-pa-philadelphia.2026-01-01", "us-il-chicago.2026-01-01")
"""The longest ones start first, so that no process waits at the end."""

SIDE_BY_SIDE = 2

TWICE = "us-pa-philadelphia.2026-01-01"
"""The edition that by default allows two deviations in the lot."""


def main(arguments: Sequence[str]) -> int:
    """Prove the editions in parallel, and print the results."""
    parser = argparse.ArgumentParser(prog="python -P -m proving", description="Explore every path of an edition.")
    parser.add_argument("editions", nargs="*", metavar="edition", help="default: all editions")
    parser.add_argument("--deviations", type=int, default=1, help="how many acts of a path may deviate")
    parser.add_argument("--in-the-lot", type=int, help=f"how many if the last is in the lot; default for {TWICE}: 2")
    asked = parser.parse_args(arguments)
    codes = asked.editions or sorted(list_editions(), key=lambda code: [*LONGEST_FIRST, code].index(code))
    proofs = []
    with ThreadPoolExecutor(SIDE_BY_SIDE) as side:
        bounds = {code: Bound(asked.deviations, _in_the_lot(code, asked.in_the_lot)) for code in codes}
        for done in as_completed([side.submit(_in_its_own_process, *each) for each in bounds.items()]):
            proof, minutes = done.result()
            proofs.append(proof)
            _say("\n".join([*report(proof), f"{proof.edition} took {minutes:.1f} minutes of one core."]))
    _say(summary(proofs))
    return 0 if all(proof.holds for proof in proofs) else 1


def _in_the_lot(code: str, asked: int | None) -> int:
    return asked if asked is not None else 2 if code == TWICE else 0


def _in_its_own_process(code: str, bound: Bound) -> tuple[Proof, float]:
    """A pool for one edition: a pool that replaces its workers can hang (CPython issue 115634)."""
    _say(f"{code} is explored with {in_words(bound)}.")
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(prove_apart, code, bound).result()


def _say(text: str) -> None:
    """Print text and line end in one call, so that the output of two processes does not mix."""
    print(f"{text}\n", end="", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
