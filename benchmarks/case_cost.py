"""What a case costs in processor time: reported, inspected, closed, beside a bare Temporal workflow in the same run.

The bare workflow has the same wait and the same one signal, on the same Temporal server, with a worker of its own: once
without an activity, and once with an empty one, because Towpath closes a case by an activity. What the processes use
while nothing happens is taken off. Run it with `make bench`.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar
from uuid import uuid4

import httpx
from temporalio.client import Client

from benchmarks.bare_workflow import QUEUE, Bare
from benchmarks.own_stack import open_folder
from schemas import names
from tests.running import COMMANDS, Running, towpath_up
from workers.client import api_token
from workers.settings import HERE

RUNS, CASES, AT_ONCE = 5, 50, 4
IDLE_SECONDS, SETTLE_SECONDS = 10.0, 2.0
TARGET = 1.3
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
PARTS = ("worker", "temporal", "postgres")

Done = TypeVar("Done")
Costs = dict[str, float]
"""Milliseconds of processor time a case, by part."""


@dataclass(frozen=True)
class Kind:
    """One kind of case: how one is begun and how it is brought to its end, and whose processes are counted."""

    name: str
    pids: Mapping[str, int]
    begin: Callable[[], Awaitable[str]]
    finish: Callable[[str], Awaitable[None]]


def main() -> None:
    """Measure, and say what was seen."""
    with open_folder() as folder, towpath_up(folder, pace="1") as running:
        seen = asyncio.run(measure(running.until_ready()))
    for name, runs in seen.items():
        parts = "  ".join(f"{part} {median(each[part] for each in runs):.1f}" for part in PARTS if part in runs[0])
        print(f"{name}, {CASES} cases, {RUNS} times: median {total(runs):.1f} ms of processor time a case ({parts})")
    ours, *bare = seen.items()
    for name, runs in bare:
        ratios = [sum(one.values()) / sum(other.values()) for one, other in zip(ours[1], runs, strict=True)]
        verdict = "reached" if median(ratios) <= TARGET else "missed"
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        print(f"  beside {name}: {median(ratios):.2f} times ({spread}); target {TARGET}, {verdict}")


def total(runs: list[Costs]) -> float:
    """The median of the whole."""
    return median(sum(each.values()) for each in runs)


async def measure(running: Running) -> dict[str, list[Costs]]:
    """All kinds by turns, after one round that warms everything up."""
    pids = {part: next(pid for pid, line in running.relatives().items() if COMMANDS[part] in line) for part in PARTS}
    address = environment_of(pids["worker"])["TEMPORAL_ADDRESS"]
    token = api_token((running.data / "secret").read_text(), "officer-1")
    client = await Client.connect(address)
    with bare_worker(address) as worker:
        async with httpx.AsyncClient(base_url=running.url, headers={"Authorization": f"Bearer {token}"}) as http:
            bare = {"worker": worker, "temporal": pids["temporal"]}
            kinds = [ours(http, client, pids), *(temporals(client, bare, activities) for activities in (0, 1))]
            for kind in kinds:
                await bring_to_end(kind)
            idle = await idle_rates(pids | {"bare": worker})
            idles = [idle, *([idle | {"worker": idle["bare"]}] * 2)]
            rounds = [[await cost(kind, each) for kind, each in zip(kinds, idles, strict=True)] for _ in range(RUNS)]
    return {kind.name: list(runs) for kind, *runs in zip(kinds, *rounds, strict=True)}


@contextmanager
def bare_worker(address: str) -> Iterator[int]:
    """The worker of the bare workflow; its process id."""
    command = [sys.executable, "-P", "-m", "benchmarks.bare_workflow", address]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(HERE)}) as process:
        try:
            yield process.pid
        finally:
            process.terminate()


def ours(http: httpx.AsyncClient, client: Client, pids: Mapping[str, int]) -> Kind:
    """A vehicle that is reported, and gone when the officer arrives: the system closes the case."""

    async def begin() -> str:
        report = {"address": "100 First Street", "district": "d25", "plate": uuid4().hex[:7]}
        return str((await http.post("/api/reports", json=report)).raise_for_status().json()["case"])

    async def finish(case: str) -> None:
        inspection = {"kind": "record_inspection", "finding": "gone"}
        (await http.post(f"/api/cases/{case}/requests", json=inspection)).raise_for_status()
        await client.get_workflow_handle(names.workflow_id(case)).result()

    return Kind("a case of Towpath", pids, begin, finish)


def temporals(client: Client, pids: Mapping[str, int], activities: int) -> Kind:
    """A bare workflow that is started, and signaled once."""

    async def begin() -> str:
        return (await client.start_workflow(Bare.run, activities, id=f"bare-{uuid4().hex}", task_queue=QUEUE)).id

    async def finish(case: str) -> None:
        handle = client.get_workflow_handle(case)
        await handle.signal(Bare.go_on)
        await handle.result()

    return Kind(f"a bare workflow with {activities or 'no'} activity", pids, begin, finish)


async def idle_rates(pids: Mapping[str, int]) -> Costs:
    """Milliseconds of processor time that each process uses in a second in which nothing happens."""
    await asyncio.sleep(SETTLE_SECONDS)
    before = used(pids)
    await asyncio.sleep(IDLE_SECONDS)
    return {part: (after - before[part]) / IDLE_SECONDS for part, after in used(pids).items()}


async def cost(kind: Kind, idle: Costs) -> Costs:
    """What a case of this kind costs, with what the servers have still to do after it."""
    before, began = used(kind.pids), time.perf_counter()
    await bring_to_end(kind)
    await asyncio.sleep(SETTLE_SECONDS)
    after, took = used(kind.pids), time.perf_counter() - began
    return {part: (after[part] - before[part] - idle[part] * took) / CASES for part in kind.pids}


async def bring_to_end(kind: Kind) -> None:
    """All cases are begun, and then each is brought to its end."""
    cases = await some_at_once([kind.begin] * CASES)
    await some_at_once([partial(kind.finish, case) for case in cases])


async def some_at_once(work: list[Callable[[], Awaitable[Done]]]) -> list[Done]:
    """Do all of it, in order, a few at once."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(act: Callable[[], Awaitable[Done]]) -> Done:
        async with turn:
            return await act()

    return await asyncio.gather(*(one(act) for act in work))


def used(pids: Mapping[str, int]) -> Costs:
    """Milliseconds of processor time, user and system, of each process and of its children, those that ended too."""
    stats = {int(path.parent.name): stat for path in Path("/proc").glob("[0-9]*/stat") if (stat := stat_of(path))}
    ticks = {part: [stat for each, stat in stats.items() if pid in (each, int(stat[1]))] for part, pid in pids.items()}
    return {part: TICK_MS * sum(int(each) for stat in stats for each in stat[11:15]) for part, stats in ticks.items()}


def stat_of(path: Path) -> list[str]:
    """The fields of a process after its name, from its state on; none if it has ended meanwhile."""
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []


def environment_of(pid: int) -> dict[str, str]:
    """The environment with which a process was started."""
    said = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return dict(each.split("=", 1) for each in said if "=" in each)


if __name__ == "__main__":
    main()
