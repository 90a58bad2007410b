"""The line of a TOML text on which a dotted path is defined. Parses no more of TOML than that needs."""

import re
from collections import Counter
from collections.abc import Iterator

HEADER = re.compile(r"^\s*(\[+)\s*([^\[\]]+?)\s*\]+")
KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
LONG_STRING = re.compile(r'"""(?:\\.|[^\\])*?"""' + r"|'''.*?'''", re.DOTALL)
STRING_OR_COMMENT = re.compile(r""""(?:\\.|[^"\\])*"|'[^']*'|\#.*""")


def lines_of(text: str) -> dict[str, int]:
    """The line of each section and of each key, counted from 1: `periods.reclaim.amount`, `endings.0.says`."""
    found: dict[str, int] = {}
    for path, number in _paths(_without_long_strings(text)):
        found.setdefault(path, number)
    return found


def line_of(where: str, lines: dict[str, int]) -> int:
    """The line of a path; if it is not defined, the line of its nearest parent; else the first."""
    while where:
        inside = [number for path, number in lines.items() if path.startswith(f"{where}.")]
        if where in lines or inside:
            return lines.get(where) or min(inside)
        where = where.rpartition(".")[0]
    return 1


def _paths(text: str) -> Iterator[tuple[str, int]]:
    section, depth = "", 0
    seen: Counter[str] = Counter()
    for number, line in enumerate(text.splitlines(), start=1):
        header, key = HEADER.match(line), KEY.match(line)
        if depth == 0 and header:
            section = _plain(header[2])
            if header[1] == "[[":
                seen[section] += 1
                section = f"{section}.{seen[section] - 1}"
            yield section, number
            continue
        if depth == 0 and key:
            yield f"{section}.{_plain(key[1])}" if section else _plain(key[1]), number
        bare = STRING_OR_COMMENT.sub("", line)
        depth = max(0, depth + bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}"))


def _plain(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in re.findall(r"""[\w-]+|"[^"]*"|'[^']*'""", key))


def _without_long_strings(text: str) -> str:
    """The same lines, without the content of multi-line strings."""
    return LONG_STRING.sub(lambda found: '""' + "\n" * found[0].count("\n"), text)
