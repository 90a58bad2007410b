"""Rulings at the command line: what is allowed for a vehicle, and why; wrapped on a terminal, whole lines in a file."""

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import httpx
from pydantic import TypeAdapter
from rich.console import Console

from activities.proof_words import FormattedGuard, FormattedRequirement, FormattedRuling, RulingFormatter, Verdict
from rules.conflicts import Conflict
from rules.library import find_edition
from schemas.rulings import RULING
from web.pages import zoned
from workers.client import checked

CONFLICT: TypeAdapter[Conflict | None] = TypeAdapter(Conflict | None)


async def show_proof(client: httpx.AsyncClient, console: Console, case: str, as_json: bool = False) -> None:
    """Print every standing ruling of a case with its whole proof; as JSON, what the API returns."""
    found = checked(await client.get(f"/api/cases/{case}"))
    rulings = checked(await client.get(f"/api/cases/{case}/rulings"))
    if as_json:
        console.out(json.dumps({"case": found["id"], "edition": found["edition"], "rulings": rulings}), highlight=False)
        return
    law = find_edition(found["edition"])
    formatter = RulingFormatter(law.tz)
    told = [told_of(each, formatter) for each in rulings]
    _say(console, [f"Case {case} under {law.code}, as of {zoned(told[0].at, law.zone)}"])
    for each in told:
        if each.question != "may_close" and each.verdict is not Verdict.OVER:
            _say(console, ["", *_lines_of(each)])
    _say(console, ["", *_endings(told)])


def told_of(ruling: Mapping[str, Any], formatter: RulingFormatter) -> FormattedRuling:
    """A ruling from the API, in words."""
    conflict = CONFLICT.validate_python(ruling["conflict"])
    return formatter.format(RULING.validate_python(ruling), over=ruling["verdict"] == Verdict.OVER, conflict=conflict)


def _lines_of(ruling: FormattedRuling) -> Iterator[str]:
    yield f"{ruling.title}: {ruling.says}"
    yield from (f"  {each}" for each in (ruling.conflict, ruling.first.sentence if ruling.first else None) if each)
    for part in ruling.parts:
        yield from _guard_result(part)


def _guard_result(part: FormattedGuard) -> Iterator[str]:
    aside = f", overridden by fact {part.overridden}" if part.overridden else ""
    yield f"  {part.says} ({part.guard}{aside})"
    yield from (f"    {_requirement(each)}" for each in part.lines)


def _requirement(line: FormattedRequirement) -> str:
    fact = f", fact {line.fact}" if line.fact else ""
    return f"[{'x' if line.met else ' '}] {line.sentence}{fact}"


def _endings(told: list[FormattedRuling]) -> Iterator[str]:
    """The outcomes a case may be closed with, one per line; none if it is closed."""
    endings = [each for each in told if each.question == "may_close" and each.verdict is not Verdict.OVER]
    if not endings:
        yield "The case is closed. No question is open."
        return
    yield "Close the case as:"
    for each in endings:
        why = each.first.sentence if each.first else "Yes"
        yield f"  [{'x' if each.verdict is Verdict.YES else ' '}] {str(each.about).replace('_', ' ')}: {why}"


def _say(console: Console, lines: Iterable[str]) -> None:
    """Print each on a line of its own; a line longer than the terminal continues indented below."""
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        for each in textwrap.wrap(line, console.width, subsequent_indent=indent) or [""]:
            console.print(each, markup=False, highlight=False, soft_wrap=True)
