"""Retention at the command line: shows what the records schedule lets go, and removes it part by part."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import httpx
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from rules.library import find_edition
from schemas.retention import DataKind
from web.pages import zoned
from workers.client import checked

PATIENCE_SECONDS = 60.0


async def show_due(client: httpx.AsyncClient, console: Console, edition: str) -> None:
    """Print each kind of data, how long it is kept, and the cases that have some whose time is over."""
    zone = find_edition(edition).zone
    table = Table("data", "kept after closing", "records schedule", "cases", "preserved", "first closed", box=None)
    due = await _due(client)
    for each in due:
        table.add_row(each["data"], *_kept(each, zone))
    console.print(table)
    count = sum(each["cases"] - each["preserved"] for each in due)
    if count:
        console.print(f"To remove them, use --apply: {_removals(count)}, each a fact of its case.")
    else:
        console.print("Nothing can be removed now.")


def _kept(each: dict[str, Any], zone: str) -> tuple[str, ...]:
    if each["kept"] is None:
        return "for ever", "", "", "", ""
    oldest = zoned(datetime.fromisoformat(each["oldest"]), zone) if each["oldest"] else ""
    years = each["kept"]["years"]
    kept = "1 year" if years == 1 else f"{years} years"
    return kept, each["kept"]["citation"], str(each["cases"]), str(each["preserved"]), oldest


def _removals(count: int) -> str:
    return "1 removal" if count == 1 else f"{count} removals"


async def remove(client: httpx.AsyncClient, console: Console) -> None:
    """Remove all of it; to continue after an interruption, run it again. Raises StackError with a refusal."""
    done, left = 0, list[dict[str, Any]]()
    due = await _due(client)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Cases", total=sum(each["cases"] for each in due))
        for each in due:
            async for part in _parts(client, each["data"]):
                done, left = done + len(part["done"]), left + part["left"]
                bar.update(task, description=DataKind(each["data"]).words, completed=done + len(left))
    for each in left:
        console.print(f"{each['case']}: {each['refusal']['reason']}", markup=False, soft_wrap=True)
    console.print(f"{_removals(done)} done; {len(left)} refused.")


async def _due(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = checked(await client.get("/api/retention", timeout=PATIENCE_SECONDS))
    return found


async def _parts(client: httpx.AsyncClient, data: str) -> AsyncIterator[dict[str, Any]]:
    body: dict[str, Any] = {"data": data}
    while True:
        part = checked(await client.post("/api/retention", json=body, timeout=PATIENCE_SECONDS))
        yield part
        if part["last"] is None:
            return
        body["after"] = part["last"]
