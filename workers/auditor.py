"""The auditor of the command line: is the record as it was written, and does every case have its engine?"""

from dataclasses import dataclass
from typing import Any

import httpx
from rich.console import Console
from rich.progress import Progress

from workers.client import checked
from workers.folder import StackError

PAGE = 100
NOT_SOUND = "Not everything is as it should be: see above."


@dataclass(frozen=True)
class Found:
    """What an audit found: how many cases it checked, what is wrong with the record, and who is an orphan."""

    cases: int
    faults: list[str]
    orphans: list[str]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults and not self.orphans


async def verify(client: httpx.AsyncClient, console: Console, case: str | None) -> None:
    """Check one case, or all of them with the seals. Raises StackError with what is wrong."""
    found = await (audit_case(client, case) if case else audit_all(client, console))
    for each in (*found.faults, *found.orphans):
        console.print(each, soft_wrap=True, markup=False, highlight=False)
    if not found.sound:
        raise StackError(
            f"Not everything is as it should be: {len(found.faults) + len(found.orphans)} sentences above."
        )
    if case:
        console.print(f"{case}: the chain holds, the case is the one that its journal makes, and its engine knows it.")
    else:
        console.print(f"{found.cases} cases: every chain and every seal holds, and every open case has its engine.")


async def audit_case(client: httpx.AsyncClient, case: str) -> Found:
    """Check the record of one case, and its engine."""
    faults = checked(await client.get(f"/api/cases/{case}/faults"))
    return Found(1, faults, await list_orphans(client, case=case))


async def audit_all(client: httpx.AsyncClient, console: Console, *, grace_seconds: float | None = None) -> Found:
    """Check every case, every seal and every engine, with a bar that shows how far it is."""
    total = checked(await client.get("/api/figures"))["cases"]
    faults: list[str] = []
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task, last, count = bar.add_task("Cases", total=total), None, 0
        while page := await _page(client, last):
            last, count = page["last"], count + page["checked"]
            faults += page["faults"]
            bar.update(task, completed=count)
    faults += checked(await client.get("/api/seals/faults"))
    return Found(count, faults, await list_orphans(client, grace_seconds=grace_seconds))


async def _page(client: httpx.AsyncClient, last: str | None) -> dict[str, Any] | None:
    asked = {"limit": PAGE} | ({"after": last} if last else {})
    page: dict[str, Any] = checked(await client.get("/api/faults", params=asked, timeout=60))
    return page if page["checked"] else None


async def list_orphans(
    client: httpx.AsyncClient, *, case: str | None = None, grace_seconds: float | None = None
) -> list[str]:
    """The orphans among all cases, or what is wrong with the engine of this one."""
    given = {"case": case, "grace_seconds": grace_seconds}
    asked = {name: value for name, value in given.items() if value is not None}
    return [each["reason"] for each in checked(await client.get("/api/orphans", params=asked, timeout=60))]
