"""Lists and search among 500,000 cases of which 36,000 are open: the statements behind pages, monitoring and sweeps.

Other sizes: `python -P -m benchmarks.lists CASES OPEN`. Filling takes minutes, so it is not part of `make bench`.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from activities.reconciliation import AT_ONCE, LONGEST_QUEUE
from activities.recovery import ASKED_AT_ONCE
from benchmarks.large_record import write_large_record
from benchmarks.own_stack import open_own_servers
from benchmarks.seen import Seen
from database import case_lists, folding, impound, metrics, overrides, reconciliation, tow_dispatch, vehicles
from database.connection import Connection, open_pool
from schemas.words import Task

CASES, OPEN = 500_000, 36_000
LOOKS_EACH = 40
TARGET_MS = 100.0

RUNS = [f"10-{number:06}" for number in range(1, OPEN + 1)]
A_MINUTE = timedelta(minutes=1)

Look = Callable[[Connection], Awaitable[Any]]
LOOKS: dict[str, Look] = {
    "all cases": case_lists.list_cases,
    "open cases": lambda it: case_lists.list_cases(it, only_open=True),
    "one stage": lambda it: case_lists.list_cases(it, stage="notice"),
    "one task": lambda it: case_lists.list_cases(it, task=Task.INSPECTION),
    "closed cases": lambda it: case_lists.list_cases(it, stage="closed"),
    "a number": lambda it: case_lists.list_cases(it, words="10-25"),
    "a plate": lambda it: case_lists.list_cases(it, words="P0007919"),
    "part of a plate": lambda it: case_lists.list_cases(it, words="P12"),
    "the end of a VIN": lambda it: case_lists.list_cases(it, words="209458"),
    "an address": lambda it: case_lists.list_cases(it, words="4711 canal street"),
    "a word of most addresses": lambda it: case_lists.list_cases(it, words="street"),
    "words that are nowhere": lambda it: case_lists.list_cases(it, words="nowhere lane"),
    "perhaps the same car": lambda it: vehicles.list_same_vehicle(it, "10-000101", 20),
    "the same, of a half-read plate": lambda it: vehicles.list_same_vehicle(it, "10-000100", 20),
    "the queues": case_lists.count_queues,
    "the stages": case_lists.count_stages,
    "the route sheet": lambda it: case_lists.list_route_sheet(it, [Task.INSPECTION, Task.REINSPECTION]),
    "a lot's cars": lambda it: impound.list_stays(it, "lot-0"),
    "a contractor's orders": lambda it: tow_dispatch.list_orders(it, "tow-3"),
    "the overrides": lambda it: overrides.list_override_rows(it, limit=200),
    "the counts of overrides": lambda it: overrides.count_overrides(it, "America/New_York"),
    "each minute: cases that are late": lambda it: reconciliation.list_late(
        it, datetime.now(UTC) - A_MINUTE, AT_ONCE, datetime.now(UTC) - LONGEST_QUEUE, ASKED_AT_ONCE
    ),
    "each minute: how many workflows should run": reconciliation.count_to_run,
    "monitoring: cases that are late, or without a workflow": lambda it: reconciliation.list_wrong(
        it, RUNS, datetime.now(UTC) - A_MINUTE, AT_ONCE, datetime.now(UTC) - LONGEST_QUEUE
    ),
    "monitoring: workflows without an open case": lambda it: reconciliation.list_not_open(it, RUNS),
    "the sweep: cases that are behind": reconciliation.notify_where_behind,
    "the sweep: stale cases": folding.count_stale,
    "metrics: the record": metrics.count_record,
    "metrics: the outcomes": metrics.count_outcomes,
}
"""What the pages ask for, by name."""


def main() -> None:
    """Measure, and print the results."""
    total, still_open = [int(each) for each in sys.argv[1:]] or (CASES, OPEN)
    asyncio.run(_measure(total, still_open))


async def _measure(total: int, still_open: int) -> None:
    async with open_own_servers() as settings:
        pool = await open_pool(settings.database_owner_url or "")
        await write_large_record(pool, total, still_open)
        print(f"{total} cases, {still_open} of them open")
        async with pool.acquire() as connection:
            for name, look in LOOKS.items():
                seen = Seen(name, [await _milliseconds(connection, look) for _ in range(LOOKS_EACH)])
                print(f"{seen}, target: p95 <= {TARGET_MS:.0f} ms, {'reached' if seen.p95 <= TARGET_MS else 'missed'}")
        await pool.close()


async def _milliseconds(connection: Connection, look: Look) -> float:
    began = time.perf_counter()
    await look(connection)
    return (time.perf_counter() - began) * 1_000


if __name__ == "__main__":
    main()
