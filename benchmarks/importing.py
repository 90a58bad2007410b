"""How fast a file comes in, while a person works: rows a second, and what an act by staff takes meanwhile.

First some reports one by one, as another system sends them, then the file, then how fast the workers start the
workflows of its cases. A third of the rows have a plate, and each tenth of these is of a car that was reported before.
Other sizes: `python -P -m benchmarks.importing ROWS`.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from uuid import uuid4

import httpx

from benchmarks.case_cost import Costs, used
from benchmarks.own_stack import open_folder
from benchmarks.seen import Seen
from tests.running import COMMANDS, Running, towpath_up
from workers.client import api_token
from workers.importing import import_rows

ROWS, ONE_BY_ONE = 36_000, 300
ACT_EACH_SECONDS = 0.2
PAUSE_SECONDS, STARTS_SECONDS = 15, 30
TARGET_SECONDS, TARGET_MS = 180.0, 60.0
PARTS = ("web", "postgres", "worker", "temporal")
STREETS = ("Canal Street", "Ninth Avenue", "Orkney Street", "Quay Place")


def main() -> None:
    """Measure, and print the results."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with open_folder() as folder, towpath_up(folder) as running:
        running.until_ready()
        token = api_token((running.data / "secret").read_text(), "supervisor-1")
        file = folder / "rows.jsonl"
        file.write_text("\n".join(json.dumps(each) for each in rows_of(rows)))
        asyncio.run(_measure(running, token, file, rows))


def rows_of(count: int) -> Iterator[dict[str, object]]:
    """Rows of a file in Towpath's own format."""
    for number in range(count):
        car = number - 900 if number % 30 == 0 and number % 1800 >= 900 else number
        yield {
            "source": "city",
            "external_id": f"{number:06}",
            "reported_at": "2026-11-02T08:15:00-05:00",
            "address": f"{car % 9900} {STREETS[car % 4]}",
            "district": f"d{number % 25:02}",
            "lat": 39.9 + car % 1000 / 10_000,
            "lon": -75.1 - car % 700 / 10_000,
            "plate": f"KX{car:06}" if number % 3 == 0 else None,
            "plate_state": "PA" if number % 3 == 0 else None,
            "make": "Ford",
            "color": "blue",
            "description": "Gray sedan, no plates on the back, flat tires. It has stood there for three weeks.",
        }


async def _measure(running: Running, token: str, file: Path, rows: int) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=running.url, headers=headers, timeout=60) as http:
        pids = {
            part: next(pid for pid, line in running.relatives().items() if COMMANDS[part] in line) for part in PARTS
        }
        cases = [await _report(http) for _ in range(20)]
        began, before = time.perf_counter(), used(pids)
        for _ in range(ONE_BY_ONE):
            await _report(http)
        print(f"one by one: {ONE_BY_ONE / (time.perf_counter() - began):.0f} rows a second")
        print(_costs(before, used(pids), ONE_BY_ONE))
        await asyncio.sleep(PAUSE_SECONDS)
        done = asyncio.Event()
        acts = asyncio.create_task(_act(http, cases, done))
        await asyncio.sleep(PAUSE_SECONDS)
        done.set()
        print(Seen("An act by staff before", await acts))
        done.clear()
        acts = asyncio.create_task(_act(http, cases, done))
        began, before = time.perf_counter(), used(pids)
        imported = await import_rows(http, file, "towpath", lambda *_: None)
        took, after = time.perf_counter() - began, used(pids)
        done.set()
        print(imported)
        print(f"the file: {took:.1f} s, {rows / took:.0f} rows a second; {ROWS} in {ROWS * took / rows:.0f} s")
        print(_costs(before, after, rows))
        print(f"target: {ROWS} rows in {TARGET_SECONDS:.0f} s")
        print(f"{Seen('An act by staff meanwhile', await acts)}, target: p95 <= {TARGET_MS:.0f} ms")
        waiting = (await http.get("/api/restarts")).json()["waiting"]
        await asyncio.sleep(10)
        later = (await http.get("/api/restarts")).json()["waiting"]
        print(f"{waiting} workflows to be started after the file; {(waiting - later) / 10:.0f} started a second")


def _costs(before: Costs, after: Costs, rows: int) -> str:
    each = {part: (after[part] - before[part]) / rows for part in before}
    parts = ", ".join(f"{part} {cost:.1f}" for part, cost in each.items())
    return f"processor time of a row in milliseconds: {parts}; together {sum(each.values()):.1f}"


async def _report(http: httpx.AsyncClient) -> str:
    body = {"address": "100 First Street", "district": "d25", "external_id": uuid4().hex}
    return str((await http.post("/api/reports", json=body)).raise_for_status().json()["case"])


async def _act(http: httpx.AsyncClient, cases: list[str], done: asyncio.Event) -> list[float]:
    """Place and release holds until `done`; milliseconds of each."""
    took: list[float] = []
    for case in cycle(cases):
        placed = await _ask(http, took, case, kind="place_hold", hold="police_evidence")
        await _ask(http, took, case, kind="release_hold", placed=placed, note="Written release of today")
        if done.is_set():
            break
    return took


async def _ask(http: httpx.AsyncClient, took: list[float], case: str, **body: str | int) -> int:
    await asyncio.sleep(ACT_EACH_SECONDS)
    began = time.perf_counter()
    answer = await http.post(f"/api/cases/{case}/requests", json=body, headers={"Idempotency-Key": uuid4().hex})
    took.append((time.perf_counter() - began) * 1000)
    return int(answer.raise_for_status().json()["number"])


if __name__ == "__main__":
    main()
