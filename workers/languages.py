"""The languages of the letters: told when a process starts, and listed or approved at the command line."""

from dataclasses import asdict, dataclass
from typing import Any

import httpx
import structlog
from rich.console import Console
from rich.table import Table

from activities.languages import list_languages
from activities.services import Services
from workers.client import checked
from workers.data_dir import StackError

log = structlog.get_logger()


async def tell_languages(services: Services) -> None:
    """Log each language that the city has chosen: whether it is printed, what it lacks, and who has approved it."""
    async with services.pool.acquire() as connection:
        for each in await list_languages(services, connection):
            tell = log.info if each.printed else log.warning
            tell("language of the letters", language=each.catalog.language.code, told=each.sentence)


@dataclass(frozen=True)
class ApproveOptions:
    """The language, the fingerprint that was reviewed, and who reviewed it."""

    language: str
    fingerprint: str | None
    reviewer: str | None
    qualification: str | None
    reviewed_on: str | None


async def show_languages(client: httpx.AsyncClient, console: Console) -> None:
    """Print each language, and the English text of every message that it lacks."""
    found: list[dict[str, Any]] = checked(await client.get("/api/languages"))
    if not found:
        console.print("Letters go out in English alone: the city file names no other language.")
        return
    table = Table("language", "fingerprint", "messages", "complete", "approved by", "printed", box=None)
    for each in found:
        table.add_row(*_row(each))
    console.print(table)
    for each in found:
        _print_lacks(console, each)


def _row(each: dict[str, Any]) -> tuple[str, ...]:
    lacking = sum(len(each[kind]) for kind in ("missing", "fuzzy", "misfilled"))
    complete = f"{lacking} missing or doubtful" if lacking else "yes"
    approved = each["standing"] == "approved"
    by = f"{each['reviewer']}, {each['reviewed_on']}" if each["reviewer"] else "nobody"
    told = by if approved or not each["reviewer"] else f"stale ({by})"
    return (
        f"{each['name']} ({each['language']})",
        each["fingerprint"],
        str(each["messages"]),
        complete,
        told,
        "yes" if each["printed"] else "no",
    )


LACKS = {
    "missing": "Not translated",
    "fuzzy": "Fuzzy, to be checked",
    "misfilled": "With other placeholders than the message",
}


def _print_lacks(console: Console, each: dict[str, Any]) -> None:
    console.print(each["sentence"], markup=False, soft_wrap=True)
    for kind, words in LACKS.items():
        for message in each[kind]:
            console.print(f"  {words}: {message}", markup=False, highlight=False, soft_wrap=True)


async def approve_language(client: httpx.AsyncClient, console: Console, asked: ApproveOptions) -> None:
    """Record who has approved a translation. Raises StackError with what is missing, or with the refusal."""
    given = asdict(asked)
    if missing := [OPTIONS[name] for name, value in given.items() if value is None]:
        raise StackError(f"Give {', '.join(missing)} too: who reviewed which translation, and when.")
    done = checked(await client.post("/api/languages", json=given))
    console.print(done["sentence"], markup=False, soft_wrap=True)


OPTIONS = {
    "fingerprint": "--fingerprint",
    "reviewer": "--reviewer",
    "qualification": "--qualification",
    "reviewed_on": "--on",
}
