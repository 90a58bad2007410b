"""How long it takes until 36,000 open cases have their workflows again, after Temporal's store was lost.

The cases are rows in the database of a running stack whose Temporal knows none of them; they wait for people. Then an
admin asks for all of them, as `towpath restart --all` does.
Run it with `python -P -m benchmarks.restarts [CASES]`.
"""

import asyncio
import sys
import time

import httpx
from temporalio.client import Client

from benchmarks.case_cost import environment_of
from benchmarks.filling import fill
from benchmarks.own_stack import open_folder
from database.connection import open_pool
from rules.library import find_edition
from schemas import names
from tests.running import COMMANDS, Running, towpath_up
from workers.client import api_token

CASES, EDITION = 36_000, "us-pa-philadelphia.2026-01-01"
TARGET_SECONDS = 20 * 60
LOOK_SECONDS = 10.0


def main() -> None:
    """Measure, and print the results."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    with open_folder() as folder, towpath_up(folder, pace="1") as running:
        seconds = asyncio.run(_measure(running.until_ready(), count))
    verdict = "reached" if seconds <= TARGET_SECONDS else "missed"
    print(f"{count} new runs in {seconds:.0f} s, {count / seconds:.0f} a second; target {TARGET_SECONDS} s, {verdict}")


async def _measure(running: Running, count: int) -> float:
    worker = next(pid for pid, line in running.relatives().items() if COMMANDS["worker"] in line)
    environment = environment_of(worker)
    pool = await open_pool(environment["TOWPATH_DATABASE_URL"])
    try:
        await fill(pool, find_edition(EDITION), count, keep=lambda tasks: not (tasks.own_act or tasks.wake_at))
    finally:
        await pool.close()
    began = time.perf_counter()
    await _restart_all(running)
    seconds = time.perf_counter() - began
    client = await Client.connect(environment["TEMPORAL_ADDRESS"])
    print(f"{await _running(client)} workflows are running")
    return seconds


async def _restart_all(running: Running) -> None:
    token = api_token((running.data / "secret").read_text(), "admin-1")
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=running.url, headers=headers, timeout=600) as http:
        left = (await http.post("/api/restarts")).raise_for_status().json()["waiting"]
        while left:
            print(f"  {left} are still to be started", flush=True)
            await asyncio.sleep(LOOK_SECONDS)
            left = (await http.get("/api/restarts")).raise_for_status().json()["waiting"]


async def _running(client: Client) -> int:
    query = f"WorkflowType = '{names.WORKFLOW}' and ExecutionStatus = 'Running'"
    return (await client.count_workflows(query)).count


if __name__ == "__main__":
    main()
