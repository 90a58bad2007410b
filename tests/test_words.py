"""The words of this project: plain American English, the terms of the field, and one meaning for each name."""

import ast
import re
from collections import defaultdict
from fnmatch import fnmatch
from pathlib import Path

import pytest

from workers.settings import HERE

THIS = Path(__file__).resolve()
SUFFIXES = {".py", ".md", ".html", ".sql", ".toml", ".typ", ".yml", ".css"}
OURS = ("schemas", "rules", "database", "activities", "workflows", "web", "workers", "proving", "tests", "docs")
MORE = (
    "benchmarks",
    "sample",
    "deploy",
    "README.md",
    "CHANGELOG.md",
    "Makefile",
    "docker-compose.yml",
    "pyproject.toml",
)

INSTEAD = {
    "anew": "again",
    "whoever": "the person who",
    "whomever": "the person whom",
    "shall": "must",
    "thereof": "of it",
    "hereby": "nothing: leave it out",
    "errands?": "activity",
    "knock(s|ed|ing)?": "notify, or signal",
    "engines?": "Temporal, the workflow, or the system",
    "orphans?": "mismatch",
    "look-?ups?": "records check",
    "besides": "also, or in addition to",
    "seal(s|ed|ing)?": "encrypt, or checkpoint",
    "strays?": "mismatch",
    "set aside": "override (a guard), or quarantine (a row)",
    "national title system": "NMVTIS",
    "colours?": "color",
    "tyres?": "tire",
    "licences?": "license",
    "(normal|author|organ|recogn|initial|item)is(e|es|ed|ing)": "-ize",
    "behaviours?": "behavior",
    "neighbours?": "neighbor",
    "towards": "toward",
    "kerbs?": "curb",
}
"""The words that this project does not use, as patterns of whole words, and what it writes instead."""

EXCEPTIONS = {
    ("rules/importing_lines.py", "strays?"): "A quotation mark that stands alone in a file.",
    ("rules/placeholders.toml", "licences?"): "A plate field of a 311 export may contain this spelling.",
    ("rules/editions/*.toml", "engines?"): "The law speaks of a vehicle without its engine.",
    ("docs/law.md", "engines?"): "The same law, as a page.",
}
"""The files in which a word is allowed, and why."""


def pages() -> list[Path]:
    """Every text file of this project that people read or write, without this list of words."""
    found = [path for room in (*OURS, *MORE) for path in sorted((HERE / room).rglob("*")) if path.suffix in SUFFIXES]
    alone = [HERE / name for name in MORE if (HERE / name).is_file()]
    return [path for path in (*found, *alone) if "vendor" not in path.parts and path != THIS]


def whole(pattern: str) -> re.Pattern[str]:
    """The pattern of whole words, in upper or lower case."""
    return re.compile(rf"(?<![A-Za-z])(?:{pattern})(?![A-Za-z])", re.IGNORECASE)


def is_excepted(path: Path, pattern: str) -> bool:
    """Whether this word is allowed in this file."""
    name = str(path.relative_to(HERE))
    return any(fnmatch(name, glob) and word == pattern for glob, word in EXCEPTIONS)


@pytest.mark.parametrize("pattern", INSTEAD)
def test_the_words_of_the_list_are_not_used(pattern: str) -> None:
    word = whole(pattern)
    found = [
        f"{path.relative_to(HERE)}:{number}: {line.strip()[:90]}"
        for path in pages()
        if not is_excepted(path, pattern)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if word.search(line)
    ]
    assert found == [], f"Write instead: {INSTEAD[pattern]}\n" + "\n".join(found)


def test_every_exception_is_needed() -> None:
    for glob, pattern in EXCEPTIONS:
        texts = [path.read_text() for path in pages() if fnmatch(str(path.relative_to(HERE)), glob)]
        assert any(whole(pattern).search(text) for text in texts), f"{glob} does not need its exception for {pattern}."


def test_no_two_classes_have_one_name() -> None:
    places = defaultdict(list)
    for path in pages():
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(str(path.relative_to(HERE)))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
