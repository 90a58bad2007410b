"""Access commands of an admin: sign-in links, the end of a person's sessions, and the access log."""

from datetime import datetime

import httpx
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rules.library import find_edition
from web.pages import zoned
from workers.client import checked

PAGE = 500


async def issue_link(client: httpx.AsyncClient, console: Console, account: str) -> None:
    """Print a new sign-in link. Raises StackError with the refusal."""
    link = checked(await client.post(f"/api/accounts/{account}/links"))
    console.out(link["url"], highlight=False)


async def sign_out(client: httpx.AsyncClient, console: Console, account: str) -> None:
    """End the sessions and links of a person. Raises StackError with the refusal."""
    checked(await client.post(f"/api/accounts/{account}/sign-out"))
    console.print(f"Every session, unused link and API token of {account} has ended.", markup=False)


async def _all(client: httpx.AsyncClient, about: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    asked: dict[str, str | int] = {"about": about, "limit": PAGE}
    while page := checked(await client.get("/api/access", params=asked)):
        found += page
        asked["before"] = page[-1]["id"]
    return found


async def show_access(client: httpx.AsyncClient, console: Console, about: str, edition: str) -> None:
    """Print who has read what of a case, or what an account has read, newest first. Raises StackError."""
    zone, table = find_edition(edition).zone, Table("at", "account", "case", "what", "purpose", box=None)
    found = await _all(client, about)
    for each in found:
        at = zoned(datetime.fromisoformat(each["at"]), zone)
        table.add_row(*(Text(cell) for cell in (at, each["account"], each["case_id"], each["what"], each["purpose"])))
    console.print(table if found else "No access on record.")
