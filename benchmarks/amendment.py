"""How long it takes to compare 10,000 open cases under two editions: in the record, over the API and as a page.

The cases are worlds of the ordinary process, written as rows; no worker runs. The other edition is that of Texas, which
differs in most requirements. Run it with `make bench`.
"""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import StringIO

import httpx
from rich.console import Console

from activities.amending import compare_all
from activities.keys import SESSION, Keys
from activities.notifying import TemporalClient
from activities.services import Services
from benchmarks.filling import fill
from benchmarks.own_stack import open_own_servers
from rules.library import find_edition
from web.app import create_app
from web.app_state import AppState
from web.people import COOKIE
from workers.amend import AmendOptions, amend
from workers.compose import open_services
from workers.exposure import signing_secret
from workers.setting_up import set_up

CASES = 10_000
TARGET_SECONDS = 30.0
COUNTS, OTHER = "us-pa-philadelphia.2026-01-01", "us-tx.2026-01-01"
WHO = "supervisor-1"


def main() -> None:
    """Measure, and print the results."""
    asyncio.run(_measure())


async def _measure() -> None:
    async with open_own_servers() as settings:
        await set_up(settings)
        async with open_services(settings) as services, _doors(services, signing_secret(settings)) as http:
            worlds = await fill(services.pool, find_edition(COUNTS), CASES)
            print(f"{CASES} open cases, made of {worlds} worlds of the ordinary process")
            _say("compared in the record", *await _in_the_record(services))
            _say("towpath amend --json, over the API", *await _by_the_command(http))
            _say("the page", *await _as_a_page(http))


@asynccontextmanager
async def _doors(services: Services, secret: str) -> AsyncIterator[httpx.AsyncClient]:
    app_state = AppState(services, _no_temporal, secret)
    cookies = {COOKIE: Keys(secret).issue_credential(SESSION, WHO, datetime.now(UTC))}
    transport = httpx.ASGITransport(create_app(app_state))
    async with httpx.AsyncClient(transport=transport, base_url="http://towpath", cookies=cookies, timeout=120) as http:
        yield http


def _no_temporal() -> TemporalClient:
    raise LookupError("No workflow is notified if no case is changed.")


def _say(what: str, seconds: float, counted: int) -> None:
    verdict = "reached" if seconds <= TARGET_SECONDS else "missed"
    print(f"{what}: {seconds:.1f} s, {counted} cases (target {TARGET_SECONDS:.0f} s, {verdict})")


async def _in_the_record(services: Services) -> tuple[float, int]:
    began, pair = time.perf_counter(), (find_edition(COUNTS), find_edition(OTHER))
    found = await compare_all(services, *pair, now=datetime.now(UTC))
    return time.perf_counter() - began, len(found.compared)


async def _by_the_command(http: httpx.AsyncClient) -> tuple[float, int]:
    began, out = time.perf_counter(), StringIO()
    await amend(http, Console(file=out), AmendOptions(COUNTS, OTHER, as_json=True))
    return time.perf_counter() - began, json.loads(out.getvalue())["open"]


async def _as_a_page(http: httpx.AsyncClient) -> tuple[float, int]:
    began = time.perf_counter()
    page = await http.get("/amendments", params={"from": COUNTS, "to": OTHER})
    told = re.search(r"<h2>(\d+) open cases under", page.raise_for_status().text)
    return time.perf_counter() - began, int(told[1]) if told else 0


if __name__ == "__main__":
    main()
