"""Lists and search among 500,000 cases of which 36,000 are open: the statements behind the console.

The cases are copies of worlds of the ordinary process, each with a number, an address, a plate and a VIN of its own.
Other sizes: `python -P -m benchmarks.lists CASES OPEN`. Filling takes minutes, so it is not part of `make bench`.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.filling import fill
from benchmarks.seen import Seen
from database import case_lists
from database.connection import Connection, Pool, open_pool
from database.migrations import migrate
from schemas.words import Task
from workers.settings import Settings
from workers.stack import open_servers

EDITION = "us-pa-philadelphia.2026-01-01"
CASES, OPEN, WORLDS = 500_000, 36_000, 400
LOOKS_EACH, PATIENCE_SECONDS = 40, 3_600
TARGET_MS = 100.0

COPIES = """
with car as (
    insert into vehicle (plate, plate_state, vin, make, model, color)
    select 'P' || lpad((n * 7919 % 9999991)::text, 7, '0'), 'PA',
           '1HGCM8' || lpad((n * 104729 % 99999999989)::text, 11, '0'), 'Ford', 'Focus', 'red'
      from generate_series(1, $1) n
    returning id),
world as (select *, row_number() over (order by id) as place from vehicle_case),
copy as (
    select car.id as car, n, n > $2 as is_closed, world.*
      from (select id, row_number() over () as n from car) car join world on world.place = 1 + n % $3)
insert into vehicle_case (id, vehicle, address, district, edition, training, stage, outcome, opened_at, closed_at,
       changed_at, number, digest, state, tasks, open_tasks, due_at, folded, notified_number)
select (10 + n / 900000) || '-' || lpad((n % 900000)::text, 6, '0'), car,
       n % 9900 || ' ' || (array['First', 'Ninth', 'Canal', 'Orkney', 'Quay'])[1 + n % 5] || ' '
           || (array['Street', 'Avenue', 'Place'])[1 + n % 3],
       'd' || lpad((n % 25)::text, 2, '0'), edition, false, case when is_closed then 'closed' else stage end,
       case when is_closed then 'crushed' end, now() - n * interval '1 minute', case when is_closed then now() end,
       now(), number, digest, state, tasks, case when is_closed then '{}' else open_tasks end, due_at, number, number
  from copy
"""

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
    "the queues": case_lists.count_queues,
    "the stages": case_lists.count_stages,
    "the route sheet": lambda it: case_lists.list_route_sheet(it, [Task.INSPECTION, Task.REINSPECTION]),
}
"""What the pages ask for, by name."""


def main() -> None:
    """Measure, and print the results."""
    total, still_open = [int(each) for each in sys.argv[1:]] or (CASES, OPEN)
    with TemporaryDirectory(prefix="towpath bench ") as folder:
        Path(folder).chmod(0o755)
        asyncio.run(_measure(Settings(data=Path(folder) / "data", temporal_ui_port=0), total, still_open))


async def _measure(settings: Settings, total: int, still_open: int) -> None:
    async with open_servers(settings) as stack:
        pool = await open_pool(stack.addresses.database_owner_url or "")
        await _fill(pool, total, still_open)
        print(f"{total} cases, {still_open} of them open")
        async with pool.acquire() as connection:
            for name, look in LOOKS.items():
                seen = Seen(name, [await _milliseconds(connection, look) for _ in range(LOOKS_EACH)])
                print(f"{seen}, target: p95 <= {TARGET_MS:.0f} ms, {'reached' if seen.p95 <= TARGET_MS else 'missed'}")
        await pool.close()


async def _fill(pool: Pool, total: int, still_open: int) -> None:
    await migrate(pool)
    await fill(pool, EDITION, WORLDS)
    async with pool.acquire() as connection:
        await connection.execute("set lock_timeout = 0")
        await connection.fetch(COPIES, total, still_open, WORLDS, timeout=PATIENCE_SECONDS)
        await connection.execute("vacuum analyze", timeout=PATIENCE_SECONDS)


async def _milliseconds(connection: Connection, look: Look) -> float:
    began = time.perf_counter()
    await look(connection)
    return (time.perf_counter() - began) * 1_000


if __name__ == "__main__":
    main()
