"""Edition commands: list, show, check, compare and enact. Need no server and no database."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from rules import editions as place
from rules.checking import check_text
from rules.comparing import diff
from rules.law import Provision
from rules.law_faults import Fault
from rules.law_words import is_unknown, said, words
from rules.library import (
    ENACTED,
    EditionError,
    enacted,
    find_edition,
    fingerprint_of,
    layers,
    list_editions,
    texts,
    told_by,
)
from workers.data_dir import StackError, write_whole

FOLDER = Path(place.__path__[0])
"""The directory of the edition files."""


class LawFile(NamedTuple):
    """A file of law as named on the command line: its display name, its code and its text."""

    shown: str
    code: str
    text: bytes


async def list_all(console: Console) -> None:
    """Print every edition: effective date, whether enacted, and how well its provisions are known."""
    table = Table("code", "name", "from", "enacted", "H", "M", "L", "unknown", box=None, pad_edge=False)
    for code in list_editions():
        table.add_row(code, *_told(code))
    console.print(table)


def _told(code: str) -> tuple[str, ...]:
    state = "yes" if code in enacted() else "no"
    try:
        edition = find_edition(code)
    except EditionError as fault:
        return str(fault), "", state
    rules = edition.provisions.values()
    known = Counter("unknown" if is_unknown(rule) else rule.confidence.value for rule in rules)
    return edition.name, str(edition.effective_from), state, *(str(known[each]) for each in ("H", "M", "L", "unknown"))


async def show(console: Console, code: str) -> None:
    """Print everything that an edition or a layer says, with paragraph, confidence and source."""
    lines = _layer(code) if code in layers() else _edition(code)
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _layer(code: str) -> Iterable[str]:
    yield f"{code}: a layer that editions build on"
    yield from _lines(told_by(code))


def _edition(code: str) -> Iterable[str]:
    edition = find_edition(code)
    state = "enacted" if code in enacted() else "not enacted"
    builds = f", builds on {edition.base}" if edition.base else ""
    yield f"{edition.name}: {edition.code}, from {edition.effective_from}, {state}{builds}, zone {edition.zone}"
    yield from _lines(edition.provisions)


def _lines(rules: Mapping[str, Provision]) -> Iterable[str]:
    heading = ""
    for where, rule in rules.items():
        kind, _, code = where.partition(".")
        if kind != heading:
            heading = kind
            yield f"\n{kind.upper()}"
        parts = (getattr(rule, "text", ""), said(rule))
        yield f"  {words(code or kind)}: {'; '.join(part for part in parts if part)}"
        mark = "UNKNOWN" if is_unknown(rule) else rule.confidence.value
        yield f"      {mark}  {rule.citation}. {rule.source}"


async def check(console: Console, names: Iterable[str]) -> None:
    """Print a line for each fault. Raises StackError if one of them is serious."""
    serious = 0
    for paper in [_paper(name) for name in names]:
        for fault in _faults(paper):
            console.print(_line(paper, fault), markup=False, highlight=False, soft_wrap=True)
            serious += fault.serious
    if serious:
        raise StackError(f"{serious} fault{'s' if serious > 1 else ''} found.")


def _paper(name: str) -> LawFile:
    if name in texts():
        return LawFile(f"{FOLDER.parent.name}/{FOLDER.name}/{name}.toml", name, texts()[name])
    file = Path(name)
    try:
        return LawFile(name, file.name.removesuffix(".toml"), file.read_bytes())
    except OSError as fault:
        known = ", ".join(texts())
        raise StackError(
            f"{name} is neither a readable file nor the code of an edition. Choose one of: {known}."
        ) from fault


def _faults(paper: LawFile) -> list[Fault]:
    faults = check_text(paper.text, layers(), code=paper.code)
    if _is_ours(paper) and enacted().get(paper.code, fingerprint_of(paper.text)) != fingerprint_of(paper.text):
        faults.insert(0, Fault("", "The file was edited after it was enacted. Put a new law into a new file.", line=1))
    return faults


def _is_ours(paper: LawFile) -> bool:
    return texts().get(paper.code) == paper.text


def _line(paper: LawFile, fault: Fault) -> str:
    place = f"{paper.shown}:{fault.line}: "
    return f"{place}{'' if fault.serious else 'conflict: '}{fault.where and f'{fault.where}: '}{fault.why}"


async def compare(console: Console, old: str, new: str) -> None:
    """Print in sentences what changes from one edition to the other."""
    found = diff(find_edition(old), find_edition(new))
    sections = {
        "Changed": found.changed,
        "New": found.added,
        "Removed": found.removed,
        "Confidence and sources": found.known_otherwise,
    }
    for heading, sentences in sections.items():
        for line in (f"{heading} ({len(sentences)})", *(f"  {each}" for each in sentences)) if sentences else ():
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    if found.is_empty:
        console.print("Both editions say the same.")


async def enact(console: Console, name: str) -> None:
    """Enact a file of law: store its code and fingerprint. Raises StackError if it cannot be enacted."""
    paper = _paper(name)
    if not _is_ours(paper):
        raise StackError(f"Put {paper.code}.toml into {FOLDER} first: only a file there can be enacted.")
    mark = fingerprint_of(paper.text)
    if enacted().get(paper.code, mark) != mark:
        raise StackError(f"{paper.code} was enacted with another fingerprint. Put a new law into a new file.")
    await check(console, [name])
    if paper.code not in enacted():
        file = FOLDER / f"{ENACTED}.toml"
        write_whole(file, f'{file.read_text().rstrip()}\n"{paper.code}" = "{mark}"\n')
    console.print(f"{paper.code} is in force.", highlight=False)
