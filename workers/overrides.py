"""The list of overrides and waivers at the command line: a line for each, and their number."""

import httpx
from pydantic import TypeAdapter
from rich.console import Console
from rich.table import Table

from database.overrides import OverrideRow
from rules.library import find_edition
from web.overrides import what_of
from web.pages import zoned
from workers.client import checked

FOUND: TypeAdapter[list[OverrideRow]] = TypeAdapter(list[OverrideRow])


async def list_overrides(client: httpx.AsyncClient, console: Console, edition: str) -> None:
    """Print every overridden guard and every waived fee, the newest first."""
    answer = checked(await client.get("/api/overrides"))
    found, zone = FOUND.validate_python(answer["overridden"]), find_edition(edition).zone
    if not found:
        console.print("No overrides.")
        return
    table = Table("case", "fact", "at", "by", "what", "why", box=None)
    for each in found:
        table.add_row(each.case_id, str(each.number), zoned(each.at, zone), each.name, what_of(each), each.why)
    console.print(table)
    counts = ((name, by) for name, by in answer["counts"].items())
    for name, by in counts:
        console.print(f"By {name}: {', '.join(f'{key} {count}' for key, count in by.items())}.", markup=False)
