"""What became of each change so far: a file with one line of JSON for each, so that a run can be gone on with."""

import json
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.mutating.change import Change
from tests.mutating.running import SURVIVED, UNTRIED, Told


@dataclass(frozen=True)
class Results:
    """The changes that are tried, and the file in which their results stand; `out` is where they are printed."""

    changes: dict[str, Change]
    file: Path
    out: int

    def became(self) -> dict[str, str]:
        """What became of each of the changes that was tried."""
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        told = (json.loads(line) for line in lines)
        return {each["key"]: each["became"] for each in told if each["key"] in self.changes}

    def left(self) -> list[Change]:
        """The changes that are still to be tried."""
        became = self.became()
        return [each for key, each in self.changes.items() if key not in became]

    def keep_noticed(self) -> None:
        """Forget the survivors of an earlier run: there may be a new test."""
        lines = self.file.read_text().splitlines(keepends=True) if self.file.exists() else []
        self.file.write_text("".join(line for line in lines if is_noticed(json.loads(line)["became"])))

    def tell(self, told: Told) -> None:
        """Write and print what became of a change."""
        line = {"key": told.name, "became": told.became, "seconds": round(told.seconds, 2)}
        with self.file.open("a") as file:
            file.write(json.dumps(line) + "\n")
        mark = "noticed " if is_noticed(told.became) else told.became.upper()
        os.write(self.out, f"{mark} {told.seconds:5.1f} s  {told.name}\n".encode())

    def tell_noticed(self, told: Told) -> None:
        """The same unless the change survived: more tests follow."""
        if told.became != SURVIVED:
            self.tell(told)

    def report(self) -> tuple[str, bool]:
        """All in a few words, with each change that no test has noticed, and whether all were noticed."""
        became = self.became()
        unnoticed = [f"  {each}: {key}" for key, each in became.items() if not is_noticed(each)]
        counted = Counter(is_noticed(each) for each in became.values())
        first = f"{len(became)} changes of the rules: {counted[True]} noticed, {counted[False]} not."
        return "\n".join([first, *unnoticed]), not unnoticed


def is_noticed(became: str) -> bool:
    """Whether a test failed, the tests could not be loaded, or they did not end."""
    return became != SURVIVED and not became.startswith(UNTRIED)
