"""The report at the end of a demo: metrics and faults, counted in the record and in Temporal's histories."""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from rules.library import find_edition
from sample.scene import TOWED
from schemas.case import Case
from schemas.words import Outcome
from workers.client import checked
from workers.record_audit import audit_record, list_mismatches, say
from workers.scenes import ScenePart, end_of
from workers.world import ReceivedLetters

PAGE = 200
ORDER = (
    *("rows", "cases", "merged", "quarantined", "outcomes", "by_system", "by_people"),
    *("letters_taken", "events_median", "events_max"),
)


@dataclass(frozen=True)
class DemoReport:
    """The metrics, and a sentence for everything that is wrong."""

    metrics: Mapping[str, Any]
    faults: list[str]
    mismatches: list[str]
    astray: list[str]
    mail: list[str]

    @property
    def sentences(self) -> list[str]:
        """Everything that is wrong."""
        return [*self.faults, *self.mismatches, *self.astray, *self.mail]

    def report(self) -> dict[str, Any]:
        """The last line of `--json`."""
        seconds, closed = self.metrics["seconds"], sum(self.metrics["outcomes"].values())
        return {
            **{name: self.metrics[name] for name in ORDER},
            "mismatches": len(self.mismatches),
            "cases_per_second": round(closed / seconds, 2) if seconds else 0.0,
            "seconds": seconds,
            "chains_ok": not self.faults,
        }

    def say(self, console: Console) -> None:
        """Print the report for people."""
        table = Table(show_header=False, box=None)
        for name, value in self.report().items():
            shown = ", ".join(f"{each} {count}" for each, count in value.items()) if name == "outcomes" else str(value)
            table.add_row(name.replace("_", " "), shown)
        console.print(table)
        say(console, self.sentences)


async def audit(
    http: httpx.AsyncClient, console: Console, parts: Mapping[str, ScenePart], received: ReceivedLetters
) -> DemoReport:
    """Verify everything once no one acts any more: no grace for workflows, every car at the end of its story, and every
    letter once in the mail.
    """
    _, faults = await audit_record(http, console)
    mismatches = await list_mismatches(http, grace_seconds=0)
    metrics = checked(await http.get("/api/metrics", timeout=60))
    astray = [each async for each in _astray(http, parts)]
    return DemoReport(metrics, faults, mismatches, astray, list(faults_of_mail(metrics["letters_taken"], received)))


def faults_of_mail(taken: int, received: ReceivedLetters) -> Iterator[str]:
    """A sentence for each letter that was sent twice, and one if letters are missing."""
    for letter in received.twice:
        yield f"Letter {letter} was handed over more than once."
    if taken > received.letters:
        yield f"The record says that the mail house took {taken} letters, but it received {received.letters}."


async def _astray(http: httpx.AsyncClient, parts: Mapping[str, ScenePart]) -> AsyncIterator[str]:
    """A sentence for each case that did not end as its story says."""
    asked: dict[str, Any] = {"limit": PAGE}
    while page := checked(await http.get("/api/cases", params=asked)):
        for case in page:
            told = await _end_of(http, case["id"], parts[case["id"]]) if case["id"] in parts else "nothing"
            if case["outcome"] is None or told not in ("nothing", case["outcome"]):
                ended = case["outcome"] or f"open, in the stage {case['stage']}"
                yield f"{case['id']}: it is {ended}, but its story says {told}."
        asked["after"] = page[-1]["id"]


async def _end_of(http: httpx.AsyncClient, number: str, part: ScenePart) -> str:
    """The outcome that the story asks for. A duplicate whose original did not come in is a duplicate elsewhere; a towed
    car ends by a route that its law has.
    """
    if part.story.outcome in TOWED:
        case = Case.model_validate(checked(await http.get(f"/api/cases/{number}"))["state"])
        return ENDS[end_of(part.story, case, find_edition(case.edition)).route].value
    alone = part.story.outcome is Outcome.DUPLICATE and part.original is None
    return (Outcome.DUPLICATE_ELSEWHERE if alone else part.story.outcome).value


ENDS = {end.route: outcome for outcome, end in TOWED.items()}
