"""The audit at the command line: is the record as it was written, and does every case have its workflow?"""

from typing import Any

import httpx
from rich.console import Console
from rich.progress import Progress

from workers.client import checked
from workers.data_dir import StackError

PAGE = 100
PATIENCE_SECONDS = 600
"""In seconds: every photo of a page of cases is read in full."""
NOT_SOUND = "Problems were found: see above."


async def verify(client: httpx.AsyncClient, console: Console, case: str | None) -> None:
    """Verify one case, or all with the checkpoints; then the workflows. Raises StackError with what is wrong."""
    count, faults = (1, await _faults_of(client, case)) if case else await audit_record(client, console)
    say(console, faults)
    mismatches = await list_mismatches(client, case=case)
    say(console, mismatches)
    if faults or mismatches:
        raise StackError(NOT_SOUND)
    if case:
        console.print(
            f"{case}: the chain and every row are intact, the stored case matches its journal,"
            " and its workflow is up to date."
        )
    else:
        console.print(
            f"{count} cases: every chain, row and checkpoint is intact, and every open case has its workflow."
        )


def say(console: Console, sentences: list[str]) -> None:
    """Print each sentence on a line of its own, unwrapped."""
    for each in sentences:
        console.print(each, soft_wrap=True, markup=False, highlight=False)


async def _faults_of(client: httpx.AsyncClient, case: str) -> list[str]:
    faults: list[str] = checked(await client.get(f"/api/cases/{case}/faults", timeout=PATIENCE_SECONDS))
    return faults


async def audit_record(client: httpx.AsyncClient, console: Console) -> tuple[int, list[str]]:
    """Verify every case, every checkpoint and the counts, with a progress bar; returns the number of cases, and the
    faults.
    """
    total = sum(each["count"] for each in checked(await client.get("/api/stages")))
    faults: list[str] = []
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task, last, count = bar.add_task("Cases", total=total), None, 0
        while page := await _page(client, last):
            last, count = page["last"], count + page["checked"]
            faults += page["faults"]
            bar.update(task, completed=count)
    for rest in ("/api/rows/faults", "/api/checkpoints/faults", "/api/counts/faults"):
        faults += checked(await client.get(rest, timeout=PATIENCE_SECONDS))
    return count, faults


async def _page(client: httpx.AsyncClient, last: str | None) -> dict[str, Any] | None:
    asked = {"limit": PAGE} | ({"after": last} if last else {})
    page: dict[str, Any] = checked(await client.get("/api/faults", params=asked, timeout=PATIENCE_SECONDS))
    return page if page["checked"] else None


async def list_mismatches(
    client: httpx.AsyncClient, *, case: str | None = None, grace_seconds: float | None = None
) -> list[str]:
    """The mismatches between cases and workflows, of all cases or of this one."""
    given = {"case": case, "grace_seconds": grace_seconds}
    asked = {name: value for name, value in given.items() if value is not None}
    return [each["reason"] for each in checked(await client.get("/api/mismatches", params=asked, timeout=60))]
