"""Prove every edition, or those that are named, on all roads with so many deviations. Exit 1 if something is wrong.

python -P -m proving [--deviations 2] [edition ...]
"""

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from proving.proof import Proof, prove
from proving.telling import report, summary
from rules.library import find_edition, list_editions


def _prove(code: str, deviations: int) -> Proof:
    return prove(find_edition(code), deviations)


def main(arguments: Sequence[str]) -> int:
    """Prove the editions side by side, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -P -m proving", description="Explore every road of an edition.")
    parser.add_argument("editions", nargs="*", metavar="edition", help="all editions where none is named")
    parser.add_argument("--deviations", type=int, default=1, help="how many acts of a road may be out of the ordinary")
    asked = parser.parse_args(arguments)
    codes = asked.editions or list_editions()
    proofs = []
    with ProcessPoolExecutor(max_workers=2) as pool:
        for proof in pool.map(_prove, codes, [asked.deviations] * len(codes)):
            proofs.append(proof)
            print("\n".join(report(proof)), flush=True)
    print(summary(proofs))
    return 0 if all(proof.holds for proof in proofs) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
