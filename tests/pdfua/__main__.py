"""Validate every letter of every edition, with its translation behind it, and a batch of them, as PDF/UA-1.

make pdfua    Needs Java 17 or later and Maven; without them it says so and does nothing.
"""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from activities.batch_pdf import join_letters
from activities.letter_press import print_letter
from rules.library import find_edition, list_editions
from rules.owner_notice import by_letter
from schemas.words import Party
from tests.activities.translated_letter import CASES, about, settled, written
from tests.rules import cars

HERE = Path(__file__).parent
VALIDATOR = HERE / "vendor"
"""Where Maven puts the validator (veraPDF)."""


def main() -> int:
    """Print what the validator finds. Returns 1 if a file is not PDF/UA-1."""
    if absent := [each for each in ("java", "mvn") if shutil.which(each) is None]:
        print(f"Skipped: {' and '.join(absent)} not found. The validator of PDF/UA needs Java 17 or later, and Maven.")
        return 0
    fetched = ["mvn", "-q", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
    subprocess.run([*fetched, f"-DoutputDirectory={VALIDATOR}"], check=True)
    with TemporaryDirectory() as folder:
        asyncio.run(_print_all(Path(folder)))
        validator = ["java", "-cp", f"{VALIDATOR}/*", str(HERE / "Validate.java"), folder]
        return subprocess.run(validator, check=False).returncode


async def _print_all(folder: Path) -> None:
    printed = {name: paper async for name, paper in _letters()}
    for name, paper in (printed | {"batch": join_letters([*printed.values()], "Letters of batch 20270301-01")}).items():
        (folder / f"{name}.pdf").write_bytes(paper)


async def _letters() -> AsyncIterator[tuple[str, bytes]]:
    """Each letter in English, and with its translation behind it."""
    with pytest.MonkeyPatch.context() as patch:
        for code in sorted(list_editions()):
            law = settled(find_edition(code))
            for notice in (each for each in law.notices if by_letter(law, each)):
                for party in Party:
                    case = about(CASES.get(notice, cars.TOLD), next(iter(law.clauses)))
                    text = await written(patch, law, notice, party, case=case)
                    yield f"{code}-{notice}-{party}-es", await print_letter(text)
                    alone = text.model_copy(update={"translations": ()})
                    yield f"{code}-{notice}-{party}", await print_letter(alone)


if __name__ == "__main__":
    sys.exit(main())
